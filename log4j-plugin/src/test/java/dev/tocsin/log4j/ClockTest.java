package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.DATA_EXPORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.Markers;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.JournalLine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T14: clocks that step and times that lie; ids stay unique and in order, and nothing is lost. */
class ClockTest {
  @TempDir private Path folder;

  private void assertNumberedInOrder(List<SecurityEvent> events, int count) {
    assertThat(events).hasSize(count);
    assertThat(events).extracting(SecurityEvent::eventId).isSorted().doesNotHaveDuplicates();
    assertThat(LogSetup.lines(folder).stream().filter(JournalLine::isEvent))
        .extracting(JournalLine::seq)
        .isSorted()
        .doesNotHaveDuplicates()
        .endsWith((long) LogSetup.allEvents(folder).size());
  }

  @Test
  void eventsOfAClockThatGoesBackAndForthAreAllThereAndInOrder() throws Exception {
    ChildJvm.run(
        ClockSteps.class,
        List.of("-Dlog4j2.clock=" + ClockSteps.class.getName()),
        folder.toString());
    List<SecurityEvent> events = LogSetup.events(folder);
    assertNumberedInOrder(events, 200);
    assertThat(events)
        .filteredOn(event -> event.type().name().equals("auth_failure"))
        .as("a plain call's time is Log4j's, so there is no difference to tell")
        .allSatisfy(event -> assertThat(event.loggedAt()).isNull());
    assertThat(events)
        .filteredOn(event -> event.type().equals(DATA_EXPORT))
        .allSatisfy(
            event ->
                assertThat(event.timestamp())
                    .isBetween(Instant.now().minusSeconds(120), Instant.now()))
        .filteredOn(event -> event.loggedAt() != null)
        .hasSizeGreaterThan(50)
        .allSatisfy(
            event ->
                assertThat(Duration.between(event.timestamp(), event.loggedAt()).abs())
                    .isGreaterThan(Duration.ofHours(4)));
  }

  @Test
  void loggedAtIsToldFromMoreThanASecondOn() {
    Instant now = Instant.now();
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      for (long millis : new long[] {-1_001, -1_000, 0, 1_000, 1_001}) {
        MutableInstant logged = new MutableInstant();
        logged.initFromEpochMilli(now.plusMillis(millis).toEpochMilli(), 0);
        log.logger()
            .get()
            .log(
                Log4jLogEvent.newBuilder()
                    .setLoggerName("x")
                    .setLevel(Level.ERROR)
                    .setMarker(Markers.DATA_EXPORT)
                    .setMessage(
                        new StringMapMessage()
                            .with("timestamp", Timestamps.text(now.toEpochMilli() * 1_000)))
                    .setInstant(logged)
                    .build());
      }
    }
    assertThat(LogSetup.events(folder))
        .extracting(event -> event.loggedAt() != null)
        .containsExactly(true, false, false, false, true);
  }

  @Test
  void timesOfEventsMayBeAnyAndAreKeptAsFarAsTheyCanBeWritten() {
    List<Instant> times =
        List.of(
            Instant.EPOCH,
            Instant.EPOCH.minusNanos(1_000),
            Instant.parse("0000-01-01T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"),
            Instant.MIN,
            Instant.MAX);
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      times.forEach(time -> log.security().event(DATA_EXPORT).timestamp(time).log());
    }
    List<SecurityEvent> events = LogSetup.events(folder);
    assertNumberedInOrder(events, times.size());
    assertThat(events.subList(0, 4))
        .extracting(SecurityEvent::timestamp)
        .containsExactlyElementsOf(times.subList(0, 4));
    assertThat(events.get(4).timestampMicros()).isEqualTo(Timestamps.MIN_MICROS);
    assertThat(events.get(5).timestampMicros()).isEqualTo(Timestamps.MAX_MICROS);
    assertThat(events).allSatisfy(event -> assertThat(event.loggedAt()).isNotNull());
  }

  @Test
  void anEventReadFromElsewhereKeepsTheBeginningOfTime() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().event(DATA_EXPORT).timestamp(Instant.EPOCH).log();
      log.security().log(log.lastEvent());
    }
    assertThat(LogSetup.events(folder))
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.timestamp()).isEqualTo(Instant.EPOCH));
  }

  @Test
  void aClockBeyondAllYearsLosesNoEvent() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      for (long millis : new long[] {Long.MIN_VALUE, -1, Long.MAX_VALUE}) {
        MutableInstant logged = new MutableInstant();
        logged.initFromEpochMilli(millis, 0);
        log.logger()
            .get()
            .log(
                Log4jLogEvent.newBuilder()
                    .setLoggerName("x")
                    .setLevel(Level.ERROR)
                    .setMarker(Markers.DATA_EXPORT)
                    .setMessage(new SimpleMessage("m"))
                    .setInstant(logged)
                    .build());
      }
    }
    assertThat(LogSetup.events(folder))
        .extracting(SecurityEvent::timestampMicros)
        .containsExactly(Timestamps.MIN_MICROS, -1_000L, Timestamps.MAX_MICROS);
  }
}
