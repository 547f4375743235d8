package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.AuditFile;

/** An audit file whose lines are under no key. */
final class NoKeysCheck implements JournalCheck {
  @Override
  public String id() {
    return "no-keys";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    AuditFile settings = journal.settings();
    if (settings != null && settings.keys() == null) {
      report.warning(
          "SecurityAudit \""
              + settings.name()
              + "\": no keys: its tags show damage and no forger, and nothing is signed: make some"
              + " with tocsin keygen, and name their folder in keys");
    }
  }
}
