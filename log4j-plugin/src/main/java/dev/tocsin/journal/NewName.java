package dev.tocsin.journal;

import dev.tocsin.files.SecureFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Gives a file a name that only one of those gets who want it at the same moment. Java's own rename
 * looks first and then renames, so the second of two would take the place of the first one's file.
 *
 * <p>The file gets the name beside its old one, which then goes; a crash in between leaves both.
 * Where a file can have but one name, an empty file takes the new one first; a crash in between
 * leaves that, and nobody takes it for a segment.
 */
final class NewName {
  private NewName() {}

  /**
   * Renames a file.
   *
   * @param rival another name that nobody may have by then
   * @return whether it has the name; false if somebody else has that or the rival
   * @throws IOException if it can't be renamed; it has its old name still
   */
  static boolean give(Path source, Path name, Path rival) throws IOException {
    boolean linked;
    try {
      linked = take(source, name);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    boolean done = false;
    try {
      if (Files.exists(rival, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      if (linked) {
        deleteOldName(source, name);
      } else {
        Files.move(source, name, StandardCopyOption.ATOMIC_MOVE);
      }
      done = true;
      return true;
    } finally {
      if (!done) {
        giveBack(source, name, linked);
      }
    }
  }

  /** Takes the name; tells whether it leads to the file already. */
  private static boolean take(Path source, Path name) throws IOException {
    try {
      Files.createLink(name, source);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A file system without links, or one that allows none of this file.
      SecureFiles.createNew(name).close();
      return false;
    }
  }

  private static void deleteOldName(Path source, Path name) throws IOException {
    try {
      if (Files.isSameFile(source, name)) {
        Files.delete(source);
      }
    } catch (NoSuchFileException e) {
      // Somebody took the old name away. The new one leads to the file, which is what was wanted.
      return;
    }
  }

  /** Never deletes the only name of a file that holds anything. */
  private static void giveBack(Path source, Path name, boolean linked) throws IOException {
    try {
      if (linked ? Files.isSameFile(source, name) : Files.size(name) == 0) {
        Files.delete(name);
      }
    } catch (NoSuchFileException e) {
      // One of the two is gone: nothing to give back, or nothing that may go.
      return;
    }
  }
}
