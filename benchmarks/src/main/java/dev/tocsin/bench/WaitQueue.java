package dev.tocsin.bench;

/**
 * Corrects for coordinated omission: a thread that makes a call at a fixed rate makes none while
 * one of its calls takes long, and those that it should have made would have waited. Each call is
 * charged with what is left of the one before it at the time at which it should have begun. How
 * late the thread itself woke up is no matter of the call's and is left out: {@link Hiccups} tells
 * it. Not thread-safe.
 */
final class WaitQueue {
  private long freeAt = Long.MIN_VALUE;

  /**
   * What a caller who came on time would have waited.
   *
   * @param due when the call should have begun, never before that of the call before
   * @param took what it took once it had begun
   */
  long waited(long due, long took) {
    freeAt = Math.max(freeAt, due) + took;
    return freeAt - due;
  }
}
