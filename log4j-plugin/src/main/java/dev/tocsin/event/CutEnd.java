package dev.tocsin.event;

/**
 * Where a text that is too long is cut: not inside a word, for the half of a secret is one that
 * nobody could tell from other text. In a text of one long word the cut is where it must be.
 */
final class CutEnd {
  /**
   * No word that is a secret by its form is longer, but tokens that are known by their beginning.
   */
  private static final int LONGEST_WORD = 256;

  private CutEnd() {}

  /**
   * The end of the part that is kept.
   *
   * @param max length of the part at most, less than the text's
   */
  static int before(CharSequence text, int max) {
    int from = Math.max(max - LONGEST_WORD, max - max / 4);
    for (int i = from; i < max; i++) {
      if (isBetweenWords(text, i)) {
        return i;
      }
    }
    for (int i = from; i < max; i++) {
      if (isDelimiter(text.charAt(i))) {
        return i;
      }
    }
    return max;
  }

  /** Digits with a space between may be one number. */
  private static boolean isBetweenWords(CharSequence text, int at) {
    return isBlank(text.charAt(at))
        && (at == 0
            || at + 1 == text.length()
            || !isDigit(text.charAt(at - 1))
            || !isDigit(text.charAt(at + 1)));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isDelimiter(char c) {
    return c == '&' || c == ';' || c == ',' || c == '"' || c == '<' || c == '(' || c == '{';
  }
}
