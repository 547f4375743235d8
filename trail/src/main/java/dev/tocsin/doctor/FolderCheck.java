package dev.tocsin.doctor;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A folder that can't be written, or can't be made. */
final class FolderCheck implements JournalCheck {
  @Override
  public String id() {
    return "folder";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    Path folder = journal.files().folder();
    if (Files.isDirectory(folder)) {
      if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
        report.error(
            folder
                + ": can't be written by "
                + System.getProperty("user.name")
                + ": make it writable for the user that the application runs as, or name another"
                + " folder in fileName");
      }
      return;
    }
    Path there = folder;
    while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    if (there != null && !Files.isDirectory(there)) {
      report.error(there + ": is a file, not a folder: name another folder in fileName");
    } else if (there == null || !Files.isWritable(there)) {
      report.error(
          folder
              + ": is not there and can't be made by "
              + System.getProperty("user.name")
              + ": make it with mode 0700 for the user that the application runs as");
    }
  }
}
