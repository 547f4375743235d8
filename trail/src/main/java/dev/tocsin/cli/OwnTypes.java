package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.yaml.EventTypesFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The event types a command knows: the built-in ones, and the user's own from {@code --types}. */
public final class OwnTypes {
  /** How the file is named, for messages. */
  static final String NAMED = "--types FILE";

  @Option(
      names = "--types",
      paramLabel = "FILE",
      description = "A file with event types of your own.")
  @Nullable Path file;

  /**
   * Reads the file, if one is given.
   *
   * @throws CliException with code 3 if it is missing or wrong
   */
  public EventTypes read() {
    if (file == null) {
      return EventTypes.builtIn();
    }
    try {
      return EventTypes.builtIn().with(EventTypesFile.read(file));
    } catch (IllegalArgumentException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
  }
}
