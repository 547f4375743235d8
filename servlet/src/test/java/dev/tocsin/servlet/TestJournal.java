package dev.tocsin.servlet;

import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditRegistry;
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
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;

/** Log4j with an audit log, and what is in it. */
final class TestJournal implements AutoCloseable {
  private final Path folder;
  private final LoggerContext log4j;

  private TestJournal(Path folder, Map<String, String> attributes) {
    this.folder = folder;
    ConfigurationBuilder<?> configuration = ConfigurationBuilderFactory.newConfigurationBuilder();
    AppenderComponentBuilder appender =
        configuration
            .newAppender("audit", "SecurityAudit")
            .addAttribute("fileName", folder.resolve("audit.log").toString());
    attributes.forEach(appender::addAttribute);
    configuration.add(appender);
    configuration.add(
        configuration.newRootLogger(Level.INFO).add(configuration.newAppenderRef("audit")));
    // A context that somebody has started would stay as it is.
    LogManager.shutdown();
    log4j = Configurator.initialize(configuration.build(false));
    await()
        .until(
            () ->
                AuditRegistry.health().stream()
                    .anyMatch(
                        each ->
                            each.getJournal().startsWith(folder.toString()) && each.isRulesLive()));
  }

  static TestJournal start(Path folder) {
    return new TestJournal(folder, Map.of());
  }

  static TestJournal start(Path folder, Map<String, String> attributes) {
    return new TestJournal(folder, attributes);
  }

  /** Events in their order, but those of the product about itself. */
  List<SecurityEvent> events() throws IOException {
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

  private static SecurityEvent read(JournalLine line) throws IOException {
    byte[] bytes = line.bytes();
    try {
      return JsonEventReader.lenient().read(bytes, 0, bytes.length, EventTypes.builtIn());
    } catch (EventFormatException e) {
      throw new IOException(e);
    }
  }

  /** The names of the types of {@link #events}. */
  List<String> types() throws IOException {
    return events().stream().map(event -> event.type().name()).toList();
  }

  /** Waits for an event of this type, and returns the first one. */
  SecurityEvent awaitEvent(String type) {
    return await()
        .until(
            () -> events().stream().filter(event -> event.type().name().equals(type)).toList(),
            found -> !found.isEmpty())
        .get(0);
  }

  @Override
  public void close() {
    Configurator.shutdown(log4j);
  }
}
