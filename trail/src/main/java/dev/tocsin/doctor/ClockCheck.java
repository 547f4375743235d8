package dev.tocsin.doctor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A clock that goes before what was written already. */
final class ClockCheck implements JournalCheck {
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  @Override
  public String id() {
    return "clock";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    Optional<Instant> last = journal.files().lastTime();
    if (last.isPresent() && last.get().isAfter(journal.now().plus(TOLERANCE))) {
      report.warning(
          journal.file()
              + ": was written at "
              + last.get()
              + ", and the clock says "
              + journal.now()
              + ": it goes wrong or went wrong then; set it, and have it kept right (NTP)");
    }
  }
}
