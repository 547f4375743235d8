package dev.tocsin.report;

/** How many events of a kind there were, and when the first and the last happened. */
final class Tally {
  private long events;
  private long failures;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;

  void add(long micros, boolean success) {
    events++;
    failures += success ? 0 : 1;
    firstMicros = Math.min(firstMicros, micros);
    lastMicros = Math.max(lastMicros, micros);
  }

  long events() {
    return events;
  }

  long failures() {
    return failures;
  }

  /** Only if there was one. */
  long firstMicros() {
    return firstMicros;
  }

  /** Only if there was one. */
  long lastMicros() {
    return lastMicros;
  }
}
