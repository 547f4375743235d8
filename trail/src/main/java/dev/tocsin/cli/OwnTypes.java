package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.yaml.EventTypesFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The event types a command knows: the built-in ones, and the user's own from {@code --types}. */
final class OwnTypes {
  private OwnTypes() {}

  /**
   * @param file null for the built-in ones alone
   * @throws CliException with code 3 if the file is missing or wrong
   */
  static EventTypes read(@Nullable Path file) {
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
