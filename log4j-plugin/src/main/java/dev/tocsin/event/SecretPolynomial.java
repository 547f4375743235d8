package dev.tocsin.event;

/**
 * Makes numbers of 61 bits of texts that others chose: a polynomial over the prime 2^61 - 1 in a
 * secret random point, whose coefficients are the text's symbols behind a first one that is 1. Two
 * texts of n symbols have the same number with a probability below n / 2^61, whoever chose them.
 * Immutable.
 *
 * @see <a href="https://doi.org/10.1016/0022-0000(79)90044-8">Carter and Wegman, Universal classes
 *     of hash functions</a>
 */
public final class SecretPolynomial {
  /** Bits of a number. */
  public static final int BITS = 61;

  /** The number of an empty text. */
  public static final long EMPTY = 1;

  private static final long PRIME = (1L << BITS) - 1;
  private static final int LOWEST_POINT = 0x2_0000;

  private final long point;

  /**
   * A polynomial in a point of its own.
   *
   * @param seed random, and known to nobody
   */
  public SecretPolynomial(long seed) {
    point = (seed >>> 4) % (PRIME - LOWEST_POINT) + LOWEST_POINT;
  }

  /**
   * The number of a text and one symbol more.
   *
   * @param number of the text before
   * @param symbol not negative
   */
  public long next(long number, int symbol) {
    long lower = number * point;
    long upper = Math.multiplyHigh(number, point);
    // 2^61 is 1 modulo the prime.
    long folded = (lower & PRIME) + ((upper << 3) | (lower >>> BITS)) + symbol;
    folded = (folded & PRIME) + (folded >>> BITS);
    return folded >= PRIME ? folded - PRIME : folded;
  }
}
