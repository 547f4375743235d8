package dev.tocsin.test;

import dev.tocsin.audit.Recording;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What becomes of one test's writes: they come through, fail at once, or hang. Thread-safe. */
final class FakeDisk {
  /** Why writes fail; null if they do not. */
  private @Nullable String trouble;

  private boolean hanging;

  synchronized void fail(String systemsWords) {
    trouble = systemsWords;
    hanging = false;
    notifyAll();
  }

  synchronized void hang() {
    trouble = null;
    hanging = true;
  }

  /** Lets all writes come through, those that hang at this moment included. */
  synchronized void restore() {
    trouble = null;
    hanging = false;
    notifyAll();
  }

  /** Comes back once the event may be written. */
  synchronized void write(Recording recording) throws IOException, TimeoutException {
    if (hanging) {
      awaitAnswer(recording.writeTimeout());
    }
    if (trouble != null) {
      throw new IOException(trouble);
    }
  }

  /** As the journal waits: an interrupt does not end it, and is there afterwards. */
  private synchronized void awaitAnswer(Duration limit) throws TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (hanging) {
        long left = (end - System.nanoTime()) / 1_000_000 + 1;
        if (!limit.isZero() && left <= 0) {
          throw new TimeoutException("the write hangs");
        }
        try {
          wait(limit.isZero() ? 0 : left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
