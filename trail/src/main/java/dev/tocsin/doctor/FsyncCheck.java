package dev.tocsin.doctor;

import dev.tocsin.journal.Durability;
import dev.tocsin.log4j.AuditInspection.AuditFile;

/** An audit file that nobody flushes. */
final class FsyncCheck implements JournalCheck {
  @Override
  public String id() {
    return "fsync";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    AuditFile settings = journal.settings();
    if (settings != null && settings.fsync() == Durability.NO) {
      report.warning(
          "SecurityAudit \""
              + settings.name()
              + "\": fsync=\"no\": a power failure loses what the kernel had not written yet, half a"
              + " minute and more: use everysec or always");
    }
  }
}
