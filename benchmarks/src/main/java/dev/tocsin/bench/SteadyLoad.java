package dev.tocsin.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** Threads that call at a fixed rate, and how long their calls take. */
final class SteadyLoad {
  private final int threads;
  private final int rate;
  private final IntFunction<Runnable> calls;

  /**
   * A load of all threads together.
   *
   * @param rate calls a second of all threads together
   * @param calls what a thread calls, by its number; made on that thread
   */
  SteadyLoad(int threads, int rate, IntFunction<Runnable> calls) {
    this.threads = threads;
    this.rate = rate;
    this.calls = calls;
  }

  /** How long each call took, in nanoseconds; comes back at the end of that time. */
  Histogram run(Duration time) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Histogram>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        running.add(pool.submit(() -> thread(number, time)));
      }
      Histogram all = new Histogram(3);
      for (Future<Histogram> each : running) {
        all.add(each.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private Histogram thread(int number, Duration time) {
    Runnable call = calls.apply(number);
    Histogram took = new Histogram(3);
    WaitQueue queue = new WaitQueue();
    long interval = 1_000_000_000L * threads / rate;
    // The threads take turns.
    long due = System.nanoTime() + interval * number / threads;
    long end = due + time.toNanos();
    while (due < end) {
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(this, early);
      }
      long begun = System.nanoTime();
      call.run();
      took.recordValue(queue.waited(due, System.nanoTime() - begun));
      due += interval;
    }
    return took;
  }
}
