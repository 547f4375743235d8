package dev.tocsin.privacy;

import dev.tocsin.event.ClientAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A person's value and what is to stand for it, wherever it is found: where no letter or digit
 * touches it. Of a value that ends in digits, a decimal point beside them counts as a part of the
 * number; of an IPv6 address, a colon and a digit. Immutable.
 */
final class PersonalValue {
  /** Numbers below this length may be any number. */
  private static final int SHORTEST_NUMBER = 6;

  private static final int SHORTEST = 3;
  private static final int LONGEST_PREFIX_OF_NAME = 4;
  private static final int ESCAPED_UNIT = 6;

  private final String value;
  private final String replacement;
  private final boolean ambiguous;
  private final boolean ignoreCase;
  private final boolean hasText;
  private final @Nullable ClientAddress address;
  private final char first;
  private final char otherFirst;

  private PersonalValue(
      String value, String replacement, boolean ignoreCase, @Nullable ClientAddress address) {
    this.value = value;
    this.replacement = replacement;
    this.ignoreCase = ignoreCase;
    this.address = address;
    boolean digits = true;
    boolean text = false;
    for (int i = 0; i < value.length(); i++) {
      digits &= Ascii.isDigit(value.charAt(i));
      text |= Character.isLetterOrDigit(value.charAt(i)) || value.charAt(i) >= 0x80;
    }
    this.hasText = text;
    this.ambiguous = value.length() < (digits ? SHORTEST_NUMBER : SHORTEST);
    this.first = value.charAt(0);
    this.otherFirst =
        !ignoreCase
            ? first
            : Character.isUpperCase(first)
                ? Character.toLowerCase(first)
                : Character.toUpperCase(first);
  }

  /**
   * A value as it is.
   *
   * @param value not empty
   * @param address that it is, or null
   */
  static PersonalValue of(String value, String replacement, @Nullable ClientAddress address) {
    // E-mail addresses are written in any case.
    return new PersonalValue(value, replacement, value.indexOf('@') > 0, address);
  }

  /** The value as it stands in a URL, or null if that is no different. */
  static @Nullable PersonalValue encoded(String value, String replacement, String blank) {
    if (isUnreserved(value)) {
      return null;
    }
    StringBuilder out = new StringBuilder(value.length() + 16);
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      if (c < 0x80 && (Ascii.isNamePart(c) || c == '~')) {
        out.append(c);
      } else if (c == ' ') {
        out.append(blank);
      } else {
        out.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
      }
    }
    return new PersonalValue(out.toString(), replacement, true, null);
  }

  private static boolean isUnreserved(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!Ascii.isNamePart(value.charAt(i)) && value.charAt(i) != '~') {
        return false;
      }
    }
    return true;
  }

  String value() {
    return value;
  }

  String replacement() {
    return replacement;
  }

  /** Whether a text of that form may well be something else. */
  boolean isAmbiguous() {
    return ambiguous;
  }

  /** Whether a whole text is the value. */
  boolean is(String text) {
    return ignoreCase ? value.equalsIgnoreCase(text) : value.equals(text);
  }

  /** Whether a number is the value. */
  boolean is(Number number) {
    if (number instanceof Double decimal && decimal == Math.rint(decimal)) {
      return value.equals(Long.toString(decimal.longValue()));
    }
    return value.equals(number.toString());
  }

  /**
   * Where the value begins next in a text.
   *
   * @param mentioned whether the text is known to be about this value, so that even an ambiguous
   *     one is meant
   * @return -1 if it does not
   */
  int next(String text, int from, boolean mentioned) {
    if (!hasText) {
      return -1;
    }
    int last = text.length() - value.length();
    int at = nextFirst(text, from);
    while (at >= 0 && at <= last) {
      if (startsWhole(text, at)
          && text.regionMatches(ignoreCase, at, value, 0, value.length())
          && endsWhole(text, at + value.length())
          && (mentioned || !ambiguous || isNamed(text, at))) {
        return at;
      }
      at = nextFirst(text, at + 1);
    }
    return -1;
  }

  private int nextFirst(String text, int from) {
    if (first == otherFirst) {
      return text.indexOf(first, from);
    }
    int at = from;
    while (at < text.length() && text.charAt(at) != first && text.charAt(at) != otherFirst) {
      at++;
    }
    return at < text.length() ? at : -1;
  }

  private boolean startsWhole(String text, int start) {
    if (start == 0) {
      return true;
    }
    char before = text.charAt(start - 1);
    if (!isWord(first)) {
      return !isIpv6() || !Ascii.isHex(before);
    }
    if (isWord(before)) {
      return isEscape(text, start);
    }
    if (before == '.' && Ascii.isDigit(first)) {
      return start == 1 || !Ascii.isDigit(text.charAt(start - 2));
    }
    return !(before == ':' && isIpv6()) || start == 1 || !Ascii.isHex(text.charAt(start - 2));
  }

  private boolean endsWhole(String text, int end) {
    char last = value.charAt(value.length() - 1);
    if (end == text.length() || !isWord(last)) {
      return true;
    }
    char after = text.charAt(end);
    if (isWord(after)) {
      return false;
    }
    boolean more = end + 1 < text.length();
    if (after == '.' && Ascii.isDigit(last)) {
      return !more || !Ascii.isDigit(text.charAt(end + 1));
    }
    return !(after == ':' && isIpv6()) || !more || !Ascii.isHex(text.charAt(end + 1));
  }

  private boolean isIpv6() {
    return address != null && address.family() == 6;
  }

  private static boolean isWord(char c) {
    return c < 0x80
        ? Ascii.isAlphanumeric(c)
        : Character.isLetterOrDigit(c) || Character.isSurrogate(c);
  }

  /** Whether what stands before is no letter but its escape: {@code %3D}, {@code \n}, {@code =}. */
  private static boolean isEscape(String text, int start) {
    if (start > 1 && text.charAt(start - 2) == '\\') {
      return "nrtbf".indexOf(text.charAt(start - 1)) >= 0;
    }
    if (start < 3 || !Ascii.isHex(text.charAt(start - 1)) || !Ascii.isHex(text.charAt(start - 2))) {
      return false;
    }
    return text.charAt(start - 3) == '%'
        || (start >= ESCAPED_UNIT && text.startsWith("\\u", start - ESCAPED_UNIT));
  }

  /**
   * Whether a name of a person stands before: {@code user 5}, {@code user_id="5"}, {@code
   * /users/5}.
   */
  private static boolean isNamed(String text, int start) {
    int end = start;
    int least = Math.max(0, start - LONGEST_PREFIX_OF_NAME);
    while (end > least && isBetween(text.charAt(end - 1))) {
      end--;
    }
    if (end == start) {
      return false;
    }
    int from = end;
    while (from > 0 && Ascii.isNamePart(text.charAt(from - 1))) {
      from--;
    }
    return from < end && PersonNames.isPerson(text, from, end);
  }

  private static boolean isBetween(char c) {
    return Ascii.isBlank(c)
        || Ascii.isQuote(c)
        || c == '='
        || c == ':'
        || c == '/'
        || c == '#'
        || c == '('
        || c == '['
        || c == '<'
        || c == '>';
  }
}
