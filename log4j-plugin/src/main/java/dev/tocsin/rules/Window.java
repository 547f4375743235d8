package dev.tocsin.rules;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one rule and the events that each still counts, as times in arrays: no object for a
 * group, none for an event. A group has a slot, which stays the same while the group is kept, and
 * its times in a list from the oldest to the newest. For one thread at a time.
 */
final class Window {
  /** How many times of each rule are kept for an ordered sequence. */
  static final int ORDERED_TIMES = 16;

  static final int NONE = -1;

  private static final int FREE = -1;
  private static final int FIRST_SLOTS = 16;
  private static final int LOOKED_AT = 64;
  private static final int BITS_PER_KEY = 64;

  private final int maxKeys;
  private int[] buckets = new int[FIRST_SLOTS];
  private long[] high = new long[FIRST_SLOTS];
  private long[] low = new long[FIRST_SLOTS];
  private int[] chain = new int[FIRST_SLOTS];
  private int[] oldest = new int[FIRST_SLOTS];
  private int[] newest = new int[FIRST_SLOTS];

  /** Times of a group; {@link #FREE} for a slot without one. */
  private int[] size = new int[FIRST_SLOTS];

  private boolean[] firing = new boolean[FIRST_SLOTS];

  /** Whether a group came back after it had to go. */
  private boolean[] cameBack = new boolean[FIRST_SLOTS];

  private @Nullable Evicted gone;
  private int used;
  private int keys;
  private int freeSlot = NONE;
  private int hand;

  private long[] time = new long[FIRST_SLOTS];
  private long[] idMsb = new long[FIRST_SLOTS];
  private long[] idLsb = new long[FIRST_SLOTS];
  private long[] mark = {};
  private final boolean marked;
  private int[] next = new int[FIRST_SLOTS];
  private int usedNodes;
  private int freeNode = NONE;
  private long evicted;

  /**
   * @param maxKeys groups at once
   * @param marked whether each time carries a mark: a value, or a rule
   */
  Window(int maxKeys, boolean marked) {
    this.maxKeys = maxKeys;
    this.marked = marked;
    if (marked) {
      mark = new long[FIRST_SLOTS];
    }
    Arrays.fill(buckets, NONE);
  }

  private Window(Window other) {
    maxKeys = other.maxKeys;
    marked = other.marked;
    buckets = other.buckets.clone();
    high = other.high.clone();
    low = other.low.clone();
    chain = other.chain.clone();
    oldest = other.oldest.clone();
    newest = other.newest.clone();
    size = other.size.clone();
    firing = new boolean[other.firing.length];
    cameBack = other.cameBack.clone();
    gone = other.gone == null ? null : other.gone.copy();
    used = other.used;
    keys = other.keys;
    freeSlot = other.freeSlot;
    hand = other.hand;
    time = other.time.clone();
    idMsb = other.idMsb.clone();
    idLsb = other.idLsb.clone();
    mark = other.mark.clone();
    next = other.next.clone();
    usedNodes = other.usedNodes;
    freeNode = other.freeNode;
  }

  /** The same groups and times, none of them firing, from now on apart. */
  Window copy() {
    return new Window(this);
  }

  /** Groups that are kept. */
  int keys() {
    return keys;
  }

  /** How many groups had to go for others, so far. */
  long evicted() {
    return evicted;
  }

