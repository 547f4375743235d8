package dev.tocsin.cli;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Events from NDJSON, one after the other. A line that is none is told with its number, and the
 * rest goes on; an event that can't be recorded ends it, as the next ones could not be either, and
 * what was not taken can be sent again from that line on.
 */
final class EmitStream {
  /** The longest line, in bytes; an event is cut to a 16th of that anyway. */
  static final int MAX_LINE_BYTES = 1 << 20;

  private static final int PROGRESS_EVERY = 1024;

  /** Takes an event into the audit log. */
  interface Recorder {
    /**
     * Returns when the event is recorded.
     *
     * @return its id
     * @throws CliException if it can't be recorded
     */
    String record(SecurityEvent event);
  }

  private final Output output;
  private final EventTypes types;
  private final Recorder recorder;
  private final Progress progress;
  private final IdPrinter ids;
  private final JsonEventReader reader = JsonEventReader.strict();
  private long recorded;
  private long bad;

  EmitStream(Output output, EventTypes types, Recorder recorder, Progress progress) {
    this.output = output;
    this.types = types;
    this.recorder = recorder;
    this.progress = progress;
    this.ids = new IdPrinter(output);
  }

  /**
   * Records every event of the stream.
   *
   * @return whether no line was bad
   */
  boolean run(InputStream in) {
    LineInput lines = new LineInput(in, MAX_LINE_BYTES, ids::flush);
    try {
      while (lines.next()) {
        takeLine(lines);
        if (lines.number() % PROGRESS_EVERY == 0) {
          progress.at(recorded, "events recorded");
        }
      }
    } catch (IOException e) {
      throw CliException.data(
          "stdin: " + e.getMessage() + ": send it again after line " + lines.number(), e);
    } finally {
      progress.done();
      ids.flush();
    }
    if (bad > 0) {
      output.error(
          String.format(
              Locale.ROOT, "stdin: lines left out: %,d; events recorded: %,d", bad, recorded));
    }
    return bad == 0;
  }

  private void takeLine(LineInput lines) {
    if (lines.isBlank()) {
      return;
    }
    String fault = null;
    SecurityEvent event = null;
    if (lines.isTooLong()) {
      fault =
          String.format(
              Locale.ROOT,
              "%,d bytes: a line has at most %,d; shorten the event",
              lines.wholeLength(),
              MAX_LINE_BYTES);
    } else if (!lines.isUtf8()) {
      fault = "not UTF-8: convert it, as with iconv -t UTF-8";
    } else {
      try {
        event = reader.read(lines.array(), lines.offset(), lines.length(), types);
      } catch (EventFormatException e) {
        fault = e.getMessage();
      }
    }
    if (event == null) {
      tellBad(lines.number(), fault);
    } else {
      record(lines.number(), event);
    }
  }

  private void record(long line, SecurityEvent event) {
    String id;
    try {
      id = recorder.record(event);
    } catch (CliException e) {
      throw CliException.data(
          "stdin:" + line + ": " + e.getMessage() + " and send the rest from this line on", e);
    }
    recorded++;
    ids.print(id);
  }

  private void tellBad(long line, @Nullable String fault) {
    bad++;
    output.error("stdin:" + line + ": " + fault);
  }
}
