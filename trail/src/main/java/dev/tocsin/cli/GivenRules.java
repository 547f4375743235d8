package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.rules.RuleFile;
import dev.tocsin.rules.RuleSet;
import dev.tocsin.text.SafeText;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The rules a command works with: those of a file, or the shipped ones. */
public final class GivenRules {
  private GivenRules() {}

  /**
   * Reads them.
   *
   * @param file null for the shipped ones
   * @throws CliException with code 3 if the file is missing or holds a mistake
   */
  public static RuleSet read(@Nullable Path file, EventTypes types) {
    if (file == null) {
      return RuleFile.shipped();
    }
    requireFile(file);
    try {
      return RuleFile.read(file, types);
    } catch (IllegalArgumentException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
  }

  static void requireFile(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw CliException.data(
          SafeText.oneLine(file.toString())
              + ": "
              + (Files.isDirectory(file) ? "is a folder" : "is not there or can't be read")
              + ": name a rules file",
          null);
    }
  }
}
