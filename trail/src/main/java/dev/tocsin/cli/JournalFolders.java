package dev.tocsin.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** What commands say of a folder that {@code --dir} names and that is none, or holds no journal. */
final class JournalFolders {
  private JournalFolders() {}

  /**
   * Goes on if there is such a folder.
   *
   * @throws CliException with code 3 if there is not
   */
  static void require(Path folder) {
    if (!Files.isDirectory(folder)) {
      String what = Files.exists(folder) ? "is no folder" : "no such folder";
      throw CliException.data(
          SafeText.oneLine(folder.toString())
              + ": "
              + what
              + ": name the folder of the journal with --dir",
          null);
    }
  }

  /** That a folder holds no journal. */
  static CliException withoutJournal(Path folder) {
    return CliException.data(
        SafeText.oneLine(folder.toString())
            + ": no journal there: name the folder of security_audit.log with --dir",
        null);
  }
}
