package dev.tocsin.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SuspiciousAddressesTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration DAY = Duration.ofHours(24);

  /** The clock stands at the end, so that no event lies ahead of it unless a test wants that. */
  private final Clock clock = Clock.fixed(START.plus(Duration.ofDays(10)), ZoneOffset.UTC);

  private final SuspiciousAddresses addresses = new SuspiciousAddresses(1_000, DAY, clock);

  @Test
  void remembersWhoAttackedForTheWindow() {
    addresses.observe(event(EventType.XSS_ATTEMPT, "203.0.113.7", 0, 72));
    assertThat(suspiciousAt("203.0.113.7", 0)).isTrue();
    assertThat(suspiciousAt("203.0.113.7", 24 * 3600 - 1)).isTrue();
    assertThat(suspiciousAt("203.0.113.7", 24 * 3600)).isFalse();
    assertThat(suspiciousAt("203.0.113.8", 0)).isFalse();
  }

  @Test
  void anotherAttackProlongsTheWindow() {
    addresses.observe(event(EventType.XSS_ATTEMPT, "203.0.113.7", 0, 72));
    addresses.observe(event(EventType.CSRF_ATTEMPT, "203.0.113.7", 3600, 40));
    addresses.observe(event(EventType.CSRF_ATTEMPT, "203.0.113.7", 60, 40));
    assertThat(suspiciousAt("203.0.113.7", 25 * 3600 - 1)).isTrue();
    assertThat(suspiciousAt("203.0.113.7", 25 * 3600)).isFalse();
  }

  @Test
  void innocentsAreNeverInTheTable() {
    addresses.observe(event(EventType.AUTH_FAILURE, "203.0.113.7", 0, 100));
    addresses.observe(event(EventType.XSS_ATTEMPT, null, 0, 72));
    assertThat(addresses.size()).isZero();
    addresses.observe(event(EventType.XSS_ATTEMPT, "203.0.113.8", 0, 72));
    addresses.observe(event(EventType.AUTH_FAILURE, "203.0.113.7", 0, 100));
    assertThat(addresses.size()).isEqualTo(1);
    assertThat(addresses.entry(address("203.0.113.7"))).isNull();
  }

  @Test
  void aRulesAlertMakesSuspicious() {
    addresses.observe(event(EventType.ALERT, "203.0.113.7", 0, 70));
    assertThat(suspiciousAt("203.0.113.7", 1)).isTrue();
    addresses.observe(event(EventType.ALERT, "2001:db8::1", 0, 70));
    assertThat(suspiciousAt("2001:db8::ffff", 1)).isTrue();
    assertThat(suspiciousAt("2001:db8:0:1::1", 1)).isFalse();
  }

  @Test
  void anEventsOwnTimeDecides() {
    addresses.observe(event(EventType.XSS_ATTEMPT, "203.0.113.7", 0, 72));
    assertThat(addresses.isSuspicious(event(EventType.LOGOUT, "203.0.113.7", 9, 5))).isTrue();
    assertThat(addresses.isSuspicious(event(EventType.LOGOUT, "203.0.113.7", 90_000, 5))).isFalse();
    assertThat(addresses.isSuspicious(event(EventType.LOGOUT, null, 9, 5))).isFalse();
  }

  @Test
  void anEventFromTheFutureDoesNotMakeSuspiciousForLonger() {
    long ahead = Duration.ofDays(1_000).toSeconds();
    addresses.observe(event(EventType.XSS_ATTEMPT, "203.0.113.7", ahead, 72));
    long now = Duration.ofDays(10).toSeconds();
    assertThat(suspiciousAt("203.0.113.7", now + 24 * 3600 - 1)).isTrue();
    assertThat(suspiciousAt("203.0.113.7", now + 24 * 3600)).isFalse();
  }

  @Test
  void anEntryTellsLevelTimesCountAndBlock() {
    addresses.observe(event(EventType.XSS_ATTEMPT, "2001:db8::1", 10, 72));
    addresses.observe(event(EventType.AUTH_FAILURE, "2001:db8::2", 30, 15));
    addresses.observe(event(EventType.LOGOUT, "2001:db8::3", 20, -1));
    addresses.observe(event(EventType.ALERT, "2001:db8::", 31, 91));
    addresses.observe(event(EventType.CLIENT_BLOCKED, "2001:db8::", 32, 40));
    assertThat(addresses.entry(address("2001:db8::9")))
        .isEqualTo(
            new SuspiciousAddresses.Entry(
                "2001:db8::/64",
                ThreatLevel.CRITICAL,
                START.plusSeconds(10),
                START.plusSeconds(32),
                3,
                true));
    addresses.observe(event(EventType.CLIENT_UNBLOCKED, "2001:db8::", 33, 10));
    assertThat(addresses.entries())
        .extracting(SuspiciousAddresses.Entry::blocked)
        .containsExactly(false);
  }

  @Test
  void aBlockByHandIsRememberedWithoutSuspicion() {
    addresses.observe(event(EventType.CLIENT_BLOCKED, "203.0.113.7", 0, 40));
    assertThat(suspiciousAt("203.0.113.7", 0)).isFalse();
    assertThat(Objects.requireNonNull(addresses.entry(address("203.0.113.7"))).blocked()).isTrue();
  }

  @Test
  void keepsIpv4AndIpv6Apart() {
    addresses.observe(event(EventType.XSS_ATTEMPT, "0.0.0.1", 0, 72));
    assertThat(suspiciousAt("::1", 0)).isFalse();
    assertThat(suspiciousAt("::ffff:0.0.0.1", 0)).isTrue();
    addresses.observe(event(EventType.XSS_ATTEMPT, "::1", 0, 72));
    assertThat(addresses.entries())
        .extracting(SuspiciousAddresses.Entry::address)
        .containsExactly("0.0.0.1", "::/64");
  }

  @Test
  void expiredEntriesMakeRoomFirst() {
    Clock now = Clock.fixed(START.plus(DAY).plusSeconds(10), ZoneOffset.UTC);
    SuspiciousAddresses small = new SuspiciousAddresses(3, DAY, now);
    small.observe(event(EventType.XSS_ATTEMPT, "10.0.0.1", 5, 72));
    small.observe(event(EventType.XSS_ATTEMPT, "10.0.0.2", 100, 72));
    small.observe(event(EventType.XSS_ATTEMPT, "10.0.0.3", 200, 72));
    small.observe(event(EventType.LOGOUT, "10.0.0.1", 300, 5));
    small.observe(event(EventType.XSS_ATTEMPT, "10.0.0.4", 400, 72));
    assertThat(small.entries())
        .extracting(SuspiciousAddresses.Entry::address)
        .containsExactly("10.0.0.2", "10.0.0.3", "10.0.0.4");
    assertThat(small.evictions()).isZero();
  }

  @Test
  void thenTheOneSeenLongestAgoIsEvictedAndCounted() {
    SuspiciousAddresses small = new SuspiciousAddresses(3, Duration.ofDays(100), clock);
    small.observe(event(EventType.XSS_ATTEMPT, "10.0.0.1", 1, 72));
    small.observe(event(EventType.XSS_ATTEMPT, "10.0.0.2", 2, 72));
    small.observe(event(EventType.XSS_ATTEMPT, "10.0.0.3", 3, 72));
    small.observe(event(EventType.LOGOUT, "10.0.0.1", 4, 5));
    small.observe(event(EventType.XSS_ATTEMPT, "10.0.0.4", 5, 72));
    assertThat(small.entries())
        .extracting(SuspiciousAddresses.Entry::address)
        .containsExactly("10.0.0.3", "10.0.0.1", "10.0.0.4");
    assertThat(small.evictions()).isEqualTo(1);
  }

  @Test
  void aFloodOfAttackersKeepsToTheCapacity() {
    SuspiciousAddresses small = new SuspiciousAddresses(500, Duration.ofDays(100), clock);
    for (int i = 0; i < 20_000; i++) {
      small.observe(event(EventType.XSS_ATTEMPT, "10.0." + i / 256 + "." + i % 256, i, 72));
    }
    assertThat(small.size()).isEqualTo(500);
    assertThat(small.entries()).hasSize(500);
    assertThat(small.evictions()).isEqualTo(19_500);
    assertThat(small.entries().get(0).address()).isEqualTo("10.0.76.44");
  }

  @Test
  void aRestartRebuildsTheSameTableFromTheSameEvents() {
    Random random = new Random(3);
    List<EventDraft> journal = new ArrayList<>();
    EventType[] types = {
      EventType.XSS_ATTEMPT,
      EventType.LOGOUT,
      EventType.ALERT,
      EventType.CLIENT_BLOCKED,
      EventType.CLIENT_UNBLOCKED,
      EventType.AUTH_FAILURE
    };
    for (int i = 0; i < 5_000; i++) {
      journal.add(
          event(
              types[random.nextInt(types.length)],
              "10.0.0." + random.nextInt(200),
              i,
              random.nextInt(101)));
    }
    SuspiciousAddresses again = new SuspiciousAddresses(100, DAY, clock);
    SuspiciousAddresses first = new SuspiciousAddresses(100, DAY, clock);
    journal.forEach(first::observe);
    journal.forEach(again::observe);
    assertThat(again.entries()).isEqualTo(first.entries()).hasSize(100);
  }

  /** Against the simplest thing that could be right. */
  @Test
  void agreesWithAMapOnRandomEvents() {
    Random random = new Random(9);
    Map<String, Long> until = new HashMap<>();
    Map<String, Long> count = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      String ip = "10.0." + random.nextInt(4) + "." + random.nextInt(200);
      boolean attack = random.nextInt(20) == 0;
      long at = random.nextInt(50) + (long) i;
      addresses.observe(event(attack ? EventType.XSS_ATTEMPT : EventType.LOGOUT, ip, at, 5));
      if (attack) {
        until.merge(ip, at + 86_400, Math::max);
      }
      if (until.containsKey(ip)) {
        count.merge(ip, 1L, Long::sum);
      }
    }
    assertThat(addresses.size()).isEqualTo(until.size());
    until.forEach(
        (ip, end) -> {
          assertThat(suspiciousAt(ip, end - 1)).isTrue();
          assertThat(suspiciousAt(ip, end)).isFalse();
          assertThat(Objects.requireNonNull(addresses.entry(address(ip))).eventCount())
              .isEqualTo(count.get(ip));
        });
  }

  @Test
  void readersSeeASteadyAttackerWhileTheTableChanges() throws Exception {
    SuspiciousAddresses shared = new SuspiciousAddresses(5_000, Duration.ofDays(100), clock);
    shared.observe(event(EventType.XSS_ATTEMPT, "203.0.113.7", 0, 72));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      List<Future<Boolean>> readers = new ArrayList<>();
      for (int r = 0; r < 2; r++) {
        readers.add(
            pool.submit(
                () -> {
                  ClientAddress attacker = address("203.0.113.7");
                  ClientAddress innocent = address("203.0.113.8");
                  boolean right = true;
                  while (!done.get()) {
                    right &= shared.isSuspicious(attacker, micros(1));
                    right &= !shared.isSuspicious(innocent, micros(1));
                  }
                  return right;
                }));
      }
      Future<?> writer =
          pool.submit(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  String ip = "10." + i % 7 + "." + i / 256 % 256 + "." + i % 256;
                  shared.observe(event(EventType.XSS_ATTEMPT, ip, i, 72));
                  shared.observe(event(EventType.LOGOUT, "203.0.113.7", i, 5));
                }
              });
      writer.get();
      done.set(true);
      for (Future<Boolean> reader : readers) {
        assertThat(reader.get()).isTrue();
      }
    } finally {
      done.set(true);
      pool.shutdownNow();
    }
  }

  @Test
  void refusesFiguresOutOfRange() {
    assertThatThrownBy(() -> new SuspiciousAddresses(0, DAY, clock))
        .hasMessage("capacity 0: use 1 to 16777216");
    assertThatThrownBy(() -> new SuspiciousAddresses(1, Duration.ZERO, clock))
        .hasMessage("window PT0S: use PT1S to P3650D");
  }

  private boolean suspiciousAt(String ip, long second) {
    return addresses.isSuspicious(address(ip), micros(second));
  }

  private static ClientAddress address(String ip) {
    return Objects.requireNonNull(ClientAddress.parse(ip));
  }

  private static long micros(long second) {
    return Timestamps.micros(START.plusSeconds(second));
  }

  private static EventDraft event(EventType type, @Nullable String ip, long second, int risk) {
    EventDraft draft = new EventDraft().setType(type).setTimestampMicros(micros(second));
    if (ip != null) {
      draft.set(EventField.IP_ADDRESS, ip);
    }
    if (risk >= 0) {
      draft.setRiskTenths(risk);
    }
    return draft;
  }
}
