package dev.tocsin.servlet;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made anew at most once a second, however many ask for it: by one of those who
 * ask, while the others get the last one. So a flood of requests costs the events' writers nothing
 * to speak of. Only the very first ones wait, for the first value. Thread-safe.
 */
final class Latest<T> {
  static final Duration FRESH = Duration.ofSeconds(1);

  private final Supplier<T> maker;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Made<T> last;

  private record Made<T>(T value, long at) {}

  Latest(Supplier<T> maker) {
    this(maker, System::nanoTime);
  }

  Latest(Supplier<T> maker, LongSupplier nanos) {
    this.maker = maker;
    this.nanos = nanos;
  }

  /** The value, at most a second old when nobody is making a newer one. */
  T get() {
    Made<T> known = last;
    if (known != null && (isFresh(known) || !lock.tryLock())) {
      return known.value();
    }
    if (known == null) {
      lock.lock();
    }
    try {
      Made<T> current = last;
      if (current == null || !isFresh(current)) {
        current = new Made<>(maker.get(), nanos.getAsLong());
        last = current;
      }
      return current.value();
    } finally {
      lock.unlock();
    }
  }

  private boolean isFresh(Made<T> made) {
    return nanos.getAsLong() - made.at() < FRESH.toNanos();
  }
}
