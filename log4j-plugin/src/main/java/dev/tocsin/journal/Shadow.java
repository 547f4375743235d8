package dev.tocsin.journal;

import java.nio.file.Path;

/**
 * The lines from the first one whose tag is wrong up to the next line that says what the chain was:
 * none of them can be judged alone, but their numbers and their count tell what was done to them.
 */
final class Shadow {
  private final Path file;
  private final long startLine;
  private final long startSeq;
  private final long expectedSeq;
  private long nextSeq;
  private long lines;
  private long gaps;
  private long repeats;

  /**
   * Begins with the first wrong line.
   *
   * @param line lines chained before it
   * @param seq its number, or -1 if it is no event
   * @param expectedSeq the number that the next event should have
   */
  Shadow(Path file, long line, long seq, long expectedSeq) {
    this.file = file;
    this.startLine = line;
    this.startSeq = seq;
    this.expectedSeq = expectedSeq;
    this.nextSeq = expectedSeq;
  }

  /** Takes a line of the shadow. */
  void add(long seq) {
    lines++;
    if (seq < 0) {
      return;
    }
    if (seq > nextSeq) {
      gaps++;
    } else if (seq < nextSeq) {
      repeats++;
    }
    nextSeq = Math.max(nextSeq, seq + 1);
  }

  /** Takes lines whose numbers tell nothing. */
  void addAll(long count) {
    lines += count;
  }

  long nextSeq() {
    return nextSeq;
  }

  /** What was done, as far as the numbers tell, where no later line says how many lines it were. */
  Finding finding() {
    if (gaps > 0 && repeats > 0) {
      return finding(Finding.Kind.REORDERED_LINES, "events stand out of order");
    }
    if (gaps > 0) {
      return finding(
          Finding.Kind.REMOVED_LINES, "events from " + expectedSeq + " on are missing here");
    }
    if (repeats > 0) {
      return finding(Finding.Kind.DOUBLED_LINE, "an event's number stands here again");
    }
    return finding(Finding.Kind.CHANGED_LINE, "the tag does not belong to the line");
  }

  /**
   * What was done, once a line says how many lines were chained before it.
   *
   * @param chained lines chained before that line, as it says itself
   */
  Finding finding(long chained) {
    long missing = chained - (startLine + lines);
    if (missing > 0) {
      return finding(
          Finding.Kind.REMOVED_LINES,
          missing + (missing == 1 ? " line is" : " lines are") + " missing from here on");
    }
    if (missing < 0) {
      return repeats > 0
          ? finding(Finding.Kind.DOUBLED_LINE, "an event's number stands here again")
          : finding(
              Finding.Kind.INSERTED_LINES,
              -missing + (missing == -1 ? " line" : " lines") + " too many from here on");
    }
    return gaps > 0 && repeats > 0
        ? finding()
        : finding(Finding.Kind.CHANGED_LINE, "the tag does not belong to the line");
  }

  private Finding finding(Finding.Kind kind, String what) {
    return new Finding(kind, file, startLine, startSeq, what);
  }
}
