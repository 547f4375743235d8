package dev.tocsin.sample.login.guard;

import static dev.tocsin.sample.login.guard.RateLimiter.Decision.ALLOWED;
import static dev.tocsin.sample.login.guard.RateLimiter.Decision.REFUSED;
import static dev.tocsin.sample.login.guard.RateLimiter.Decision.REFUSED_FIRST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.sample.login.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final ManualClock clock = new ManualClock();
  private final RateLimiter limiter = new RateLimiter(new RateLimit(4, 2.0), 2, clock);

  @Test
  void allowsTheBurstAndTellsTheFirstRefusalOnly() {
    takeAll("a");

    assertThat(limiter.decide("a")).isEqualTo(REFUSED_FIRST);
    assertThat(limiter.decide("a")).isEqualTo(REFUSED);
    assertThat(limiter.decide("b")).isEqualTo(ALLOWED);
  }

  @Test
  void fillsTheBucketAsTimeGoesOnAndNeverOverItsSize() {
    takeAll("a");
    clock.advance(Duration.ofMillis(499));
    assertThat(limiter.decide("a")).isEqualTo(REFUSED_FIRST);
    clock.advance(Duration.ofMillis(1));
    assertThat(limiter.decide("a")).isEqualTo(ALLOWED);
    assertThat(limiter.decide("a")).isEqualTo(REFUSED);

    clock.advance(Duration.ofHours(1));
    takeAll("a");
    assertThat(limiter.decide("a")).isEqualTo(REFUSED_FIRST);
  }

  @Test
  void tellsAgainOnceTheBucketWasHalfFull() {
    takeAll("a");
    limiter.decide("a");
    clock.advance(Duration.ofMillis(500));
    limiter.decide("a");
    assertThat(limiter.decide("a")).isEqualTo(REFUSED);

    clock.advance(Duration.ofSeconds(1));
    limiter.decide("a");
    limiter.decide("a");
    assertThat(limiter.decide("a")).isEqualTo(REFUSED_FIRST);
  }

  @Test
  void gainsNothingFromAClockThatGoesBack() {
    takeAll("a");
    clock.advance(Duration.ofSeconds(-10));
    limiter.decide("a");
    clock.advance(Duration.ofSeconds(10));

    assertThat(limiter.decide("a")).isEqualTo(REFUSED);
  }

  @Test
  void forgetsTheClientNotSeenForLongestWhenThereAreTooMany() {
    takeAll("a");
    takeAll("b");
    limiter.decide("a");

    limiter.decide("c");

    assertThat(limiter.decide("a")).isEqualTo(REFUSED);
    assertThat(limiter.decide("b")).isEqualTo(ALLOWED);
  }

  @Test
  void refusesALimitThatAllowsNothing() {
    assertThatThrownBy(() -> new RateLimit(0, 1)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new RateLimit(1, 0)).hasMessageContaining("more than 0");
    assertThatThrownBy(() -> new RateLimit(1, Double.NaN)).hasMessageContaining("more than 0");
  }

  private void takeAll(String client) {
    for (int i = 0; i < 4; i++) {
      assertThat(limiter.decide(client)).isEqualTo(ALLOWED);
    }
  }
}
