package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import java.nio.file.Files;
import java.nio.file.Path;

/** What commands say of a folder that is none, or holds no journal. */
public final class JournalFolders {
  private JournalFolders() {}

  /** The same of one that {@code --dir} names. */
  static void require(Path folder) {
    require(folder, " with --dir");
  }

  /**
   * Goes on if there is such a folder.
   *
   * @param how it is named, for the way out, after a blank or comma; empty for by itself
   * @throws CliException with code 3 if there is not
   */
  public static void require(Path folder, String how) {
    if (!Files.isDirectory(folder)) {
      String what = Files.exists(folder) ? "is no folder" : "no such folder";
      throw CliException.data(
          SafeText.oneLine(folder.toString())
              + ": "
              + what
              + ": name the folder of the journal"
              + how,
          null);
    }
  }

  /** That a folder holds no journal, of one that {@code --dir} names. */
  static CliException withoutJournal(Path folder) {
    return withoutJournal(folder, " with --dir");
  }

  /**
   * That a folder holds no journal.
   *
   * @param how it is named, for the way out, after a blank or comma; empty for by itself
   */
  public static CliException withoutJournal(Path folder, String how) {
    return CliException.data(
        SafeText.oneLine(folder.toString())
            + ": no journal there: name the folder of security_audit.log"
            + how,
        null);
  }
}
