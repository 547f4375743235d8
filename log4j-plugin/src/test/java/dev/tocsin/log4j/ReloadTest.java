package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.API_ACCESS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.SecurityEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A configuration file that changes while the application logs. */
class ReloadTest {
  private static final int THREADS = 4;
  private static final int RELOADS = 3;
  private static final String WATCHED =
      """
      <Configuration status="off" monitorInterval="1">
        <Appenders>
          <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="first">
            <Policies><SizeBasedTriggeringPolicy size="300 KB"/></Policies>
          </SecurityAudit>
        </Appenders>
        <Loggers><Root level="error"><AppenderRef ref="audit"/></Root></Loggers>
      </Configuration>
      """;

  /** What may be wrong, and what the refusal must name. */
  private record Mistake(String right, String wrong, String named) {}

  private static final List<Mistake> MISTAKES =
      List.of(
          new Mistake("source", "sauce", "unknown attribute \"sauce\""),
          new Mistake("SizeBasedTriggeringPolicy", "SizePolicy", "element \"SizePolicy\""),
          new Mistake("Retention", "Retension", "element \"Retension\""),
          new Mistake("400", "lots", "Retention days \"lots\""),
          new Mistake("everysec", "hourly", "fsync \"hourly\""),
          new Mistake("5000", "5s", "asyncTimeoutMillis \"5s\""),
          new Mistake("fileName", "filName", "fileName is missing"),
          new Mistake("-%i", "", "has no %i"),
          new Mistake(
              "Retention",
              "DefaultRolloverStrategy",
              "DefaultRolloverStrategy: is not for audit files"));

  @TempDir private Path folder;
  private Path file = Path.of("");

  private LoggerContext start(String name, String text) throws IOException {
    file = folder.resolve(name);
    write(text);
    LoggerContext context = new LoggerContext(name);
    Configuration configuration =
        ConfigurationFactory.getInstance().getConfiguration(context, name, file.toUri());
    context.start(configuration);
    return context;
  }

  /** With a time of its own, however fast it follows. */
  private void write(String text) throws IOException {
    FileTime before = Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    Files.write(file, text.replace("DIR", folder.toString()).getBytes(UTF_8));
    Files.setLastModifiedTime(
        file,
        FileTime.from(
            Stream.of(before.toInstant(), Files.getLastModifiedTime(file).toInstant())
                .max(java.time.Instant::compareTo)
                .orElseThrow()
                .plusSeconds(2)));
  }

  @Test
  void noEventIsLostOrDoubledWhileFourThreadsLogAndTheWatchedFileChanges() throws Exception {
    LoggerContext context = start("log4j2.xml", WATCHED);
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<String> ids = new ArrayList<>();
    int plain = 0;
    try {
      List<Future<List<String>>> running = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        running.add(threads.submit(() -> logUntil(context, stop)));
      }
      for (int i = 1; i <= RELOADS; i++) {
        Configuration before = context.getConfiguration();
        write(WATCHED.replace("\"first\"", "\"reload " + i + "\""));
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> context.getConfiguration() != before);
      }
      stop.set(true);
      for (Future<List<String>> each : running) {
        List<String> returned = each.get(60, TimeUnit.SECONDS);
        ids.addAll(returned);
        plain += returned.size();
      }
    } finally {
      stop.set(true);
      threads.shutdown();
      context.stop();
    }
    List<SecurityEvent> events = LogSetup.events(folder);
    System.out.println(
        RELOADS
            + " reloads by monitorInterval, "
            + THREADS
            + " threads: "
            + ids.size()
            + " SecurityLogger calls and "
            + plain
            + " plain calls returned; events in the journal: "
            + events.size());
    assertThat(events.stream().filter(e -> e.type().equals(API_ACCESS)))
        .extracting(SecurityEvent::eventId)
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(events.stream().filter(e -> !e.type().equals(API_ACCESS))).hasSize(plain);
    assertThat(events).extracting(SecurityEvent::source).contains("first", "reload " + RELOADS);
  }

  /** As many plain marked calls as ids, in turn. */
  private static List<String> logUntil(LoggerContext context, AtomicBoolean stop) {
    SecurityLogger security = SecurityLogger.getLogger(context, "test");
    Logger logger = context.getLogger("test.plain");
    List<String> ids = new ArrayList<>();
    while (!stop.get()) {
      ids.add(security.event(API_ACCESS).detail("n", ids.size()).log());
      logger.info(Markers.AUTH_FAILURE, "plain");
    }
    return ids;
  }

  @Test
  void aMendedFileIsTakenUpAfterABrokenOne() throws IOException {
    LoggerContext context = start("log4j2.xml", WATCHED);
    try {
      Configuration first = context.getConfiguration();
      List<Throwable> refusals = new ArrayList<>();
      Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
      Thread.setDefaultUncaughtExceptionHandler((thread, e) -> refusals.add(e));
      try {
        write(WATCHED.replace("source=", "sauce="));
        Awaitility.await()
            .dontCatchUncaughtExceptions()
            .atMost(Duration.ofSeconds(60))
            .until(() -> !refusals.isEmpty());
      } finally {
        Thread.setDefaultUncaughtExceptionHandler(handler);
      }
      assertThat(refusals.get(0)).hasMessageContaining("unknown attribute \"sauce\"");
      assertThat(context.getConfiguration()).isSameAs(first);
      write(WATCHED.replace("\"first\"", "\"mended\""));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> context.getConfiguration() != first);
      SecurityLogger.getLogger(context, "test").authAttempt("u", true);
      assertThat(LogSetup.events(folder)).last().returns("mended", SecurityEvent::source);
    } finally {
      context.stop();
    }
  }

  static Stream<ConfigurationText> formats() {
    return ConfigurationText.all();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void eachMistakeIsNamedAtAReloadAndTheOldConfigurationGoesOn(ConfigurationText good)
      throws IOException {
    LoggerContext context = start(good.name(), good.text());
    try {
      SecurityLogger security = SecurityLogger.getLogger(context, "test");
      Configuration before = context.getConfiguration();
      for (Mistake mistake : MISTAKES) {
        assertThat(good.text()).contains(mistake.right());
        write(good.text().replace(mistake.right(), mistake.wrong()));
        assertThatThrownBy(context::reconfigure)
            .isInstanceOf(ConfigurationException.class)
            .hasMessageStartingWith("SecurityAudit \"audit\": ")
            .hasMessageContaining(mistake.named())
            .hasMessageNotContaining("\n");
        assertThat(context.getConfiguration()).isSameAs(before);
        security.authAttempt(mistake.named(), true);
      }
      write(good.text().replace("shop", "mended"));
      context.reconfigure();
      security.authAttempt("mended", true);
      List<SecurityEvent> events = LogSetup.events(folder);
      assertThat(events).hasSize(MISTAKES.size() + 1);
      assertThat(events.subList(0, MISTAKES.size()))
          .extracting(SecurityEvent::source)
          .containsOnly("shop");
      assertThat(events).last().returns("mended", SecurityEvent::source);
    } finally {
      context.stop();
    }
  }
}
