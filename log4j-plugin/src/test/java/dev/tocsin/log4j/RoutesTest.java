package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.API_ACCESS;
import static dev.tocsin.event.EventType.AUTH_FAILURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.SecurityEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events on every way to the journal: none lost, none doubled, and the caller knows. */
class RoutesTest {
  private static final String ROLLING =
      "<Policies><SizeBasedTriggeringPolicy size=\"64 KB\"/></Policies>";

  @TempDir private Path folder;

  @Test
  void aCallReturnsWhenItsEventIsRecordedAlsoThroughAnAsynchronousLogger() {
    String xml =
        LogSetup.auditXml("", "")
            .replace("<Root ", "<AsyncRoot ")
            .replace("</Root>", "</AsyncRoot>");
    recordsAtOnce(new LoggerContext("async-root"), xml);
  }

  @Test
  void aCallReturnsWhenItsEventIsRecordedAlsoThroughAnAsynchronousAppender() {
    String xml =
        LogSetup.auditXml("", "")
            .replace(
                "</Appenders>",
                "<Async name=\"queue\"><AppenderRef ref=\"audit\"/></Async></Appenders>")
            .replace(
                "<Root level=\"error\"><AppenderRef ref=\"audit\"/>",
                "<Root level=\"error\"><AppenderRef ref=\"queue\"/>");
    recordsAtOnce(new LoggerContext("async-appender"), xml);
  }

  @Test
  void aCallReturnsWhenItsEventIsRecordedAlsoInAnAsynchronousContext() {
    recordsAtOnce(new AsyncLoggerContext("async-context"), LogSetup.auditXml("", ""));
  }

  private void recordsAtOnce(LoggerContext context, String xml) {
    try (LogSetup log = LogSetup.start(folder, context, xml)) {
      SecurityLogger security = log.security();
      for (int i = 1; i <= 200; i++) {
        String id = security.event(API_ACCESS).detail("n", i).log();
        if (i % 50 == 0) {
          assertThat(log.events()).hasSize(i);
          assertThat(log.lastEvent().eventId()).isEqualTo(id);
        }
      }
    }
  }

  @Test
  void anEventAfterTheContextStoppedIsRecordedDirectly() {
    LogSetup log = LogSetup.audit(folder, "", "");
    SecurityLogger security = log.security();
    security.authAttempt("before", true);
    log.close();
    String id = security.authAttempt("after", true);
    assertThat(log.events()).extracting(SecurityEvent::userId).containsExactly("before", "after");
    assertThat(log.lastEvent().eventId()).isEqualTo(id);
  }

