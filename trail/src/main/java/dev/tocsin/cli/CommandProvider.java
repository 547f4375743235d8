package dev.tocsin.cli;

import java.util.Collection;
import java.util.List;

/**
 * Adds commands to {@code tocsin}, found by {@link java.util.ServiceLoader}: name the implementing
 * class in {@code META-INF/services/dev.tocsin.cli.CommandProvider}.
 *
 * <p>A command is an object annotated with picocli's {@code @Command} that implements {@code
 * Callable<Integer>} and returns one of {@link ExitCode}. It reports what the user can mend by
 * throwing {@link CliException}, writes through {@link Output#of}, and inherits {@code --help} and
 * {@code --debug}.
 */
public interface CommandProvider {
  /** The commands, made anew for each call; called once for each run of the program. */
  Collection<Object> commands();

  /** The same below a command of {@code tocsin} that has others below it, as {@code rules}. */
  default Collection<Object> commandsOf(String command) {
    return List.of();
  }
}
