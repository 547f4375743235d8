package dev.tocsin.event;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes event ids: UUIDs of version 7, unique and in order of time. Thread-safe, without garbage.
 *
 * <p>An id begins with the milliseconds since 1970 and a counter of 12 bits (RFC 9562, section 6.2,
 * method 1); both together only ever grow in one process, also while the clock stands still or goes
 * backwards, and a millisecond with more than 4,096 ids borrows from the next. The other 62 bits
 * are that number scrambled with two secrets of this generator, so ids of different processes
 * differ. Ids are not meant to be hard to guess.
 */
public final class EventIds {
  private static final int COUNTER_BITS = 12;
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;
  private static final long MAX_MILLIS = (1L << 48) - 1;

  /** Characters of a written id. */
  public static final int LENGTH = 36;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final Clock clock;
  private final long firstSecret;
  private final long secondSecret;
  private final AtomicLong last = new AtomicLong();

  /**
   * A generator of its own; two of them in one process don't know each other's order.
   *
   * @param random asked twice, here and never again; seeded from the system in earnest
   */
  public EventIds(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.firstSecret = random.nextLong();
    this.secondSecret = random.nextLong();
  }

  /** Gives a draft the next id. */
  public void next(EventDraft draft) {
    long number = nextNumber();
    draft.setId(msb(number), lsb(number));
  }

  /** The next id by itself. */
  public UUID next() {
    long number = nextNumber();
    return new UUID(msb(number), lsb(number));
  }

  private long nextNumber() {
    long millis = Math.max(0, Math.min(MAX_MILLIS, clock.millis()));
    long earliest = millis << COUNTER_BITS;
    while (true) {
      long before = last.get();
      long number = Math.max(before + 1, earliest);
      if (last.compareAndSet(before, number)) {
        return number;
      }
    }
  }

  private static long msb(long number) {
    return (number >>> COUNTER_BITS) << 16 | VERSION_7 | (number & ((1L << COUNTER_BITS) - 1));
  }

  private long lsb(long number) {
    long scrambled = scramble(scramble(number ^ firstSecret) + secondSecret);
    return VARIANT | (scrambled & VARIANT_MASK);
  }

  /** Stafford's variant 13 of MurmurHash3's finalizer, a bijection. */
  private static long scramble(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return z ^ (z >>> 31);
  }

  /** The text of an id, 36 characters, lower case. */
  public static String text(long msb, long lsb) {
    return new UUID(msb, lsb).toString();
  }

  /** Writes the 36 characters of an id as ASCII. */
  public static void write(long msb, long lsb, byte[] out, int offset) {
    int at = hex(msb, 60, 32, out, offset);
    out[at++] = '-';
    at = hex(msb, 28, 16, out, at);
    out[at++] = '-';
    at = hex(msb, 12, 0, out, at);
    out[at++] = '-';
    at = hex(lsb, 60, 48, out, at);
    out[at++] = '-';
    hex(lsb, 44, 0, out, at);
  }

  private static int hex(long half, int from, int to, byte[] out, int offset) {
    int at = offset;
    for (int shift = from; shift >= to; shift -= 4) {
      out[at++] = HEX[(int) (half >>> shift) & 0xf];
    }
    return at;
  }

  /**
   * Reads the text of an id into a draft: any UUID but the nil one, in lower or upper case, since
   * imported events keep theirs.
   *
   * @return false, and nothing done, if it is none
   */
  static boolean parse(CharSequence text, EventDraft draft) {
    if (text.length() != LENGTH) {
      return false;
    }
    long msb = 0;
    long lsb = 0;
    int nibble = 0;
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (c != '-') {
          return false;
        }
        continue;
      }
      int digit = hexadecimal(c);
      if (digit < 0) {
        return false;
      }
      if (nibble++ < 16) {
        msb = msb << 4 | digit;
      } else {
        lsb = lsb << 4 | digit;
      }
    }
    if (msb == 0 && lsb == 0) {
      return false;
    }
    draft.setId(msb, lsb);
    return true;
  }

  private static int hexadecimal(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
