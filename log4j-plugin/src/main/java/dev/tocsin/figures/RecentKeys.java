package dev.tocsin.figures;

import java.util.Arrays;

/**
 * How many distinct keys were seen within a window, and when each was seen last. Exact to the
 * microsecond, as each time is kept and those in the window are counted when asked: a million in
 * about a millisecond. Times may come in any order. Thread-safe.
 */
final class RecentKeys {
  static final long NEVER = Long.MIN_VALUE;

  private final long window;
  private final KeyTable table;
  private long[] times;
  private long leftOut;

  /**
   * @param capacity keys at most
   * @param windowMicros how long a key counts after it was seen
   */
  RecentKeys(int capacity, long windowMicros) {
    window = windowMicros;
    table = new KeyTable(capacity, this::isSpent);
    times = new long[table.length()];
  }

  private boolean isSpent(int place, long nowMicros) {
    return times[place] < nowMicros - window;
  }

  /** Takes note of a key that was seen at a time; one that is out of the window is passed over. */
  synchronized void see(long key, long atMicros, long nowMicros) {
    if (atMicros < nowMicros - window) {
      return;
    }
    int place = table.find(key);
    if (place != KeyTable.NONE) {
      times[place] = Math.max(times[place], atMicros);
      return;
    }
    place = table.add(key, nowMicros);
    if (place == KeyTable.NONE) {
      leftOut++;
      return;
    }
    if (place >= times.length) {
      times = Arrays.copyOf(times, table.length());
    }
    times[place] = atMicros;
  }

  /** When a key was seen last, or {@link #NEVER} as far as is known. */
  synchronized long lastSeen(long key) {
    int place = table.find(key);
    return place == KeyTable.NONE ? NEVER : times[place];
  }

  /**
   * Keys that were seen in the window that ends at a time. One that was seen later than it can have
   * been, since the clock was set back, counts as seen now.
   */
  synchronized int count(long nowMicros) {
    long from = nowMicros - window;
    long latest = nowMicros + MonitoringFigures.AHEAD_MICROS;
    int count = 0;
    for (int place = 0; place < table.used(); place++) {
      if (times[place] > latest) {
        times[place] = nowMicros;
      }
      if (times[place] >= from) {
        count++;
      }
    }
    return count;
  }

  /** How often there was no room for a key. */
  synchronized long leftOut() {
    return leftOut;
  }
}
