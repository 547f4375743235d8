package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.API_ACCESS;
import static dev.tocsin.event.EventType.AUDIT_DROPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import dev.tocsin.fixture.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events that the journal can't take, and how it goes on. */
class FailureTest {
  @TempDir private Path folder;

  @Test
  void onAFullDiskEveryEventIsSomewhereAndTheJournalGoesOnByItself() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "256k")) {
      try (LogSetup log = LogSetup.audit(disk.folder(), "", "")) {
        Set<String> ids = new HashSet<>();
        Path ballast = disk.folder().resolve("ballast");
        List<String> printed = new ArrayList<>();
        ids.add(log.security().authAttempt("before", true));
        disk.fill(ballast);
        printed.addAll(
            Captured.standardError(
                    () -> {
                      for (int i = 0; i < 50; i++) {
                        ids.add(log.security().event(API_ACCESS).detail("n", i).log());
                      }
                    })
                .lines()
                .filter(line -> line.startsWith("{\"event_id\":"))
                .toList());
        Files.delete(ballast);
        ids.add(log.security().authAttempt("after", true));
        await().until(() -> log.lastEvent().type().equals(AUDIT_DROPPED));

        List<SecurityEvent> events = log.events();
        SecurityEvent told = log.lastEvent();
        List<String> inJournal = events.stream().map(SecurityEvent::eventId).toList();
        Path fallback = disk.folder().resolve("security_audit.log.fallback");
        List<String> elsewhere = new ArrayList<>(printed);
        if (Files.exists(fallback)) {
          elsewhere.addAll(Files.readAllLines(fallback));
        }
        System.out.println(
            "full disk: "
                + ids.size()
                + " calls returned, "
                + (events.size() - 1)
                + " in the journal, "
                + (elsewhere.size() - printed.size())
                + " in the fallback file, "
                + printed.size()
                + " on standard error");
        assertThat(elsewhere).isNotEmpty();
        assertThat(told.details().get("count")).isEqualTo((long) elsewhere.size());
        assertThat(told.success()).isFalse();
        assertThat(ids)
            .allSatisfy(
                id ->
                    assertThat(
                            inJournal.contains(id)
                                || elsewhere.stream().anyMatch(line -> line.contains(id)))
                        .isTrue());
        assertThat(LogSetup.allEvents(disk.folder()))
            .extracting(SecurityEvent::seq)
            .isEqualTo(
                LongStream.rangeClosed(1, events.size() + LogSetup.AT_START).boxed().toList());
      }
    }
  }

  /** The disk is full, has room and is full again while eight threads log flat out. */
  @Test
  void everyEventOfEightThreadsIsInOnePlaceAndTheCountOfTheDroppedIsExact() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "2m")) {
      Map<String, Integer> places = new ConcurrentHashMap<>();
      Path ballast = disk.folder().resolve("ballast");
      List<SecurityEvent> events;
      List<String> printed;
      try (LogSetup log = LogSetup.audit(disk.folder(), "", "")) {
        AtomicBoolean ended = new AtomicBoolean();
        List<CountDownLatch> full =
            List.of(new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          String user = "u" + i;
          threads.add(
              new Thread(
                  () -> {
                    for (int n = 0; n < 300 && !ended.get(); n++) {
                      if (n % 80 == 60 && n < 240) {
                        // The disk is full before the round's calls are over.
                        awaitOpen(full.get(n / 80));
                      }
                      places.put(log.security().event(API_ACCESS).user(user).log(), 0);
                    }
                  }));
        }
        printed =
            Captured.standardError(
                    () -> {
                      threads.forEach(Thread::start);
                      try {
                        for (int round = 1; round <= 3; round++) {
                          int enough = 8 * (80 * round - 20);
                          await().until(() -> places.size() >= enough);
                          disk.fill(ballast);
                          full.get(round - 1).countDown();
                          await().until(() -> places.size() >= enough + 250);
                          Files.delete(ballast);
                        }
                        for (Thread thread : threads) {
                          thread.join();
                        }
                      } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                      } finally {
                        ended.set(true);
                      }
                    })
                .lines()
                .filter(line -> line.startsWith("{\"event_id\":"))
                .toList();
        long dropped =
            (long) printed.size()
                + (Files.exists(fallback(disk)) ? Files.readAllLines(fallback(disk)).size() : 0);
        await().until(() -> told(log.events()) >= dropped);
        events = log.events();
        assertThat(told(events)).isEqualTo(dropped);
      }
      events.stream()
          .filter(event -> event.type().equals(API_ACCESS))
          .forEach(event -> places.merge(event.eventId(), 1, Integer::sum));
      List<String> elsewhere = new ArrayList<>(printed);
      if (Files.exists(fallback(disk))) {
        elsewhere.addAll(Files.readAllLines(fallback(disk)));
      }
      for (String line : elsewhere) {
        places.merge(line.substring(13, line.indexOf('"', 13)), 1, Integer::sum);
      }
      assertThat(places).hasSize(2_400);
      assertThat(places.values()).containsOnly(1);
      assertThat(elsewhere).isNotEmpty();
      System.out.printf(
          "full disk under 8 threads: %d calls returned, %d in the journal, %d in the fallback"
              + " file, %d on standard error, %d told as dropped%n",
          places.size(),
          places.size() - elsewhere.size(),
          elsewhere.size() - printed.size(),
          printed.size(),
          told(events));
    }
  }

  private static void awaitOpen(CountDownLatch latch) {
    await().atMost(Duration.ofMinutes(1)).until(() -> latch.getCount() == 0);
  }

  private static Path fallback(SmallDisk disk) {
    return disk.folder().resolve("security_audit.log.fallback");
  }

  private static long told(List<SecurityEvent> events) {
    return events.stream()
        .filter(event -> event.type().equals(AUDIT_DROPPED))
        .mapToLong(event -> (Long) Objects.requireNonNull(event.details().get("count")))
        .sum();
  }

  /** What was done to the file becomes an event, and what was written to it is there. */
  @Test
  void fileThatIsDeletedUnderTheAppenderBecomesAnEvent() throws IOException {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().authAttempt("before", true);
      Files.delete(folder.resolve("security_audit.log"));
      await().until(() -> Files.exists(folder.resolve("security_audit.log")));
      await().until(() -> log.lastEvent().type().name().equals("audit_recovered"));
      log.security().authAttempt("after", true);
      assertThat(log.events()).extracting(SecurityEvent::seq).containsExactly(3L, 4L, 5L);
      assertThat(log.events().get(1).severity()).isNotEqualTo(Severity.CRITICAL);
    }
  }

  @Test
  void underFailClosedTheCallerGetsAnExceptionOnEveryWay() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "256k")) {
      try (LogSetup log = LogSetup.audit(disk.folder(), "failurePolicy=\"fail-closed\"", "")) {
        Path ballast = disk.folder().resolve("ballast");
        disk.fill(ballast);
        // What is left of the last page of the file takes a few more events.
        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < 2_000; i++) {
                    log.security().authAttempt("u", true);
                  }
                })
            .isInstanceOf(AuditNotRecordedException.class)
            .hasMessageContaining("(auth_success) was not recorded: ")
            .hasMessageContaining("can't be written (No space left on device)");
        assertThatThrownBy(() -> log.logger().warn(Markers.AUTH_FAILURE, "x".repeat(5_000)))
            .isInstanceOf(AuditNotRecordedException.class);
        Files.delete(ballast);
        log.security().authAttempt("after", true);
        assertThat(log.events()).extracting(SecurityEvent::userId).contains("after");
        assertThat(disk.folder().resolve("security_audit.log.fallback")).doesNotExist();
      }
    }
  }

  @Test
  void whatAStartFoundAmissBecomesAnEvent() throws IOException {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().authAttempt("u", true);
    }
    Path active = folder.resolve("security_audit.log");
    Files.writeString(active, "{\"event_id\":\"cut o", StandardOpenOption.APPEND);
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      SecurityEvent recovered = log.lastEvent();
      assertThat(recovered.type().name()).isEqualTo("audit_recovered");
      assertThat(String.valueOf(recovered.details().get("set_aside")))
          .contains("security_audit.log.torn-");
      assertThat(recovered.severity()).isNotEqualTo(Severity.CRITICAL);
    }
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      assertThat(log.events()).as("told once").hasSize(2);
    }
  }

  @Test
  void linesThatAreGoneAreACriticalEvent() throws IOException {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().authAttempt("u1", true);
      log.security().authAttempt("u2", true);
    }
    Path active = folder.resolve("security_audit.log");
    List<String> lines = Files.readAllLines(active);
    Files.writeString(active, String.join("\n", lines.subList(0, 4)) + "\n");
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      SecurityEvent recovered = log.lastEvent();
      assertThat(recovered.type().name()).isEqualTo("audit_recovered");
      assertThat(recovered.severity()).isEqualTo(Severity.CRITICAL);
      assertThat(recovered.details()).containsEntry("lost_from", 4L).containsEntry("lost_to", 5L);
      assertThat(recovered.seq()).as("after audit_started").isEqualTo(7);
    }
  }
}
