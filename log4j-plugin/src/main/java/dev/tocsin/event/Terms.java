package dev.tocsin.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the constants of an enum by their canonical text. */
final class Terms<E extends Enum<E> & Term> {
  private final String label;
  private final E[] values;

  Terms(String label, E[] values) {
    this.label = label;
    this.values = values;
  }

  static String textOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Nullable E find(CharSequence text) {
    for (E value : values) {
      if (equalsIgnoringCase(value.text(), text)) {
        return value;
      }
    }
    return null;
  }

  E parse(String text) {
    E value = find(text);
    if (value != null) {
      return value;
    }
    StringBuilder allowed = new StringBuilder();
    for (E each : values) {
      allowed.append(allowed.isEmpty() ? "" : ", ").append(each.text());
    }
    throw new IllegalArgumentException(label + " " + Quote.of(text) + ": use one of " + allowed);
  }

  private static boolean equalsIgnoringCase(String lower, CharSequence text) {
    int length = lower.length();
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      char folded = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
      if (folded != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
