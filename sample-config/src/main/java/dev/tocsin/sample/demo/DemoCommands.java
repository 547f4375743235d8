package dev.tocsin.sample.demo;

import dev.tocsin.cli.CommandProvider;
import java.util.Collection;
import java.util.List;

/** Adds {@code demo} to the command line. */
public final class DemoCommands implements CommandProvider {
  @Override
  public Collection<Object> commands() {
    return List.of(new DemoCommand());
  }
}
