package dev.tocsin.journal;

import java.util.Arrays;

/** Some lines of a segment, on their way from one thread to another. Not thread-safe. */
final class LineBlock {
  /** Bytes of a block, unless a single line is longer. */
  private static final int BYTES = 256 * 1024;

  private byte[] bytes = new byte[BYTES];
  private int[] ends = new int[BYTES / 512];
  private int count;
  private boolean complete = true;
  private boolean faultless;

  /**
   * Adds the line that a source is at, if there is room. A piece of a line stands in a block alone.
   */
  boolean add(LineSource lines) {
    int start = count == 0 ? 0 : ends[count - 1];
    int end = start + lines.length();
    if (count > 0 && (end > BYTES || !complete || !lines.isComplete())) {
      return false;
    }
    if (end > bytes.length) {
      bytes = new byte[end];
    }
    System.arraycopy(lines.buffer(), lines.start(), bytes, start, lines.length());
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = end;
    complete = lines.isComplete();
    return true;
  }

  /** Looks whether any line has a fault of its own. */
  void check(LineCheck check) {
    faultless = true;
    for (int i = 0; i < count && faultless; i++) {
      faultless = check.faultOf(bytes, start(i), length(i)) == null;
    }
  }

  /** Whether it was looked at, and no line has a fault of its own. */
  boolean isFaultless() {
    return faultless;
  }

  /** Makes it empty, and gives back what a long line took. */
  void clear() {
    count = 0;
    complete = true;
    faultless = false;
    if (bytes.length > BYTES) {
      bytes = new byte[BYTES];
    }
  }

  int count() {
    return count;
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** Bytes of a line, LF excluded. */
  int length(int index) {
    return ends[index] - start(index);
  }

  /** Whether its lines ended with LF. */
  boolean isComplete() {
    return complete;
  }
}
