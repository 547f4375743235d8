package dev.tocsin.rules;

import dev.tocsin.event.EventView;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What groups and values are told apart by: two polynomials over the prime 2^61 - 1 in secret
 * random points. Two texts of n characters have the same one with a probability below (n / 2^61)^2,
 * whoever chose them. Mutable, for one thread.
 *
 * @see <a href="https://doi.org/10.1016/0022-0000(79)90044-8">Carter and Wegman, Universal classes
 *     of hash functions</a>
 */
final class Fingerprint {
  private static final long PRIME = (1L << 61) - 1;

  /** No character has this value, so parts can't run into each other. */
  private static final int END_OF_PART = 0x1_0000;

  private final long first;
  private final long second;
  private long high;
  private long low;

  Fingerprint() {
    this(new SecureRandom().nextLong(), new SecureRandom().nextLong());
  }

  Fingerprint(long seed, long otherSeed) {
    first = point(seed);
    second = point(otherSeed);
  }

  private static long point(long seed) {
    return (seed >>> 4) % (PRIME - 2 * END_OF_PART) + 2 * END_OF_PART;
  }

  void reset() {
    high = 1;
    low = 1;
  }

  /** Adds a part; a number or a term by its text. */
  void add(Object value) {
    CharSequence text = ValueTest.text(value);
    for (int i = 0; i < text.length(); i++) {
      add(text.charAt(i) + 1);
    }
    add(END_OF_PART + 1);
  }

  /** Adds the network of an event's address: the IPv4 address, or the IPv6 one's 64 bits. */
  void addNetwork(EventView event) {
    addNetwork(event.addressFamily(), event.addressHigh(), event.addressLow());
  }

  /** The same of an address; of an IPv6 one the lower half does not matter. */
  void addNetwork(int family, long addressHigh, long addressLow) {
    long bits = family == 4 ? addressLow : addressHigh;
    add(family);
    add((int) (bits >>> 42));
    add((int) (bits >>> 21) & 0x1f_ffff);
    add((int) bits & 0x1f_ffff);
  }

  private void add(int symbol) {
    high = next(high, first, symbol);
    low = next(low, second, symbol);
  }

  private static long next(long sum, long point, int symbol) {
    long lower = sum * point;
    long upper = Math.multiplyHigh(sum, point);
    // 2^61 is 1 modulo the prime.
    long folded = (lower & PRIME) + ((upper << 3) | (lower >>> 61)) + symbol;
    folded = (folded & PRIME) + (folded >>> 61);
    return folded >= PRIME ? folded - PRIME : folded;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  /** One number for one value. */
  long ofValue(@Nullable Object value) {
    reset();
    if (value != null) {
      add(value);
    }
    return high;
  }
}
