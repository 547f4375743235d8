package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.AUTH_FAILURE;
import static dev.tocsin.event.EventType.AUTH_SUCCESS;
import static dev.tocsin.event.EventType.DATA_EXPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.SecurityEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audit appenders that do everything but write. */
class AuditInMemoryTest {
  private static final String WITHOUT_AUDIT =
      """
      <Configuration status="off">
        <Appenders><Null name="null"/></Appenders>
        <Loggers>
          <Logger name="test.alone" additivity="false"/>
          <Root level="error"><AppenderRef ref="null"/></Root>
        </Loggers>
      </Configuration>
      """;

  @TempDir private Path folder;
  private SeenByProbe probe;

  @BeforeEach
  void install() {
    probe = SeenByProbe.install();
  }

  @AfterEach
  void uninstall() {
    probe.close();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> !file.equals(folder)).toList();
    }
  }

  private static SecurityEvent comparable(SecurityEvent event) {
    EventDraft draft = event.toDraft();
    draft.clear(EventField.SEQ);
    draft.setId(1, 1);
    draft.setTimestampMicros(1);
    draft.clear(EventField.SESSION_ID);
    return draft.toEvent();
  }

  private static void logSome(LogSetup log) {
    log.security().event(DATA_EXPORT).user("u1").session("s1").detail("password", "xyzzy").log();
    log.logger().warn(Markers.SQL_INJECTION_ATTEMPT, "token=abcdefghijkl from {}", "bob");
    log.security().event(AUTH_FAILURE).requestBody("kept").detail("badge", "B-17").log();
  }

  @Test
  void configuredAppenderDoesAllAsConfiguredAndTouchesNoFile() throws IOException {
    String attributes = "captureBodies=\"true\"";
    String children = "<Redact field=\"badge\"/>";
    AuditInMemory.begin();
    try (LogSetup log = LogSetup.audit(folder.resolve("none"), attributes, children)) {
      assertThat(AuditInMemory.writingFiles(log.context())).isEmpty();
      logSome(log);
    } finally {
      AuditInMemory.end();
    }
    assertThat(files()).isEmpty();
    List<SecurityEvent> inMemory =
        probe.events().stream().map(AuditInMemoryTest::comparable).toList();
    assertThat(probe.events().get(0).sessionId()).matches("[0-9a-f]{8}:[A-Za-z0-9_-]{22}");

    try (LogSetup log = LogSetup.audit(folder, attributes, children)) {
      assertThat(AuditInMemory.writingFiles(log.context())).containsExactly("audit");
      logSome(log);
      assertThat(log.events().stream().map(AuditInMemoryTest::comparable).toList())
          .isEqualTo(inMemory)
          .hasSize(3);
    }
  }

  @Test
  void wrongConfigurationIsRefusedAsEver() {
    AuditInMemory.begin();
    try {
      assertThatThrownBy(() -> LogSetup.audit(folder, "fsync=\"sometimes\"", ""))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("fsync");
    } finally {
      AuditInMemory.end();
    }
  }

  @Test
  void attachedToAConfigurationWithoutOneItTakesEventsOfAllLoggersAndLevels() throws IOException {
    try (LogSetup log = LogSetup.start(folder, WITHOUT_AUDIT)) {
      assertThat(AuditInMemory.attach(log.context(), false)).isTrue();
      assertThat(AuditInMemory.attach(log.context(), false)).as("it is there").isFalse();
      long unserved = AuditRegistry.unserved();

      String id = log.security().authAttempt("u", true);
      log.logger().trace(Markers.AUTH_FAILURE, "below every level");
      log.context().getLogger("test.alone").debug(Markers.XSS_ATTEMPT, "not additive");
      log.logger().info("no security event");

      assertThat(probe.events())
          .extracting(event -> event.type().name())
          .containsExactly("auth_success", "auth_failure", "xss_attempt");
      assertThat(probe.events().get(0).eventId()).isEqualTo(id);
      assertThat(AuditRegistry.unserved()).isEqualTo(unserved);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void eventLoggedFromInsideAnotherOneIsTaken() {
    try (LogSetup log = LogSetup.start(folder, WITHOUT_AUDIT)) {
      AuditInMemory.attach(log.context(), false);
      Object parameter =
          new Object() {
            @Override
            public String toString() {
              log.logger().warn(Markers.DATA_ACCESS, "read");
              return "x";
            }
          };
      log.logger().warn(Markers.AUTH_FAILURE, "of {}", parameter);
      assertThat(probe.events())
          .extracting(event -> event.type().name())
          .contains("data_access", "auth_failure");
    }
  }

  @Test
  void attachedOneFailsAsItIsTold() {
    try (LogSetup log = LogSetup.start(folder, WITHOUT_AUDIT)) {
      AuditInMemory.attach(log.context(), true);
      probe.failure = "Input/output error";
      assertThatThrownBy(() -> log.security().authAttempt("u", true))
          .isInstanceOf(AuditNotRecordedException.class)
          .hasMessageEndingWith("tocsin-test.log: can't be written (Input/output error)");
      assertThatThrownBy(() -> log.logger().warn(Markers.AUTH_FAILURE, "plain"))
          .isInstanceOf(AuditNotRecordedException.class);
    }
  }

  @Test
  void configurationWithAnAuditAppenderGetsNoSecondOne() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      assertThat(AuditInMemory.attach(log.context(), false)).isFalse();
      log.security().authAttempt("u", true);
      assertThat(probe.events()).hasSize(1);
    }
  }

  @Test
  void eventsGoOnAfterLog4jHasStopped() throws IOException {
    LogSetup log = LogSetup.start(folder, WITHOUT_AUDIT);
    AuditInMemory.attach(log.context(), false);
    log.close();
    log.security().authAttempt("late", true);
    log.logger().warn(Markers.AUTH_FAILURE, "late");
    assertThat(probe.events())
        .extracting(SecurityEvent::type)
        .containsExactly(AUTH_SUCCESS, AUTH_FAILURE);
    assertThat(files()).isEmpty();
  }
}
