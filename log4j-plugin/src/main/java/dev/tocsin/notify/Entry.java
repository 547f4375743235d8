package dev.tocsin.notify;

import org.jspecify.annotations.Nullable;

/** A notification that waits for one receiver, or that it has to be told again. */
final class Entry {
  Slip slip;
  final int size;

  /** Its content, if the disk did not take it. */
  byte @Nullable [] unsaved;

  /** When it came, by the monotonic clock. */
  final long bornNanos;

  /** From when on it is to be sent. */
  long dueNanos;

  /** How often the receiver answered that it can't take it now. */
  int failures;

  /** Whether the receiver still lacks it. */
  boolean pending = true;

  /** Whether the receiver did not want it. */
  boolean refused;

  /** When the receiver first heard that the alert began, as far as this process knows. */
  long heardNanos;

  boolean heardHere;

  /** When it was first told that the alert is over. */
  long endToldNanos;

  boolean endTold;

  Entry(Slip slip, int size, long bornNanos, long dueNanos) {
    this.slip = slip;
    this.size = size;
    this.bornNanos = bornNanos;
    this.dueNanos = dueNanos;
  }
}
