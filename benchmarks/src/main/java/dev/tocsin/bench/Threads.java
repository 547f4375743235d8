package dev.tocsin.bench;

/** Ends of threads. */
final class Threads {
  private Threads() {}

  /** Waits until it has ended, also where this thread is interrupted; that is then left for it. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
