package dev.tocsin.journal;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * A process that logs, rolls and compresses or deletes flat out until it is killed. What a call's
 * return promised it keeps in a mapped file, which outlives it: one count for each thread.
 */
final class KilledWriter {
  static final int THREADS = 4;

  private KilledWriter() {}

  /** What becomes of the segments. */
  enum Life {
    /** Compressed and kept. */
    KEEP(true, 32, 0, 0),
    /** Deleted early. */
    DELETE(false, 32, 0, 1_000),
    /** Small, compressed and deleted early, for size and for number. */
    CHURN(true, 96, 60_000, 3_000);

    private final boolean compress;
    private final int kilobytes;
    private final long totalSize;
    private final long maxEvents;

    Life(boolean compress, int kilobytes, long totalSize, long maxEvents) {
      this.compress = compress;
      this.kilobytes = kilobytes;
      this.totalSize = totalSize;
      this.maxEvents = maxEvents;
    }

    RetentionPolicy retention() {
      return new RetentionPolicy(Duration.ZERO, totalSize, maxEvents, Duration.ZERO);
    }
  }

  /**
   * Takes the journal's file, the file of counts, the durability, a name for the events, and the
   * {@link Life} of the segments.
   */
  public static void main(String[] args) throws IOException {
    LongBuffer counts = counts(Path.of(args[1]));
    Life life = Life.valueOf(args[4]);
    Journal journal =
        Journal.open(
            JournalConfig.builder(Path.of(args[0]))
                .naming(SegmentNaming.daily("security_audit.log", life.compress))
                .durability(Durability.parse(args[2]))
                .retention(life.retention())
                .trigger(RollTrigger.atSize(life.kilobytes * 1024L))
                .build(),
            JournalListener.NONE);
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      Caller caller = new Caller(journal, args[3] + "t" + i);
      new Thread(() -> logForEver(caller, counts, thread)).start();
    }
  }

  static LongBuffer counts(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, 8L * THREADS).asLongBuffer();
    }
  }

  private static void logForEver(Caller caller, LongBuffer counts, int thread) {
    try {
      while (true) {
        caller.log();
        counts.put(thread, caller.made());
      }
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }
}
