package dev.tocsin.figures;

import static java.nio.charset.StandardCharsets.US_ASCII;

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
import java.util.Arrays;

/**
 * Fills the monitoring figures with what a journal held before a start: its last 24 hours. A
 * lockout that began earlier is not known again, though it may not have passed.
 */
public final class FiguresHistory {
  private static final byte[] TYPE = "\"event_type\":\"".getBytes(US_ASCII);
  private static final int HEAD = 256;

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
        if (line.isEvent() && read(line.bytes(), events, types, event)) {
          into.observePast(event, nowMicros);
        }
      }
    }
  }

  /** Whether a line holds an event that counts, which is then in the draft. */
  private static boolean read(
      byte[] line, JsonEventReader events, EventTypes types, EventDraft event) {
    if (!mayCount(line, types)) {
      return false;
    }
    try {
      events.read(line, 0, line.length, types, event);
      return true;
    } catch (EventFormatException e) {
      return false;
    }
  }

  /** Whether a line may be an event that counts; cheaper than reading it. */
  private static boolean mayCount(byte[] line, EventTypes types) {
    int limit = Math.min(line.length, HEAD) - TYPE.length;
    for (int at = 0; at < limit; at++) {
      int from = at + TYPE.length;
      if (Arrays.equals(line, at, from, TYPE, 0, TYPE.length)) {
        int end = from;
        while (end < line.length && line[end] != '"') {
          end++;
        }
        EventType type = types.find(new String(line, from, end - from, US_ASCII));
        return type != null && Part.of(type) != null;
      }
    }
    return true;
  }
}
