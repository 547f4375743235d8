package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.AuditFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The first key of a chain of keys, from which all later ones follow, still on the host. */
final class FirstKeyCheck implements JournalCheck {
  @Override
  public String id() {
    return "first-key";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    AuditFile settings = journal.settings();
    Path folder = KeyFiles.folderOf(settings);
    // Before the first start has kept what comes after it, the key is needed here.
    if (settings == null
        || folder == null
        || !settings.evolve()
        || !Files.exists(journal.files().keptTagKey(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (Path key : KeyFiles.tagKeysIn(folder)) {
      report.warning(
          key
              + ": who takes it can forge what was written under it, as if evolve were off: move it to where"
              + " tocsin verify runs, and start the application anew");
    }
  }
}
