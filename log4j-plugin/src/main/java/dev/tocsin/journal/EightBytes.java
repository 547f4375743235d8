package dev.tocsin.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of a line, looked at in one step; the first one is the lowest. What is looked for is
 * marked in the top bits of the bytes: the lowest mark is right, above it a byte may be marked that
 * is none.
 *
 * @see <a href="https://graphics.stanford.edu/~seander/bithacks.html#ValueInWord">Bit Twiddling
 *     Hacks</a>
 */
final class EightBytes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TOPS = 0x8080_8080_8080_8080L;

  private EightBytes() {}

  /** Those from a place on; there must be as many. */
  static long at(byte[] bytes, int index) {
    return (long) LONGS.get(bytes, index);
  }

  /** Marks those that are this ASCII character; 0 if none is. */
  static long equalTo(long eight, char ascii) {
    long zero = eight ^ (ascii * ONES);
    return (zero - ONES) & ~zero & TOPS;
  }

  /** Marks those below this ASCII character, and those above 0x7f. */
  static long belowOrNotAscii(long eight, char ascii) {
    return (((eight - ascii * ONES) & ~eight) | eight) & TOPS;
  }

  /** Which byte has the lowest mark, 0 to 7. */
  static int first(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }
}