  @Test
  void anEventLoggedFromInsideAnotherOneIsRecorded() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      SecurityLogger security = log.security();
      Object nosy =
          new Object() {
            @Override
            public String toString() {
              security.authAttempt("inner", true);
              return "nosy";
            }
          };
      log.logger().warn(Markers.AUTH_FAILURE, "outer {}", nosy);
      assertThat(log.events())
          .extracting(event -> event.type().name())
          .contains("auth_success", "auth_failure");
      assertThat(log.events()).extracting(SecurityEvent::message).contains("outer nosy");
    }
  }

  @Test
  void anEventLoggedFromInsideAnotherOneOnAnAsynchronousRouteDoesNotWaitForItself() {
    String xml =
        LogSetup.auditXml("asyncTimeoutMillis=\"3600000\"", "")
            .replace("<Root ", "<AsyncRoot ")
            .replace("</Root>", "</AsyncRoot>");
    try (LogSetup log = LogSetup.start(folder, new LoggerContext("nested-async"), xml)) {
      SecurityLogger security = log.security();
      Object nosy =
          new Object() {
            @Override
            public String toString() {
              security.authAttempt("inner", true);
              return "nosy";
            }
          };
      org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
          java.time.Duration.ofMinutes(1),
          () -> {
            log.logger()
                .warn(
                    Markers.AUTH_FAILURE, new org.apache.logging.log4j.message.ObjectMessage(nosy));
            security.authAttempt("after", true);
          });
      assertThat(log.events()).extracting(SecurityEvent::userId).contains("inner", "after");
      assertThat(log.events()).extracting(SecurityEvent::message).contains("nosy");
    }
  }

  @Test
  void reconfigurationsUnderLoadLoseAndDoubleNothing() throws Exception {
    try (LogSetup log = LogSetup.audit(folder, "", ROLLING)) {
      SecurityLogger security = log.security();
      AtomicBoolean stop = new AtomicBoolean();
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Future<List<String>>> returned = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        returned.add(
            threads.submit(
                () -> {
                  List<String> ids = new ArrayList<>();
                  while (!stop.get()) {
                    ids.add(security.event(API_ACCESS).detail("n", ids.size()).log());
                  }
                  return ids;
                }));
      }
      for (int i = 0; i < 8; i++) {
        log.reconfigure(LogSetup.auditXml("", ROLLING));
      }
      stop.set(true);
      List<String> ids = new ArrayList<>();
      for (Future<List<String>> each : returned) {
        ids.addAll(each.get(30, TimeUnit.SECONDS));
      }
      threads.shutdown();
      System.out.println("8 reconfigurations, calls that returned: " + ids.size());
      assertThat(log.events())
          .extracting(SecurityEvent::eventId)
          .containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void sixteenThreadsLoggingThroughRollsLoseAndDoubleNothing() throws Exception {
    logFrom(Executors.newFixedThreadPool(16), 16, 2_000);
  }

  @Test
  void aThousandVirtualThreadsLoggingThroughRollsLoseAndDoubleNothing() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Runtime.version().feature() >= 21, "skipped: virtual threads need JDK 21 or newer");
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    logFrom(virtual, 1_000, 50);
  }

  private void logFrom(ExecutorService threads, int tasks, int each) throws Exception {
    try (LogSetup log = LogSetup.audit(folder, "", ROLLING)) {
      SecurityLogger security = log.security();
      CountDownLatch ready = new CountDownLatch(tasks);
      Set<String> ids = ConcurrentHashMap.newKeySet();
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < tasks; t++) {
        String user = "u" + t;
        done.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  for (int i = 0; i < each; i++) {
                    ids.add(security.event(AUTH_FAILURE).user(user).detail("n", i).log());
                  }
                  return null;
                }));
      }
      for (Future<?> task : done) {
        task.get(120, TimeUnit.SECONDS);
      }
      threads.shutdown();
      List<SecurityEvent> events = log.events();
      assertThat(events).hasSize(tasks * each);
      assertThat(events.stream().map(SecurityEvent::eventId).collect(Collectors.toSet()))
          .isEqualTo(ids);
      assertThat(events).extracting(SecurityEvent::seq).isSorted().doesNotHaveDuplicates();
      assertThat(events.get(events.size() - 1).seq())
          .isEqualTo((long) tasks * each + LogSetup.AT_START);
      for (int t = 0; t < tasks; t++) {
        String user = "u" + t;
        assertThat(events.stream().filter(event -> user.equals(event.userId())))
            .extracting(event -> event.details().get("n"))
            .as("a thread's own events keep their order")
            .isSortedAccordingTo((a, b) -> Long.compare((Long) a, (Long) b));
      }
      System.out.println(tasks + " threads: " + events.size() + " events, all found");
    }
  }

  @Test
  void withoutAnAuditAppenderTheEventGoesToStandardErrorAndIsCounted() throws Exception {
    String xml =
        "<Configuration status=\"off\"><Loggers><Root level=\"error\"/></Loggers></Configuration>";
    try (LogSetup log = LogSetup.start(folder, xml)) {
      long before = dev.tocsin.audit.AuditRegistry.unserved();
      String[] id = new String[1];
      String printed = Captured.standardError(() -> id[0] = log.security().authAttempt("u", false));
      assertThat(dev.tocsin.audit.AuditRegistry.unserved()).isEqualTo(before + 1);
      assertThat(printed.lines().filter(line -> line.startsWith("{\"event_id\":\"" + id[0])))
          .hasSize(1);
    }
  }

  @Test
  void aRouteThatAFilterClosesStillEndsInTheJournal() {
    String xml =
        LogSetup.auditXml("allowSuppression=\"true\"", "")
            .replace("<AppenderRef ref=\"audit\"/>", "<AppenderRef ref=\"audit\" level=\"off\"/>");
    try (LogSetup log = LogSetup.start(folder, xml)) {
      log.security().authAttempt("u", true);
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void anAppenderThatFiltersTheEventOutIsNotWrittenToBehindItsBack() {
    String filter = "<MarkerFilter marker=\"ATTACK\" onMatch=\"NEUTRAL\" onMismatch=\"DENY\"/>";
    String attributes = "failurePolicy=\"fail-closed\" allowSuppression=\"true\"";
    try (LogSetup log = LogSetup.audit(folder, attributes, filter)) {
      assertThatThrownBy(() -> log.security().authAttempt("u", true))
          .isInstanceOf(AuditNotRecordedException.class)
          .hasMessageContaining("no SecurityAudit appender took it");
      log.security().inputValidationViolation("<script>", "xss_attempt");
      assertThat(log.events()).hasSize(1);
    }
  }
}
