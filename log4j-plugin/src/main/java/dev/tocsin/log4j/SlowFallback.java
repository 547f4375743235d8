package dev.tocsin.log4j;

import dev.tocsin.journal.FallbackFile;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The fallback file while the journal beside it hangs, as it may hang itself: written by a thread
 * of its own, for which nobody waits long. Thread-safe.
 */
final class SlowFallback {
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final FallbackFile file;
  private final ThreadPoolExecutor writer;
  private volatile @Nullable Future<?> stuck;

  SlowFallback(FallbackFile file) {
    this.file = file;
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "tocsin-fallback-" + file.path().getFileName());
              thread.setDaemon(true);
              return thread;
            });
    writer.allowCoreThreadTimeOut(true);
  }

  /**
   * Appends a line.
   *
   * @throws IOException if it is not in the file now; it may come to be in it later
   */
  void append(byte[] line) throws IOException {
    Future<?> earlier = stuck;
    if (earlier != null && !earlier.isDone()) {
      throw late();
    }
    Future<?> written =
        writer.submit(
            () -> {
              file.append(line, line.length);
              return line;
            });
    boolean interrupted = Thread.interrupted();
    try {
      long end = System.nanoTime() + LONGEST.toNanos();
      while (true) {
        try {
          written.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      stuck = written;
      throw late();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private IOException late() {
    return new IOException(file.path() + ": a write does not come back");
  }
}
