package dev.tocsin.journal;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is told of the journal beside it: how much of it is on the disk, and, where the tag key
 * moves on, what the key is by now. The order matters: the head file is on the disk under the new
 * key before the old key is gone, so that a start can always check the one with the other.
 * Thread-safe.
 */
final class DurablePoint {
  private final HeadFile headFile;
  private final TagKeyFile keyFile;
  private final Clock clock;
  private volatile Seen last;

  /** That an event was on the disk, and when that was seen. */
  record Seen(long seq, Instant time) {}

  DurablePoint(HeadFile headFile, TagKeyFile keyFile, Clock clock) {
    this.headFile = headFile;
    this.keyFile = keyFile;
    this.clock = clock;
    this.last = new Seen(0, clock.instant());
  }

  /** Where the point stands; comes back at once. */
  Seen last() {
    return last;
  }

  /**
   * Moves the point.
   *
   * @param point what is on the disk
   * @param tagger what the line after that point is tagged with
   * @param evolve whether the key moves on, so that it must be kept
   */
  synchronized void moveTo(HeadFile.Point point, Tagger tagger, boolean evolve) throws IOException {
    @Nullable Tagger kept = keyFile.kept().orElse(null);
    if (point.seq() >= last.seq()) {
      last = new Seen(point.seq(), clock.instant());
    }
    if (evolve && tagger.keyId() != null) {
      boolean moved = kept == null || !kept.isSame(tagger);
      if (headFile.write(point, tagger, moved)) {
        keyFile.keep(tagger);
      }
    } else if (headFile.write(point, tagger, false) && kept != null && !kept.isSame(tagger)) {
      // The change to another key is on the disk; the one before is of no use any more.
      keyFile.drop();
    }
  }

  /** Whether the key that is kept is older than that one. */
  synchronized boolean isKeyBehind(Tagger tagger) {
    return keyFile.kept().map(kept -> !kept.isSame(tagger)).orElse(true);
  }
}
