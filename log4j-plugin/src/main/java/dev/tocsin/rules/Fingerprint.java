package dev.tocsin.rules;

import dev.tocsin.event.EventView;
import dev.tocsin.event.SecretPolynomial;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What groups and values are told apart by: the numbers that two {@link SecretPolynomial}s make.
 * Two texts of n characters have the same one with a probability below (n / 2^61)^2, whoever chose
 * them. Mutable, for one thread.
 */
final class Fingerprint {
  /** No character has this value, so parts can't run into each other. */
  private static final int END_OF_PART = 0x1_0000;

  private final SecretPolynomial first;
  private final SecretPolynomial second;
  private long high;
  private long low;

  Fingerprint() {
    this(new SecureRandom().nextLong(), new SecureRandom().nextLong());
  }

  Fingerprint(long seed, long otherSeed) {
    first = new SecretPolynomial(seed);
    second = new SecretPolynomial(otherSeed);
  }

  void reset() {
    high = SecretPolynomial.EMPTY;
    low = SecretPolynomial.EMPTY;
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
    high = first.next(high, symbol);
    low = second.next(low, symbol);
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
