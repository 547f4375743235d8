package dev.tocsin.journal;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Hears of what the journal does beside writing. Called on the journal's own threads ({@link
 * #failed} also on a caller's, where a write hangs), never with its lock held, so a listener may
 * append events; what it throws is caught and reported as a problem.
 */
public interface JournalListener {
  /** Nothing is done with what is heard. */
  JournalListener NONE = new JournalListener() {};

  /** A sealed segment was deleted by the retention policy; its tombstone is on the disk. */
  default void segmentDeleted(
      Path file, long segment, long firstSeq, long lastSeq, String policy) {}

  /**
   * A sealed segment that should be there is not, and has no tombstone.
   *
   * @param nextSeq number of the first event behind it that is there, or is to come
   */
  default void segmentMissing(long segment, long nextSeq) {}

  /**
   * The file was moved, cut, deleted or written to by somebody else, or the head or lock file was
   * removed; that is put right as far as it can be, and writing goes on.
   */
  default void disturbed(RecoveryReport report) {}

  /** The first failure after things went well; the message is one line. */
  default void failed(String message, Throwable cause) {}

  /** Writing works again after {@link #failed}. */
  default void recovered(Instant since) {}

  /** Once a second, while writing works. */
  default void working() {}
}
