package dev.tocsin.log4j;

import dev.tocsin.audit.AuditMessage;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Recording;
import dev.tocsin.audit.RecordingProbe;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.core.LogEvent;
import org.jspecify.annotations.Nullable;

/** One event on its way past the recording probe of a test, read back from the line it makes. */
final class Probed {
  private static final JsonEventReader READER = JsonEventReader.lenient();

  private final RecordingProbe probe;
  private final Recording recording;
  private final JournalConfig config;

  private Probed(RecordingProbe probe, Recording recording, JournalConfig config) {
    this.probe = probe;
    this.recording = recording;
    this.config = config;
  }

  /**
   * The event, if a probe is there to see it; null in every program but a test, and for the
   * product's own events.
   *
   * @param open the event's line without the brace that closes it
   */
  static @Nullable Probed of(
      @Nullable LogEvent event,
      ByteSink open,
      EventTypes types,
      String sink,
      JournalConfig config) {
    RecordingProbe probe = AuditRegistry.probe();
    if (probe == null || event == null) {
      return null;
    }
    byte[] line = Arrays.copyOf(open.array(), open.length() + 1);
    line[open.length()] = '}';
    try {
      return new Probed(
          probe,
          new Recording(
              READER.read(line, 0, line.length, types),
              event.getThreadId(),
              String.valueOf(event.getThreadName()),
              Instant.ofEpochSecond(
                  event.getInstant().getEpochSecond(), event.getInstant().getNanoOfSecond()),
              sink,
              config.writeTimeout(),
              event.getMessage() instanceof AuditMessage message ? message : event),
          config);
    } catch (EventFormatException e) {
      throw new IllegalStateException("the line of an event can't be read back", e);
    }
  }

  /** Has the probe decide whether the event may be written. */
  void beforeWrite() throws JournalException {
    try {
      probe.beforeWrite(recording);
    } catch (TimeoutException e) {
      throw JournalException.hanging(config.file(), config.writeTimeout());
    } catch (IOException e) {
      throw JournalException.unwritable(config.file(), e);
    }
  }

  void recorded() {
    probe.recorded(recording);
  }

  void notRecorded(JournalException cause) {
    probe.notRecorded(recording, String.valueOf(cause.getMessage()));
  }
}
