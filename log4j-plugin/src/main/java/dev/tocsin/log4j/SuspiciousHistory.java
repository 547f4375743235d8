package dev.tocsin.log4j;

import dev.tocsin.event.EventDraft;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.risk.SuspiciousAddresses;
import dev.tocsin.watch.Recorder;
import dev.tocsin.watch.StoredEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Feeds the table of suspicious addresses with what the journal held before this start, so that a
 * restart does not whitewash an attacker. Runs on a thread of its own: an application does not wait
 * for a day's worth of events. The order does not matter, as suspicion is only ever prolonged.
 */
final class SuspiciousHistory implements Runnable {
  private final Journal journal;
  private final SuspiciousAddresses suspicious;
  private final StoredEvents events;
  private final Instant since;
  private final long upToSeq;

  /**
   * What a journal holds at this moment.
   *
   * @param recorder of its events
   */
  SuspiciousHistory(Journal journal, SuspiciousAddresses suspicious, Recorder recorder) {
    this.journal = journal;
    this.suspicious = suspicious;
    this.events = new StoredEvents(recorder.types(), recorder.pseudonymKeys());
    this.since = journal.config().clock().instant().minus(suspicious.window());
    this.upToSeq = journal.lastSeq();
  }

  void start() {
    if (upToSeq > 0) {
      Thread thread = new Thread(this, "tocsin-history-" + journal.config().file().getFileName());
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public void run() {
    Path folder = Objects.requireNonNull(journal.config().file().getParent());
    try (JournalReader reader = JournalReader.openSince(folder, journal.id(), since)) {
      for (JournalLine line = reader.next();
          line != null && line.seq() <= upToSeq;
          line = reader.next()) {
        EventDraft event = line.isEvent() ? events.read(line) : null;
        if (event != null) {
          suspicious.observe(event);
        }
      }
    } catch (IOException e) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {}: suspicious addresses of the last {} can't be read back ({})",
              journal.config().file(),
              suspicious.window(),
              e.toString());
    }
  }
}
