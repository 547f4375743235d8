package dev.tocsin.journal;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A journal's two daemon threads: one ticks every second and flushes, the other compresses and
 * deletes. Neither keeps the JVM alive.
 */
final class JournalThreads {
  /** How long the end of a thread is waited for. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final long TICK_SECONDS = 1;
  private static final long RETENTION_SECONDS = 3600;

  private final ScheduledExecutorService ticker;
  private final ScheduledExecutorService keeper;
  private volatile @Nullable Housekeeper housekeeper;

  JournalThreads(String name) {
    ticker = Executors.newSingleThreadScheduledExecutor(daemon("tocsin-journal-" + name));
    keeper = Executors.newSingleThreadScheduledExecutor(daemon("tocsin-keeper-" + name));
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  void start(Runnable tick, Housekeeper keeping) {
    housekeeper = keeping;
    repeat(ticker, tick, TICK_SECONDS, TICK_SECONDS);
    repeat(keeper, keeping::run, 0, RETENTION_SECONDS);
  }

  /** The future is of no use: neither task throws, and both end with their executor. */
  private static void repeat(
      ScheduledExecutorService executor, Runnable task, long delay, long period) {
    var unused = executor.scheduleWithFixedDelay(task, delay, period, TimeUnit.SECONDS);
  }

  /** Compresses and deletes what is due, soon and on the thread that does so. */
  void housekeepSoon() {
    Housekeeper keeping = housekeeper;
    if (keeping != null) {
      submit(keeper, keeping::run);
    }
  }

  /** Runs a listener's call where no lock is held. */
  void tell(Runnable call) {
    submit(ticker, call);
  }

  private static void submit(ExecutorService executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // The journal is being closed: what is left is done at the next start.
      return;
    }
  }

  /** Lets a tick that is under way end, and begins no other. */
  void stopTicking() {
    ticker.shutdown();
    await(ticker);
  }

  /** Ends compressing and deleting; what is left is done at the next start. */
  void stop() {
    Housekeeper keeping = housekeeper;
    if (keeping != null) {
      keeping.stop();
    }
    keeper.shutdownNow();
    await(keeper);
  }

  private static void await(ExecutorService executor) {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended && end - System.nanoTime() > 0) {
      try {
        ended = executor.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (!ended) {
      executor.shutdownNow();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