  private int bucket(long h, long l) {
    long mixed = (h ^ Long.rotateLeft(l, 31)) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 32) & (buckets.length - 1);
  }

  /** The slot of a group, or {@link #NONE}. */
  int find(long h, long l) {
    for (int slot = buckets[bucket(h, l)]; slot != NONE; slot = chain[slot]) {
      if (high[slot] == h && low[slot] == l) {
        return slot;
      }
    }
    return NONE;
  }

  /**
   * The slot of a group, which is made if need be, at the cost of another one when there are too
   * many.
   *
   * @param expired what a group's newest time must be beyond to count for anything
   */
  int findOrAdd(long h, long l, long expired) {
    int slot = find(h, l);
    if (slot != NONE) {
      return slot;
    }
    sweep(expired);
    if (keys == maxKeys) {
      evict(victim(expired));
    }
    slot = newSlot();
    cameBack[slot] = gone != null && gone.contains(h, l);
    high[slot] = h;
    low[slot] = l;
    size[slot] = 0;
    oldest[slot] = NONE;
    newest[slot] = NONE;
    int bucket = bucket(h, l);
    chain[slot] = buckets[bucket];
    buckets[bucket] = slot;
    keys++;
    return slot;
  }

  private void evict(int slot) {
    if (gone == null) {
      gone = new Evicted(BITS_PER_KEY * maxKeys);
    }
    gone.add(high[slot], low[slot]);
    remove(slot);
    evicted++;
  }

  private int newSlot() {
    if (freeSlot != NONE) {
      int slot = freeSlot;
      freeSlot = chain[slot];
      return slot;
    }
    if (used == high.length) {
      int capacity = (int) Math.min(Math.max(maxKeys, FIRST_SLOTS), used * 2L);
      high = Arrays.copyOf(high, capacity);
      low = Arrays.copyOf(low, capacity);
      chain = Arrays.copyOf(chain, capacity);
      oldest = Arrays.copyOf(oldest, capacity);
      newest = Arrays.copyOf(newest, capacity);
      size = Arrays.copyOf(size, capacity);
      firing = Arrays.copyOf(firing, capacity);
      cameBack = Arrays.copyOf(cameBack, capacity);
      rehash();
    }
    return used++;
  }

  private void rehash() {
    buckets = new int[Integer.highestOneBit(Math.max(FIRST_SLOTS, high.length - 1)) << 1];
    Arrays.fill(buckets, NONE);
    for (int slot = 0; slot < used; slot++) {
      if (size[slot] != FREE) {
        int bucket = bucket(high[slot], low[slot]);
        chain[slot] = buckets[bucket];
        buckets[bucket] = slot;
      }
    }
  }

  /** Each new group looks at two others, so that those that count for nothing go by themselves. */
  private void sweep(long expired) {
    for (int i = 0; i < 2 && used > 0; i++) {
      hand = hand + 1 >= used ? 0 : hand + 1;
      if (isExpired(hand, expired)) {
        remove(hand);
      }
    }
  }

  private boolean isExpired(int slot, long expired) {
    return size[slot] != FREE && !firing[slot] && newestTime(slot) <= expired;
  }

  /**
   * Of the next groups that are not firing: the first one that counts for nothing, else the one
   * with the fewest times, those before it had to go included as one, of these the one that was
   * longest silent. There is always one, as less than all may fire.
   */
  private int victim(long expired) {
    int best = NONE;
    int seen = 0;
    for (int i = 0; i < used && seen < LOOKED_AT; i++) {
      hand = hand + 1 >= used ? 0 : hand + 1;
      if (size[hand] == FREE || firing[hand]) {
        continue;
      }
      if (isExpired(hand, expired)) {
        return hand;
      }
      seen++;
      if (best == NONE || isLessWorth(hand, best)) {
        best = hand;
      }
    }
    return best;
  }

  private boolean isLessWorth(int slot, int other) {
    int worth = worth(slot);
    int otherWorth = worth(other);
    return worth != otherWorth ? worth < otherWorth : newestTime(slot) < newestTime(other);
  }

  /** A group that came back had one time more, at least, which is lost. */
  private int worth(int slot) {
    return size[slot] + (cameBack[slot] ? 1 : 0);
  }

  /** Forgets a group. */
  void remove(int slot) {
    int bucket = bucket(high[slot], low[slot]);
    if (buckets[bucket] == slot) {
      buckets[bucket] = chain[slot];
    } else {
      int before = buckets[bucket];
      while (chain[before] != slot) {
        before = chain[before];
      }
      chain[before] = chain[slot];
    }
    if (size[slot] > 0) {
      next[newest[slot]] = freeNode;
      freeNode = oldest[slot];
    }
    size[slot] = FREE;
    firing[slot] = false;
    chain[slot] = freeSlot;
    freeSlot = slot;
    keys--;
  }

  boolean isFiring(int slot) {
    return firing[slot];
  }

  void setFiring(int slot, boolean is) {
    firing[slot] = is;
  }

  /** How many times a group has. */
  int size(int slot) {
    return size[slot];
  }

  /** The newest time of a group; the smallest number if it has none. */
  long newestTime(int slot) {
    return size[slot] > 0 ? time[newest[slot]] : Long.MIN_VALUE;
  }

  /** The oldest time of a group that has one. */
  long oldestTime(int slot) {
    return time[oldest[slot]];
  }

  /** The place of a group's oldest time, or {@link #NONE}; {@link #after} leads on. */
  int first(int slot) {
    return size[slot] > 0 ? oldest[slot] : NONE;
  }

  /** The place of the time after that one in a group, or {@link #NONE}. */
  int after(int slot, int node) {
    return node == newest[slot] ? NONE : next[node];
  }

  long timeAt(int node) {
    return time[node];
  }

  long markAt(int node) {
    return mark[node];
  }

  long idMsbAt(int node) {
    return idMsb[node];
  }

  long idLsbAt(int node) {
    return idLsb[node];
  }

  /** Adds a time in its place, behind those that are equal; with marks, by mark among these. */
  void insert(int slot, long at, long byMark, long msb, long lsb) {
    int node = newNode();
    time[node] = at;
    idMsb[node] = msb;
    idLsb[node] = lsb;
    if (marked) {
      mark[node] = byMark;
    }
    int before = NONE;
    if (size[slot] > 0 && !isAfter(newest[slot], at, byMark)) {
      before = newest[slot];
    } else {
      for (int each = first(slot);
          each != NONE && !isAfter(each, at, byMark);
          each = after(slot, each)) {
        before = each;
      }
    }
    if (size[slot] == 0) {
      oldest[slot] = node;
      newest[slot] = node;
    } else if (before == NONE) {
      next[node] = oldest[slot];
      oldest[slot] = node;
    } else if (before == newest[slot]) {
      next[before] = node;
      newest[slot] = node;
    } else {
      next[node] = next[before];
      next[before] = node;
    }
    size[slot]++;
  }

  private boolean isAfter(int node, long at, long byMark) {
    return time[node] > at || (marked && time[node] == at && mark[node] > byMark);
  }

  private int newNode() {
    if (freeNode != NONE) {
      int node = freeNode;
      freeNode = next[node];
      return node;
    }
    if (usedNodes == time.length) {
      int capacity = Math.toIntExact(usedNodes + (usedNodes >> 1) + 1L);
      time = Arrays.copyOf(time, capacity);
      idMsb = Arrays.copyOf(idMsb, capacity);
      idLsb = Arrays.copyOf(idLsb, capacity);
      next = Arrays.copyOf(next, capacity);
      if (marked) {
        mark = Arrays.copyOf(mark, capacity);
      }
    }
    return usedNodes++;
  }

  /** Drops a group's oldest time. */
  void dropOldest(int slot) {
    drop(slot, NONE, oldest[slot]);
  }

  /** Drops the oldest time that has that mark; false if there is none. */
  boolean dropOldest(int slot, long byMark) {
    int before = NONE;
    for (int node = first(slot); node != NONE; node = after(slot, node)) {
      if (mark[node] == byMark) {
        drop(slot, before, node);
        return true;
      }
      before = node;
    }
    return false;
  }

  private void drop(int slot, int before, int node) {
    if (size[slot] > 1) {
      if (before == NONE) {
        oldest[slot] = next[node];
      } else {
        next[before] = next[node];
        if (newest[slot] == node) {
          newest[slot] = before;
        }
      }
    }
    next[node] = freeNode;
    freeNode = node;
    size[slot]--;
  }

  /** The newest time of a group with that mark; the smallest number if there is none. */
  long newestOf(int slot, long byMark) {
    long found = Long.MIN_VALUE;
    for (int node = first(slot); node != NONE; node = after(slot, node)) {
      if (mark[node] == byMark) {
        found = time[node];
      }
    }
    return found;
  }

  /** How many times of a group have that mark. */
  int count(int slot, long byMark) {
    int count = 0;
    for (int node = first(slot); node != NONE; node = after(slot, node)) {
      count += mark[node] == byMark ? 1 : 0;
    }
    return count;
  }
}
