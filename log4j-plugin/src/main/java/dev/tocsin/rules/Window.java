package dev.tocsin.rules;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one rule and the events that each still counts: no object for a group, none for an
 * event. A group has a slot, which stays the same while the group is kept, and its times in a list
 * from the oldest to the newest. For one thread at a time.
 *
 * <p>Among a million groups each look at memory is one that no cache has, so what belongs together
 * lies side by side: all of a group in one array, all of a time in another, and of the newest time
 * what an event asks for with its group.
 */
final class Window {
  /** How many times of each rule are kept for an ordered sequence. */
  static final int ORDERED_TIMES = 16;

  static final int NONE = -1;

  private static final int FIRST_SLOTS = 16;
  private static final int LOOKED_AT = 64;
  private static final int BITS_PER_KEY = 64;

  // Of a group.
  private static final int HIGH = 0;
  private static final int LOW = 1;
  private static final int NEWEST_TIME = 2;

  /** The next slot of the bucket, or the next free one, above; the place of the oldest time. */
  private static final int CHAIN_AND_OLDEST = 3;

  /** The place of the newest time, above; flags and how many times there are. */
  private static final int NEWEST_AND_SIZE = 4;

  private static final int GROUP_LONGS = 5;

  private static final long IS_FREE = 1L << 31;
  private static final long IS_FIRING = 1L << 30;

  /** The group came back after it had to go. */
  private static final long CAME_BACK = 1L << 29;

  private static final long SIZE = CAME_BACK - 1;
  private static final long LOWER = 0xffff_ffffL;
  private static final int UPPER = 32;

  // Of a time.
  private static final int TIME = 0;
  private static final int ID_MSB = 1;
  private static final int ID_LSB = 2;
  private static final int NEXT = 3;
  private static final int MARK = 4;

  private final int maxKeys;
  private final boolean marked;
  private final boolean remembers;
  private final int timeLongs;
  private int[] buckets = new int[FIRST_SLOTS];
  private long[] groups = new long[FIRST_SLOTS * GROUP_LONGS];
  private long[] times;

  private @Nullable Evicted gone;
  private int used;
  private int keys;
  private int freeSlot = NONE;
  private int hand;
  private int usedNodes;
  private int freeNode = NONE;
  private long evicted;

  /**
   * @param maxKeys groups at once
   * @param marked whether each time carries a mark: a value, or a rule
   * @param remembers whether a time that the clock turned out to be ahead at still counts
   */
  Window(int maxKeys, boolean marked, boolean remembers) {
    this.maxKeys = maxKeys;
    this.marked = marked;
    this.remembers = remembers;
    timeLongs = marked ? MARK + 1 : MARK;
    times = new long[FIRST_SLOTS * timeLongs];
    Arrays.fill(buckets, NONE);
  }

