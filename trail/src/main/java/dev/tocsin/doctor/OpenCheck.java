package dev.tocsin.doctor;

import dev.tocsin.journal.JournalFiles.Held;

/** Who writes the journal at this moment. */
final class OpenCheck implements JournalCheck {
  @Override
  public String id() {
    return "open";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    if (journal.files().held() == Held.YES) {
      report.info(
          journal.file()
              + ": is open: "
              + journal.files().holder().orElse("holder unknown")
              + ": nothing to do");
    }
  }
}
