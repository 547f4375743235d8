package dev.tocsin.journal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long a thread looks for what another thread is about to do before it goes to sleep. Going to
 * sleep and being woken takes tens of microseconds where the core falls asleep too, ten times what
 * the work takes that is waited for. But who looks has a core that others may need.
 *
 * <p>So it is for a short while and for few at once, and it is learned: looks that end well earn
 * what sleeping would have taken, those in vain cost what they took, and who is in debt sleeps at
 * once, for a hundred times as long. Thread-safe; threads that write at once lose a little of the
 * account.
 */
final class Patience {
  /** After that the other one is not at work, or has no core. */
  static final long LONGEST_LOOK_NANOS = 50_000;

  /** About what going to sleep and being woken takes. */
  static final long SAVED_NANOS = 50_000;

  /** What is earned at most: looks that are in vain are found out after that. */
  static final long MOST_EARNED_NANOS = 10_000_000;

  /**
   * So many times as long as it took a look in vain is rested: beyond what was earned, looks take a
   * hundredth of the time.
   */
  static final int REST = 100;

  /** What a look costs at most. */
  static final long LONGEST_PAID_NANOS = 1_000_000;

  /** Looks between two readings of the clock. */
  private static final int LOOKS = 16;

  private final int most;
  private final LongSupplier nanoTime;
  private final AtomicInteger looking = new AtomicInteger();
  private volatile long earned;
  private volatile boolean resting;
  private volatile long restEnds;

  /**
   * @param cores of this machine, half of which may look; with a single one the other thread can't
   *     be at work
   */
  Patience(int cores, LongSupplier nanoTime) {
    this.most = cores / 2;
    this.nanoTime = nanoTime;
  }

  Patience() {
    this(Runtime.getRuntime().availableProcessors(), System::nanoTime);
  }

  /**
   * Looks for a while, or not at all.
   *
   * @return whether it has come; if not, the thread should go to sleep
   */
  boolean look(BooleanSupplier hasCome) {
    try {
      return looking.incrementAndGet() <= most && lookUnlessResting(hasCome);
    } finally {
      looking.decrementAndGet();
    }
  }

  private boolean lookUnlessResting(BooleanSupplier hasCome) {
    long began = nanoTime.getAsLong();
    if (resting) {
      if (began - restEnds < 0) {
        return false;
      }
      resting = false;
    }
    return look(hasCome, began);
  }

  private boolean look(BooleanSupplier hasCome, long began) {
    while (true) {
      // Without Thread.onSpinWait(): in a virtual machine it may leave the machine.
      for (int i = 0; i < LOOKS; i++) {
        if (hasCome.getAsBoolean()) {
          earn();
          return true;
        }
      }
      long took = nanoTime.getAsLong() - began;
      if (took > LONGEST_LOOK_NANOS) {
        pay(began, took);
        return false;
      }
    }
  }

  private void earn() {
    long before = earned;
    if (before < MOST_EARNED_NANOS) {
      earned = before + SAVED_NANOS;
    }
  }

  private void pay(long began, long elapsed) {
    // What goes beyond was no look: the whole process stood still.
    long took = Math.min(elapsed, LONGEST_PAID_NANOS);
    long left = earned - took;
    if (left < 0) {
      restEnds = began + took * REST;
      resting = true;
      left = 0;
    }
    earned = left;
  }
}
