package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Something else in the place of the active file, for which no writer starts. */
final class NoJournalCheck implements JournalCheck {
  @Override
  public String id() {
    return "no-journal";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    Path file = journal.file();
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      report.error(file + ": is a folder: name another file in fileName");
    } else if (journal.files().isForeign()) {
      report.error(
          file + ": is no journal of Tocsin: move it away, or name another file in fileName");
    }
  }
}
