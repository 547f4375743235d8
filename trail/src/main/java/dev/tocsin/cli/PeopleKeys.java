package dev.tocsin.cli;

import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.text.SafeText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --keys} of those commands that know people behind their pseudonyms. */
final class PeopleKeys {
  @Option(
      names = "--keys",
      paramLabel = "DIR",
      description = "The folder of the periods' keys, as Pseudonymize names it.")
  @Nullable Path folder;

  /**
   * The keys.
   *
   * @throws CliException if no folder is given, or it is not there
   */
  PeriodKeys open() {
    if (folder == null) {
      throw CliException.usage(
          "--keys is missing: name the folder of the periods' keys, as --keys people");
    }
    if (!Files.isDirectory(folder)) {
      throw CliException.data(
          "--keys "
              + SafeText.quoted(folder.toString())
              + ": no such folder: name the one that keys=\"…\" of Pseudonymize names",
          null);
    }
    return new PeriodKeys(folder, new SecureRandom());
  }
}
