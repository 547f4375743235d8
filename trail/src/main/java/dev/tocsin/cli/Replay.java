package dev.tocsin.cli;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.JournalFiles;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.rules.Alert;
import dev.tocsin.rules.AlertListener;
import dev.tocsin.rules.Detector;
import dev.tocsin.rules.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Recorded events, played to rules as fast as they can be read: the clock is when each event was
 * recorded. Keeps each alert as it ends up.
 */
final class Replay implements AlertListener {
  private static final int PROGRESS_EVERY = 4096;
  private static final String RECORD = "{\"record\":";
  private static final String SEGMENT = RECORD + "\"segment\"";

  private final Output output;
  private final EventTypes types;
  private final Progress progress;
  private final Detector detector;
  private final JsonEventReader reader = JsonEventReader.lenient();
  private final EventDraft event = new EventDraft();
  private final Map<UUID, Alert> alerts = new LinkedHashMap<>();
  private long bad;
  private long played;
  private boolean isSegment;

  Replay(Output output, EventTypes types, RuleSet rules, Progress progress) {
    this.output = output;
    this.types = types;
    this.progress = progress;
    this.detector = new Detector(rules);
  }

  /** Plays the journals of a folder. */
  void folder(Path folder) throws IOException {
    JournalFiles.damagedIn(folder)
        .forEach((file, why) -> tellBad(file.toString(), "can't be read (" + why + ")"));
    try (JournalReader journal = JournalReader.open(folder)) {
      for (JournalLine line = journal.next(); line != null; line = journal.next()) {
        byte[] bytes = line.bytes();
        take(bytes, 0, bytes.length, line.place());
      }
    }
  }

  /**
   * Plays lines of NDJSON.
   *
   * @param name how messages call the stream
   */
  void lines(InputStream in, String name) throws IOException {
    LineInput lines = new LineInput(in, EmitStream.MAX_LINE_BYTES, () -> {});
    while (lines.next()) {
      String place = name + ":" + lines.number();
      if (lines.isTooLong()) {
        tellBad(
            place, lines.wholeLength() + " bytes: a line has at most " + EmitStream.MAX_LINE_BYTES);
      } else if (!lines.isBlank()) {
        take(lines.array(), lines.offset(), lines.length(), place);
      }
    }
  }

  private void take(byte[] line, int offset, int length, String place) {
    if (begins(RECORD, line, offset, length)) {
      isSegment |= begins(SEGMENT, line, offset, length);
      return;
    }
    try {
      event.reset();
      reader.read(line, offset, length, types, event);
    } catch (EventFormatException e) {
      tellBad(place, String.valueOf(e.getMessage()));
      return;
    }
    detector.offer(event, event.recordedMicros(), this);
    played++;
    if (played % PROGRESS_EVERY == 0) {
      progress.at(played, "events played");
    }
  }

  private static boolean begins(String start, byte[] line, int offset, int length) {
    boolean same = length >= start.length();
    for (int i = 0; same && i < start.length(); i++) {
      same = line[offset + i] == start.charAt(i);
    }
    return same;
  }

  private void tellBad(String place, String fault) {
    bad++;
    output.error(place + ": " + fault + ": left out");
  }

  /** The alerts, in the order in which they began. */
  List<Alert> alerts() {
    detector.open().forEach(alert -> alerts.put(alert.id(), alert));
    return new ArrayList<>(alerts.values());
  }

  /** Whether what was played is of a journal. */
  boolean isOfJournal() {
    return isSegment;
  }

  /** Events that were played. */
  long played() {
    return played;
  }

  /** Lines that could not be read. */
  long bad() {
    return bad;
  }

  /** Events that came too late to be judged. */
  long late() {
    return detector.late();
  }

  @Override
  public void fired(Alert alert) {
    alerts.put(alert.id(), alert);
  }

  @Override
  public void resolved(Alert alert) {
    alerts.put(alert.id(), alert);
  }
}
