package dev.tocsin.doctor;

import dev.tocsin.journal.JournalFiles;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A file that keeps retention from deleting anything. */
final class LegalHoldCheck implements JournalCheck {
  @Override
  public String id() {
    return "legal-hold";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    Path hold = journal.files().folder().resolve(JournalFiles.LEGAL_HOLD);
    if (Files.exists(hold, LinkOption.NOFOLLOW_LINKS)) {
      report.info(
          hold + ": nothing is deleted while it lies there: remove it when the hold has ended");
    }
  }
}
