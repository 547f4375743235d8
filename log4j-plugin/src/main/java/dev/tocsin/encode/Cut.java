package dev.tocsin.encode;

/** Where a text that is too long is cut. */
final class Cut {
  private Cut() {}

  /** The end of at most so many UTF-16 units; never between the halves of one character. */
  static int end(CharSequence text, int maxChars) {
    return end(text, 0, text.length(), maxChars);
  }

  /** The same for a part of a text. */
  static int end(CharSequence text, int from, int to, int maxChars) {
    if (to - from <= maxChars) {
      return to;
    }
    int end = from + maxChars;
    boolean splits =
        end > from
            && Character.isHighSurrogate(text.charAt(end - 1))
            && Character.isLowSurrogate(text.charAt(end));
    return splits ? end - 1 : end;
  }
}
