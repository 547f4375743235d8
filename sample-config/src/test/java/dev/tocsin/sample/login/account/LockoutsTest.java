package dev.tocsin.sample.login.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.sample.login.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LockoutsTest {
  private final ManualClock clock = new ManualClock();
  private final Lockouts lockouts = new Lockouts(LockoutPolicy.DEFAULT, clock);

  @Test
  void locksAtTheFifthWrongPinAndOpensAgainWhenTheTimeIsUp() {
    failTimes(4);
    assertThat(lockouts.lockedUntil("alice")).isNull();

    assertThat(lockouts.begin("alice")).isTrue();
    assertThat(lockouts.failed("alice")).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));

    assertThat(lockouts.begin("alice")).isFalse();
    assertThat(lockouts.begin("bob")).isTrue();
    clock.advance(Duration.ofMinutes(15).minusMillis(1));
    assertThat(lockouts.begin("alice")).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(lockouts.lockedUntil("alice")).isNull();
    assertThat(lockouts.begin("alice")).isTrue();
  }

  @Test
  void forgivesEarlierFailuresAfterTheRightPin() {
    failTimes(4);
    assertThat(lockouts.begin("alice")).isTrue();
    lockouts.succeeded("alice");

    failTimes(4);
    assertThat(lockouts.lockedUntil("alice")).isNull();
  }

  @Test
  void forgetsFailuresThatAreOlderThanTheLockWouldLast() {
    failTimes(4);
    clock.advance(Duration.ofMinutes(15));

    failTimes(1);

    assertThat(lockouts.lockedUntil("alice")).isNull();
  }

  @Test
  void unlocksOnceAndOnlyWhatIsLocked() {
    failTimes(5);

    assertThat(lockouts.unlock("bob")).isFalse();
    assertThat(lockouts.unlock("alice")).isTrue();
    assertThat(lockouts.unlock("alice")).isFalse();
    assertThat(lockouts.begin("alice")).isTrue();
  }

  @Test
  void givesGuessesSentAtOnceNoMoreTriesThanThoseSentOneByOne() throws Exception {
    int threads = 16;
    CountDownLatch begun = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Boolean>> attempts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        attempts.add(
            pool.submit(
                () -> {
                  boolean allowed = lockouts.begin("alice");
                  begun.countDown();
                  begun.await();
                  return allowed && lockouts.failed("alice") != null;
                }));
      }
      int locks = 0;
      for (Future<Boolean> attempt : attempts) {
        locks += attempt.get() ? 1 : 0;
      }

      assertThat(locks).isEqualTo(1);
      assertThat(lockouts.begin("alice")).isFalse();
    } finally {
      pool.shutdownNow();
    }
  }

  private void failTimes(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(lockouts.begin("alice")).isTrue();
      lockouts.failed("alice");
    }
  }
}
