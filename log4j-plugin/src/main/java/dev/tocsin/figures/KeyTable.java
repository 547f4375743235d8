package dev.tocsin.figures;

import java.util.Arrays;

/**
 * A hash table of keys in arrays of numbers, which gives each key a place for as long as it is
 * kept; whatever belongs to a key, its owner keeps under that place. The arrays grow on demand up
 * to a bound. The owner guards it.
 */
final class KeyTable {
  static final int NONE = -1;
  static final int MAX_CAPACITY = 1 << 24;

  private static final int FIRST_LENGTH = 64;

  /** How many places are looked at for one that can be taken over. */
  private static final int LOOKED_AT = 64;

  private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

  /** Tells which places can be taken over. */
  interface Spent {
    boolean isSpent(int place, long nowMicros);
  }

  private final int capacity;
  private final Spent spent;
  private long[] keys;
  private int[] next;
  private int[] heads;
  private int used;
  private int hand;

  /**
   * @param capacity keys at most, 1 to {@value #MAX_CAPACITY}
   */
  KeyTable(int capacity, Spent spent) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException("capacity " + capacity + ": use 1 to " + MAX_CAPACITY);
    }
    this.capacity = capacity;
    this.spent = spent;
    int length = Math.min(capacity, FIRST_LENGTH);
    keys = new long[length];
    next = new int[length];
    heads = new int[0];
    linkAll();
  }

  /** Places there are; only grows. */
  int length() {
    return keys.length;
  }

  /** Places that were given, 0 to this less 1. */
  int used() {
    return used;
  }

  /** The place of a key, or {@link #NONE}. */
  int find(long key) {
    int place = heads[bucket(key)];
    while (place != NONE && keys[place] != key) {
      place = next[place];
    }
    return place;
  }

  /**
   * Gives a place to a key that has none: one that was never used, or that of a key that is spent.
   *
   * @return {@link #NONE} if there is no room
   */
  int add(long key, long nowMicros) {
    int place = used < keys.length ? NONE : takeOver(nowMicros);
    if (place == NONE) {
      if (used == capacity) {
        return NONE;
      }
      if (used == keys.length) {
        grow();
      }
      place = used++;
    }
    keys[place] = key;
    link(place);
    return place;
  }

  /**
   * A place whose key is spent. Each call looks at a few places only, and goes on where the last
   * one stopped, so that no event pays for the whole table.
   */
  private int takeOver(long nowMicros) {
    for (int i = 0; i < LOOKED_AT; i++) {
      int place = hand;
      hand = hand + 1 == used ? 0 : hand + 1;
      if (spent.isSpent(place, nowMicros)) {
        unlink(place);
        return place;
      }
    }
    return NONE;
  }

  private void grow() {
    int length = (int) Math.min(capacity, keys.length * 2L);
    keys = Arrays.copyOf(keys, length);
    next = new int[length];
    linkAll();
  }

  private void linkAll() {
    heads = new int[Integer.highestOneBit(keys.length) * 2];
    Arrays.fill(heads, NONE);
    for (int place = 0; place < used; place++) {
      link(place);
    }
  }

  private int bucket(long key) {
    return (int) ((key * GOLDEN_RATIO) >>> 32) & (heads.length - 1);
  }

  private void link(int place) {
    int bucket = bucket(keys[place]);
    next[place] = heads[bucket];
    heads[bucket] = place;
  }

  private void unlink(int place) {
    int bucket = bucket(keys[place]);
    if (heads[bucket] == place) {
      heads[bucket] = next[place];
      return;
    }
    int before = heads[bucket];
    while (next[before] != place) {
      before = next[before];
    }
    next[before] = next[place];
  }
}
