package dev.tocsin.otel.cli;

import dev.tocsin.cli.CommandProvider;
import java.util.Collection;
import java.util.List;

/** Adds {@code ship} and {@code rules compile} to the command line. */
public final class OtelCommands implements CommandProvider {
  @Override
  public Collection<Object> commands() {
    return List.of(new ShipCommand());
  }

  @Override
  public Collection<Object> commandsOf(String command) {
    return command.equals("rules") ? List.of(new RulesCompileCommand()) : List.of();
  }
}
