package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.log4j.SecurityAuditAppender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

/** A Log4j context with one audit file. */
final class AuditLog implements AutoCloseable {
  private static final String NOTHING =
      "<Configuration status=\"off\"><Loggers><Root level=\"error\"/></Loggers></Configuration>";

  private final Path file;
  private final LoggerContext context = new LoggerContext("test");

  private AuditLog(Path file) {
    this.file = file;
  }

  static AuditLog start(Path folder) throws IOException {
    return start(folder, settings -> settings);
  }

  static AuditLog start(Path folder, UnaryOperator<SecurityAuditAppender.Builder> more)
      throws IOException {
    AuditLog log = new AuditLog(folder.resolve("security_audit.log"));
    Configuration configuration =
        new XmlConfiguration(
            log.context,
            new ConfigurationSource(new ByteArrayInputStream(NOTHING.getBytes(UTF_8))));
    log.context.start(configuration);
    SecurityAuditAppender audit =
        more.apply(
                SecurityAuditAppender.newBuilder()
                    .setConfiguration(configuration)
                    .setName("audit")
                    .setFileName(log.file.toString()))
            .build();
    audit.start();
    configuration.addAppender(audit);
    configuration.getRootLogger().addAppender(audit, null, null);
    log.context.updateLoggers();
    return log;
  }

  LoggerContext context() {
    return context;
  }

  SecurityLogger security() {
    return SecurityLogger.getLogger(context, "test.security");
  }

  AuditHealth health() {
    return AuditRegistry.health().stream()
        .filter(each -> each.getJournal().equals(file.toString()))
        .findFirst()
        .orElseThrow();
  }

  /** The lines of its file that tell of events of a type. */
  List<String> eventsOf(String type) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.contains("\"event_type\":\"" + type + "\""))
        .toList();
  }

  @Override
  public void close() {
    context.stop();
  }
}
