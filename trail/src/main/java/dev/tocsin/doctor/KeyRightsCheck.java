package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Path;

/** Keys that others than their owner may read or replace. */
final class KeyRightsCheck implements JournalCheck {
  @Override
  public String id() {
    return "key-rights";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    Path folder = KeyFiles.folderOf(journal.settings());
    if (folder == null) {
      return;
    }
    Rights ofFolder = Rights.of(folder.toRealPath());
    if (ofFolder.othersWrite()) {
      report.error(
          folder
              + ": mode "
              + ofFolder.mode()
              + " lets others replace the keys: chmod 0700 "
              + folder);
    }
    for (Path key : KeyFiles.secretsIn(folder)) {
      Rights rights = Rights.of(key.toRealPath());
      if (rights.othersAny()) {
        report.error(
            key
                + ": mode "
                + rights.mode()
                + " lets others have the key, and forge with it: chmod 0600 "
                + key
                + ", and change to new keys with tocsin keygen --rotate");
      }
    }
  }
}
