package dev.tocsin.journal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entries of all who wait, rolls between them where that is due, and tells each what
 * became of it. Guarded by the {@link Lead}.
 */
final class BatchWriter implements Lead.Work {
  private final Supplier<JournalConfig> config;
  private final JournalSegments segments;
  private final Failures failures;
  private final Runnable progressed;
  private final AtomicLong writtenLate = new AtomicLong();
  private boolean rollWanted;
  private boolean rollTroubleTold;

  /**
   * @param progressed called as soon as a write has come back, before anybody hears of it
   */
  BatchWriter(
      Supplier<JournalConfig> config,
      JournalSegments segments,
      Failures failures,
      Runnable progressed) {
    this.config = config;
    this.segments = segments;
    this.failures = failures;
    this.progressed = progressed;
  }

  /** How many entries were written whose callers had given up waiting. Thread-safe. */
  long writtenLate() {
    return writtenLate.get();
  }

  @Override
  public void write(JournalEntry batch) {
    JournalEntry unsettled = batch;
    try {
      for (JournalEntry entry = batch; entry != null; entry = entry.next) {
        if (rollDue(entry.origin())) {
          unsettled = settle(unsettled, entry);
          tryRoll();
        }
        if (unsettled != entry && !segments.active().fits(entry.length())) {
          unsettled = settle(unsettled, entry);
        }
        entry.number(segments.put(entry));
      }
      unsettled = settle(unsettled, null);
    } finally {
      // Only a fault of the program leads here with entries left; nobody may wait for ever, and
      // what a caller is told is not recorded must not be in the file.
      if (unsettled != null) {
        segments.active().discard();
        finish(unsettled, null, new JournalException(config.get().file() + ": the writer failed"));
      }
    }
  }

  @Override
  public void failed(Throwable fault) {
    failures.report(config.get().file() + ": the writer failed (" + fault + ")", fault);
  }

  /** Writes what is in the buffer, and tells those from {@code from} to before {@code to}. */
  private @Nullable JournalEntry settle(@Nullable JournalEntry from, @Nullable JournalEntry to) {
    if (from == null || from == to) {
      return to;
    }
    try {
      commit();
      finish(from, to, null);
      failures.over();
    } catch (DisturbedException e) {
      settleAnew(from, to);
    } catch (IOException e) {
      if (from.next == to) {
        finish(from, to, failure(e));
      } else {
        settleSingly(from, to);
      }
    }
    return to;
  }

  /** Once the file that somebody else changed is put right, the lines are written again. */
  private void settleAnew(JournalEntry from, @Nullable JournalEntry to) {
    try {
      segments.lookAfterFiles();
    } catch (IOException e) {
      finish(from, to, failure(e));
      return;
    }
    settleSingly(from, to);
  }

  /** A disk with no room for all lines may have room for some. */
  private void settleSingly(JournalEntry from, @Nullable JournalEntry to) {
    JournalEntry entry = from;
    while (entry != null && entry != to) {
      JournalEntry next = entry.next;
      try {
        entry.number(segments.put(entry));
        commit();
        finish(entry, next, null);
      } catch (IOException e) {
        finish(entry, next, failure(e));
      }
      entry = next;
    }
  }

  private void commit() throws IOException {
    try {
      segments.commit();
    } finally {
      progressed.run();
    }
  }

  private JournalException failure(IOException e) {
    return segments.isClosed() ? failures.closed(e) : failures.writing(e);
  }

  private void finish(
      JournalEntry from, @Nullable JournalEntry to, @Nullable JournalException failure) {
    JournalEntry entry = from;
    while (entry != null && entry != to) {
      JournalEntry next = entry.next;
      entry.next = null;
      if (failure == null) {
        if (!entry.succeed()) {
          writtenLate.incrementAndGet();
        }
      } else {
        entry.fail(failure);
      }
      entry = next;
    }
  }

  private boolean rollDue(@Nullable Object origin) {
    // A roll that failed is tried again by the tick, not by every event.
    if (segments.isClosed() || rollWanted || segments.active().size() == 0) {
      return false;
    }
    try {
      return config.get().trigger().shouldRoll(segments.active().size(), origin);
    } catch (RuntimeException | Error e) {
      tellRollTrouble("the roll trigger failed (" + e + ")", e);
      return false;
    }
  }

  /** Rolls if the trigger wants it, or if an earlier roll failed; returns whether it was tried. */
  boolean rollIfDue() {
    if (rollWanted || rollDue(null)) {
      tryRoll();
      return true;
    }
    return false;
  }

  /** Rolls; where that fails the old segment goes on and the roll is tried again a second later. */
  void tryRoll() {
    try {
      segments.roll();
      rollWanted = false;
      rollTroubleTold = false;
    } catch (IOException | RuntimeException e) {
      rollWanted = true;
      tellRollTrouble("can't be rolled (" + Reason.of(e) + ")", e);
    }
  }

  /** The settings are other ones: trouble with rolling is news again. */
  void reconfigured() {
    rollTroubleTold = false;
  }

  /** Once, until a roll succeeds: it may go wrong with every event. */
  private void tellRollTrouble(String what, Throwable cause) {
    if (!rollTroubleTold) {
      rollTroubleTold = true;
      failures.report(config.get().file() + ": " + what + "; it goes on growing", cause);
    }
  }
}
