package dev.tocsin.figures;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Fills the monitoring figures with what a journal held before a start: its last 24 hours. A
 * lockout that began earlier is not known again, though it may not have passed.
 */
public final class FiguresHistory {
  /** An event is recorded so long before its own time at most. */
  private static final Duration AHEAD =
      Duration.ofSeconds(MonitoringFigures.AHEAD_MICROS / 1_000_000L);

  private FiguresHistory() {}

  /**
   * Reads the journal; meanwhile others may observe events. Takes as long as reading a day's worth
   * of it, so it is for a thread of its own. Lines that hold no event that can be read are passed
   * over: those who verify the journal tell of them.
   *
   * @param folder of the journal
   * @param journalId as {@link dev.tocsin.journal.Journal#id()} gives it
   * @param now the time of the start
   * @param upToSeq number of the last event to be read; those after it are observed as they come
   * @param types of the journal's events
   * @throws IOException if the journal can't be read; what was read counts
   */
  public static void read(
      Path folder,
      String journalId,
      Instant now,
      long upToSeq,
      EventTypes types,
      MonitoringFigures into)
      throws IOException {
    Instant since = now.minus(MonitoringFigures.REACH).minus(AHEAD);
    long nowMicros = Timestamps.micros(now);
    JsonEventReader events = JsonEventReader.lenient();
    EventDraft event = new EventDraft();
    try (JournalReader reader = JournalReader.openSince(folder, journalId, since)) {
      for (JournalLine line = reader.next();
          line != null && line.seq() <= upToSeq;
          line = reader.next()) {
        if (line.isEvent() && read(line, events, types, event)) {
          into.observePast(event, nowMicros);
        }
      }
    }
  }

  /** Whether a line holds an event that counts, which is then in the draft. */
  private static boolean read(
      JournalLine line, JsonEventReader events, EventTypes types, EventDraft event) {
    if (!mayCount(line, types)) {
      return false;
    }
    byte[] bytes = line.bytes();
    try {
      events.read(bytes, 0, bytes.length, types, event);
      return true;
    } catch (EventFormatException e) {
      return false;
    }
  }

  /** Whether a line may be an event that counts; cheaper than reading it. */
  private static boolean mayCount(JournalLine line, EventTypes types) {
    String name = line.eventType();
    if (name == null) {
      return true;
    }
    EventType type = types.find(name);
    return type != null && Part.of(type) != null;
  }
}
