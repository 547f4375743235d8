package dev.tocsin.privacy;

/** Whether a value says anything, or only that there is one, or none. */
final class Meaning {
  private static final String[] TRIVIAL = {
    "true", "false", "null", "nil", "none", "yes", "no", "undefined", "n/a", "required", "optional"
  };
  private static final int CARD_DIGITS = 12;
  private static final int LONGEST_CARD = 64;

  private Meaning() {}

  /** False for words such as null and true, for masks such as asterisks, and for no text at all. */
  static boolean isThere(SecretKind kind, String text, int from, int to) {
    if (isMasked(text, from, to)) {
      return false;
    }
    if (kind == SecretKind.CARD) {
      return digits(text, from, to) >= CARD_DIGITS;
    }
    if (kind == SecretKind.FIELD) {
      return true;
    }
    for (String word : TRIVIAL) {
      if (word.length() == to - from && text.regionMatches(true, from, word, 0, word.length())) {
        return false;
      }
    }
    return true;
  }

  static boolean isThere(SecretKind kind, String value) {
    return isThere(kind, value, 0, value.length());
  }

  private static boolean isMasked(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c != '*' && c != '•' && c != ' ' && c != '.' && c != '…' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static int digits(String text, int from, int to) {
    int digits = 0;
    for (int i = from; i < Math.min(to, from + LONGEST_CARD); i++) {
      if (Ascii.digit(text.charAt(i)) >= 0) {
        digits++;
      }
    }
    return digits;
  }
}
