package dev.tocsin.spring;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** What is in a folder's journal. */
final class Journals {
  private Journals() {}

  /** Events in their order, but those of the product about itself. */
  static List<SecurityEvent> events(Path folder) throws IOException {
    List<SecurityEvent> events = new ArrayList<>();
    JournalReader reader = JournalReader.open(folder);
    try {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        if (line.isEvent()) {
          SecurityEvent event = read(line);
          if (!event.type().name().startsWith("audit_")) {
            events.add(event);
          }
        }
      }
    } finally {
      reader.close();
    }
    return events;
  }

  /** The events of a type. */
  static List<SecurityEvent> events(Path folder, String type) throws IOException {
    return events(folder).stream().filter(each -> each.type().name().equals(type)).toList();
  }

  /** Waits for as many events of a type. */
  static List<SecurityEvent> await(Path folder, String type, int count) {
    return Awaitility.await("events of type " + type)
        .until(() -> events(folder, type), found -> found.size() >= count);
  }

  private static SecurityEvent read(JournalLine line) throws IOException {
    byte[] bytes = line.bytes();
    try {
      return JsonEventReader.lenient().read(bytes, 0, bytes.length, EventTypes.builtIn());
    } catch (EventFormatException e) {
      throw new IOException(e);
    }
  }
}
