package dev.tocsin.trail;

import java.util.Arrays;

/**
 * Bytes to look for (Horspool, 1980): long ones are found while few bytes are looked at. Immutable.
 */
final class BytePattern {
  private static final int VALUES = 256;

  private final byte[] pattern;
  private final int[] shifts = new int[VALUES];

  /**
   * @param pattern not empty
   */
  BytePattern(byte[] pattern) {
    this.pattern = pattern.clone();
    Arrays.fill(shifts, pattern.length);
    for (int i = 0; i < pattern.length - 1; i++) {
      shifts[pattern[i] & 0xff] = pattern.length - 1 - i;
    }
  }

  int length() {
    return pattern.length;
  }

  /** Where it begins first, or -1. */
  int find(byte[] bytes, int from, int to) {
    int last = pattern.length - 1;
    int at = from + last;
    while (at < to) {
      int back = 0;
      while (back <= last && bytes[at - back] == pattern[last - back]) {
        back++;
      }
      if (back > last) {
        return at - last;
      }
      at += shifts[bytes[at] & 0xff];
    }
    return -1;
  }
}
