package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.AUDIT_DROPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.fixture.FrozenDisk;
import dev.tocsin.journal.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that does not answer: every call comes back all the same, and nothing is lost. */
class HangingDiskTest {
  private static final int THREADS = 6;
  private static final int EACH = 40;
  private static final String LIMIT = "writeTimeoutMillis=\"300\" ";

  @TempDir private Path folder;

  /** Calls from several threads; all of them have returned when this does. */
  private static List<String> log(LogSetup log) throws Exception {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "caller");
              thread.setDaemon(true);
              return thread;
            });
    List<Future<List<String>>> done = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      done.add(
          threads.submit(
              () -> {
                List<String> ids = new ArrayList<>();
                for (int i = 0; i < EACH; i++) {
                  ids.add(log.security().authAttempt("u", true));
                }
                return ids;
              }));
    }
    List<String> ids = new ArrayList<>();
    for (Future<List<String>> each : done) {
      ids.addAll(each.get(60, TimeUnit.SECONDS));
    }
    threads.shutdown();
    return ids;
  }

  /**
   * Lets another thread call, so that a call that hangs ends the test, which then thaws the disk.
   */
  private static void comesBack(Callable<?> calls) throws Exception {
    FutureTask<?> task = new FutureTask<>(calls);
    Thread caller = new Thread(task, "caller");
    caller.setDaemon(true);
    caller.start();
    task.get(60, TimeUnit.SECONDS);
  }

  @Test
  void underFailOpenEveryCallComesBackAndEveryEventIsSomewhere() throws Exception {
    try (FrozenDisk disk = FrozenDisk.mount(folder);
        StatusLines lines = StatusLines.listen(Level.ERROR);
        LogSetup log = LogSetup.audit(disk.folder(), LIMIT, "")) {
      Set<String> returned = new HashSet<>(log(log));
      disk.freeze();
      List<String> printed =
          new ArrayList<>(
              Captured.standardError(() -> returned.addAll(unchecked(log)))
                  .lines()
                  .filter(line -> line.startsWith("{\"event_id\":"))
                  .toList());
      assertThat(lines.heard())
          .filteredOn(line -> line.contains("a write does not come back within 300 ms"))
          .as("told once, while it hangs")
          .hasSize(1);
      disk.thaw();
      await().until(() -> told(log.events()) != null);
      returned.addAll(log(log));

      Set<String> elsewhere = new HashSet<>();
      printed.forEach(line -> elsewhere.add(line.substring(13, 49)));
      Path fallback = disk.folder().resolve("security_audit.log.fallback");
      if (Files.exists(fallback)) {
        Files.readAllLines(fallback).forEach(line -> elsewhere.add(line.substring(13, 49)));
      }
      List<SecurityEvent> events = log.events();
      Set<String> journal = new HashSet<>();
      events.forEach(event -> assertThat(journal.add(event.eventId())).isTrue());
      SecurityEvent told = told(events);
      Set<String> both = new HashSet<>(journal);
      both.retainAll(elsewhere);
      System.out.println(
          "hanging disk: "
              + returned.size()
              + " calls returned, "
              + (events.size() - 1)
              + " in the journal, "
              + elsewhere.size()
              + " elsewhere, "
              + both.size()
              + " in both");
      assertThat(returned).hasSize(3 * THREADS * EACH);
      assertThat(returned)
          .allSatisfy(id -> assertThat(journal.contains(id) || elsewhere.contains(id)).isTrue());
      assertThat(told).isNotNull();
      assertThat(told.details().get("count")).isEqualTo((long) elsewhere.size() - both.size());
      assertThat(told.details().getOrDefault("written_late", 0L)).isEqualTo((long) both.size());
      assertThat(both).as("what was in the writer's hands").isNotEmpty();
    }
  }

  private static List<String> unchecked(LogSetup log) {
    try {
      return log(log);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static @Nullable SecurityEvent told(List<SecurityEvent> events) {
    return events.stream()
        .filter(event -> event.type().equals(AUDIT_DROPPED))
        .findFirst()
        .orElse(null);
  }

  @Test
  void underFailClosedEveryCallThrowsWhileItHangsAndTheStopComesBack() throws Exception {
    try (FrozenDisk disk = FrozenDisk.mount(folder)) {
      LogSetup log = LogSetup.audit(disk.folder(), LIMIT + "failurePolicy=\"fail-closed\"", "");
      log.security().authAttempt("before", true);
      disk.freeze();
      comesBack(
          () -> {
            for (int i = 0; i < 20; i++) {
              assertThatThrownBy(() -> log.security().authAttempt("u", true))
                  .isInstanceOf(AuditNotRecordedException.class)
                  .hasMessageContaining("a write does not come back within 300 ms");
              assertThatThrownBy(() -> log.logger().warn(Markers.LOGOUT, "plain"))
                  .isInstanceOf(AuditNotRecordedException.class);
            }
            assertThatThrownBy(() -> log.reconfigure(LogSetup.auditXml(LIMIT, "")))
                .hasMessageContaining("a write does not come back within 300 ms");
            log.close();
            assertThatThrownBy(() -> log.security().authAttempt("stopped", true))
                .isInstanceOf(AuditNotRecordedException.class);
            return null;
          });
      disk.thaw();
      await()
          .untilAsserted(
              () -> {
                log.security().authAttempt("after", true);
                assertThat(log.events()).extracting(SecurityEvent::userId).contains("after");
              });
      assertThat(new Verifier().verify(disk.folder()).findings()).isEmpty();
    }
  }

  @Test
  void besideAnotherAuditFileNobodyFails() throws Exception {
    try (FrozenDisk disk = FrozenDisk.mount(folder);
        LogSetup log =
            LogSetup.start(
                folder,
                """
                <Configuration status="off">
                  <Appenders>
                    <SecurityAudit name="slow" fileName="SLOW/slow.log" failurePolicy="fail-closed"
                                   writeTimeoutMillis="300"/>
                    <SecurityAudit name="good" fileName="DIR/good/good.log" failurePolicy="fail-closed"/>
                  </Appenders>
                  <Loggers>
                    <Root><AppenderRef ref="slow"/><AppenderRef ref="good"/></Root>
                  </Loggers>
                </Configuration>
                """
                    .replace("SLOW", disk.folder().toString()))) {
      disk.freeze();
      comesBack(
          () -> {
            for (int i = 0; i < 50; i++) {
              log.security().authAttempt("u", true);
              log.logger().warn(Markers.LOGOUT, "plain");
            }
            return null;
          });
      assertThat(LogSetup.events(folder.resolve("good"))).hasSize(100);
      disk.thaw();
      await().until(() -> told(LogSetup.events(disk.folder())) != null);
      List<SecurityEvent> slow = LogSetup.events(disk.folder());
      SecurityEvent told = told(slow);
      assertThat(told).isNotNull();
      System.out.println(
          "beside another: 100 calls returned, 100 in one file, told of the other: "
              + told.details());
      assertThat(told.details().get("count")).isEqualTo(100L - (slow.size() - 1));
    }
  }
}
