package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.AuditFile;

/** An audit file that secrets are written to as they come. */
final class RedactionCheck implements JournalCheck {
  @Override
  public String id() {
    return "redaction";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    AuditFile settings = journal.settings();
    if (settings != null && !settings.redaction()) {
      report.warning(
          "SecurityAudit \""
              + settings.name()
              + "\": redaction=\"off\": secrets are written as they come: remove it");
    }
  }
}
