package dev.tocsin.otel;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait between tries: from half a second to half a minute, doubling, with jitter, and
 * no less than the receiver asks for. For one thread.
 */
final class Retries {
  private static final long FIRST_NANOS = Duration.ofMillis(500).toNanos();
  private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

  private long next = FIRST_NANOS;
  private long askedUntil = System.nanoTime();

  /** The receiver took something. */
  void succeeded() {
    next = FIRST_NANOS;
  }

  /** The receiver asks for a pause, or not. */
  void heard(Answer answer) {
    long until = System.nanoTime() + answer.retryAfter().orElse(Duration.ZERO).toNanos();
    if (until - askedUntil > 0) {
      askedUntil = until;
    }
  }

  /** Whether the pause is not over that the receiver asked for. */
  boolean isAskedToWait() {
    return askedUntil - System.nanoTime() > 0;
  }

  /** How long to wait before the next try. */
  Duration next() {
    long jittered = next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1);
    next = Math.min(2 * next, LONGEST_NANOS);
    return Duration.ofNanos(Math.max(jittered, askedUntil - System.nanoTime()));
  }
}