  private Window(Window other) {
    maxKeys = other.maxKeys;
    marked = other.marked;
    remembers = other.remembers;
    timeLongs = other.timeLongs;
    buckets = other.buckets.clone();
    groups = other.groups.clone();
    times = other.times.clone();
    gone = other.gone == null ? null : other.gone.copy();
    used = other.used;
    keys = other.keys;
    freeSlot = other.freeSlot;
    hand = other.hand;
    usedNodes = other.usedNodes;
    freeNode = other.freeNode;
    for (int slot = 0; slot < used; slot++) {
      setFiring(slot, false);
    }
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

  private long ofGroup(int slot, int what) {
    return groups[slot * GROUP_LONGS + what];
  }

  private void setOfGroup(int slot, int what, long value) {
    groups[slot * GROUP_LONGS + what] = value;
  }

  private int upper(int slot, int what) {
    return (int) (ofGroup(slot, what) >> UPPER);
  }

  private void setUpper(int slot, int what, int value) {
    setOfGroup(slot, what, ((long) value << UPPER) | (ofGroup(slot, what) & LOWER));
  }

  private int chain(int slot) {
    return upper(slot, CHAIN_AND_OLDEST);
  }

  private void setChain(int slot, int to) {
    setUpper(slot, CHAIN_AND_OLDEST, to);
  }

  private int oldest(int slot) {
    return (int) ofGroup(slot, CHAIN_AND_OLDEST);
  }

  private void setOldest(int slot, int node) {
    setOfGroup(slot, CHAIN_AND_OLDEST, (ofGroup(slot, CHAIN_AND_OLDEST) & ~LOWER) | (node & LOWER));
  }

  private int newest(int slot) {
    return upper(slot, NEWEST_AND_SIZE);
  }

  private void setNewest(int slot, int node, long time) {
    setUpper(slot, NEWEST_AND_SIZE, node);
    setOfGroup(slot, NEWEST_TIME, time);
  }

  private boolean is(int slot, long flag) {
    return (ofGroup(slot, NEWEST_AND_SIZE) & flag) != 0;
  }

  private long ofTime(int node, int what) {
    return times[node * timeLongs + what];
  }

  private int next(int node) {
    return (int) ofTime(node, NEXT);
  }

  private void setNext(int node, int to) {
    times[node * timeLongs + NEXT] = to;
  }

  private int bucket(long h, long l) {
    long mixed = (h ^ Long.rotateLeft(l, 31)) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> UPPER) & (buckets.length - 1);
  }

