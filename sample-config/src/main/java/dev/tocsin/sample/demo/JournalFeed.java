package dev.tocsin.sample.demo;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal's events as they come, and has every line checked. What people do with the
 * journal is recorded in one beside it, which is passed over: the sample's admin page reads, and so
 * may somebody with the command line. Used by one thread.
 */
final class JournalFeed implements AutoCloseable {
  private static final String READERS = "security_cases";

  private final JsonEventReader json = JsonEventReader.lenient();
  private final EventTypes types = EventTypes.builtIn();
  private final JournalCheck check = new JournalCheck();
  private final JournalReader reader;
  private final Set<String> passed = new HashSet<>();

  private JournalFeed(JournalReader reader) {
    this.reader = reader;
  }

  /** Hands out all that the journal holds. */
  static JournalFeed openAtStart(Path folder) throws IOException {
    return new JournalFeed(JournalReader.open(folder));
  }

  /** Begins after what the journal holds already; that is checked, but not handed out. */
  static JournalFeed open(Path folder) throws IOException {
    JournalFeed feed = openAtStart(folder);
    feed.skipToEnd();
    return feed;
  }

  /** The next event, or null when there is none now. */
  @Nullable SecurityEvent next() throws IOException {
    JournalLine line;
    while ((line = reader.next()) != null) {
      if (isOfReaders(line.file())) {
        continue;
      }
      check.accept(line);
      if (line.isEvent()) {
        byte[] bytes = line.bytes();
        try {
          return json.read(bytes, 0, bytes.length, types);
        } catch (EventFormatException e) {
          throw new IOException(line.place() + ": " + e.getMessage(), e);
        }
      }
    }
    return null;
  }

  /** Whether a file is of {@link dev.tocsin.trail.CaseJournal}. */
  private static boolean isOfReaders(Path file) {
    return String.valueOf(file.getFileName()).startsWith(READERS);
  }

  private void skipToEnd() throws IOException {
    for (SecurityEvent event = next(); event != null; event = next()) {
      ClientAddress client = ClientAddress.of(event);
      if (client != null) {
        passed.add(client.network());
      }
    }
  }

  /** The networks of all clients of the events that were passed over. */
  Set<String> passed() {
    return Set.copyOf(passed);
  }

  /** What the check has to say so far. */
  JournalCheck check() {
    return check;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
