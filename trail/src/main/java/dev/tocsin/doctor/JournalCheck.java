package dev.tocsin.doctor;

import java.io.IOException;

/** Looks at the files of one journal. */
interface JournalCheck extends Check {
  /**
   * Reports what it finds.
   *
   * @throws IOException if something can't be looked at
   */
  void look(AuditJournal journal, Report report) throws IOException;
}
