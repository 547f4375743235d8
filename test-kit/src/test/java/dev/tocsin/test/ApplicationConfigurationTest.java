package dev.tocsin.test;

import static dev.tocsin.test.AuditAssertions.assertThat;
import static dev.tocsin.test.ExpectedEvents.authFailure;
import static dev.tocsin.test.ExpectedEvents.authSuccess;
import static dev.tocsin.test.ExpectedEvents.dataAccess;
import static dev.tocsin.test.ExpectedEvents.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Applications whose own Log4j configuration has audit appenders. */
class ApplicationConfigurationTest {
  private static final SecurityLogger SECURITY =
      SecurityLogger.getLogger(ApplicationConfigurationTest.class);
  private static final Logger LOGGER = LogManager.getLogger(ApplicationConfigurationTest.class);

  private static Path place = Path.of("");

  @TempDir private Path folder;

  @BeforeEach
  void setPlace() {
    place = folder;
  }

  @AfterEach
  void leaveTheFolder() {
    context().reconfigure();
  }

  private static LoggerContext context() {
    return (LoggerContext) LogManager.getContext(false);
  }

  private static void configure(String appenders, String root) {
    String xml =
        "<Configuration status=\"off\"><Appenders>"
            + appenders.replace("DIR", place.toString())
            + "</Appenders><Loggers>"
            + root
            + "</Loggers></Configuration>";
    try {
      context()
          .setConfiguration(
              new XmlConfiguration(
                  context(),
                  new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(UTF_8)))));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final String FILE =
      "<SecurityAudit name=\"audit\" fileName=\"DIR/audit.log\" source=\"shop\""
          + " contextDetails=\"*\" failurePolicy=\"fail-closed\" types=\"DIR/types.yaml\"/>";
  private static final String ROOT = "<Root level=\"error\"><AppenderRef ref=\"audit\"/></Root>";

  private static void writeTypes() throws IOException {
    Files.writeString(
        place.resolve("types.yaml"),
        """
        types:
          - name: badge_lost
            category: ADMIN
            severity: high
            compliance_tags: [pci-10.2.1.5]
        """);
  }

  @ExtendWith(AuditExtension.class)
  static class WithItsFile {
    @BeforeAll
    static void configureIt() throws IOException {
      writeTypes();
      configure(FILE, ROOT);
    }

    @Test
    void capturesWhatTheFileGetsAsWell(AuditCapture audit) throws IOException {
      String id = SECURITY.authAttempt("bob", false);
      SECURITY.event("badge_lost").log();
      assertThat(audit).hasExactly(authFailure().user("bob"), event("badge_lost"));
      assertThat(Files.readString(place.resolve("audit.log"))).contains(id);
      audit.failRecording();
      assertThatThrownBy(() -> SECURITY.authAttempt("mallory", true))
          .isInstanceOf(AuditNotRecordedException.class)
          .hasMessageEndingWith(
              place.resolve("audit.log") + ": can't be written (No space left on device)");
      assertThat(Files.readString(place.resolve("audit.log"))).doesNotContain("mallory");
    }
  }

  @Test
  void auditAppenderGoesOnAsItDoes() {
    Runs.Outcome outcome = Runs.run(Map.of(), WithItsFile.class);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(1);
  }

  @ExtendWith(AuditExtension.class)
  static class InMemory {
    @BeforeAll
    static void configureIt() throws IOException {
      writeTypes();
      configure(FILE, ROOT);
    }

    @Test
    void everythingIsAsConfiguredAndNoFileIsThere(AuditCapture audit) throws IOException {
      SECURITY.event("badge_lost").log();
      assertThat(audit).hasExactly(event("badge_lost").tag("pci-10.2.1.5"));
      assertThat(audit.events().get(0).source()).isEqualTo("shop");
      audit.failRecording();
      assertThatThrownBy(() -> SECURITY.authAttempt("mallory", true))
          .isInstanceOf(AuditNotRecordedException.class);
      try (var files = Files.list(place)) {
        assertThat(files).containsExactly(place.resolve("types.yaml"));
      }
    }
  }

  @Test
  void inMemoryNothingIsWritten() {
    Runs.Outcome outcome = Runs.run(Map.of("tocsin.journal", "memory"), InMemory.class);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(1);
  }

  @ExtendWith(AuditExtension.class)
  static class Late {
    @Test
    void neverRuns() {}
  }

  @Test
  void fileThatWasOpenedBeforeItWasAskedForInMemoryIsTold() throws IOException {
    writeTypes();
    configure(FILE, ROOT);
    Runs.Outcome outcome = Runs.run(Map.of("tocsin.journal", "memory"), Late.class);
    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failed())
        .containsExactly(
            "ApplicationConfigurationTest$Late: tocsin.journal \"memory\": SecurityAudit \"audit\""
                + " writes its file, as Log4j was started before the tests were; start it later, or"
                + " use file");
  }

  @ExtendWith(AuditExtension.class)
  static class TwoFiles {
    @BeforeAll
    static void configureIt() {
      configure(
          "<SecurityAudit name=\"one\" fileName=\"DIR/one.log\"/>"
              + "<SecurityAudit name=\"two\" fileName=\"DIR/two.log\"/>",
          "<Root level=\"error\"><AppenderRef ref=\"one\"/><AppenderRef ref=\"two\"/></Root>");
    }

    @Test
    void eventThatTwoFilesTakeIsOne(AuditCapture audit) {
      SECURITY.authAttempt("bob", true);
      LOGGER.debug(Markers.AUTH_FAILURE, "plain");
      LOGGER.debug(Markers.AUTH_FAILURE, "plain");
      SECURITY.authAttempt("bob", true);
      assertThat(audit).hasExactly(authSuccess(), authFailure(), authFailure(), authSuccess());
    }
  }

  @Test
  void twoAuditFilesGiveOneEventEach() {
    Runs.Outcome outcome = Runs.run(Map.of("tocsin.journal", "memory"), TwoFiles.class);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(1);
  }

  /** Two tests at once whose events all come by one queue's thread. */
  @ExtendWith(AuditExtension.class)
  static class Queued {
    @BeforeAll
    static void configureIt() {
      configure(
          "<SecurityAudit name=\"audit\" fileName=\"DIR/audit.log\"/>"
              + "<Async name=\"queue\"><AppenderRef ref=\"audit\"/></Async>",
          "<Root level=\"error\"><AppenderRef ref=\"queue\"/></Root>");
    }

    private static void logsAs(String user, AuditCapture audit) {
      for (int i = 0; i < 200; i++) {
        LOGGER.debug(Markers.DATA_ACCESS, user);
      }
      SECURITY.authAttempt(user, true);
      await().untilAsserted(() -> assertThat(audit).hasSize(201));
      assertThat(audit).hasTimes(200, dataAccess().message(user)).has(authSuccess().user(user));
    }

    @Test
    void one(AuditCapture audit) {
      logsAs("one", audit);
    }

    @Test
    void two(AuditCapture audit) {
      logsAs("two", audit);
    }
  }

  @Test
  void eventsThatCameByAQueueBelongToTheThreadThatLoggedThem() {
    Map<String, String> parameters = new java.util.HashMap<>(Runs.PARALLEL);
    parameters.put("tocsin.journal", "memory");
    Runs.Outcome outcome = Runs.run(parameters, Queued.class);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(2);
  }
}
