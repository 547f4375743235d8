package dev.tocsin.figures;

import dev.tocsin.event.SecretPolynomial;

/**
 * Makes keys of 64 bits of what sessions, accounts and addresses are called: the number that a
 * {@link SecretPolynomial} makes, below a mark of the kind. Two texts of n characters have the same
 * key with a probability below n / 2^61, whoever chose them. No key is 0. Immutable.
 */
final class KeyHash {
  static final int SESSION = 1;
  static final int CORRELATION = 2;
  static final int ACCOUNT = 3;
  static final int ADDRESS = 4;
  private static final int EVENT = 5;
  private static final int PAIR = 6;

  private static final int HALF = 0xffff;

  private final SecretPolynomial polynomial;

  /**
   * @param seed random, and known to nobody
   */
  KeyHash(long seed) {
    polynomial = new SecretPolynomial(seed);
  }

  /**
   * The key of a text.
   *
   * @param kind one of the above: equal texts of two kinds have two keys
   */
  long of(int kind, CharSequence text) {
    long number = SecretPolynomial.EMPTY;
    for (int i = 0; i < text.length(); i++) {
      number = polynomial.next(number, text.charAt(i) + 1);
    }
    return marked(kind, number);
  }

  /** The key of an event alone. */
  long ofEvent(long idMsb, long idLsb) {
    return marked(EVENT, ofTwo(idMsb, idLsb));
  }

  /** The key of two keys together. */
  long ofPair(long first, long second) {
    return marked(PAIR, ofTwo(first, second));
  }

  private static long marked(int kind, long number) {
    return (long) kind << SecretPolynomial.BITS | number;
  }

  private long ofTwo(long first, long second) {
    return add(add(SecretPolynomial.EMPTY, first), second);
  }

  private long add(long number, long bits) {
    long result = number;
    for (int shift = 48; shift >= 0; shift -= 16) {
      result = polynomial.next(result, (int) (bits >>> shift) & HALF);
    }
    return result;
  }
}
