package dev.tocsin.risk;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A hash table of clients in arrays of numbers, with a list by last sight and a list by the end of
 * suspicion. Its owner guards it; only {@link #size()} and {@link #until(long, long)} may be called
 * while it changes, and may then answer anything but don't fail.
 */
final class AddressTable {
  static final int MAX_CAPACITY = 1 << 24;
  static final long IPV4_MAPPED = 0xffff_0000_0000L;

  private static final int FIRST_CAPACITY = 64;
  private static final int NONE = -1;

  private final int capacity;
  private volatile int size;
  private long evictions;

  /** Replaced as a whole when the table grows. */
  private volatile Slots slots;

  private final Order bySight = new Order();
  private final Order byEnd = new Order();

  AddressTable(int capacity) {
    this.capacity = capacity;
    this.slots = new Slots(Math.min(capacity, FIRST_CAPACITY));
  }

  /** The entries' values, each array by entry, and the chains that find them. */
  private static final class Slots {
    final long[] high;
    final long[] low;
    final long[] first;
    final long[] last;
    final long[] until;
    final long[] count;
    final byte[] risk;
    final boolean[] blocked;
    final int[] heads;
    final int[] next;

    Slots(int length) {
      high = new long[length];
      low = new long[length];
      first = new long[length];
      last = new long[length];
      until = new long[length];
      count = new long[length];
      risk = new byte[length];
      blocked = new boolean[length];
      next = new int[length];
      heads = new int[Integer.highestOneBit(length) * 2];
      Arrays.fill(heads, NONE);
    }

    Slots grown(int length, int used) {
      Slots grown = new Slots(length);
      System.arraycopy(high, 0, grown.high, 0, used);
      System.arraycopy(low, 0, grown.low, 0, used);
      System.arraycopy(first, 0, grown.first, 0, used);
      System.arraycopy(last, 0, grown.last, 0, used);
      System.arraycopy(until, 0, grown.until, 0, used);
      System.arraycopy(count, 0, grown.count, 0, used);
      System.arraycopy(risk, 0, grown.risk, 0, used);
      System.arraycopy(blocked, 0, grown.blocked, 0, used);
      for (int i = 0; i < used; i++) {
        grown.link(i);
      }
      return grown;
    }

    int bucket(long h, long l) {
      long mixed = (h ^ Long.rotateLeft(l, 32)) * 0x9e37_79b9_7f4a_7c15L;
      return (int) (mixed >>> 32) & (heads.length - 1);
    }

    int find(long h, long l) {
      int entry = heads[bucket(h, l)];
      // While the table changes a chain may be in a ring for a moment; no chain is longer than
      // this.
      for (int steps = 0; entry >= 0 && steps < high.length; steps++) {
        if (high[entry] == h && low[entry] == l) {
          return entry;
        }
        entry = next[entry];
      }
      return NONE;
    }

    void link(int entry) {
      int bucket = bucket(high[entry], low[entry]);
      next[entry] = heads[bucket];
      heads[bucket] = entry;
    }

    void unlink(int entry) {
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
  }

  int size() {
    return size;
  }

  long evictions() {
    return evictions;
  }

  int find(long high, long low) {
    return slots.find(high, low);
  }

  /** The end of a client's suspicion, in microseconds; the least long if it is not in the table. */
  long until(long high, long low) {
    Slots now = slots;
    int entry = now.find(high, low);
    return entry < 0 ? Long.MIN_VALUE : now.until[entry];
  }

  /** Adds a client that is not there, in the place of another if the table is full. */
  int add(long high, long low, long at, long now) {
    int entry = size < capacity ? fresh() : evicted(now);
    Slots all = slots;
    all.high[entry] = high;
    all.low[entry] = low;
    all.first[entry] = at;
    all.last[entry] = at;
    all.until[entry] = Long.MIN_VALUE;
    all.count[entry] = 0;
    all.risk[entry] = 0;
    all.blocked[entry] = false;
    all.link(entry);
    bySight.append(entry);
    byEnd.append(entry);
    return entry;
  }

  private int fresh() {
    int entry = size;
    Slots all = slots;
    if (entry == all.high.length) {
      int length = (int) Math.min(capacity, entry * 2L);
      slots = all.grown(length, entry);
    }
    bySight.ensure(slots.high.length);
    byEnd.ensure(slots.high.length);
    size = entry + 1;
    return entry;
  }

  private int evicted(long now) {
    Slots all = slots;
    int entry = byEnd.first();
    if (all.until[entry] > now || all.blocked[entry]) {
      entry = bySight.first();
      evictions++;
    }
    all.unlink(entry);
    bySight.remove(entry);
    byEnd.remove(entry);
    return entry;
  }

  void seen(int entry, long at, int riskTenths, int events) {
    Slots all = slots;
    all.first[entry] = Math.min(all.first[entry], at);
    all.last[entry] = Math.max(all.last[entry], at);
    all.count[entry] += events;
    all.risk[entry] = (byte) Math.max(all.risk[entry], riskTenths);
    bySight.remove(entry);
    bySight.append(entry);
  }

  /** Prolongs the suspicion, never shortens it. */
  void setUntil(int entry, long micros) {
    Slots all = slots;
    all.until[entry] = Math.max(all.until[entry], micros);
    byEnd.remove(entry);
    byEnd.append(entry);
  }

  void setBlocked(int entry, boolean blocked) {
    slots.blocked[entry] = blocked;
  }

  void forEach(IntConsumer action) {
    for (int entry = bySight.first(); entry >= 0; entry = bySight.after(entry)) {
      action.accept(entry);
    }
  }

  SuspiciousAddresses.Entry entry(int entry) {
    Slots all = slots;
    boolean ipv4 = all.high[entry] == 0 && (all.low[entry] & IPV4_MAPPED) == IPV4_MAPPED;
    ClientAddress client =
        ipv4
            ? ClientAddress.ofIpv4((int) all.low[entry])
            : ClientAddress.ofIpv6(all.high[entry], 0);
    return new SuspiciousAddresses.Entry(
        client.network(),
        ThreatLevel.ofRiskTenths(all.risk[entry]),
        Timestamps.instant(all.first[entry]),
        Timestamps.instant(all.last[entry]),
        all.count[entry],
        all.blocked[entry]);
  }

  /** A list of entries in some order, by the numbers of the entries before and after each. */
  private static final class Order {
    private int[] before = new int[0];
    private int[] after = new int[0];
    private int first = NONE;
    private int last = NONE;

    void ensure(int length) {
      if (length > before.length) {
        before = Arrays.copyOf(before, length);
        after = Arrays.copyOf(after, length);
      }
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
