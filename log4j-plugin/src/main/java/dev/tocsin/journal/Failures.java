package dev.tocsin.journal;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with a journal, told to its listener once until it is over, where no lock is
 * held. Thread-safe.
 */
final class Failures {
  private final Supplier<JournalConfig> config;
  private final JournalListener listener;
  private final JournalThreads threads;
  private final AtomicBoolean hangTold = new AtomicBoolean();
  private volatile @Nullable Failing failing;

  /** That nothing can be written: since when, and why, in one line. */
  record Failing(Instant since, String why) {}

  Failures(Supplier<JournalConfig> config, JournalListener listener, JournalThreads threads) {
    this.config = config;
    this.listener = listener;
    this.threads = threads;
  }

  /** Whether the last thing written could not be written. */
  boolean isFailing() {
    return failing != null;
  }

  /** What keeps things from being written; null if nothing does. */
  @Nullable Failing failing() {
    return failing;
  }

  /** Tells of something beside writing, each time it is called. */
  void report(String message, Throwable cause) {
    threads.tell(() -> listener.failed(message, cause));
  }

  /** Writing failed; makes the exception for the caller. */
  JournalException writing(IOException cause) {
    JournalException failure = JournalException.unwritable(config.get().file(), cause);
    if (failing == null) {
      failing = new Failing(config.get().clock().instant(), String.valueOf(failure.getMessage()));
      report(String.valueOf(failure.getMessage()), cause);
    }
    return failure;
  }

  /** The same for a journal that is closed, which is no news. */
  JournalException closed(IOException cause) {
    return JournalException.unwritable(config.get().file(), cause);
  }

  /** A write hangs. Told at once, and by the caller: the journal's own threads may hang as well. */
  JournalException hanging() {
    JournalException failure =
        JournalException.hanging(config.get().file(), config.get().writeTimeout());
    if (hangTold.compareAndSet(false, true)) {
      if (failing == null) {
        failing = new Failing(config.get().clock().instant(), String.valueOf(failure.getMessage()));
      }
      listener.failed(String.valueOf(failure.getMessage()), failure);
    }
    return failure;
  }

  /** Something was written. */
  void over() {
    Failing was = failing;
    if (was != null) {
      failing = null;
      hangTold.set(false);
      threads.tell(() -> listener.recovered(was.since()));
    }
  }
}
