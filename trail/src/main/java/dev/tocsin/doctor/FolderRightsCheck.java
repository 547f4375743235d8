package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that others than its owner may use. */
final class FolderRightsCheck implements JournalCheck {
  @Override
  public String id() {
    return "folder-rights";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    Path folder = journal.files().folder();
    if (!Files.isDirectory(folder)) {
      return;
    }
    // A link's own rights say nothing.
    Rights rights = Rights.of(folder.toRealPath());
    if (rights.othersWrite()) {
      report.error(
          folder
              + ": mode "
              + rights.mode()
              + " lets others remove audit files: chmod 0700 "
              + folder);
    } else if (rights.othersAny()) {
      report.warning(
          folder + ": mode " + rights.mode() + " lets others look into it: chmod 0700 " + folder);
    }
  }
}
