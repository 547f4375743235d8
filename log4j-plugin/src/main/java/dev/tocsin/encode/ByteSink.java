package dev.tocsin.encode;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bytes in the making, in one array that grows and is reused. Not thread-safe. */
public final class ByteSink {
  private static final int FIRST_CAPACITY = 2_048;
  private static final int LONGEST_LONG = 20;

  private byte[] bytes;
  private int length;

  /** Bytes that were not put because of a bound, as far as an encoder counts them here. */
  private long leftOut;

  private @Nullable OtlpAttributes attributes;

  public ByteSink() {
    this(FIRST_CAPACITY);
  }

  /**
   * A sink that begins with room for so many bytes.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ByteSink(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity " + capacity + ": use 0 or more");
    }
    bytes = new byte[capacity];
  }

  /** The bytes, of which the first {@link #length()} count; another array once the sink grew. */
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** Empties the sink and keeps its array. */
  public void reset() {
    length = 0;
  }

  /**
   * Forgets all bytes from a position on.
   *
   * @throws IndexOutOfBoundsException if it is negative or beyond the length
   */
  public void truncate(int newLength) {
    length = Objects.checkIndex(newLength, length + 1);
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  public void put(int oneByte) {
    ensure(1)[length++] = (byte) oneByte;
  }

  public void put(byte[] source) {
    put(source, 0, source.length);
  }

  public void put(byte[] source, int offset, int count) {
    System.arraycopy(source, offset, ensure(count), length, count);
    length += count;
  }

  /** Puts a text of ASCII characters; of others, something else. */
  public void putAscii(CharSequence text) {
    int count = text.length();
    byte[] out = ensure(count);
    int at = length;
    for (int i = 0; i < count; i++) {
      out[at++] = (byte) text.charAt(i);
    }
    length = at;
  }

  /** Puts a whole number in decimal digits. */
  public void putDecimal(long number) {
    byte[] out = ensure(LONGEST_LONG);
    // The negative numbers reach further, so the digits are taken from one.
    long rest = number > 0 ? -number : number;
    int digits = 1;
    for (long r = rest / 10; r != 0; r /= 10) {
      digits++;
    }
    if (number < 0) {
      out[length++] = '-';
    }
    for (int at = length + digits - 1; at >= length; at--) {
      out[at] = (byte) ('0' - rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /** What an encoder of attributes reuses with the array. */
  OtlpAttributes attributes() {
    if (attributes == null) {
      attributes = new OtlpAttributes(this);
    }
    return attributes;
  }

  /** Begins to count what is left out. */
  void countLeftOut(long already) {
    leftOut = already;
  }

  void leaveOut(long more) {
    leftOut += more;
  }

  long leftOut() {
    return leftOut;
  }

  /** The array with room for so many bytes more, to be filled from {@link #length()} on. */
  byte[] ensure(int more) {
    if (bytes.length - length < more) {
      grow(more);
    }
    return bytes;
  }

  private void grow(int more) {
    bytes =
        Arrays.copyOf(
            bytes, Math.max(Math.addExact(length, more), Math.min(bytes.length, 1 << 29) * 2));
  }

  /** Counts bytes that were written into the array. */
  void advanceTo(int newLength) {
    length = newLength;
  }
}
