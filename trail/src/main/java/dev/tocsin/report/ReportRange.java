package dev.tocsin.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The time of a report, cut into steps: hours, days, weeks or four weeks, by its length, in UTC.
 * The first and the last step may be shorter.
 *
 * @param from the first instant
 * @param to the instant behind the last
 * @param step of what length they are
 * @param edges where each step begins, and the end
 */
public record ReportRange(Instant from, Instant to, Duration step, List<Instant> edges) {
  private static final Duration DAY = Duration.ofDays(1);

  /** A Monday, at midnight. */
  private static final Instant MONDAY = Instant.parse("1970-01-05T00:00:00Z");

  /**
   * Cuts a time.
   *
   * @param to later than {@code from}
   */
  public static ReportRange of(Instant from, Instant to) {
    Duration length = Duration.between(from, to);
    Duration step = step(length);
    List<Instant> edges = new ArrayList<>();
    edges.add(from);
    long steps = Math.floorDiv(Duration.between(MONDAY, from).toSeconds(), step.toSeconds());
    Instant next = MONDAY.plus(step.multipliedBy(steps + 1));
    while (next.isBefore(to)) {
      edges.add(next);
      next = next.plus(step);
    }
    edges.add(to);
    return new ReportRange(from, to, step, List.copyOf(edges));
  }

  private static Duration step(Duration length) {
    if (length.compareTo(DAY.multipliedBy(3)) <= 0) {
      return Duration.ofHours(1);
    }
    if (length.compareTo(DAY.multipliedBy(62)) <= 0) {
      return DAY;
    }
    return length.compareTo(DAY.multipliedBy(731)) <= 0
        ? DAY.multipliedBy(7)
        : DAY.multipliedBy(28);
  }

  /** How many steps there are. */
  int steps() {
    return edges.size() - 1;
  }

  boolean contains(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }
}
