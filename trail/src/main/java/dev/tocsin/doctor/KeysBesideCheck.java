package dev.tocsin.doctor;

import java.nio.file.Path;

/** Keys in the folder of the audit file. */
final class KeysBesideCheck implements JournalCheck {
  @Override
  public String id() {
    return "keys-beside";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    Path folder = KeyFiles.folderOf(journal.settings());
    if (folder != null && folder.startsWith(journal.files().folder())) {
      report.warning(
          folder
              + ": the keys lie in the audit file's folder, so that a copy of it has both: move them,"
              + " and name the new folder in keys");
    }
  }
}
