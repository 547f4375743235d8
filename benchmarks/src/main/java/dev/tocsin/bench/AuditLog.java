package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.SecurityLogger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

/** The one audit log of this process, while it is open. */
final class AuditLog implements AutoCloseable {
  private static final String NAME = "audit.log";

  private final Path folder;
  private final LoggerContext context;

  private AuditLog(Path folder, LoggerContext context) {
    this.folder = folder;
    this.context = context;
  }

  /**
   * Opens one.
   *
   * @param attributes of {@code SecurityAudit} beside its name and file
   * @param elements inside of it
   */
  static AuditLog open(Path folder, String attributes, String elements) throws IOException {
    String xml =
        """
        <Configuration status="error">
          <Appenders>
            <SecurityAudit name="audit" fileName="%s/%s" source="bench" %s>%s</SecurityAudit>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="audit"/></Root></Loggers>
        </Configuration>
        """
            .formatted(folder, NAME, attributes, elements);
    LoggerContext context = new LoggerContext("bench");
    context.start(
        new XmlConfiguration(
            context, new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(UTF_8)))));
    return new AuditLog(folder, context);
  }

  SecurityLogger logger() {
    return SecurityLogger.getLogger(context, "bench");
  }

  AuditHealth health() {
    return AuditRegistry.health().get(0);
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    context.stop();
  }
}
