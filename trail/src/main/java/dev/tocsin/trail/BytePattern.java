package dev.tocsin.trail;

import java.util.Arrays;

/**
 * Bytes to look for (Horspool, 1980): long ones are found while few bytes are looked at. Immutable.
 */
final class BytePattern {
  private static final int VALUES = 256;

  private final byte[] pattern;
  private final int[] shifts = new int[VALUES];

  /** What counts as a byte: the byte itself or the small letter that it is the capital of. */
  private final byte[] folded = new byte[VALUES];

  /**
   * @param pattern not empty
   */
  BytePattern(byte[] pattern) {
    this(pattern, false);
  }

  private BytePattern(byte[] pattern, boolean anyCase) {
    for (int i = 0; i < VALUES; i++) {
      folded[i] = (byte) (anyCase && i >= 'A' && i <= 'Z' ? i - 'A' + 'a' : i);
    }
    this.pattern = pattern.clone();
    for (int i = 0; i < pattern.length; i++) {
      this.pattern[i] = fold(pattern[i]);
    }
    int[] ofFolded = new int[VALUES];
    Arrays.fill(ofFolded, pattern.length);
    for (int i = 0; i < pattern.length - 1; i++) {
      ofFolded[this.pattern[i] & 0xff] = pattern.length - 1 - i;
    }
    for (int i = 0; i < VALUES; i++) {
      shifts[i] = ofFolded[folded[i] & 0xff];
    }
  }

  /** The same, found with capital and small letters of ASCII taken for the same. */
  static BytePattern inAnyCase(byte[] pattern) {
    return new BytePattern(pattern, true);
  }

  private byte fold(byte value) {
    return folded[value & 0xff];
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
      while (back <= last && fold(bytes[at - back]) == pattern[last - back]) {
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
