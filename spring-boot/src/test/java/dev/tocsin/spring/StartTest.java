package dev.tocsin.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.journal.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Reconfigurable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.mock.env.MockEnvironment;

/** The audit log from an application's properties, from its start to its end. */
class StartTest {
  private static final SecurityLogger AUDIT = SecurityLogger.getLogger(StartTest.class);

  @TempDir Path folder;

  private ConfigurableApplicationContext start(String... properties) {
    return LeanApplication.run(
        Stream.concat(
                Stream.of("tocsin.journal.file=" + folder.resolve("audit.log")),
                Stream.of(properties))
            .map(each -> "--" + each)
            .toList());
  }

  /** Starts with a file of properties, and returns what the application says as it fails. */
  private FailureAnalysis failure(String... properties) throws IOException {
    Path file = Files.write(folder.resolve("shop.properties"), List.of(properties));
    Throwable thrown = catchThrowable(() -> start("spring.config.location=file:" + file).close());
    assertThat(thrown).isNotNull();
    return SpringFactoriesLoader.forDefaultResourceLocation()
        .load(FailureAnalyzer.class, (name, type, failure) -> {})
        .stream()
        .map(each -> each.analyze(thrown))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody analyses it", thrown));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tocsin.journal.fsync=sometimes          | sometimes        | everysec
          tocsin.journal.retention.days=month     | month            | int
          tocsin.jounal.file=elsewhere.log        | tocsin.jounal.file | left unbound
          tocsin.journal.keys=/no/such/keys       | /no/such/keys    | tocsin.enabled=false
          tocsin.journal.types=/no/such/types.yaml | /no/such/types.yaml | tocsin.enabled=false
          tocsin.rules.file=/no/such/rules.yaml   | /no/such/rules.yaml | tocsin.enabled=false
          tocsin.rules.never-block=10.0.0.0/99    | 10.0.0.0/99      | tocsin.enabled=false
          tocsin.journal.write-timeout=2h         | 7200000          | 0 to 3600000
          """)
  void aWrongPropertyEndsTheStartAndIsNamedWithItsOrigin(
      String property, String shown, String wayOut) throws IOException {
    FailureAnalysis failure = failure("# of this test", property);

    assertThat(failure.getDescription() + failure.getAction())
        .contains(shown)
        .containsIgnoringCase(wayOut);
    assertThat(failure.getDescription())
        .contains(property.substring(0, property.indexOf('=')))
        .containsPattern("Origin: .*shop.properties\\S* - 2:");
    assertThat(AuditRegistry.health()).isEmpty();
  }

  @Test
  void twoAuditLogsEndTheStart() throws IOException {
    Path log4j = log4jWithAppender();

    FailureAnalysis failure = failure("logging.config=" + log4j);

    assertThat(failure.getDescription()).contains("\"own\"").contains("twice");
    assertThat(failure.getAction()).contains("tocsin.journal.enabled=false");
  }

  @Test
  void anAppenderOfTheApplicationsOwnDoesWithoutProperties() throws IOException {
    try (ConfigurableApplicationContext context =
        start("logging.config=" + log4jWithAppender(), "tocsin.journal.enabled=false")) {
      assertThat(context.isActive()).isTrue();
      AUDIT.authAttempt("ann", true);
    }
    assertThat(Journals.events(folder.resolve("own"), "auth_success")).hasSize(1);
    assertThat(folder.resolve("audit.log")).doesNotExist();
    // Of the file, which goes with its folder, nothing stays for the next test.
    ((LoggerContext) LogManager.getContext(false)).setConfigLocation(null);
  }

  private Path log4jWithAppender() throws IOException {
    return Files.writeString(
        folder.resolve("log4j2.xml"),
        """
        <Configuration>
          <Appenders>
            <SecurityAudit name="own" fileName="%s"/>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="own"/></Root></Loggers>
        </Configuration>
        """
            .formatted(folder.resolve("own/audit.log")));
  }

  @Test
  void theBridgeWithoutItsArtifactEndsTheStart() {
    SpringApplication application = new SpringApplication(LeanApplication.class);
    application.setResourceLoader(
        new DefaultResourceLoader(new FilteredClassLoader("dev.tocsin.otel")));
    MockEnvironment environment = new MockEnvironment().withProperty("tocsin.otel.enabled", "true");

    Throwable thrown =
        catchThrowable(
            () -> new TocsinEnvironment().postProcessEnvironment(environment, application));

    FailureAnalysis failure = new MissingPartFailureAnalyzer().analyze(thrown);
    assertThat(failure).isNotNull();
    assertThat(Objects.requireNonNull(failure).getAction()).contains("dev.tocsin:tocsin-otel");
  }

  @Test
  void theBridgeIsOnByProperty() {
    try (ConfigurableApplicationContext context =
        start(
            "tocsin.otel.enabled=true",
            "tocsin.otel.endpoint=http://127.0.0.1:1",
            "tocsin.otel.flush-timeout=1ms")) {
      assertThat(context.isActive()).isTrue();
      AUDIT.authAttempt("ann", true);
      Awaitility.await().until(() -> AuditRegistry.health().get(0).getOutletTrouble() != null);
    }
  }

  @Test
  void everyPropertyOfTheJournalArrives() throws IOException {
    Path rules = Path.of("../sample-config/rules/rules.yaml").toAbsolutePath();
    try (ConfigurableApplicationContext context =
        start(
            "spring.application.name=shop",
            "tocsin.journal.file-pattern=" + folder.resolve("day-%d{yyyy-MM-dd}-%i.log.gz"),
            "tocsin.journal.max-file-size=3MB",
            "tocsin.journal.writer=shop-1",
            "tocsin.journal.fsync=always",
            "tocsin.journal.failure-policy=fail-closed",
            "tocsin.journal.context-details=a,b",
            "tocsin.journal.async-timeout=7s",
            "tocsin.journal.write-timeout=9s",
            "tocsin.journal.capture-bodies=true",
            "tocsin.journal.allow-suppression=true",
            "tocsin.journal.retention.days=400",
            "tocsin.journal.retention.max-events=1000000",
            "tocsin.journal.retention.total-size=1GB",
            "tocsin.journal.retention.min-age-days=2",
            "tocsin.rules.file=" + rules,
            "tocsin.rules.simulate=true",
            "tocsin.rules.never-block=10.0.0.0/8,192.0.2.1",
            "tocsin.rules.receivers[0].name=soc",
            "tocsin.rules.receivers[0].type=alertmanager",
            "tocsin.rules.receivers[0].url=http://127.0.0.1:1")) {
      assertThat(context.isActive()).isTrue();
    }
    assertThat(configured())
        .contains("\"source\":\"shop\"")
        .contains("\"writer\":\"shop-1\"")
        .contains("day-%d{yyyy-MM-dd}-%i.log")
        .contains("SizeBasedTriggeringPolicy(size=3145728)")
        .contains("\"fsync\":\"always\"")
        .contains("\"failurePolicy\":\"fail-closed\"")
        .contains("\"contextDetails\":\"a, b\"")
        .contains("\"asyncTimeoutMillis\":\"7000\"")
        .contains("\"writeTimeoutMillis\":\"9000\"")
        .contains("\"captureBodies\":\"true\"")
        .contains("\"allowSuppression\":\"true\"")
        .contains("\"Retention.days\":\"400\"")
        .contains("\"Retention.maxEvents\":\"1000000\"")
        .contains("\"Retention.totalSize\":\"1073741824\"")
        .contains("\"Retention.minAgeDays\":\"2\"")
        .contains("\"Rules.file\":\"" + rules.normalize())
        .contains("\"Rules.simulate\":\"true\"")
        .contains("10.0.0.0/8")
        .contains("192.0.2.1")
        .contains("soc");
  }

  private String configured() throws IOException {
    JournalReader reader = JournalReader.open(folder);
    try {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        String text = new String(line.bytes(), UTF_8);
        if (text.contains("\"event_type\":\"audit_configured\"")) {
          return text;
        }
      }
    } finally {
      reader.close();
    }
    throw new AssertionError("not configured");
  }

  @Test
  void levelsOfPropertiesAndTheOrdinaryConfigurationStay() {
    try (ConfigurableApplicationContext context = start("logging.level.shop=trace")) {
      assertThat(context.isActive()).isTrue();
      LoggerContext log4j = (LoggerContext) LogManager.getContext(false);
      assertThat(log4j.getLogger("shop.Cart").getLevel()).isEqualTo(Level.TRACE);
      assertThat(log4j.getLogger("other").getLevel()).isEqualTo(Level.INFO);
      assertThat(log4j.getConfiguration().getAppenders()).containsKeys("Console", "tocsin");
    }
  }

  @Test
  void theAuditLogOutlivesAReloadOfLog4jsConfiguration() throws IOException {
    try (ConfigurableApplicationContext context = start()) {
      assertThat(context.isActive()).isTrue();
      LoggerContext log4j = (LoggerContext) LogManager.getContext(false);
      AUDIT.authAttempt("before", true);
      log4j.onChange((Reconfigurable) log4j.getConfiguration());
      AUDIT.authAttempt("after", true);
      assertThat(Journals.events(folder, "auth_success")).hasSize(2);
    }
  }

  @Test
  void theAuditLogOutlivesAReloadOfAnOwnConfigurationFile() throws IOException {
    Path own =
        Files.writeString(
            folder.resolve("own.xml"),
            """
            <Configuration>
              <Appenders><Console name="own"/></Appenders>
              <Loggers><Root level="info"><AppenderRef ref="own"/></Root></Loggers>
            </Configuration>
            """);
    try (ConfigurableApplicationContext context = start("logging.config=" + own)) {
      assertThat(context.isActive()).isTrue();
      LoggerContext log4j = (LoggerContext) LogManager.getContext(false);
      log4j.onChange((Reconfigurable) log4j.getConfiguration());
      AUDIT.authAttempt("after", true);
      assertThat(log4j.getConfiguration().getAppenders()).containsKeys("own", "tocsin");
      assertThat(Journals.events(folder, "auth_success")).hasSize(1);
    }
  }

  @Test
  void manyContextsLeaveNothingBehind() throws IOException {
    start().close();
    int threads = threads();
    long handles = handles();
    for (int i = 0; i < 20; i++) {
      try (ConfigurableApplicationContext context = start()) {
        assertThat(context.isActive()).isTrue();
        AUDIT.authAttempt("run" + i, true);
      }
      assertThat(AuditRegistry.health()).isEmpty();
    }
    Awaitility.await().until(() -> threads() <= threads);
    assertThat(handles()).isLessThanOrEqualTo(handles);
    assertThat(Journals.events(folder, "auth_success")).hasSize(20);
    assertThat(new Verifier().verify(folder).findings()).isEmpty();
  }

  private static int threads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(each -> each.getName().startsWith("tocsin"))
            .count();
  }

  private long handles() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(this::isInFolder).count();
    }
  }

  private boolean isInFolder(Path handle) {
    try {
      return Files.readSymbolicLink(handle).startsWith(folder);
    } catch (IOException e) {
      // It was closed in between.
      return false;
    }
  }

  @Test
  void ofSeveralContextsTheLastOneClosesTheAuditLog() throws IOException {
    ConfigurableApplicationContext first = start();
    ConfigurableApplicationContext second = start();
    first.close();
    AUDIT.authAttempt("ann", true);
    assertThat(Journals.events(folder, "auth_success")).hasSize(1);

    second.close();
    assertThat(AuditRegistry.health()).isEmpty();
  }

  @Test
  void theAuditLogOfTheFirstContextStaysThroughAReload() throws IOException {
    Path other = folder.resolve("other/audit.log");
    try (ConfigurableApplicationContext first = start();
        ConfigurableApplicationContext second =
            LeanApplication.run(List.of("--tocsin.journal.file=" + other))) {
      LoggerContext log4j = (LoggerContext) LogManager.getContext(false);
      log4j.onChange((Reconfigurable) log4j.getConfiguration());
      AUDIT.authAttempt("ann", true);

      assertThat(first.isActive() && second.isActive()).isTrue();
      assertThat(Journals.events(folder, "auth_success")).hasSize(1);
    }
    assertThat(other).doesNotExist();
  }

  @Test
  void aStartThatFailsBeforeItsContextIsRefreshedLetsTheAuditLogGo() {
    SpringApplication application = new SpringApplication(LeanApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.addInitializers(
        context -> {
          assertThat(AuditRegistry.health()).hasSize(1);
          throw new IllegalStateException("no");
        });

    assertThatThrownBy(
            () -> application.run("--tocsin.journal.file=" + folder.resolve("audit.log")))
        .hasMessage("no");
    assertThat(AuditRegistry.health()).isEmpty();
  }

  @Test
  void aRunnerThatFailsLeavesTheAuditLogToTheBeansThatEnd() throws IOException {
    SpringApplication application = new SpringApplication(LeanApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.addInitializers(
        context -> {
          context
              .getBeanFactory()
              .registerSingleton(
                  "runner",
                  (ApplicationRunner)
                      arguments -> {
                        throw new IllegalStateException("no");
                      });
          context.addApplicationListener(
              (ApplicationListener<ContextClosedEvent>) closed -> AUDIT.authAttempt("ann", true));
        });

    assertThatThrownBy(
            () -> application.run("--tocsin.journal.file=" + folder.resolve("audit.log")))
        .hasMessage("no");
    assertThat(Journals.events(folder, "auth_success")).hasSize(1);
    assertThat(AuditRegistry.health()).isEmpty();
  }

  @Test
  void switchedOffItDoesNothing() {
    try (ConfigurableApplicationContext context = start("tocsin.enabled=false")) {
      assertThat(context.getBeanNamesForType(TocsinProperties.class)).isEmpty();
      assertThat(AuditRegistry.health()).isEmpty();
    }
    assertThat(folder.resolve("audit.log")).doesNotExist();
  }
}
