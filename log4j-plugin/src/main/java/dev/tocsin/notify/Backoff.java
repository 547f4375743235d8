package dev.tocsin.notify;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: twice as long after each, less up to half by chance.
 */
final class Backoff {
  /** A receiver may ask for a longer pause, up to this. */
  static final Duration LONGEST_ASKED_FOR = Duration.ofHours(1);

  private static final int MOST_DOUBLINGS = 30;

  private final Duration first;
  private final Duration max;
  private final RandomGenerator random;

  /**
   * @param first the shortest pause
   * @param max the longest
   */
  Backoff(Duration first, Duration max, RandomGenerator random) {
    this.first = first;
    this.max = max;
    this.random = random;
  }

  /**
   * The pause after so many failures in a row.
   *
   * @param failures 1 or more
   * @param askedFor what the receiver asked for; zero if nothing
   */
  Duration after(int failures, Duration askedFor) {
    Duration longest = first.multipliedBy(2L << Math.min(failures - 1, MOST_DOUBLINGS));
    long nanos = (longest.compareTo(max) < 0 ? longest : max).toNanos();
    Duration pause = Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
    Duration asked = askedFor.compareTo(LONGEST_ASKED_FOR) < 0 ? askedFor : LONGEST_ASKED_FOR;
    return pause.compareTo(asked) < 0 ? asked : pause;
  }
}
