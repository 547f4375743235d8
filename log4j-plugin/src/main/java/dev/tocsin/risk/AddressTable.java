package dev.tocsin.risk;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A hash table of clients in arrays of numbers, with a list by last sight and a list by the end of
 * suspicion. The arrays grow on demand up to a bound. The owner guards it; {@link #size()} alone
 * may be called without.
 */
final class AddressTable {
  static final int MAX_CAPACITY = 1 << 24;
  static final long IPV4_MAPPED = 0xffff_0000_0000L;

  private static final int FIRST_CAPACITY = 64;
  private static final int NONE = -1;

  private final int capacity;
  private volatile int size;
  private long evictions;

  private long[] high = {};
  private long[] low = {};
  private long[] first = {};
  private long[] last = {};
  private long[] until = {};
  private long[] count = {};
  private byte[] risk = {};
  private boolean[] blocked = {};
  private int[] next = {};
  private int[] heads = {NONE};

  private final Order bySight = new Order();
  private final Order byEnd = new Order();

  AddressTable(int capacity) {
    this.capacity = capacity;
  }

  int size() {
    return size;
  }

  long evictions() {
    return evictions;
  }

  int find(long h, long l) {
    int entry = heads[bucket(h, l)];
    while (entry != NONE && (high[entry] != h || low[entry] != l)) {
      entry = next[entry];
    }
    return entry;
  }

  /** The end of a client's suspicion, in microseconds; the least long if it is not in the table. */
  long until(long h, long l) {
    int entry = find(h, l);
    return entry == NONE ? Long.MIN_VALUE : until[entry];
  }

  /** Adds a client that is not there, in the place of another if the table is full. */
  int add(long h, long l, long at, long now) {
    int entry = size < capacity ? fresh() : evicted(now);
    high[entry] = h;
    low[entry] = l;
    first[entry] = at;
    last[entry] = at;
    until[entry] = Long.MIN_VALUE;
    count[entry] = 0;
    risk[entry] = 0;
    blocked[entry] = false;
    link(entry);
    bySight.append(entry);
    byEnd.append(entry);
    return entry;
  }

  private int fresh() {
    int entry = size;
    if (entry == high.length) {
      grow();
    }
    size = entry + 1;
    return entry;
  }

  /** In an order by which the table is as it was, but longer, wherever memory runs out. */
  private void grow() {
    int length = (int) Math.min(capacity, Math.max(FIRST_CAPACITY, size * 2L));
    low = Arrays.copyOf(low, length);
    first = Arrays.copyOf(first, length);
    last = Arrays.copyOf(last, length);
    until = Arrays.copyOf(until, length);
    count = Arrays.copyOf(count, length);
    risk = Arrays.copyOf(risk, length);
    blocked = Arrays.copyOf(blocked, length);
    next = Arrays.copyOf(next, length);
    bySight.grow(length);
    byEnd.grow(length);
    high = Arrays.copyOf(high, length);
    int[] more = new int[Integer.highestOneBit(length) * 2];
    Arrays.fill(more, NONE);
    heads = more;
    for (int entry = 0; entry < size; entry++) {
      link(entry);
    }
  }

  private int evicted(long now) {
    int entry = byEnd.first();
    if (until[entry] > now || blocked[entry]) {
      entry = bySight.first();
      evictions++;
    }
    unlink(entry);
    bySight.remove(entry);
    byEnd.remove(entry);
    return entry;
  }

  private int bucket(long h, long l) {
    long mixed = (h ^ Long.rotateLeft(l, 32)) * 0x9e37_79b9_7f4a_7c15L;
    return (int) (mixed >>> 32) & (heads.length - 1);
  }

  private void link(int entry) {
    int bucket = bucket(high[entry], low[entry]);
    next[entry] = heads[bucket];
    heads[bucket] = entry;
  }

  private void unlink(int entry) {
    int bucket = bucket(high[entry], low[entry]);
    if (heads[bucket] == entry) {
      heads[bucket] = next[entry];
      return;
    }
    int before = heads[bucket];
    while (next[before] != entry) {
      before = next[before];
    }
    next[before] = next[entry];
  }

  void seen(int entry, long at, int riskTenths, int events) {
    first[entry] = Math.min(first[entry], at);
    last[entry] = Math.max(last[entry], at);
    count[entry] += events;
    risk[entry] = (byte) Math.max(risk[entry], riskTenths);
    bySight.remove(entry);
    bySight.append(entry);
  }

  /** Prolongs the suspicion, never shortens it. */
  void setUntil(int entry, long micros) {
    until[entry] = Math.max(until[entry], micros);
    byEnd.remove(entry);
    byEnd.append(entry);
  }

  void setBlocked(int entry, boolean is) {
    blocked[entry] = is;
  }

  void forEach(IntConsumer action) {
    for (int entry = bySight.first(); entry >= 0; entry = bySight.after(entry)) {
      action.accept(entry);
    }
  }

  SuspiciousAddresses.Entry entry(int entry) {
    boolean ipv4 = high[entry] == 0 && (low[entry] & IPV4_MAPPED) == IPV4_MAPPED;
    ClientAddress client =
        ipv4 ? ClientAddress.ofIpv4((int) low[entry]) : ClientAddress.ofIpv6(high[entry], 0);
    return new SuspiciousAddresses.Entry(
        client.network(),
        ThreatLevel.ofRiskTenths(risk[entry]),
        Timestamps.instant(first[entry]),
        Timestamps.instant(last[entry]),
        count[entry],
        blocked[entry]);
  }

  /** A list of entries in some order, by the numbers of the entries before and after each. */
  private static final class Order {
    private int[] before = new int[0];
    private int[] after = new int[0];
    private int first = NONE;
    private int last = NONE;

    void grow(int length) {
      before = Arrays.copyOf(before, length);
      after = Arrays.copyOf(after, length);
    }

    int first() {
      return first;
    }

    int after(int entry) {
      return after[entry];
    }

    void append(int entry) {
      before[entry] = last;
      after[entry] = NONE;
      if (last == NONE) {
        first = entry;
      } else {
        after[last] = entry;
      }
      last = entry;
    }

    void remove(int entry) {
      if (before[entry] == NONE) {
        first = after[entry];
      } else {
        after[before[entry]] = after[entry];
      }
      if (after[entry] == NONE) {
        last = before[entry];
      } else {
        before[after[entry]] = before[entry];
      }
    }
  }
}
