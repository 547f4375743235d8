package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file that {@code --out} names, of commands that write one about journals. */
final class OutFile {
  private OutFile() {}

  /** How messages call it. */
  static String named(Path file) {
    return "--out " + SafeText.quoted(file.toString());
  }

  /**
   * Its whole path, if it is a place to write to.
   *
   * @param journals the folders that are read, where only audit files belong
   * @throws CliException with code 2 or 3 if it is not
   */
  static Path checked(Path file, List<Path> journals) {
    Path whole = file.toAbsolutePath().normalize();
    Path folder = whole.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw CliException.data(named(file) + ": no such folder: make it first", null);
    }
    for (Path journal : journals) {
      if (isSame(journal, folder)) {
        throw CliException.usage(
            named(file)
                + ": lies in the folder of a journal, where only audit files belong: name"
                + " another folder");
      }
    }
    if (Files.isDirectory(whole)) {
      throw CliException.usage(named(file) + ": is a folder: name a file");
    }
    return whole;
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }
}
