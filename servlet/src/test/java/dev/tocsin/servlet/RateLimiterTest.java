package dev.tocsin.servlet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.SecurityEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimiterTest {
  /** A clock like {@link System#nanoTime}, which may begin below zero. */
  private final AtomicLong nanos = new AtomicLong(Duration.ofSeconds(-3).toNanos());

  private TestJournal journal;
  private SecurityLogger audit;

  @BeforeEach
  void startLog4j(@TempDir Path folder) {
    journal = TestJournal.start(folder);
    audit = SecurityLogger.getLogger(RateLimiterTest.class);
  }

  @AfterEach
  void stopLog4j() {
    journal.close();
  }

  private RateLimiter limiter(String limits) {
    return new RateLimiter(RateLimit.parse(limits), audit, nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static boolean isLet(
      RateLimiter limiter, String address, @Nullable String user, String path) {
    RequestContext context = from(address);
    RequestContext.Scope scope = context.open();
    try {
      return limiter.take(context, user, path) == null;
    } finally {
      scope.close();
    }
  }

  private static RequestContext from(String address) {
    return RequestContext.builder("1")
        .client(new ResolvedClient(requireNonNull(ClientAddress.parse(address)), Provenance.PEER))
        .build();
  }

  @Test
  void countsEachAddressAnIpv6NetworkAsOne() {
    RateLimiter limiter = limiter("address 2/1m");

    assertThat(isLet(limiter, "192.0.2.1", null, "/")).isTrue();
    assertThat(isLet(limiter, "192.0.2.1", null, "/a")).isTrue();
    assertThat(isLet(limiter, "192.0.2.1", null, "/")).isFalse();
    assertThat(isLet(limiter, "192.0.2.2", null, "/")).isTrue();
    assertThat(isLet(limiter, "2001:db8::1", null, "/")).isTrue();
    assertThat(isLet(limiter, "2001:db8::2", null, "/")).isTrue();
    assertThat(isLet(limiter, "2001:db8::3", null, "/")).isFalse();
    assertThat(isLet(limiter, "2001:db8:0:1::3", null, "/")).isTrue();
  }

  @Test
  void countsUsersOnlyWhereOneIsSignedIn() {
    RateLimiter limiter = limiter("user 1/1m");

    assertThat(isLet(limiter, "192.0.2.1", null, "/")).isTrue();
    assertThat(isLet(limiter, "192.0.2.1", null, "/")).isTrue();
    assertThat(isLet(limiter, "192.0.2.1", "bob", "/")).isTrue();
    assertThat(isLet(limiter, "192.0.2.2", "bob", "/")).isFalse();
    assertThat(isLet(limiter, "192.0.2.2", "eve", "/")).isTrue();
  }

  @Test
  void countsAnEndPointForAllAndBlamesNobody() throws IOException {
    RateLimiter limiter = limiter("endpoint /export/* 2/1m");

    assertThat(isLet(limiter, "192.0.2.1", null, "/export/a")).isTrue();
    assertThat(isLet(limiter, "192.0.2.2", null, "/export/b")).isTrue();
    assertThat(isLet(limiter, "192.0.2.3", null, "/export/c")).isFalse();
    assertThat(isLet(limiter, "192.0.2.3", null, "/other")).isTrue();

    SecurityEvent trigger = journal.events().get(0);
    assertThat(trigger.targetId()).isEqualTo("/export/*");
    assertThat(trigger.details())
        .containsEntry("limit_type", "requests_per_endpoint")
        .containsEntry("confidence", "low");
  }

  @Test
  void givesBackOverTheWindowAndSaysWhen() {
    RateLimiter limiter = limiter("address 6/1m");
    for (int i = 0; i < 6; i++) {
      assertThat(isLet(limiter, "192.0.2.1", null, "/")).isTrue();
    }
    RateLimiter.Refusal refusal = limiter.take(from("192.0.2.1"), null, "/");
    assertThat(refusal).isNotNull();
    assertThat(refusal.retryAfterSeconds()).isEqualTo(10);

    pass(Duration.ofSeconds(10));
    assertThat(isLet(limiter, "192.0.2.1", null, "/")).isTrue();
    assertThat(isLet(limiter, "192.0.2.1", null, "/")).isFalse();
  }

  @Test
  void aFloodIsThreeKindsOfEventsAndNotAFloodOfThem() throws IOException {
    RateLimiter limiter = limiter("address 1/10s");
    for (int second = 0; second < 25; second++) {
      for (int i = 0; i < 4; i++) {
        isLet(limiter, "192.0.2.1", "bob", "/login");
      }
      pass(Duration.ofSeconds(1));
      limiter.sweep();
    }
    pass(Duration.ofSeconds(10));
    limiter.sweep();
    limiter.sweep();

    assertThat(journal.types())
        .containsExactly(
            "rate_limiting_trigger",
            "rate_limiting_blocked",
            "rate_limiting_blocked",
            "rate_limiting_reset");
    List<Long> refused = new ArrayList<>();
    for (SecurityEvent event : journal.events()) {
      refused.add((Long) event.details().get("refused"));
      assertThat(event.ipAddress()).isEqualTo("192.0.2.1");
      assertThat(event.userId()).isEqualTo("bob");
    }
    // Three requests of the hundred were let pass: at the beginning and after ten seconds each.
    assertThat(refused).startsWith(1L).endsWith(97L);
    assertThat(limiter.refusals()).isEqualTo(97);
    assertThat(isLet(limiter, "192.0.2.1", "bob", "/login")).isTrue();
  }

  @Test
  void whatIsNotToldYetIsToldAtTheEnd() throws IOException {
    RateLimiter limiter = limiter("address 1/1h");
    for (int i = 0; i < 5; i++) {
      isLet(limiter, "192.0.2.1", null, "/");
    }
    limiter.close();

    assertThat(journal.types()).containsExactly("rate_limiting_trigger", "rate_limiting_blocked");
    assertThat(journal.events().get(1).details()).containsEntry("refused", 3L);
  }

  @Test
  void tellsLongPathsApartWithoutKeepingThem() throws IOException {
    RateLimiter limiter = limiter("endpoint 1/1h");
    String path = "/" + "a".repeat(5_000);

    assertThat(isLet(limiter, "192.0.2.1", null, path + "x")).isTrue();
    assertThat(isLet(limiter, "192.0.2.1", null, path + "y")).isTrue();
    assertThat(isLet(limiter, "192.0.2.1", null, path + "x")).isFalse();

    assertThat(journal.events().get(0).targetId()).hasSizeLessThan(300);
  }

  @Test
  void letsExactlyAsManyPassWhateverTheThreads() throws InterruptedException {
    RateLimiter limiter = limiter("address 500/1h");
    AtomicInteger let = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  if (isLet(limiter, "192.0.2.1", null, "/")) {
                    let.incrementAndGet();
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(let).hasValue(500);
    assertThat(limiter.refusals()).isEqualTo(1_500);
  }

  @Test
  void rememberedClientsAreBoundedAndTheOneThatComesOftenStays() {
    RateLimiter limiter = limiter("address 100/1h");
    for (int i = 0; i < 100; i++) {
      assertThat(isLet(limiter, "192.0.2.1", null, "/")).isTrue();
    }
    for (int i = 0; i < 150_000; i++) {
      String address = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
      isLet(limiter, address, null, "/");
      if (i % 1_000 == 0) {
        assertThat(isLet(limiter, "192.0.2.1", null, "/")).as("after %d", i).isFalse();
      }
    }

    assertThat(limiter.evicted()).isPositive();
  }
}
