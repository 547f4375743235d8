package dev.tocsin.figures;

import java.util.Arrays;

/**
 * The lockouts that have not ended, and the unlocks of the last day: events may come in any order,
 * so a lockout may come after the unlock that ended it. Thread-safe.
 */
final class Lockouts {
  private static final long ENDED = Long.MIN_VALUE;

  private final KeyTable table;
  private final RecentKeys unlocks;
  private long[] account;
  private long[] origin;
  private long[] since;
  private long[] until;
  private long leftOut;

  /**
   * @param capacity lockouts at most, and as many unlocks
   * @param reachMicros how long an unlock is remembered: lockouts older than that must not come
   */
  Lockouts(int capacity, long reachMicros) {
    table = new KeyTable(capacity, this::isSpent);
    unlocks = new RecentKeys(capacity, reachMicros);
    int length = table.length();
    account = new long[length];
    origin = new long[length];
    since = new long[length];
    until = new long[length];
  }

  private boolean isSpent(int place, long nowMicros) {
    return until[place] <= nowMicros;
  }

  /**
   * Takes note of a lockout. Of two with the same key the later one holds.
   *
   * @param accountKey 0 if it tells none
   * @param originKey of the session or address that it can be unlocked by, too; 0 for none
   */
  synchronized void lock(
      long key, long accountKey, long originKey, long atMicros, long untilMicros, long nowMicros) {
    if (unlocks.lastSeen(accountKey) >= atMicros || unlocks.lastSeen(originKey) >= atMicros) {
      return;
    }
    int place = table.find(key);
    if (place == KeyTable.NONE) {
      place = table.add(key, nowMicros);
      if (place == KeyTable.NONE) {
        leftOut++;
        return;
      }
      grow();
    } else if (since[place] > atMicros) {
      return;
    }
    account[place] = accountKey;
    origin[place] = originKey;
    since[place] = atMicros;
    until[place] = untilMicros;
  }

  private void grow() {
    int length = table.length();
    if (length > until.length) {
      account = Arrays.copyOf(account, length);
      origin = Arrays.copyOf(origin, length);
      since = Arrays.copyOf(since, length);
      until = Arrays.copyOf(until, length);
    }
  }

  /** Ends the lockouts of an account, a session or an address that began until then. */
  synchronized void unlock(long key, long atMicros, long nowMicros) {
    unlocks.see(key, atMicros, nowMicros);
    for (int place = 0; place < table.used(); place++) {
      if ((account[place] == key || origin[place] == key) && since[place] <= atMicros) {
        until[place] = ENDED;
      }
    }
  }

  /** Lockouts that stand at a time. */
  synchronized int count(long nowMicros) {
    int count = 0;
    for (int place = 0; place < table.used(); place++) {
      if (until[place] > nowMicros) {
        count++;
      }
    }
    return count;
  }

  /** How often there was no room for a lockout, or to remember an unlock. */
  synchronized long leftOut() {
    return leftOut + unlocks.leftOut();
  }
}
