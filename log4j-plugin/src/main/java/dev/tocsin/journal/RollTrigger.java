package dev.tocsin.journal;

import org.jspecify.annotations.Nullable;

/** Decides when the active segment ends. Called by one thread at a time. */
@FunctionalInterface
public interface RollTrigger {
  /**
   * Asked before each event is written, and once a second while none is.
   *
   * @param size bytes in the active segment, those about to be written included
   * @param origin what the {@link JournalEntry} carries; null when nothing is being written
   * @return whether the segment is to be sealed and a new one begun
   */
  boolean shouldRoll(long size, @Nullable Object origin);

  /** Never rolls. */
  static RollTrigger never() {
    return (size, origin) -> false;
  }

  /** Rolls once the segment has more than that many bytes. */
  static RollTrigger atSize(long bytes) {
    return (size, origin) -> size > bytes;
  }
}
