package dev.tocsin.test;

import dev.tocsin.event.Quote;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares and shows the values of fields. */
final class FieldValue {
  private static final int MOST_CHARS = 160;

  private FieldValue() {}

  /** Whether a field has a value; numbers of all kinds compare as numbers, the rest as texts. */
  static boolean isSame(@Nullable Object expected, @Nullable Object actual) {
    if (expected == null || actual == null) {
      return expected == actual;
    }
    if (expected instanceof Number one && actual instanceof Number other) {
      return isSameNumber(one, other);
    }
    if (expected instanceof Map<?, ?> one && actual instanceof Map<?, ?> other) {
      return one.size() == other.size()
          && one.entrySet().stream()
              .allMatch(
                  entry ->
                      other.containsKey(String.valueOf(entry.getKey()))
                          && isSame(entry.getValue(), other.get(String.valueOf(entry.getKey()))));
    }
    if (expected instanceof List<?> one && actual instanceof List<?> other) {
      boolean same = one.size() == other.size();
      for (int i = 0; same && i < one.size(); i++) {
        same = isSame(one.get(i), other.get(i));
      }
      return same;
    }
    return expected.equals(actual)
        || (!isStructure(expected) && !isStructure(actual) && text(expected).equals(text(actual)));
  }

  private static boolean isSameNumber(Number one, Number other) {
    if (one.equals(other)) {
      return true;
    }
    try {
      return new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString())) == 0;
    } catch (NumberFormatException e) {
      // An infinity, or no number at all.
      return false;
    }
  }

  private static boolean isStructure(Object value) {
    return value instanceof Map<?, ?> || value instanceof List<?>;
  }

  /** For people, one harmless line of limited length; texts in quotes. */
  static String shown(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    if (value instanceof Number || value instanceof Boolean || value instanceof Enum<?>) {
      return Quote.line(text(value));
    }
    if (isStructure(value)) {
      String line = Quote.line(value.toString());
      return line.length() > MOST_CHARS ? line.substring(0, MOST_CHARS) + "…" : line;
    }
    return Quote.of(value.toString());
  }

  /** As the audit file has it. */
  private static String text(Object value) {
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT)
        : value.toString();
  }
}
