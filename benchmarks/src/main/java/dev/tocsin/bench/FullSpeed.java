package dev.tocsin.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Threads that call one time after the other, until they are told to end; all pause while what
 * follows them is too far behind.
 */
final class FullSpeed {
  private static final long LOOK_NANOS = 5_000_000;

  private final List<Thread> threads = new ArrayList<>();
  private final LongAdder calls = new LongAdder();
  private volatile boolean paused;
  private volatile boolean ended;
  private volatile @Nullable RuntimeException failure;

  /**
   * Begins at once.
   *
   * @param call what a thread calls, by its number; made on that thread
   * @param behind asked 200 times a second, on a thread of its own
   */
  FullSpeed(int callers, IntFunction<Runnable> call, BooleanSupplier behind) {
    for (int i = 0; i < callers; i++) {
      int number = i;
      start("caller-" + number, () -> run(call.apply(number)));
    }
    start("brake", () -> look(behind));
  }

  private void start(String name, Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                failure = e;
              }
            },
            name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void run(Runnable call) {
    while (!ended) {
      if (paused) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      } else {
        call.run();
        calls.increment();
      }
    }
  }

  private void look(BooleanSupplier behind) {
    while (!ended) {
      paused = behind.getAsBoolean();
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }

  /** Calls that came back. */
  long calls() {
    return calls.sum();
  }

  /**
   * Ends all threads.
   *
   * @throws IllegalStateException if a call failed
   */
  void end() {
    ended = true;
    threads.forEach(Threads::join);
    RuntimeException failed = failure;
    if (failed != null) {
      throw new IllegalStateException("a call failed", failed);
    }
  }
}
