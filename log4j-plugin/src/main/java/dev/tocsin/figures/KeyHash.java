package dev.tocsin.figures;

/**
 * Makes keys of 64 bits of what sessions, accounts and addresses are called: a polynomial over the
 * prime 2^61 - 1 in a secret random point, below a mark of the kind. Two texts of n characters have
 * the same key with a probability below n / 2^61, whoever chose them. No key is 0. Immutable.
 *
 * @see <a href="https://doi.org/10.1016/0022-0000(79)90044-8">Carter and Wegman, Universal classes
 *     of hash functions</a>
 */
final class KeyHash {
  static final int SESSION = 1;
  static final int CORRELATION = 2;
  static final int ACCOUNT = 3;
  static final int ADDRESS = 4;
  private static final int EVENT = 5;
  private static final int PAIR = 6;

  private static final int BITS = 61;
  private static final long PRIME = (1L << BITS) - 1;
  private static final int LOWEST_POINT = 0x2_0000;
  private static final int HALF = 0xffff;

  private final long point;

  /**
   * @param seed random, and known to nobody
   */
  KeyHash(long seed) {
    point = (seed >>> 4) % (PRIME - LOWEST_POINT) + LOWEST_POINT;
  }

  /**
   * The key of a text.
   *
   * @param kind one of the above: equal texts of two kinds have two keys
   */
  long of(int kind, CharSequence text) {
    long sum = 1;
    for (int i = 0; i < text.length(); i++) {
      sum = next(sum, text.charAt(i) + 1);
    }
    return marked(kind, sum);
  }

  /** The key of an event alone. */
  long ofEvent(long idMsb, long idLsb) {
    return marked(EVENT, add(add(1, idMsb), idLsb));
  }

  /** The key of two keys together. */
  long ofPair(long first, long second) {
    return marked(PAIR, add(add(1, first), second));
  }

  private static long marked(int kind, long sum) {
    return (long) kind << BITS | sum;
  }

  private long add(long sum, long bits) {
    long result = sum;
    for (int shift = 48; shift >= 0; shift -= 16) {
      result = next(result, (int) (bits >>> shift) & HALF);
    }
    return result;
  }

  private long next(long sum, int symbol) {
    long lower = sum * point;
    long upper = Math.multiplyHigh(sum, point);
    // 2^61 is 1 modulo the prime.
    long folded = (lower & PRIME) + ((upper << 3) | (lower >>> BITS)) + symbol;
    folded = (folded & PRIME) + (folded >>> BITS);
    return folded >= PRIME ? folded - PRIME : folded;
  }
}
