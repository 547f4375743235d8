package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

/** A Log4j context of its own for a test, and what it wrote. */
final class LogSetup implements AutoCloseable {
  private final Path folder;
  private final LoggerContext context;

  private LogSetup(Path folder, LoggerContext context) {
    this.folder = folder;
    this.context = context;
  }

  /**
   * Starts a configuration.
   *
   * @param xml with {@code DIR} for the folder
   */
  static LogSetup start(Path folder, String xml) {
    return start(folder, new LoggerContext("test"), xml);
  }

  static LogSetup start(Path folder, LoggerContext context, String xml) {
    LogSetup setup = new LogSetup(folder, context);
    context.start(setup.configuration(xml));
    return setup;
  }

  /**
   * One audit appender with these attributes and children, on a root logger of level error; without
   * rules, unless a child says so.
   */
  static LogSetup audit(Path folder, String attributes, String children) {
    return start(folder, auditXml(attributes, children));
  }

  static String auditXml(String attributes, String children) {
    return """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="shop" %s>
              %s
            </SecurityAudit>
          </Appenders>
          <Loggers>
            <Root level="error"><AppenderRef ref="audit"/></Root>
          </Loggers>
        </Configuration>
        """
        .formatted(
            attributes,
            children.contains("<Rules") ? children : children + "<Rules enabled=\"false\"/>");
  }

  private Configuration configuration(String xml) {
    String text = xml.replace("DIR", folder.toString());
    try {
      return new XmlConfiguration(
          context, new ConfigurationSource(new ByteArrayInputStream(text.getBytes(UTF_8))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void reconfigure(String xml) {
    context.reconfigure(configuration(xml));
  }

  /** Starts the context again after {@link #close}. */
  void restart(String xml) {
    context.start(configuration(xml));
  }

  LoggerContext context() {
    return context;
  }

  Logger logger() {
    return context.getLogger("test.plain");
  }

  SecurityLogger security() {
    return SecurityLogger.getLogger(context, "test.security");
  }

  /** Waits until rules judge each event of the folder's journal at once. */
  LogSetup awaitRules() {
    String file = folder.resolve("security_audit.log").toString();
    await()
        .until(
            () ->
                AuditRegistry.health().stream()
                    .anyMatch(each -> each.getJournal().equals(file) && each.isRulesLive()));
    return this;
  }

  @Override
  public void close() {
    context.stop();
  }

  List<SecurityEvent> events() {
    return events(folder);
  }

  SecurityEvent lastEvent() {
    List<SecurityEvent> events = events();
    return events.get(events.size() - 1);
  }

  /** How many events a start writes of itself, before any other. */
  static final int AT_START = 2;

  private static final Set<EventType> OF_COURSE =
      Set.of(EventType.AUDIT_STARTED, EventType.AUDIT_STOPPED, EventType.AUDIT_CONFIGURED);

  /** Events of a folder's journals, in order, without those of starts, stops and settings. */
  static List<SecurityEvent> events(Path folder) {
    return allEvents(folder).stream().filter(event -> !OF_COURSE.contains(event.type())).toList();
  }

  /** The same without what rules wrote. */
  static List<SecurityEvent> eventsOfCalls(Path folder) {
    return events(folder).stream()
        .filter(event -> !event.type().isReserved() && !event.details().containsKey("alert_id"))
        .toList();
  }

  /** All events of a folder's journals, in order. */
  static List<SecurityEvent> allEvents(Path folder) {
    List<SecurityEvent> events = new ArrayList<>();
    for (JournalLine line : lines(folder)) {
      if (line.isEvent()) {
        byte[] bytes = line.bytes();
        try {
          events.add(JsonEventReader.lenient().read(bytes, 0, bytes.length, EventTypes.builtIn()));
        } catch (EventFormatException e) {
          throw new AssertionError(line.text(), e);
        }
      }
    }
    return events;
  }

  static List<JournalLine> lines(Path folder) {
    List<JournalLine> lines = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }
}
