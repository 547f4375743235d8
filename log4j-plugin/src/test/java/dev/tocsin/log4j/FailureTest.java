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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        assertThat(events)
            .extracting(SecurityEvent::seq)
            .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
      }
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
    Files.writeString(active, String.join("\n", lines.subList(0, 2)) + "\n");
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      SecurityEvent recovered = log.lastEvent();
      assertThat(recovered.type().name()).isEqualTo("audit_recovered");
      assertThat(recovered.severity()).isEqualTo(Severity.CRITICAL);
      assertThat(recovered.details()).containsEntry("lost_from", 2L).containsEntry("lost_to", 2L);
      assertThat(recovered.seq()).isEqualTo(3);
    }
  }
}
