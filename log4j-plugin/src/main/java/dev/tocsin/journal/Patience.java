package dev.tocsin.journal;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long a thread looks for what another thread is about to do before it goes to sleep. Going to
 * sleep and being woken takes tens of microseconds where the core falls asleep too, ten times what
 * the work takes that is waited for. Between its looks a thread offers its core to whoever has
 * something to do.
 *
 * <p>Looking pays where the other one runs, or gets the core so offered. Where programs of other
 * people take it, a look costs a turn of theirs. So it is learned: looks that end well earn what
 * sleeping would have taken, those in vain cost what they took, and who is in debt sleeps at once,
 * for a hundred times as long. Thread-safe; threads that write at once lose a little of the
 * account.
 */
final class Patience {
  /** After that the other one is not at work. */
  static final long LONGEST_LOOK_NANOS = 200_000;

  /** About what going to sleep and being woken takes. */
  static final long SAVED_NANOS = 50_000;

  /** What is earned at most: looks that are in vain are found out after that. */
  static final long MOST_EARNED_NANOS = 10_000_000;

  /** At most a hundredth of the time is spent on looks in vain. */
  static final int REST = 100;

  /** Looks between two offers. */
  private static final int LOOKS = 16;

  private final boolean useful;
  private final LongSupplier nanoTime;
  private volatile long earned;
  private volatile boolean resting;
  private volatile long restEnds;

  /**
   * @param cores of this machine; with a single one the other thread can't be at work
   */
  Patience(int cores, LongSupplier nanoTime) {
    this.useful = cores > 1;
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
    if (!useful) {
      return false;
    }
    long began = nanoTime.getAsLong();
    if (resting) {
      if (began - restEnds < 0) {
        return false;
      }
      resting = false;
    }
    boolean interrupted = false;
    try {
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
        interrupted |= offerCore();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Gives the core to a thread that waits for one; comes back at once if there is none. Where a
   * runtime does something else, only time is lost.
   *
   * @return whether there was an interrupt, which is then set aside
   */
  private static boolean offerCore() {
    try {
      Thread.sleep(0);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void earn() {
    long before = earned;
    if (before < MOST_EARNED_NANOS) {
      earned = before + SAVED_NANOS;
    }
  }

  private void pay(long began, long took) {
    long left = earned - took;
    if (left < 0) {
      restEnds = began + took * REST;
      resting = true;
      left = 0;
    }
    earned = left;
  }
}
