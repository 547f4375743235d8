package dev.tocsin.doctor;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A journal without the file that tells how far it went. */
final class HeadFileCheck implements JournalCheck {
  @Override
  public String id() {
    return "head-file";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    Path head = journal.files().headFile();
    if (!journal.files().segments().isEmpty() && !Files.exists(head, LinkOption.NOFOLLOW_LINKS)) {
      report.error(
          head
              + ": is missing, so nobody can tell whether the journal's end was cut off: find out who"
              + " removed it, restore it, and run tocsin verify");
    }
  }
}
