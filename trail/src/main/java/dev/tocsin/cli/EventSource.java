package dev.tocsin.cli;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of journals, with a filter. A line that can't be read is told once, as {@link LeftOut}
 * does, and left out. Not thread-safe.
 */
final class EventSource {
  private final Output output;
  private final EventTypes types;
  private final EventFilter filter;
  private final JsonEventReader reader = JsonEventReader.lenient();
  private final LeftOut leftOut = new LeftOut();
  private long damaged;

  EventSource(Output output, EventTypes types, EventFilter filter) {
    this.output = output;
    this.types = types;
    this.filter = filter;
  }

  /** The newest events of all folders, at most so many, oldest first. */
  List<SecurityEvent> newest(List<Path> folders, int wanted) throws IOException {
    List<SecurityEvent> events = new ArrayList<>();
    for (Path folder : folders) {
      readAll(JournalReader.newest(folder, wanted, this::accepts), events);
    }
    return newestOf(folders.size(), events, wanted);
  }

  /** The newest events of all readers, as {@link #newest}; the readers then stand at the end. */
  List<SecurityEvent> skipToNewest(List<JournalReader> readers, int wanted) throws IOException {
    List<SecurityEvent> events = new ArrayList<>();
    for (JournalReader journal : readers) {
      Deque<JournalLine> last = new ArrayDeque<>();
      for (JournalLine line = journal.next(); line != null; line = journal.next()) {
        if (accepts(line)) {
          last.add(line);
          if (last.size() > wanted) {
            last.remove();
          }
        }
      }
      readAll(last, events);
    }
    return newestOf(readers.size(), events, wanted);
  }

  private void readAll(Iterable<JournalLine> lines, List<SecurityEvent> events) {
    for (JournalLine line : lines) {
      SecurityEvent event = read(line);
      if (event != null) {
        events.add(event);
      }
    }
  }

  /** A folder keeps the order of its journals; between folders there is only the time to go by. */
  private static List<SecurityEvent> newestOf(int folders, List<SecurityEvent> events, int wanted) {
    if (folders > 1) {
      events.sort(Comparator.comparingLong(SecurityEvent::timestampMicros));
    }
    return events.subList(Math.max(0, events.size() - wanted), events.size());
  }

  /** The event of a line; null if it holds none, or none that is wanted. */
  @Nullable SecurityEvent read(JournalLine line) {
    if (!isEvent(line)) {
      return null;
    }
    byte[] bytes = line.bytes();
    try {
      SecurityEvent event = reader.read(bytes, 0, bytes.length, types);
      return filter.accepts(event) ? event : null;
    } catch (EventFormatException e) {
      tellDamaged(line, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Tells how many lines could not be read beside those that were told. */
  void tellRest() {
    leftOut.tellRest(output);
  }

  /** How many lines could not be read. */
  long damaged() {
    return damaged;
  }

  private boolean accepts(JournalLine line) {
    return filter.isEmpty() ? isEvent(line) : read(line) != null;
  }

  private boolean isEvent(JournalLine line) {
    if (line.isNeither()) {
      tellDamaged(line, "neither an event nor a record of the journal");
    }
    return line.isEvent();
  }

  private void tellDamaged(JournalLine line, String what) {
    damaged++;
    leftOut.tell(line.place() + ": " + what, output);
  }
}