  /** The slot of a group, or {@link #NONE}. */
  int find(long h, long l) {
    for (int slot = buckets[bucket(h, l)]; slot != NONE; slot = chain(slot)) {
      if (ofGroup(slot, HIGH) == h && ofGroup(slot, LOW) == l) {
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
   * @param ahead what no time can be beyond, unless the clock was set back
   */
  int findOrAdd(long h, long l, long expired, long ahead) {
    int slot = find(h, l);
    if (slot != NONE) {
      return slot;
    }
    sweep(expired, ahead);
    if (keys == maxKeys) {
      evict(victim(expired, ahead));
    }
    slot = newSlot();
    setOfGroup(slot, HIGH, h);
    setOfGroup(slot, LOW, l);
    setOfGroup(slot, NEWEST_AND_SIZE, gone != null && gone.contains(h, l) ? CAME_BACK : 0);
    int bucket = bucket(h, l);
    setChain(slot, buckets[bucket]);
    buckets[bucket] = slot;
    keys++;
    return slot;
  }

  private void evict(int slot) {
    if (gone == null) {
      gone = new Evicted(BITS_PER_KEY * maxKeys);
    }
    gone.add(ofGroup(slot, HIGH), ofGroup(slot, LOW));
    remove(slot);
    evicted++;
  }

  private int newSlot() {
    if (freeSlot != NONE) {
      int slot = freeSlot;
      freeSlot = chain(slot);
      return slot;
    }
    if (used * GROUP_LONGS == groups.length) {
      int capacity = (int) Math.min(Math.max(maxKeys, FIRST_SLOTS), used * 2L);
      groups = Arrays.copyOf(groups, Math.multiplyExact(capacity, GROUP_LONGS));
      rehash(capacity);
    }
    return used++;
  }

  private void rehash(int capacity) {
    // Twice as many as groups, so that most groups are the first that is looked at.
    buckets = new int[Integer.highestOneBit(Math.max(FIRST_SLOTS, capacity - 1)) << 2];
    Arrays.fill(buckets, NONE);
    for (int slot = 0; slot < used; slot++) {
      if (!is(slot, IS_FREE)) {
        int bucket = bucket(ofGroup(slot, HIGH), ofGroup(slot, LOW));
        setChain(slot, buckets[bucket]);
        buckets[bucket] = slot;
      }
    }
  }

  /** Each new group looks at two others, so that those that count for nothing go by themselves. */
  private void sweep(long expired, long ahead) {
    for (int i = 0; i < 2 && used > 0; i++) {
      hand = hand + 1 >= used ? 0 : hand + 1;
      if (settlesAsExpired(hand, expired, ahead)) {
        remove(hand);
      }
    }
  }

  private boolean isExpired(int slot, long expired) {
    return !is(slot, IS_FREE | IS_FIRING) && newestTime(slot) <= expired;
  }

  /** The same once it is settled, or a clock that ran ahead would keep groups for as long. */
  private boolean settlesAsExpired(int slot, long expired, long ahead) {
    settle(slot, ahead);
    return isExpired(slot, expired);
  }

  /**
   * Takes times of a group that lie beyond what is possible out of the way of those that come: the
   * clock ran ahead when they were taken, and nobody knows how long ago that was.
   */
  void settle(int slot, long ahead) {
    if (newestTime(slot) <= ahead) {
      return;
    }
    if (remembers) {
      for (int node = first(slot); node != NONE; node = after(slot, node)) {
        times[node * timeLongs + TIME] = Math.min(timeAt(node), ahead);
      }
      setNewest(slot, newest(slot), ahead);
      return;
    }
    int kept = NONE;
    int count = 0;
    for (int node = first(slot); timeAt(node) <= ahead; node = next(node)) {
      kept = node;
      count++;
    }
    if (kept == NONE) {
      forgetTimes(slot);
    } else {
      setNext(newest(slot), freeNode);
      freeNode = next(kept);
      setNewest(slot, kept, timeAt(kept));
      resize(slot, count - size(slot));
    }
  }

  /**
   * Of the next groups that are not firing: the first one that counts for nothing, else the one
   * with the fewest times, those before it had to go included as one, of these the one that was
   * longest silent. There is always one, as less than all may fire.
   */
  private int victim(long expired, long ahead) {
    int best = NONE;
    int seen = 0;
    for (int i = 0; i < used && seen < LOOKED_AT; i++) {
      hand = hand + 1 >= used ? 0 : hand + 1;
      if (is(hand, IS_FREE | IS_FIRING)) {
        continue;
      }
      if (settlesAsExpired(hand, expired, ahead)) {
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
    return size(slot) + (is(slot, CAME_BACK) ? 1 : 0);
  }

  /** Forgets a group. */
  void remove(int slot) {
    int bucket = bucket(ofGroup(slot, HIGH), ofGroup(slot, LOW));
    if (buckets[bucket] == slot) {
      buckets[bucket] = chain(slot);
    } else {
      int before = buckets[bucket];
      while (chain(before) != slot) {
        before = chain(before);
      }
      setChain(before, chain(slot));
    }
    forgetTimes(slot);
    setOfGroup(slot, NEWEST_AND_SIZE, IS_FREE);
    setChain(slot, freeSlot);
    freeSlot = slot;
    keys--;
  }

  /** Forgets the times of a group, firing ones aside, if all of them count for nothing. */
  void forgetExpired(int slot, long expired) {
    if (isExpired(slot, expired)) {
      forgetTimes(slot);
    }
  }

  private void forgetTimes(int slot) {
    if (size(slot) > 0) {
      setNext(newest(slot), freeNode);
      freeNode = oldest(slot);
      resize(slot, -size(slot));
    }
  }

  boolean isFiring(int slot) {
    return is(slot, IS_FIRING);
  }

  void setFiring(int slot, boolean is) {
    long now = ofGroup(slot, NEWEST_AND_SIZE);
    setOfGroup(slot, NEWEST_AND_SIZE, is ? now | IS_FIRING : now & ~IS_FIRING);
  }

  /** How many times a group has. */
  int size(int slot) {
    return (int) (ofGroup(slot, NEWEST_AND_SIZE) & SIZE);
  }

  private void resize(int slot, int by) {
    setOfGroup(slot, NEWEST_AND_SIZE, ofGroup(slot, NEWEST_AND_SIZE) + by);
  }

  /** The newest time of a group; the smallest number if it has none. */
  long newestTime(int slot) {
    return size(slot) > 0 ? ofGroup(slot, NEWEST_TIME) : Long.MIN_VALUE;
  }

  /** The oldest time of a group that has one. */
  long oldestTime(int slot) {
    return timeAt(oldest(slot));
  }

  /** The place of a group's oldest time, or {@link #NONE}; {@link #after} leads on. */
  int first(int slot) {
    return size(slot) > 0 ? oldest(slot) : NONE;
  }

  /** The place of the time after that one in a group, or {@link #NONE}. */
  int after(int slot, int node) {
    return node == newest(slot) ? NONE : next(node);
  }

  long timeAt(int node) {
    return ofTime(node, TIME);
  }

  long markAt(int node) {
    return ofTime(node, MARK);
  }

  long idMsbAt(int node) {
    return ofTime(node, ID_MSB);
  }

  long idLsbAt(int node) {
    return ofTime(node, ID_LSB);
  }

  /** Adds a time in its place, behind those that are equal; with marks, by mark among these. */
  void insert(int slot, long at, long byMark, long msb, long lsb) {
    int node = newNode();
    int base = node * timeLongs;
    times[base + TIME] = at;
    times[base + ID_MSB] = msb;
    times[base + ID_LSB] = lsb;
    if (marked) {
      times[base + MARK] = byMark;
    }
    if (size(slot) == 0) {
      setOldest(slot, node);
      setNewest(slot, node, at);
    } else if (isNewest(slot, at, byMark)) {
      setNext(newest(slot), node);
      setNewest(slot, node, at);
    } else {
      int before = NONE;
      for (int each = oldest(slot);
          each != NONE && !isAfter(each, at, byMark);
          each = after(slot, each)) {
        before = each;
      }
      if (before == NONE) {
        setNext(node, oldest(slot));
        setOldest(slot, node);
      } else {
        setNext(node, next(before));
        setNext(before, node);
      }
    }
    resize(slot, 1);
  }

  private boolean isNewest(int slot, long at, long byMark) {
    long newest = ofGroup(slot, NEWEST_TIME);
    return newest < at || (newest == at && !isAfter(newest(slot), at, byMark));
  }

  private boolean isAfter(int node, long at, long byMark) {
    long time = timeAt(node);
    return time > at || (marked && time == at && markAt(node) > byMark);
  }

  private int newNode() {
    if (freeNode != NONE) {
      int node = freeNode;
      freeNode = next(node);
      return node;
    }
    if (usedNodes * timeLongs == times.length) {
      int capacity = Math.toIntExact(usedNodes + (usedNodes >> 1) + 1L);
      times = Arrays.copyOf(times, Math.multiplyExact(capacity, timeLongs));
    }
    return usedNodes++;
  }

  /** Drops a group's oldest time. */
  void dropOldest(int slot) {
    drop(slot, NONE, oldest(slot));
  }

  /** Drops the oldest time that has that mark; false if there is none. */
  boolean dropOldest(int slot, long byMark) {
    int before = NONE;
    for (int node = first(slot); node != NONE; node = after(slot, node)) {
      if (markAt(node) == byMark) {
        drop(slot, before, node);
        return true;
      }
      before = node;
    }
    return false;
  }

  private void drop(int slot, int before, int node) {
    if (size(slot) > 1) {
      if (before == NONE) {
        setOldest(slot, next(node));
      } else {
        setNext(before, next(node));
        if (newest(slot) == node) {
          setNewest(slot, before, timeAt(before));
        }
      }
    }
    setNext(node, freeNode);
    freeNode = node;
    resize(slot, -1);
  }

  /** The newest time of a group with that mark; the smallest number if there is none. */
  long newestOf(int slot, long byMark) {
    long found = Long.MIN_VALUE;
    for (int node = first(slot); node != NONE; node = after(slot, node)) {
      if (markAt(node) == byMark) {
        found = timeAt(node);
      }
    }
    return found;
  }

  /** How many times of a group have that mark. */
  int count(int slot, long byMark) {
    int count = 0;
    for (int node = first(slot); node != NONE; node = after(slot, node)) {
      count += markAt(node) == byMark ? 1 : 0;
    }
    return count;
  }
}
