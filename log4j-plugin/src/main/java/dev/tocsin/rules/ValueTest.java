package dev.tocsin.rules;

import com.google.re2j.Pattern;
import dev.tocsin.event.AddressRange;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Term;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one value of a rule asks of a field's value. Immutable, and linear in the value's length.
 */
public interface ValueTest {
  /**
   * Whether a value passes.
   *
   * @param value as {@link dev.tocsin.event.EventView#get} gives it; null if the field is absent
   */
  boolean passes(@Nullable Object value);

  /** A test of each text or number alone; a list passes with any of its elements. */
  interface OfOne extends ValueTest {
    boolean passesOne(Object value);

    @Override
    default boolean passes(@Nullable Object value) {
      if (value == null) {
        return false;
      }
      if (!(value instanceof List<?> list)) {
        return passesOne(value);
      }
      for (int i = 0; i < list.size(); i++) {
        Object element = list.get(i);
        if (element != null && passesOne(element)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The text that a value is compared by. */
  static CharSequence text(Object value) {
    if (value instanceof CharSequence text) {
      return text;
    }
    return value instanceof Term term ? term.text() : value.toString();
  }

  /** The number that a value is, or NaN. */
  static double number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    return value instanceof CharSequence text && mayBeNumber(text) ? parsed(text) : Double.NaN;
  }

  /** Java's own notations, as 1d or NaN, are texts to everybody else. */
  private static boolean mayBeNumber(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return text.length() > 0;
  }

  private static double parsed(CharSequence text) {
    try {
      return Double.parseDouble(text.toString());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The text is as a pattern says. */
  record Like(TextPattern pattern) implements OfOne {
    @Override
    public boolean passesOne(Object value) {
      return pattern.matches(text(value));
    }
  }

  /** A number that equals; numbers that came as text are compared as text. */
  record Equal(double number, TextPattern pattern) implements OfOne {
    @Override
    public boolean passesOne(Object value) {
      return value instanceof Number given
          ? given.doubleValue() == number
          : pattern.matches(ValueTest.text(value));
    }
  }

  /** A regular expression finds something in the text. */
  record Finds(Pattern pattern) implements OfOne {
    @Override
    public boolean passesOne(Object value) {
      return pattern.matcher(text(value)).find();
    }
  }

  /** The value is an address of the range. */
  record InRange(AddressRange range) implements OfOne {
    @Override
    public boolean passesOne(Object value) {
      ClientAddress address = ClientAddress.parse(text(value));
      return address != null && range.contains(address);
    }
  }

  /** How a number is compared. */
  enum Order {
    LT,
    LTE,
    GT,
    GTE;

    boolean holds(double left, double right) {
      return switch (this) {
        case LT -> left < right;
        case LTE -> left <= right;
        case GT -> left > right;
        case GTE -> left >= right;
      };
    }
  }

  /** The value is a number beyond another. */
  record Compares(Order order, double bound) implements OfOne {
    @Override
    public boolean passesOne(Object value) {
      return order.holds(number(value), bound);
    }
  }

  /** The field is there, or not. */
  record Exists(boolean wanted) implements ValueTest {
    @Override
    public boolean passes(@Nullable Object value) {
      return (value != null) == wanted;
    }
  }
}
