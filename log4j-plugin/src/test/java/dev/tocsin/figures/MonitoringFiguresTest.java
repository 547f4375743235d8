package dev.tocsin.figures;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tocsin.event.Category;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Timestamps;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitoringFiguresTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final long HOUR = 3_600;
  private static final long DAY = 24 * HOUR;
  private static final long SEED = 0x5eed_c0de_1234_5678L;

  private final MonitoringFigures figures =
      new MonitoringFigures(SEED, MonitoringFigures.Bounds.DEFAULT);

  @Test
  void beginAtZero() {
    assertThat(new MonitoringFigures().now(START)).isEqualTo(new Figures(0, 0, 0, 0, 0));
  }

  @Test
  void countsEachKindByItself() {
    figures.observe(inSession(event(EventType.QR_GENERATED, 0), "a"));
    figures.observe(inSession(event(EventType.QR_GENERATED, 1), "b"));
    figures.observe(inSession(event(EventType.PIN_FAILED, 2), "a"));
    figures.observe(inSession(event(EventType.PIN_VERIFIED, 3), "a"));
    figures.observe(until(of(event(EventType.LOCKOUT, 4), "eve"), 900));
    figures.observe(inSession(event(EventType.SESSION_CREATED, 5), "c"));
    figures.observe(inSession(event(EventType.AUTH_MFA_FAILURE, 5), "c"));
    figures.observe(event(EventTypes.unregistered("QR_GENERATED_TWICE"), 5));
    assertThat(at(10)).isEqualTo(new Figures(2, 1, 1, 1, 0));
  }

  @Test
  void countsEachCodeOfTheLastHour() {
    figures.observe(inSession(event(EventType.QR_GENERATED, 0), "a"));
    figures.observe(inSession(event(EventType.QR_GENERATED, 0), "a"));
    figures.observe(event(EventType.QR_GENERATED, 60));
    assertThat(at(HOUR).qrSessionsLastHour()).isEqualTo(3);
    assertThat(figures.now(START.plusSeconds(HOUR).plusNanos(1_000)).qrSessionsLastHour())
        .isEqualTo(1);
    assertThat(at(HOUR + 60).qrSessionsLastHour()).isEqualTo(1);
    assertThat(at(HOUR + 61).qrSessionsLastHour()).isZero();
  }

  @Test
  void countsASessionsSignInsOnceForADay() {
    figures.observe(inSession(event(EventType.PIN_VERIFIED, 0), "a"));
    figures.observe(inSession(event(EventType.AUTH_SUCCESS, 5), "a"));
    figures.observe(inSession(event(EventType.AUTH_SUCCESS, 5), "b"));
    assertThat(at(5).successfulLogins24h()).isEqualTo(2);
    assertThat(at(DAY + 5).successfulLogins24h()).isEqualTo(2);
    assertThat(at(DAY + 6).successfulLogins24h()).isZero();
  }

  @Test
  void aLaterSignInOfASessionCountsOn() {
    figures.observe(inSession(event(EventType.AUTH_SUCCESS, HOUR), "a"));
    figures.observe(inSession(event(EventType.AUTH_SUCCESS, 0), "a"));
    assertThat(at(DAY + 1).successfulLogins24h()).isEqualTo(1);
    assertThat(at(DAY + HOUR + 1).successfulLogins24h()).isZero();
  }

  @Test
  void tellsSessionsByTheirIdElseByTheRequestElseByTheEvent() {
    figures.observe(inRequest(inSession(event(EventType.AUTH_SUCCESS, 0), "a"), "1"));
    figures.observe(inRequest(inSession(event(EventType.AUTH_SUCCESS, 0), "a"), "2"));
    figures.observe(inRequest(event(EventType.AUTH_SUCCESS, 0), "2"));
    figures.observe(inRequest(inSession(event(EventType.PIN_VERIFIED, 0), ""), "2"));
    assertThat(at(0).successfulLogins24h()).as("session a, request 2").isEqualTo(2);
    figures.observe(inRequest(event(EventType.AUTH_SUCCESS, 0), "a"));
    assertThat(at(0).successfulLogins24h()).as("a request of that name").isEqualTo(3);
    figures.observe(event(EventType.AUTH_SUCCESS, 0));
    figures.observe(event(EventType.AUTH_SUCCESS, 0));
    assertThat(at(0).successfulLogins24h()).as("two alone").isEqualTo(5);
    figures.observe(event(EventType.AUTH_SUCCESS, 0).setId(0, 0));
    figures.observe(event(EventType.AUTH_SUCCESS, 0).setId(0, 0));
    assertThat(at(0).successfulLogins24h()).as("two without an id").isEqualTo(7);
  }

  @Test
  void countsSessionsWithFailuresInTheLastHour() {
    for (int i = 0; i < 5; i++) {
      figures.observe(inSession(event(EventType.PIN_FAILED, i), "a"));
    }
    figures.observe(inSession(event(EventType.AUTH_FAILURE, 4), "a"));
    figures.observe(inRequest(event(EventType.AUTH_FAILURE, 5), "r"));
    figures.observe(event(EventType.AUTH_FAILURE, 6));
    figures.observe(event(EventType.AUTH_FAILURE, 6));
    assertThat(at(6).failedAttemptsLastHour()).isEqualTo(4);
    assertThat(at(HOUR + 4).failedAttemptsLastHour()).isEqualTo(4);
    assertThat(at(HOUR + 5).failedAttemptsLastHour()).isEqualTo(3);
    assertThat(at(HOUR + 6).failedAttemptsLastHour()).isEqualTo(2);
    assertThat(at(HOUR + 7).failedAttemptsLastHour()).isZero();
  }

  @Test
  void anEventObservedTwiceCountsOnce() {
    for (EventType type : List.of(EventType.QR_GENERATED, EventType.AUTH_FAILURE)) {
      EventDraft event = event(type, 0);
      figures.observe(event);
      figures.observe(event);
    }
    EventDraft lockout = until(event(EventType.LOCKOUT, 0), 900);
    figures.observe(lockout);
    figures.observe(lockout);
    assertThat(at(0)).isEqualTo(new Figures(1, 0, 1, 1, 0));
  }

  /** One that was imported keeps its own time, and was recorded when its day was over. */
  @Test
  void passesOverWhatIsOldWhenItIsRecorded() {
    figures.observe(recorded(event(EventType.QR_GENERATED, 0), HOUR + 1));
    figures.observe(recorded(event(EventType.AUTH_FAILURE, 0), HOUR + 1));
    figures.observe(recorded(event(EventType.AUTH_SUCCESS, 0), DAY + 1));
    figures.observe(recorded(until(of(event(EventType.LOCKOUT, 0), "eve"), 9 * DAY), DAY + 1));
    assertThat(at(1)).isEqualTo(new Figures(0, 0, 0, 0, 0));
    figures.observe(recorded(event(EventType.AUTH_SUCCESS, 0), DAY));
    assertThat(at(DAY).successfulLogins24h()).isEqualTo(1);
  }

  @Test
  void whatIsDatedAheadCountsAsOfWhenItWasRecorded() {
    figures.observe(recorded(event(EventType.AUTH_FAILURE, 9 * DAY), 0));
    figures.observe(recorded(event(EventType.AUTH_FAILURE, 60), 0));
    assertThat(at(0).failedAttemptsLastHour()).isEqualTo(2);
    assertThat(at(HOUR).failedAttemptsLastHour()).isEqualTo(2);
    assertThat(at(HOUR + 1).failedAttemptsLastHour()).isEqualTo(1);
    assertThat(at(HOUR + 60).failedAttemptsLastHour()).isEqualTo(1);
    assertThat(at(HOUR + 61).failedAttemptsLastHour()).isZero();
  }

  @Test
  void aClockThatRanAheadBlindsNothing() {
    figures.observe(event(EventType.AUTH_FAILURE, 9 * DAY));
    assertThat(figures.now(START.plusSeconds(9 * DAY)).failedAttemptsLastHour()).isEqualTo(1);
    figures.observe(event(EventType.AUTH_FAILURE, 10));
    assertThat(at(10).failedAttemptsLastHour()).isEqualTo(2);
    assertThat(at(HOUR + 10).failedAttemptsLastHour()).as("seen at 10").isEqualTo(2);
    assertThat(at(HOUR + 11).failedAttemptsLastHour()).isZero();
  }

  @Test
  void aLockStandsUntilItsEnd() {
    figures.observe(until(of(event(EventType.LOCKOUT, 0), "eve"), 900));
    figures.observe(until(of(event(EventType.AUTH_ACCOUNT_LOCKED, 0), "mallory"), 1_800));
    assertThat(at(899).lockedSessions()).isEqualTo(2);
    assertThat(at(900).lockedSessions()).isEqualTo(1);
    assertThat(at(1_800).lockedSessions()).isZero();
  }

  @Test
  void aLongLockStandsForLongerThanADay() {
    figures.observe(until(of(event(EventType.LOCKOUT, 0), "eve"), 9 * DAY));
    assertThat(at(9 * DAY - 1).lockedSessions()).isEqualTo(1);
    assertThat(at(9 * DAY).lockedSessions()).isZero();
  }

  @Test
  void bothNamesOfALockoutAreOne() {
    figures.observe(until(inSession(of(event(EventType.LOCKOUT, 0), "eve"), "a"), 900));
    figures.observe(until(inSession(of(event(EventType.AUTH_ACCOUNT_LOCKED, 0), "eve"), "a"), 900));
    assertThat(at(0).lockedSessions()).isEqualTo(1);
  }

  @Test
  void ofTwoLocksOfOneTheLaterHolds() {
    figures.observe(until(of(event(EventType.LOCKOUT, 10), "eve"), 900));
    figures.observe(until(of(event(EventType.LOCKOUT, 0), "eve"), 1_800));
    assertThat(at(899).lockedSessions()).isEqualTo(1);
    assertThat(at(900).lockedSessions()).isZero();
    figures.observe(until(of(event(EventType.LOCKOUT, 20), "eve"), 2_000));
    assertThat(at(1_999).lockedSessions()).isEqualTo(1);
  }

  @Test
  void locksCountOncePerAccountAndSessionElsePerAddress() {
    figures.observe(until(inSession(of(event(EventType.LOCKOUT, 0), "eve"), "a"), 900));
    figures.observe(until(inSession(of(event(EventType.LOCKOUT, 1), "eve"), "b"), 900));
    figures.observe(until(inSession(of(event(EventType.LOCKOUT, 2), "bob"), "b"), 900));
    assertThat(at(2).lockedSessions()).isEqualTo(3);
    figures.observe(until(from(event(EventType.LOCKOUT, 3), "192.0.2.1"), 900));
    figures.observe(until(from(event(EventType.LOCKOUT, 4), "192.0.2.1"), 900));
    assertThat(at(4).lockedSessions()).isEqualTo(4);
    figures.observe(until(event(EventType.LOCKOUT, 5), 900));
    figures.observe(until(event(EventType.LOCKOUT, 6), 900));
    assertThat(at(6).lockedSessions()).as("two of nobody").isEqualTo(6);
  }

  @Test
  void anUnlockEndsTheLocksOfItsAccount() {
    figures.observe(until(inSession(of(event(EventType.LOCKOUT, 0), "eve"), "a"), 900));
    figures.observe(until(inSession(of(event(EventType.LOCKOUT, 0), "eve"), "b"), 900));
    figures.observe(until(inSession(of(event(EventType.LOCKOUT, 0), "bob"), "b"), 900));
    figures.observe(inSession(of(event(EventType.AUTH_ACCOUNT_UNLOCKED, 5), "eve"), "b"));
    assertThat(at(5).lockedSessions()).isEqualTo(1);
    figures.observe(until(inSession(of(event(EventType.LOCKOUT, 6), "eve"), "a"), 900));
    assertThat(at(6).lockedSessions()).as("locked again").isEqualTo(2);
  }

  @Test
  void anUnlockThatNamesNoAccountEndsTheLocksOfItsSessionElseOfItsAddress() {
    figures.observe(until(inSession(of(event(EventType.LOCKOUT, 0), "eve"), "a"), 900));
    figures.observe(until(inSession(event(EventType.LOCKOUT, 0), "b"), 900));
    figures.observe(until(from(event(EventType.LOCKOUT, 0), "192.0.2.1"), 900));
    figures.observe(until(from(of(event(EventType.LOCKOUT, 0), "bob"), "192.0.2.1"), 900));
    figures.observe(event(EventType.AUTH_ACCOUNT_UNLOCKED, 1));
    assertThat(at(1).lockedSessions()).as("unlocks nobody").isEqualTo(4);
    figures.observe(inSession(event(EventType.AUTH_ACCOUNT_UNLOCKED, 2), "a"));
    assertThat(at(2).lockedSessions()).isEqualTo(3);
    figures.observe(from(inSession(event(EventType.AUTH_ACCOUNT_UNLOCKED, 3), "b"), "192.0.2.1"));
    assertThat(at(3).lockedSessions()).as("by its session only").isEqualTo(2);
    figures.observe(from(event(EventType.AUTH_ACCOUNT_UNLOCKED, 4), "192.0.2.1"));
    assertThat(at(4).lockedSessions()).as("bob is not his address").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"user, 1", "USER, 1", "user_account, 1", "account, 1", "url_path, 2", "resource, 2"})
  void whoIsUnlockedByAnotherIsTheTarget(String targetType, int left) {
    figures.observe(until(of(event(EventType.LOCKOUT, 0), "alice"), 900));
    figures.observe(until(of(event(EventType.LOCKOUT, 0), "bob"), 900));
    EventDraft unlock = of(event(EventType.AUTH_ACCOUNT_UNLOCKED, 5), "olivia");
    unlock.set(EventField.TARGET_TYPE, targetType);
    unlock.set(EventField.TARGET_ID, "alice");
    figures.observe(unlock);
    assertThat(at(5).lockedSessions()).isEqualTo(left);
  }

  @Test
  void anAdministratorsSessionIsNotWhatSheLocks() {
    for (String session : List.of("a", "b")) {
      EventDraft lock = inSession(of(event(EventType.AUTH_ACCOUNT_LOCKED, 0), "olivia"), session);
      lock.set(EventField.TARGET_TYPE, "user");
      lock.set(EventField.TARGET_ID, "alice");
      figures.observe(until(lock, 900));
    }
    assertThat(at(0).lockedSessions()).isEqualTo(1);
    figures.observe(of(event(EventType.AUTH_ACCOUNT_UNLOCKED, 1), "olivia"));
    assertThat(at(1).lockedSessions()).isEqualTo(1);
    figures.observe(of(event(EventType.AUTH_ACCOUNT_UNLOCKED, 1), "alice"));
    assertThat(at(1).lockedSessions()).isZero();
  }

  @Test
  void anUnlockMayComeBeforeItsLock() {
    figures.observe(of(event(EventType.AUTH_ACCOUNT_UNLOCKED, 300), "eve"));
    figures.observe(inSession(event(EventType.AUTH_ACCOUNT_UNLOCKED, 300), "a"));
    figures.observe(until(of(event(EventType.LOCKOUT, 0), "eve"), 900));
    figures.observe(until(inSession(of(event(EventType.LOCKOUT, 0), "bob"), "a"), 900));
    assertThat(at(300).lockedSessions()).isZero();
    figures.observe(until(of(event(EventType.LOCKOUT, 301), "eve"), 1_200));
    figures.observe(of(event(EventType.AUTH_ACCOUNT_UNLOCKED, 200), "eve"));
    assertThat(at(301).lockedSessions()).as("a late unlock of an earlier lock").isEqualTo(1);
  }

  @Test
  void aLockWithoutAReadableEndStandsForADay() {
    figures.observe(of(event(EventType.AUTH_ACCOUNT_LOCKED, 0), "eve"));
    figures.observe(
        of(event(EventType.LOCKOUT, 0), "bob").putDetail("lockout_until", "in a while"));
    assertThat(at(DAY - 1).lockedSessions()).isEqualTo(2);
    figures.observe(of(event(EventType.AUTH_ACCOUNT_UNLOCKED, 5), "eve"));
    assertThat(at(DAY - 1).lockedSessions()).isEqualTo(1);
    assertThat(at(DAY).lockedSessions()).isZero();
  }

  @Test
  void tellsHowManyWereLeftOutOfAFullTable() {
    MonitoringFigures small = new MonitoringFigures(SEED, new MonitoringFigures.Bounds(3, 4, 5, 2));
    for (int i = 0; i < 10; i++) {
      small.observe(event(EventType.QR_GENERATED, i));
      small.observe(inSession(event(EventType.AUTH_SUCCESS, i), "s" + i));
      small.observe(inSession(event(EventType.PIN_FAILED, i), "s" + i % 7));
      small.observe(until(of(event(EventType.LOCKOUT, i), "u" + i), 900));
      small.observe(of(event(EventType.AUTH_ACCOUNT_UNLOCKED, i), "v" + i));
    }
    // Of the failures s5 and s6; the locks' table holds as many unlocks.
    Figures now = small.now(START.plusSeconds(10));
    assertThat(now).isEqualTo(new Figures(3, 4, 5, 2, 7 + 6 + 2 + 8 + 8));
  }

  @Test
  void whatIsOverMakesRoom() {
    MonitoringFigures small = new MonitoringFigures(SEED, new MonitoringFigures.Bounds(3, 3, 3, 3));
    for (int i = 0; i < 1_000; i++) {
      small.observe(event(EventType.QR_GENERATED, i * 1_300L));
      small.observe(until(of(event(EventType.LOCKOUT, i * 1_300L), "u" + i), i * 1_300L + 3_000));
    }
    Figures now = small.now(START.plusSeconds(999 * 1_300L));
    assertThat(now).isEqualTo(new Figures(3, 0, 0, 3, 0));
  }

  @Test
  void keepsAMillionSignIns() {
    EventDraft event = event(EventType.AUTH_SUCCESS, 0);
    for (int i = 0; i < 1_000_100; i++) {
      figures.observe(event.setId(1, i));
    }
    assertThat(at(DAY)).isEqualTo(new Figures(0, 1_000_000, 0, 0, 100));
    assertThat(at(DAY + 1)).isEqualTo(new Figures(0, 0, 0, 0, 100));
  }

  /** Against the simplest thing that could be right, with events up to ten minutes late. */
  @Test
  void agreesWithMapsOnRandomEvents() {
    Random random = new Random(5);
    Map<String, Long> signIns = new HashMap<>();
    Map<String, Long> failures = new HashMap<>();
    List<Long> codes = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      long now = i * 5L;
      long at = now - random.nextInt(600);
      String session = "s" + random.nextInt(20_000);
      switch (random.nextInt(3)) {
        case 0 -> {
          figures.observe(recorded(event(EventType.QR_GENERATED, at), now));
          codes.add(at);
        }
        case 1 -> {
          figures.observe(recorded(inSession(event(EventType.PIN_VERIFIED, at), session), now));
          signIns.merge(session, at, Math::max);
        }
        default -> {
          figures.observe(recorded(inSession(event(EventType.PIN_FAILED, at), session), now));
          failures.merge(session, at, Math::max);
        }
      }
      if (i % 4_000 == 3_999) {
        assertThat(at(now))
            .isEqualTo(
                new Figures(
                    codes.stream().filter(each -> each >= now - HOUR).count(),
                    signIns.values().stream().filter(each -> each >= now - DAY).count(),
                    failures.values().stream().filter(each -> each >= now - HOUR).count(),
                    0,
                    0));
      }
    }
  }

  /** Locks and unlocks come to the same in whatever order they are observed. */
  @Test
  void theOrderOfLocksAndUnlocksDoesNotMatter() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      List<EventDraft> events = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        boolean unlocks = random.nextInt(3) == 0;
        EventDraft event =
            event(unlocks ? EventType.AUTH_ACCOUNT_UNLOCKED : EventType.LOCKOUT, i * 10L);
        of(event, "u" + random.nextInt(3));
        inSession(event, "s" + random.nextInt(2));
        events.add(unlocks ? event : until(event, 100 + random.nextInt(200)));
      }
      MonitoringFigures ordered = new MonitoringFigures(SEED, MonitoringFigures.Bounds.DEFAULT);
      events.forEach(ordered::observe);
      Collections.shuffle(events, random);
      MonitoringFigures shuffled = new MonitoringFigures(SEED, MonitoringFigures.Bounds.DEFAULT);
      events.forEach(shuffled::observe);
      for (int second = 120; second < 300; second += 20) {
        Instant now = START.plusSeconds(second);
        assertThat(shuffled.now(now)).isEqualTo(ordered.now(now));
      }
    }
  }

  @Test
  void threadsMayObserveAndAskAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        String thread = "t" + t + "-";
        done.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 5_000; i++) {
                    figures.observe(event(EventType.QR_GENERATED, 0));
                    figures.observe(inSession(event(EventType.PIN_FAILED, 0), "s" + i));
                    figures.observe(inSession(event(EventType.AUTH_SUCCESS, 0), thread + i));
                    figures.observe(until(of(event(EventType.LOCKOUT, 0), "u" + i % 50), 900));
                  }
                  return true;
                }));
      }
      done.add(
          pool.submit(
              () -> {
                boolean right = true;
                long before = 0;
                for (int i = 0; i < 200; i++) {
                  Figures now = at(0);
                  right &= now.qrSessionsLastHour() >= before && now.lockedSessions() <= 50;
                  before = now.qrSessionsLastHour();
                }
                return right;
              }));
      for (Future<Boolean> each : done) {
        assertThat(each.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(at(0)).isEqualTo(new Figures(10_000, 10_000, 5_000, 50, 0));
  }

  @Test
  void makesNoGarbageButForLocks() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    EventDraft[] events = {
      event(EventType.DATA_ACCESS, 0),
      event(EventType.builder("own_type", Category.DATA).build(), 0),
      event(EventType.QR_GENERATED, 0),
      inSession(event(EventType.AUTH_SUCCESS, 0), "a"),
      inRequest(event(EventType.AUTH_FAILURE, 0), "a")
    };
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        for (EventDraft event : events) {
          figures.observe(event);
        }
      }
      best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
    }
    // The measuring itself takes some bytes; one byte for each round would be 20,000.
    assertThat(best).isLessThan(20_000);
  }

  private Figures at(long second) {
    return figures.now(START.plusSeconds(second));
  }

  private static long micros(long second) {
    return Timestamps.micros(START.plusSeconds(second));
  }

  private static final EventIds IDS =
      new EventIds(Clock.fixed(START, ZoneOffset.UTC), new Random(3));

  private static EventDraft event(EventType type, long second) {
    EventDraft draft = new EventDraft().setType(type).setTimestampMicros(micros(second));
    IDS.next(draft);
    return draft;
  }

  private static EventDraft recorded(EventDraft draft, long second) {
    return draft.setLoggedAtMicros(micros(second));
  }

  private static EventDraft inSession(EventDraft draft, String session) {
    return with(draft, EventField.SESSION_ID, session);
  }

  private static EventDraft inRequest(EventDraft draft, String correlation) {
    return with(draft, EventField.CORRELATION_ID, correlation);
  }

  private static EventDraft of(EventDraft draft, String user) {
    return with(draft, EventField.USER_ID, user);
  }

  private static EventDraft from(EventDraft draft, String address) {
    return with(draft, EventField.IP_ADDRESS, address);
  }

  private static EventDraft with(EventDraft draft, EventField field, String value) {
    assertThat(draft.set(field, value)).isTrue();
    return draft;
  }

  private static EventDraft until(EventDraft draft, long second) {
    return draft.putDetail("lockout_until", START.plusSeconds(second).toString());
  }
}
