package dev.tocsin.privacy;

import java.util.Locale;

/** What a secret is, as its mark tells it. */
enum SecretKind {
  PASSWORD(0),
  PIN(1),
  /** A one-time, verification or recovery code. */
  CODE(2),
  SECRET(3),
  TOKEN(4),
  SESSION(5),
  COOKIE(6),
  AUTHORIZATION(7),
  CREDENTIALS(8),
  /** A key that is known by its field's name. */
  KEY(9),
  CARD(10),
  CVV(11),
  IBAN(12),
  SSN(13),
  CONNECTION_STRING(14),
  PRIVATE_KEY(15),
  JWT(16),
  /** A key that a service gave out, known by its form. */
  SERVICE_KEY(17),
  /** What the configuration names by its field. */
  FIELD(18),
  /** What the configuration describes by a pattern. */
  PATTERN(19);

  private static final String START = "[redacted:";
  private static final int LONGEST_NAME = 20;
  private static final SecretKind[] BY_NUMBER = byNumber();

  private final int number;
  private final String mark = START + name().toLowerCase(Locale.ROOT) + "]";

  /**
   * A kind.
   *
   * @param number by which a {@link Span} names it, from 0 without gaps
   */
  SecretKind(int number) {
    this.number = number;
  }

  private static SecretKind[] byNumber() {
    SecretKind[] all = new SecretKind[values().length];
    for (SecretKind kind : values()) {
      all[kind.number] = kind;
    }
    return all;
  }

  static SecretKind of(int number) {
    return BY_NUMBER[number];
  }

  int number() {
    return number;
  }

  /** What stands in the place of the secret, for example {@code [redacted:card]}. */
  String mark() {
    return mark;
  }

  /** The end of the mark that begins at a position, or -1 if none does. */
  static int endOfMark(String text, int from) {
    if (!text.startsWith(START, from)) {
      return -1;
    }
    int at = from + START.length();
    int end = Math.min(text.length(), at + LONGEST_NAME);
    while (at < end && (Ascii.isLower(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return at < text.length() && text.charAt(at) == ']' ? at + 1 : -1;
  }

  /** Whether a mark ends at a position. */
  static boolean endsWithMark(String text, int end) {
    if (end == 0 || text.charAt(end - 1) != ']') {
      return false;
    }
    int start = end;
    int limit = Math.max(0, end - START.length() - LONGEST_NAME);
    while (start > limit && text.charAt(start - 1) != '[') {
      start--;
    }
    return start > 0 && endOfMark(text, start - 1) == end;
  }

  /** The position, or the end of the mark that it would cut in two. */
  static int afterMark(String text, int position) {
    int limit = Math.max(0, position - START.length() - LONGEST_NAME);
    for (int start = position - 1; start >= limit; start--) {
      if (text.charAt(start) == '[') {
        return Math.max(position, endOfMark(text, start));
      }
    }
    return position;
  }

  /** Whether a text is a mark and nothing else. */
  static boolean isMark(String text) {
    return endOfMark(text, 0) == text.length();
  }

  /** Whether all that lies inside a map of such a name is secret, too. */
  boolean coversMaps() {
    return switch (this) {
      case PASSWORD, PIN, CODE, SECRET, TOKEN, COOKIE, KEY, CVV, PRIVATE_KEY, FIELD -> true;
      default -> false;
    };
  }
}
