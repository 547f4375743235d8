package dev.tocsin.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns values from outside into texts and numbers that can be stored. */
public final class Values {
  /** Stands for a map or list that lies too deep. */
  public static final String TOO_DEEP = "…";

  private static final char REPLACEMENT = '\ufffd';
  private static final int MAX_LONG_BITS = 63;

  private Values() {}

  /**
   * The text of any value; never throws but when the virtual machine itself is at its end. What an
   * object's own {@code toString()} throws is told in the text by the exception's class alone.
   */
  public static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    try {
      return String.valueOf(String.valueOf(value));
    } catch (Throwable e) {
      return unreadable(e);
    }
  }

  /** The text that a call gives, or why it gives none. */
  public static @Nullable String textOf(Supplier<@Nullable String> call) {
    try {
      return call.get();
    } catch (Throwable e) {
      return unreadable(e);
    }
  }

  /**
   * A name with U+FFFD for every lone surrogate: many readers of JSON take such in values and
   * refuse them in names. The same object if there is none.
   */
  public static String name(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (isLone(name, i)) {
        return replaced(name);
      }
    }
    return name;
  }

  private static boolean isLone(String text, int index) {
    char c = text.charAt(index);
    if (Character.isHighSurrogate(c)) {
      return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
    }
    return Character.isLowSurrogate(c)
        && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
  }

  private static String replaced(String name) {
    StringBuilder whole = new StringBuilder(name);
    for (int i = 0; i < name.length(); i++) {
      if (isLone(name, i)) {
        whole.setCharAt(i, REPLACEMENT);
      }
    }
    return whole.toString();
  }

  /**
   * What stands in place of a value whose own code threw, be it an exception that is not declared
   * or an error of another language's runtime. Only what means that the virtual machine is out of
   * memory, or broken, is thrown on.
   */
  public static String unreadable(Throwable e) {
    if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
      throw fatal;
    }
    return "unreadable: " + e.getClass().getName();
  }

  /**
   * A number as JSON writes it, or null if JSON has no such number or its readers would lose
   * digits: NaN, infinities, integers beyond 64 bits, decimals that no double holds.
   */
  public static @Nullable String numberText(Number number) {
    Number plain = plain(number);
    return plain == null ? null : plain.toString();
  }

  /** The number as a Long or Double of the same value, or null if neither holds it. */
  static @Nullable Number plain(Number number) {
    if (number instanceof Long) {
      return number;
    }
    if (number instanceof Integer
        || number instanceof Short
        || number instanceof Byte
        || number instanceof AtomicInteger
        || number instanceof AtomicLong) {
      return number.longValue();
    }
    if (number instanceof Double decimal) {
      return Double.isFinite(decimal) ? decimal : null;
    }
    if (number instanceof Float decimal) {
      return Float.isFinite(decimal) ? Double.valueOf(decimal.toString()) : null;
    }
    if (number instanceof BigInteger integer) {
      return integer.bitLength() <= MAX_LONG_BITS ? integer.longValue() : null;
    }
    if (number instanceof BigDecimal decimal && decimal.precision() <= 17) {
      double nearest = decimal.doubleValue();
      boolean same =
          Double.isFinite(nearest)
              && new BigDecimal(Double.toString(nearest)).compareTo(decimal) == 0;
      return same ? nearest : null;
    }
    return null;
  }
}
