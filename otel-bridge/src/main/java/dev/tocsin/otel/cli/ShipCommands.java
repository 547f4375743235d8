package dev.tocsin.otel.cli;

import dev.tocsin.cli.CommandProvider;
import java.util.Collection;
import java.util.List;

/** Adds {@code ship} to the command line. */
public final class ShipCommands implements CommandProvider {
  @Override
  public Collection<Object> commands() {
    return List.of(new ShipCommand());
  }
}
