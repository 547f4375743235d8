package dev.tocsin.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(Pace.DEFAULT.firstRetry(), Pace.DEFAULT.maxRetry(), new Random(1));

  @Test
  void pausesGrowFromOneSecondToFiveMinutesAndDifferByChance() {
    for (int failures = 1; failures < 100; failures++) {
      Duration longest = Duration.ofSeconds(failures < 9 ? 1L << failures : 300);
      Set<Duration> pauses = new HashSet<>();
      for (int i = 0; i < 1_000; i++) {
        Duration pause = backoff.after(failures, Duration.ZERO);
        assertThat(pause).isBetween(longest.dividedBy(2), longest);
        pauses.add(pause);
      }
      assertThat(pauses).hasSizeGreaterThan(990);
    }
  }

  @Test
  void receiverMayAskForAnHourAtMost() {
    assertThat(backoff.after(1, Duration.ofMinutes(30))).isEqualTo(Duration.ofMinutes(30));
    assertThat(backoff.after(1, Duration.ofDays(3_650))).isEqualTo(Duration.ofHours(1));
    assertThat(backoff.after(9, Duration.ofSeconds(1))).isGreaterThan(Duration.ofMinutes(2));
  }
}
