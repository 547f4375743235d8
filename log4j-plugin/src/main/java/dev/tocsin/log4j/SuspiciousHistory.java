package dev.tocsin.log4j;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Pseudonym;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.privacy.PseudonymReader;
import dev.tocsin.risk.SuspiciousAddresses;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the table of suspicious addresses with what the journal held before this start, so that a
 * restart does not whitewash an attacker. Runs on a thread of its own: an application does not wait
 * for a day's worth of events. The order does not matter, as suspicion is only ever prolonged.
 */
final class SuspiciousHistory implements Runnable {
  private final Journal journal;
  private final SuspiciousAddresses suspicious;
  private final @Nullable PseudonymReader pseudonyms;
  private final Instant since;
  private final long upToSeq;
  private final EventDraft draft = new EventDraft();

  /**
   * What a journal holds at this moment.
   *
   * @param keys those of the pseudonyms that its addresses may have; null if they have none
   */
  SuspiciousHistory(Journal journal, SuspiciousAddresses suspicious, @Nullable PeriodKeys keys) {
    this.journal = journal;
    this.suspicious = suspicious;
    this.pseudonyms = keys == null ? null : new PseudonymReader(keys);
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
    JsonEventReader events = JsonEventReader.lenient();
    try (JournalReader reader = JournalReader.openSince(folder, journal.id(), since)) {
      for (JournalLine line = reader.next();
          line != null && line.seq() <= upToSeq;
          line = reader.next()) {
        if (line.isEvent()) {
          observe(events, line);
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

  private void observe(JsonEventReader events, JournalLine line) {
    byte[] bytes = line.bytes();
    try {
      events.read(bytes, 0, bytes.length, EventTypes.builtIn(), draft);
      restoreAddress();
      suspicious.observe(draft);
    } catch (EventFormatException e) {
      StatusLogger.getLogger().warn("tocsin: {}: {}", line, e.getMessage());
    }
  }

  /** An address whose period's key is gone is nobody's any more. */
  private void restoreAddress() {
    CharSequence text = draft.text(EventField.IP_ADDRESS);
    if (pseudonyms == null || text == null || draft.addressFamily() != 0) {
      return;
    }
    Pseudonym pseudonym = Pseudonym.parse(text);
    try {
      String address = pseudonym == null ? null : pseudonyms.value(pseudonym);
      if (address != null) {
        draft.set(EventField.IP_ADDRESS, address);
      }
    } catch (IOException e) {
      // The key can't be read now: what else its period's events say is told where keys are used.
      StatusLogger.getLogger().debug("tocsin: {}", e.getMessage());
    }
  }
}
