package dev.tocsin.trail.sql;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.trail.AuditTrail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells lines that are neither an event nor a record, with their places. Not thread-safe. */
final class LineCheck {
  private final EventTypes types;
  private final AuditTrail.Damage damage;
  private final JsonEventReader reader = JsonEventReader.lenient();

  LineCheck(EventTypes types, AuditTrail.Damage damage) {
    this.types = types;
    this.damage = damage;
  }

  /** Whether a line has an event's end; one that has none and is no record is told. */
  boolean isEvent(JournalLine line) {
    if (line.isNeither()) {
      damage.leftOut(line.place() + ": neither an event nor a record of the journal");
    }
    return line.isEvent();
  }

  /** Whether all of it is an event; else that is told. */
  boolean isWhole(JournalLine line) {
    if (!isEvent(line)) {
      return false;
    }
    byte[] bytes = line.bytes();
    try {
      var unused = reader.read(bytes, 0, bytes.length, types);
      return true;
    } catch (EventFormatException e) {
      damage.leftOut(line.place() + ": " + e.getMessage());
      return false;
    }
  }

  /**
   * Gives the lines of one segment to somebody, as far as it can be read; where it ends early is
   * told.
   */
  void segment(Path folder, String journal, long segment, Consumer<JournalLine> each)
      throws IOException {
    Path file = null;
    try (JournalReader lines = JournalReader.openAt(folder, journal, segment)) {
      for (JournalLine line = next(lines, file); line != null; line = next(lines, file)) {
        if (file == null) {
          file = line.file();
        } else if (!file.equals(line.file())) {
          return;
        }
        each.accept(line);
      }
    }
  }

  private @Nullable JournalLine next(JournalReader lines, @Nullable Path file) {
    try {
      return lines.next();
    } catch (IOException e) {
      damage.leftOut(
          (file == null ? "" : file + ": ") + "can't be read to its end (" + e.getMessage() + ")");
      return null;
    }
  }
}
