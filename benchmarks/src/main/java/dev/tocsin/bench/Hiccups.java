package dev.tocsin.bench;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * What stands still for everybody: a thread that only sleeps for a millisecond, again and again,
 * and records by how much it woke up too late. Whatever it finds no program on this machine and in
 * this JVM can be better than: other processes, garbage collections, safepoints.
 */
final class Hiccups implements AutoCloseable {
  private static final long SLEEP_NANOS = 1_000_000;

  private final Late late = new Late(SLEEP_NANOS);
  private final Thread thread = new Thread(this::run, "hiccups");
  private volatile boolean ended;

  Hiccups() {
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * By how much each sleep was too long, beside the shortest one: a timer of the system's is always
   * late by a little. A long one stands for all that would have begun during it.
   */
  static final class Late {
    private final Histogram histogram = new Histogram(3);
    private final long sleep;
    private long shortest = Long.MAX_VALUE;

    Late(long sleep) {
      this.sleep = sleep;
    }

    /** A sleep that was to take {@code sleep}. */
    void slept(long nanos) {
      shortest = Math.min(shortest, nanos);
      histogram.recordValueWithExpectedInterval(nanos - shortest, sleep);
    }

    Histogram histogram() {
      return histogram;
    }
  }

  private void run() {
    long before = System.nanoTime();
    while (!ended) {
      LockSupport.parkNanos(this, SLEEP_NANOS);
      long now = System.nanoTime();
      late.slept(now - before);
      before = now;
    }
  }

  /** Ends it; what it found, in nanoseconds. */
  Histogram end() {
    close();
    return late.histogram();
  }

  @Override
  public void close() {
    ended = true;
    Threads.join(thread);
  }
}
