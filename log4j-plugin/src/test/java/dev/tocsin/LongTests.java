package dev.tocsin;

/**
 * How long the tests go on that do one thing again and again with other numbers. All of it by
 * default; a tenth where {@code TOCSIN_LONG_TESTS=short} is in the environment, for a second run
 * over the same code on another JDK.
 */
public final class LongTests {
  private LongTests() {}

  /** So many rounds. */
  public static int rounds(int whole) {
    return "short".equals(System.getenv("TOCSIN_LONG_TESTS")) ? Math.max(1, whole / 10) : whole;
  }
}
