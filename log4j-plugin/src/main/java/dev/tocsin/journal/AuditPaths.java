package dev.tocsin.journal;

import dev.tocsin.files.SecureFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What a journal asks of the names that it is given, in messages that say the way out. */
final class AuditPaths {
  private AuditPaths() {}

  /** Creates the folder with mode 0700, and missing parents; leaves an existing one as it is. */
  static void createFolder(Path folder) throws JournalException {
    try {
      SecureFiles.createFolder(folder);
    } catch (FileAlreadyExistsException e) {
      throw new JournalException(
          e.getFile() + ": is a file, not a folder; name another folder in fileName", e);
    } catch (IOException e) {
      throw new JournalException(
          folder
              + ": the folder can't be created ("
              + Reason.of(e)
              + "); create it, writable for this process's user, or name another in fileName",
          e);
    }
  }

  /** Fails if the name is taken by a symbolic link or by something that is no regular file. */
  static void refuseLink(Path file) throws JournalException {
    if (Files.isSymbolicLink(file)) {
      throw new JournalException(
          file
              + ": is a symbolic link, and audit files are never opened through one; remove it,"
              + " or name its target in fileName");
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new JournalException(file + ": is not a regular file; name another file in fileName");
    }
  }
}
