package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.DATA_EXPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Markers;
import dev.tocsin.audit.Recording;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.fixture.FrozenDisk;
import dev.tocsin.fixture.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.message.StringMapMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a test kit sees of events, and that what it fakes is what a disk does. */
class RecordingProbeTest {
  @TempDir private Path folder;

  private static SecurityEvent withoutNumber(SecurityEvent event) {
    EventDraft draft = event.toDraft();
    draft.clear(EventField.SEQ);
    return draft.toEvent();
  }

  @Test
  void seesEachEventAsTheFileHasIt() {
    ThreadContext.put("ip_address", "203.0.113.7");
    ThreadContext.put("team", "blue");
    try (SeenByProbe probe = SeenByProbe.install();
        LogSetup log = LogSetup.audit(folder, "contextDetails=\"*\"", "")) {
      log.security()
          .event(DATA_EXPORT)
          .user("u1")
          .session("s1")
          .detail("password", "correct horse")
          .detail("rows", 1000)
          .log();
      log.logger().debug(Markers.AUTH_FAILURE, "sign-in of {} failed", "bob");
      log.logger().info(new StringMapMessage().with("event_type", "xss_attempt").with("a", "b"));
      log.security().event(DATA_EXPORT).message("x".repeat(200_000)).log();
      log.logger().warn("no security event");

      List<SecurityEvent> inFile =
          log.events().stream().map(RecordingProbeTest::withoutNumber).toList();
      assertThat(probe.events()).hasSize(4).isEqualTo(inFile);
      assertThat(probe.events().get(0).details()).doesNotContainValue("correct horse");
      assertThat(probe.events().get(1).details()).containsEntry("team", "blue");
      assertThat(probe.events().get(3).isTruncated()).isTrue();
      assertThat(probe.recorded)
          .extracting(Recording::threadId)
          .containsOnly(Thread.currentThread().getId());
      assertThat(probe.recorded).extracting(Recording::sink).containsOnly("audit");
      assertThat(probe.recorded)
          .extracting(Recording::writeTimeout)
          .containsOnly(Duration.ofSeconds(5));
    } finally {
      ThreadContext.clearAll();
    }
  }

  @Test
  void thereIsOneProbeAtATime() {
    try (SeenByProbe probe = SeenByProbe.install()) {
      assertThatThrownBy(SeenByProbe::install)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("there is a recording probe already; take it out first");
      assertThat(AuditRegistry.probe()).isSameAs(probe);
    }
    assertThat(AuditRegistry.probe()).isNull();
  }

  /** What callers heard of an event that could not be recorded, without what is new each time. */
  private static List<String> heard(LogSetup log, Path folder) {
    List<String> heard = new ArrayList<>();
    List<Consumer<String>> ways =
        List.of(
            text -> log.security().event(DATA_EXPORT).message(text).log(),
            text -> log.security().failClosed().event(DATA_EXPORT).message(text).log(),
            text -> log.logger().warn(Markers.AUTH_FAILURE, text));
    for (Consumer<String> way : ways) {
      try {
        way.accept("x".repeat(5_000));
        heard.add("nothing");
      } catch (AuditNotRecordedException e) {
        Throwable cause = Objects.requireNonNull(e.getCause());
        heard.add(
            (e.getMessage() + " / " + cause)
                .replace(folder.toString(), "DIR")
                .replace(e.eventId(), "ID"));
      }
    }
    return heard;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail-open", "fail-closed"})
  void fakedFullDiskIsHeardLikeARealOne(String policy) throws Exception {
    String attributes = "failurePolicy=\"" + policy + "\"";
    List<String> real;
    long realLost;
    try (SmallDisk disk = SmallDisk.mount(folder, "256k");
        LogSetup log = LogSetup.audit(disk.folder(), attributes, "")) {
      disk.fill(disk.folder().resolve("ballast"));
      long before = AuditRegistry.counters().notRecorded();
      real = heard(log, disk.folder());
      realLost = AuditRegistry.counters().notRecorded() - before;
    }
    Path place = Files.createDirectory(folder.resolve("fake"));
    try (SeenByProbe probe = SeenByProbe.install();
        LogSetup log = LogSetup.audit(place, attributes, "")) {
      probe.failure = "No space left on device";
      long before = AuditRegistry.counters().notRecorded();
      assertThat(heard(log, place)).isEqualTo(real);
      assertThat(AuditRegistry.counters().notRecorded() - before).isEqualTo(realLost);
      assertThat(probe.recorded).isEmpty();
      assertThat(probe.reasons)
          .containsOnly(
              place.resolve("security_audit.log") + ": can't be written (No space left on device)");
      probe.failure = null;
      log.security().authAttempt("after", true);
      assertThat(log.events()).extracting(SecurityEvent::userId).contains("after");
    }
    assertThat(real)
        .contains(
            "event ID (data_export) was not recorded: DIR/security_audit.log: can't be written (No"
                + " space left on device) / dev.tocsin.journal.JournalException:"
                + " DIR/security_audit.log: can't be written (No space left on device)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail-open", "fail-closed"})
  void fakedHangIsHeardLikeARealOne(String policy) throws Exception {
    String attributes = "writeTimeoutMillis=\"200\" failurePolicy=\"" + policy + "\"";
    List<String> real;
    try (FrozenDisk disk = FrozenDisk.mount(folder);
        LogSetup log = LogSetup.audit(disk.folder(), attributes, "")) {
      disk.freeze();
      try {
        real = heard(log, disk.folder());
      } finally {
        disk.thaw();
      }
    }
    Path place = Files.createDirectory(folder.resolve("fake"));
    try (SeenByProbe probe = SeenByProbe.install();
        LogSetup log = LogSetup.audit(place, attributes, "")) {
      probe.hanging = true;
      assertThat(heard(log, place)).isEqualTo(real);
      probe.hanging = false;
    }
    assertThat(real).anyMatch(text -> text.contains("a write does not come back within 200 ms"));
  }
}
