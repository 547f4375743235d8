package dev.tocsin.journal;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that verification found.
 *
 * @param kind what it is
 * @param file where, or null if it is about no single file
 * @param line lines chained before the place, over the whole journal; -1 if unknown
 * @param seq the event's number, or -1
 * @param message one line that says what was found and what was expected
 */
public record Finding(Kind kind, @Nullable Path file, long line, long seq, String message) {

  /** What can be found, with the exit code it calls for. */
  public enum Kind {
    /** A line's bytes are not those that were written. */
    CHANGED_LINE(1),
    /** Lines that were written are gone. */
    REMOVED_LINES(1),
    /** Lines that were not written stand there. */
    INSERTED_LINES(1),
    /** A line stands there twice. */
    DOUBLED_LINE(1),
    /** Lines stand in another order than they were written in. */
    REORDERED_LINES(1),
    /** A line of the journal's own says something else than the lines around it. */
    CONTRADICTION(1),
    /** A segment is gone and has no tombstone. */
    MISSING_SEGMENT(1),
    /** A segment does not follow the one before it. */
    FOREIGN_SEGMENT(1),
    /** Bytes after the line that ends a segment, or after the end of a compressed file. */
    BYTES_AFTER_END(1),
    /** Two different files claim to be one segment, or one line. */
    FORK(1),
    /** Lines that were on the disk are gone, as the writer or the head file knows. */
    LOST_LINES(1),
    /** The head file is gone. */
    HEAD_ABSENT(1),
    /** Somebody outside has seen lines that are not there. */
    WITNESS_AHEAD(1),
    /** Somebody outside has seen a journal that is not there. */
    JOURNAL_GONE(1),
    /** A tombstone that does not follow the one before it. */
    TOMBSTONE_OUT_OF_ORDER(1),
    /** A segment was deleted before the age that was demanded. */
    TOMBSTONE_TOO_YOUNG(1),
    /** Lines without a key where one is demanded. */
    UNKEYED(1),
    /** A checkpoint or seal without a signature where one is demanded. */
    UNSIGNED(1),
    /** Lines under another key than the one that must hold there. */
    WRONG_KEY(1),
    /** Lines under the right key at another epoch than they should be. */
    WRONG_EPOCH(1),
    /** A signature that none of the keys made over this line. */
    BAD_SIGNATURE(1),
    /** A file is absent or can't be read. */
    UNREADABLE(3),
    /** One of the head file's two places was not written to its end; the other one counts. */
    HEAD_CUT_OFF(4),
    /** A last line without its end, in a journal that nobody writes. */
    UNFINISHED_LINE(4);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** 1 for tampering, 3 for data that is missing or unreadable, 4 for a gap that is explained. */
    public int exitCode() {
      return exitCode;
    }

    /** The words for it, as {@code changed line}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
