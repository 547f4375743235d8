package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.DATA_EXPORT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.SecurityEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.composite.CompositeConfiguration;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of several files, and several ways from one logger to the journals. */
class CompositionTest {
  private static final String APPLICATION =
      """
      <Configuration status="off">
        <Appenders>
          <File name="lines" fileName="DIR/lines.txt"><PatternLayout pattern="%m%n"/></File>
        </Appenders>
        <Loggers>
          <Root level="error"><AppenderRef ref="lines"/></Root>
        </Loggers>
      </Configuration>
      """;

  @TempDir private Path folder;

  private LoggerContext compose(String... files) throws IOException {
    LoggerContext context = new LoggerContext("composite");
    XmlConfiguration[] parts = new XmlConfiguration[files.length];
    for (int i = 0; i < files.length; i++) {
      byte[] xml = files[i].replace("DIR", folder.toString()).getBytes(UTF_8);
      parts[i] =
          new XmlConfiguration(context, new ConfigurationSource(new ByteArrayInputStream(xml)));
    }
    context.start(new CompositeConfiguration(List.of(parts)));
    return context;
  }

  @Test
  void anAuditFileAddsTheAppenderToTheApplicationsConfiguration() throws IOException {
    LoggerContext context = compose(APPLICATION, LogSetup.auditXml("fsync=\"no\"", ""));
    SecurityLogger.getLogger(context, "a").authAttempt("u1", true);
    context.getLogger("a").info(Markers.DATA_EXPORT, "m1");
    context.getLogger("a").error("ordinary");
    context.stop();
    assertThat(LogSetup.events(folder)).hasSize(2);
    assertThat(Files.readAllLines(folder.resolve("lines.txt"))).hasSize(3).contains("ordinary");
  }

  @Test
  void ofTwoAppendersOfOneNameTheLaterFileWins() throws IOException {
    LoggerContext context =
        compose(
            LogSetup.auditXml("", ""),
            LogSetup.auditXml("", "").replace("source=\"shop\"", "source=\"later\""));
    SecurityLogger.getLogger(context, "a").authAttempt("u1", true);
    context.stop();
    assertThat(LogSetup.events(folder)).extracting(SecurityEvent::source).containsExactly("later");
  }

  @Test
  void aMistakeInTheLaterFileIsRefused() {
    assertThatThrownBy(() -> compose(APPLICATION, LogSetup.auditXml("fsyncs=\"no\"", "")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("unknown attribute \"fsyncs\"");
    assertThatThrownBy(
            () -> compose(APPLICATION, LogSetup.auditXml("", "<Retention days=\"soon\"/>")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Retention days \"soon\"");
  }

  @Test
  void theFilesOfTheSystemPropertyAreMerged() throws Exception {
    Path application = folder.resolve("application.xml");
    Path audit = folder.resolve("audit.xml");
    Files.writeString(application, APPLICATION.replace("DIR", folder.toString()));
    Files.writeString(audit, LogSetup.auditXml("", "").replace("DIR", folder.toString()));
    ChildJvm.run(
        Composed.class,
        List.of("-Dlog4j2.configurationFile=" + application + "," + audit),
        folder.toString());
    assertThat(LogSetup.events(folder)).extracting(SecurityEvent::userId).containsExactly("u");
    assertThat(Files.readAllLines(folder.resolve("lines.txt"))).hasSize(1);
  }

  @Test
  void anUnknownElementInOneOfTheFilesOfTheSystemPropertyIsRefused() throws Exception {
    Path application = folder.resolve("application.xml");
    Path audit = folder.resolve("audit.xml");
    Files.writeString(application, APPLICATION.replace("DIR", folder.toString()));
    Files.writeString(
        audit,
        LogSetup.auditXml("", "<Retension days=\"400\"/>").replace("DIR", folder.toString()));
    ChildJvm.run(
        Refused.class,
        List.of("-Dlog4j2.configurationFile=" + application + "," + audit),
        folder.toString());
    assertThat(Files.readString(folder.resolve("refusal.txt")))
        .isEqualTo(
            "SecurityAudit \"audit\": element \"Retension\": Log4j has no such plugin, or can't make"
                + " it from what stands here; correct or remove it");
  }

  /** A program that writes down why its logging does not start. */
  static final class Refused {
    private Refused() {}

    public static void main(String[] args) throws IOException {
      try {
        SecurityLogger.getLogger(Refused.class).authAttempt("u", true);
      } catch (ConfigurationException e) {
        Files.writeString(Path.of(args[0], "refusal.txt"), String.valueOf(e.getMessage()));
      }
    }
  }

  /** A program that is configured from outside. */
  static final class Composed {
    private Composed() {}

    public static void main(String[] args) {
      SecurityLogger.getLogger(Composed.class).authAttempt("u", true);
    }
  }

  @Test
  void additiveLoggersRecordAnEventOnceInEachJournal() {
    String xml =
        """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="all" fileName="DIR/all/a.log" source="shop"/>
            <SecurityAudit name="payments" fileName="DIR/payments/p.log" source="shop"/>
          </Appenders>
          <Loggers>
            <Logger name="pay" level="info">
              <AppenderRef ref="payments"/><AppenderRef ref="all"/>
            </Logger>
            <Logger name="pay.card" level="info"><AppenderRef ref="payments"/></Logger>
            <Root level="error"><AppenderRef ref="all"/></Root>
          </Loggers>
        </Configuration>
        """;
    try (LogSetup log = LogSetup.start(folder, xml)) {
      SecurityLogger.getLogger(log.context(), "pay.card").event(DATA_EXPORT).user("sure").log();
      log.context().getLogger("pay.card").info(Markers.DATA_EXPORT, "plain");
      log.context().getLogger("other").info(Markers.DATA_EXPORT, "other");
    }
    assertThat(LogSetup.events(folder.resolve("payments"))).hasSize(2);
    assertThat(LogSetup.events(folder.resolve("all"))).hasSize(3);
  }

  /** Only where the configuration says aloud that it wants it so. */
  @Test
  void aLoggerCutOffFromTheJournalLosesPlainCallsOnly() {
    String xml =
        LogSetup.auditXml("allowSuppression=\"true\"", "")
            .replace(
                "<Loggers>", "<Loggers><Logger name=\"off\" level=\"info\" additivity=\"false\"/>");
    try (LogSetup log = LogSetup.start(folder, xml)) {
      long before = AuditRegistry.counters().notRecorded();
      log.context().getLogger("off").info(Markers.DATA_EXPORT, "plain");
      SecurityLogger.getLogger(log.context(), "off").event(DATA_EXPORT).user("sure").log();
      assertThat(AuditRegistry.counters().notRecorded()).isEqualTo(before);
    }
    assertThat(LogSetup.events(folder)).extracting(SecurityEvent::userId).containsExactly("sure");
  }
}
