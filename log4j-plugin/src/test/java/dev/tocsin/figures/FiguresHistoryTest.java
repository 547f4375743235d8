package dev.tocsin.figures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.Category;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresHistoryTest {
  /** Before the files' own times, by which segments are passed over that ended too early. */
  private static final Instant START = Instant.parse("2024-11-22T12:00:00Z");

  private final Clock clock = Clock.fixed(START, ZoneOffset.UTC);
  private final EventIds ids = new EventIds(clock, new Random(1));
  private final MonitoringFigures figures =
      new MonitoringFigures(0x5eed_c0de_1234_5678L, MonitoringFigures.Bounds.DEFAULT);

  @TempDir private Path folder;
  private Journal journal;

  @BeforeEach
  void open() throws JournalException {
    journal =
        Journal.open(
            JournalConfig.builder(folder.resolve("audit.log")).clock(clock).build(),
            JournalListener.NONE);
  }

  @AfterEach
  void close() throws JournalException {
    journal.close();
  }

  @Test
  void fillsTheFiguresWithTheLastDay() throws Exception {
    append(event(EventType.AUTH_SUCCESS, Duration.ofHours(25), "s0", "alice"));
    append(event(EventType.LOCKOUT, Duration.ofHours(25), "s0", "zoe"));
    append(event(EventType.AUTH_SUCCESS, Duration.ofHours(23), "s1", "alice"));
    append(event(EventType.PIN_VERIFIED, Duration.ofHours(22), "s1", "alice"));
    append(lockout(Duration.ofHours(3), "s2", "bob", Duration.ofDays(2)));
    append(lockout(Duration.ofHours(3), "s3", "eve", Duration.ofDays(2)));
    append(event(EventType.AUTH_ACCOUNT_UNLOCKED, Duration.ofHours(2), "s9", "bob"));
    append(event(EventType.QR_GENERATED, Duration.ofMinutes(90), "s4", "alice"));
    append(event(EventType.PIN_FAILED, Duration.ofMinutes(90), "s4", "alice"));
    journal.roll("a test");
    append(event(EventType.QR_GENERATED, Duration.ofMinutes(30), "s5", "alice"));
    append(event(EventType.PIN_FAILED, Duration.ofMinutes(29), "s5", "alice"));
    append(event(EventType.AUTH_FAILURE, Duration.ofMinutes(28), "s5", "alice"));
    append(event(EventType.DATA_ACCESS, Duration.ofMinutes(27), "s5", "alice"));
    read(journal.lastSeq());
    assertThat(figures.now(START)).isEqualTo(new Figures(1, 1, 1, 1, 0));
  }

  @Test
  void passesOverWhatIsObservedAsItComes() throws Exception {
    long upTo = append(event(EventType.QR_GENERATED, Duration.ZERO, "s1", "alice"));
    EventDraft live = event(EventType.QR_GENERATED, Duration.ZERO, "s2", "alice");
    append(live);
    read(upTo);
    assertThat(figures.now(START).qrSessionsLastHour()).isEqualTo(1);
    figures.observe(live);
    assertThat(figures.now(START).qrSessionsLastHour()).isEqualTo(2);
  }

  @Test
  void comesToTheSameAsObservingEachEvent() throws Exception {
    Random random = new Random(13);
    List<EventType> types =
        List.of(
            EventType.QR_GENERATED,
            EventType.PIN_VERIFIED,
            EventType.AUTH_SUCCESS,
            EventType.PIN_FAILED,
            EventType.AUTH_FAILURE,
            EventType.LOCKOUT,
            EventType.AUTH_ACCOUNT_LOCKED,
            EventType.AUTH_ACCOUNT_UNLOCKED,
            EventType.LOGOUT,
            EventType.API_ACCESS);
    MonitoringFigures live =
        new MonitoringFigures(0x5eed_c0de_8765_4321L, MonitoringFigures.Bounds.DEFAULT);
    for (int i = 1_000; i > 0; i--) {
      EventDraft event =
          event(
              types.get(random.nextInt(types.size())),
              Duration.ofMinutes(i),
              "s" + random.nextInt(500),
              "u" + random.nextInt(50));
      if (random.nextInt(4) == 0) {
        event.clear(EventField.SESSION_ID);
      }
      if (random.nextBoolean()) {
        event.putDetail("lockout_until", START.plusSeconds(random.nextInt(600)).getEpochSecond());
      }
      append(event);
      live.observe(event);
    }
    read(journal.lastSeq());
    for (int minutes = 0; minutes < 60 * 24; minutes += 15) {
      Instant now = START.plus(Duration.ofMinutes(minutes));
      assertThat(figures.now(now)).isEqualTo(live.now(now));
    }
    assertThat(figures.now(START).lockedSessions()).isPositive();
  }

  /** A lock that was ended after the start is not found standing when the reading comes to it. */
  @Test
  void anUnlockMayComeWhileItReads() throws Exception {
    append(lockout(Duration.ofHours(3), "s1", "bob", Duration.ofDays(1)));
    figures.observe(event(EventType.AUTH_ACCOUNT_UNLOCKED, Duration.ofSeconds(-1), "s9", "bob"));
    read(journal.lastSeq());
    assertThat(figures.now(START.plusSeconds(1)).lockedSessions()).isZero();
  }

  @Test
  void whatWasDatedAheadCountsAsOfWhenItWasRecorded() throws Exception {
    append(
        event(EventType.AUTH_FAILURE, Duration.ofMinutes(30), "s1", "alice")
            .setLoggedAtMicros(Timestamps.micros(START.minus(Duration.ofHours(3)))));
    read(journal.lastSeq());
    assertThat(figures.now(START).failedAttemptsLastHour()).isZero();
  }

  @Test
  void whatIsOverAtTheStartTakesNoRoom() throws Exception {
    for (int i = 0; i < 10; i++) {
      append(event(EventType.AUTH_FAILURE, Duration.ofHours(3), "s" + i, "alice"));
    }
    append(event(EventType.AUTH_FAILURE, Duration.ZERO, "s10", "alice"));
    MonitoringFigures small =
        new MonitoringFigures(0x5eed_c0de_1234_5678L, new MonitoringFigures.Bounds(1, 1, 1, 1));
    FiguresHistory.read(
        folder, journal.id(), START, journal.lastSeq(), EventTypes.builtIn(), small);
    assertThat(small.now(START)).isEqualTo(new Figures(0, 0, 1, 0, 0));
  }

  @Test
  void passesOverTypesThatDoNotCountAndLinesThatHoldNoEvent() throws Exception {
    EventType own = EventType.builder("qr_generated_twice", Category.AUTHENTICATION).build();
    append(event(own, Duration.ZERO, "s1", "alice"));
    append(event(EventTypes.unregistered("QR_GENERATED_AGAIN"), Duration.ZERO, "s1", "alice"));
    append("{\"event_id\":\"1\",\"event_type\":\"qr_generated\",\"timestamp\":nonsense");
    append("{\"event_id\":\"1\",\"no_type\":\"qr_generated\"");
    append(event(EventType.QR_GENERATED, Duration.ZERO, "s1", "alice"));
    FiguresHistory.read(
        folder,
        journal.id(),
        START,
        journal.lastSeq(),
        EventTypes.builtIn().with(List.of(own)),
        figures);
    assertThat(figures.now(START)).isEqualTo(new Figures(1, 0, 0, 0, 0));
  }

  @Test
  void refusesWhatIsNoFolder() {
    assertThatThrownBy(
            () ->
                FiguresHistory.read(
                    folder.resolve("nowhere"),
                    journal.id(),
                    START,
                    9,
                    EventTypes.builtIn(),
                    figures))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere");
    assertThat(Files.exists(folder.resolve("nowhere"))).isFalse();
  }

  private void read(long upToSeq) throws IOException {
    FiguresHistory.read(folder, journal.id(), START, upToSeq, EventTypes.builtIn(), figures);
  }

  private EventDraft event(EventType type, Duration ago, String session, String user) {
    EventDraft event = new EventDraft().setType(type);
    ids.next(event);
    event.setTimestampMicros(Timestamps.micros(START.minus(ago)));
    event.set(EventField.SESSION_ID, session);
    event.set(EventField.USER_ID, user);
    return event;
  }

  private EventDraft lockout(Duration ago, String session, String user, Duration length) {
    return event(EventType.LOCKOUT, ago, session, user)
        .putDetail("lockout_until", START.minus(ago).plus(length));
  }

  private long append(EventDraft event) throws JournalException {
    ByteSink json = new ByteSink();
    new JsonEncoder(Limits.DEFAULT).encodeOpen(event, json);
    return append(json.array(), json.length());
  }

  private void append(String openLine) throws JournalException {
    byte[] bytes = openLine.getBytes(UTF_8);
    assertThat(append(bytes, bytes.length)).isPositive();
  }

  private long append(byte[] line, int length) throws JournalException {
    JournalEntry entry = new JournalEntry();
    entry.set(line, length, null);
    return journal.append(entry);
  }
}
