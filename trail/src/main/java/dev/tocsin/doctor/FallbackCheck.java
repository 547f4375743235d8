package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Events that the journal could not take. */
final class FallbackCheck implements JournalCheck {
  @Override
  public String id() {
    return "fallback";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    Path fallback = journal.files().fallback();
    if (!Files.isRegularFile(fallback, LinkOption.NOFOLLOW_LINKS) || Files.size(fallback) == 0) {
      return;
    }
    report.error(
        fallback
            + ": holds events that are not in the journal, "
            + Files.size(fallback)
            + " bytes: see to the cause, keep the file elsewhere, and record its events with tocsin"
            + " emit --stdin");
  }
}
