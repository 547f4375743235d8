package dev.tocsin.journal;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One line on its way into the journal. The caller owns it, fills it, hands it to {@link
 * Journal#append} and may use it again once that call has returned, but not if it threw an
 * exception that {@link JournalException#isHanging() hangs}. Not for use by two threads.
 */
public final class JournalEntry {
  private static final int WAITING = 0;
  private static final int DONE = 1;
  private static final int FAILED = 2;

  /** The writer has it in hand. */
  private static final int TAKEN = 3;

  /** Its caller has left before the writer took it. */
  private static final int ABANDONED = 4;

  /** Its caller has left, and the writer has it in hand. */
  private static final int LATE = 5;

  private byte[] bytes = {};
  private int length;
  private @Nullable Object origin;

  private final AtomicInteger state = new AtomicInteger(DONE);
  private volatile @Nullable Thread parked;
  private long seq;
  private @Nullable JournalException failure;

  /** Whether its outcome is there. */
  final BooleanSupplier settled = () -> !isWaiting();

  /** The entry that was pushed before this one. */
  @Nullable JournalEntry next;

  /**
   * Sets the line: a JSON object in UTF-8 without its closing brace and without {@code seq}, which
   * the journal adds. The array is read until {@link Journal#append} returns, and not copied.
   *
   * @param origin handed to the {@link RollTrigger}, for triggers that look at the event; may be
   *     null
   * @throws IndexOutOfBoundsException if the array is shorter than that
   */
  public void set(byte[] utf8, int byteCount, @Nullable Object origin) {
    Objects.checkFromIndexSize(0, byteCount, utf8.length);
    this.bytes = utf8;
    this.length = byteCount;
    this.origin = origin;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  @Nullable Object origin() {
    return origin;
  }

  void enlist() {
    failure = null;
    next = null;
    state.set(WAITING);
  }

  boolean isWaiting() {
    int now = state.get();
    return now == WAITING || now == TAKEN;
  }

  /** Takes it for writing; false if its caller has left. */
  boolean take() {
    return state.compareAndSet(WAITING, TAKEN);
  }

  /**
   * Waits for the outcome, at most that long; an interrupt does not end the wait.
   *
   * @return whether there is one; otherwise the entry is abandoned
   */
  boolean await(long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    announce();
    try {
      while (isWaiting()) {
        long left = end - System.nanoTime();
        if (left <= 0
            && (state.compareAndSet(WAITING, ABANDONED) || state.compareAndSet(TAKEN, LATE))) {
          return false;
        }
        LockSupport.parkNanos(this, left);
        interrupted |= Thread.interrupted();
      }
      return true;
    } finally {
      withdraw();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The number given, known before the outcome is. */
  void number(long number) {
    seq = number;
  }

  /** Returns false if the caller has left, believing that it failed. */
  boolean succeed() {
    return finish(DONE);
  }

  void fail(JournalException cause) {
    failure = cause;
    var unused = finish(FAILED);
  }

  private boolean finish(int outcome) {
    boolean awaited = state.compareAndSet(TAKEN, outcome);
    nudge();
    return awaited;
  }

  /** From here on {@link #nudge()} reaches this thread. */
  void announce() {
    parked = Thread.currentThread();
  }

  void withdraw() {
    parked = null;
  }

  /** Wakes the waiting thread, to see its outcome or to take the lead. */
  void nudge() {
    Thread waiter = parked;
    if (waiter != null) {
      LockSupport.unpark(waiter);
    }
  }

  /**
   * What became of the line.
   *
   * @return the event's number
   * @throws JournalException why the line was not written
   */
  long outcome() throws JournalException {
    JournalException cause = failure;
    if (cause != null) {
      throw cause;
    }
    return seq;
  }
}
