package dev.tocsin.journal;

/**
 * Hears how long writing takes, from within the write: what it does is a part of every audit call.
 * What it throws fails the write, so it throws nothing. Several threads may call at once.
 */
public interface WriteTimes {
  /** Lines were handed to the kernel, those of all who waited together. */
  void written(long nanos);

  /** The kernel has put on the disk what it had. */
  void forced(long nanos);
}
