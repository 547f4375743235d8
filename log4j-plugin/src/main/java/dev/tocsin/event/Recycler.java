package dev.tocsin.event;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Lends objects that are dear to make. No thread-locals: one object a virtual thread would be many,
 * and an event logged from inside another one needs a second. When none is free a new one is made,
 * and when all places are taken the one given back is left to the garbage collector. Thread-safe.
 */
public final class Recycler<T> {
  private final AtomicReferenceArray<T> places;
  private final Supplier<T> factory;

  /**
   * Lends what a factory makes.
   *
   * @param factory asked when none is free; thread-safe
   */
  public Recycler(Supplier<T> factory) {
    int size = Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 4);
    this.places = new AtomicReferenceArray<>(Math.max(8, size));
    this.factory = factory;
  }

  /** One that nobody else has until it is given back. */
  public T take() {
    int mask = places.length() - 1;
    int start = place();
    for (int i = 0; i < 4; i++) {
      T lent = places.getAndSet((start + i) & mask, null);
      if (lent != null) {
        return lent;
      }
    }
    return factory.get();
  }

  /** Takes one back, which nobody uses any more; it is lent again as it is. */
  public void give(T object) {
    int mask = places.length() - 1;
    int start = place();
    for (int i = 0; i < 4; i++) {
      if (places.compareAndSet((start + i) & mask, null, object)) {
        return;
      }
    }
  }

  private static int place() {
    long id = Thread.currentThread().getId();
    return (int) ((id * 0x9E3779B97F4A7C15L) >>> 32);
  }
}
