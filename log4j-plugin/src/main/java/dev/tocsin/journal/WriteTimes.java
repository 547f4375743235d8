package dev.tocsin.journal;

/**
 * Hears how long writing takes, from within the write: what it does is a part of every audit call.
 * Called by one thread at a time for each of its methods.
 */
public interface WriteTimes {
  /** Nobody listens. */
  WriteTimes NONE = new WriteTimes() {};

  /** Lines were handed to the kernel, those of all who waited together. */
  default void written(long nanos) {}

  /** The kernel has put on the disk what it had. */
  default void forced(long nanos) {}
}
