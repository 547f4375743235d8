package dev.tocsin.log4j;

import dev.tocsin.journal.JournalFiles;
import dev.tocsin.journal.JournalFiles.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a journal takes on the disk, and what is free there. Looked at when somebody asks, at most
 * every few seconds, on a thread of its own for which nobody waits long: a file system that hangs
 * must not hang those who ask why. Thread-safe.
 */
final class DiskFigures {
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final Figures UNKNOWN = new Figures(-1, -1, -1);

  private final Path folder;
  private final String journal;
  private final AtomicReference<@Nullable Look> current = new AtomicReference<>();
  private volatile Figures last = UNKNOWN;

  /** -1 where it is not known. */
  record Figures(long segments, long bytes, long freeBytes) {}

  /** One look, under way or done. */
  private static final class Look {
    final CountDownLatch done = new CountDownLatch(1);
    final long began = System.nanoTime();

    boolean isOver() {
      return done.getCount() == 0 && System.nanoTime() - began > FRESH.toNanos();
    }
  }

  DiskFigures(Path folder, String journal) {
    this.folder = folder;
    this.journal = journal;
  }

  /** The figures of a moment ago; while the file system hangs, the last ones known. */
  Figures get() {
    Look look = current.get();
    if (look == null || look.isOver()) {
      Look fresh = new Look();
      if (current.compareAndSet(look, fresh)) {
        Thread thread = new Thread(() -> look(fresh), "tocsin-health-" + folder.getFileName());
        thread.setDaemon(true);
        thread.start();
      }
      look = current.get();
    }
    if (look != null) {
      await(look);
    }
    return last;
  }

  private void look(Look look) {
    try {
      last = figures();
    } catch (IOException e) {
      // Gone, or not to be read: that is what -1 says.
      last = UNKNOWN;
    } finally {
      look.done.countDown();
    }
  }

  private Figures figures() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    try {
      List<Segment> segments = JournalFiles.segmentsIn(folder).getOrDefault(journal, List.of());
      long bytes = segments.stream().mapToLong(Segment::bytes).sum();
      return new Figures(segments.size(), bytes, free);
    } catch (IOException e) {
      return new Figures(-1, -1, free);
    }
  }

  private static void await(Look look) {
    try {
      // What is not there in time is there for the next one who asks.
      boolean ignored = look.done.await(LONGEST.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
