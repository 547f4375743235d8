package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** What a folder's journals hold. */
final class StoredEvents {
  private StoredEvents() {}

  /** The events that are wanted, in the order of the journals; no line may be damaged. */
  static List<SecurityEvent> of(Path folder, BiPredicate<JournalLine, SecurityEvent> wanted)
      throws IOException {
    List<SecurityEvent> events = new ArrayList<>();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    EventSource source =
        new EventSource(
            new Output(err, err, Terminal.NONE),
            EventTypes.builtIn(),
            new EventFilter(Set.of(), Set.of(), true));
    try (JournalReader reader = JournalReader.open(folder)) {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        SecurityEvent event = source.read(line);
        if (event != null && wanted.test(line, event)) {
          events.add(event);
        }
      }
    }
    assertThat(source.damaged()).as(err.toString(UTF_8)).isZero();
    return events;
  }
}
