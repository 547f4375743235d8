package dev.tocsin.rules;

import java.util.Arrays;

/**
 * Which groups had to go not long ago: a Bloom filter of two generations, of which the older one is
 * forgotten when the younger is half full. So a group that comes back is known among millions that
 * do not, at 2 bits and not 64 bytes each; of those that are new, less than half are taken for
 * known.
 *
 * @see <a href="https://doi.org/10.1145/362686.362692">Bloom, Space/time trade-offs in hash coding
 *     with allowable errors</a>
 */
final class Evicted {
  private final long[][] generations;
  private final int mask;
  private int young;
  private int set;

  /**
   * @param bits how many groups it is to know, at least; a power of two is made of it
   */
  Evicted(int bits) {
    int size = Integer.highestOneBit(Math.max(1 << 10, Math.min(bits, 1 << 29))) << 1;
    generations = new long[2][size >>> 6];
    mask = size - 1;
  }

  private Evicted(Evicted other) {
    generations = new long[][] {other.generations[0].clone(), other.generations[1].clone()};
    mask = other.mask;
    young = other.young;
    set = other.set;
  }

  /** The same groups, from now on apart. */
  Evicted copy() {
    return new Evicted(this);
  }

  private int place(long high, long low, int which) {
    long mixed = (high + which * low) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 33) & mask;
  }

  void add(long high, long low) {
    if (set > mask >> 1) {
      young ^= 1;
      Arrays.fill(generations[young], 0);
      set = 0;
    }
    for (int which = 1; which <= 2; which++) {
      int at = place(high, low, which);
      long bit = 1L << at;
      long before = generations[young][at >>> 6];
      set += (before & bit) == 0 ? 1 : 0;
      generations[young][at >>> 6] = before | bit;
    }
  }

  boolean contains(long high, long low) {
    int first = place(high, low, 1);
    int second = place(high, low, 2);
    for (long[] bits : generations) {
      if ((bits[first >>> 6] & 1L << first) != 0 && (bits[second >>> 6] & 1L << second) != 0) {
        return true;
      }
    }
    return false;
  }
}
