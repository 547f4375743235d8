package dev.tocsin.text;

/**
 * Makes text from outside fit to be shown. A value must not move the cursor, change colours, begin
 * a line of its own or turn the reading direction of what follows, so every character that could is
 * written as its escape, as in {@code \u001b}.
 */
public final class SafeText {
  /** Longer text is cut here; an error is to be read, and its value was the user's own. */
  public static final int MAX_CHARS = 1000;

  private SafeText() {}

  /** The text on one line: control, format and separator characters escaped, cut at a bound. */
  public static String oneLine(String text) {
    int end = Math.min(text.length(), MAX_CHARS);
    StringBuilder shown = new StringBuilder(end + 16);
    int i = 0;
    while (i < end) {
      int c = text.codePointAt(i);
      int width = Character.charCount(c);
      if (isHarmless(c)) {
        shown.appendCodePoint(c);
      } else {
        for (int k = i; k < i + width; k++) {
          appendEscape(shown, text.charAt(k));
        }
      }
      i += width;
    }
    if (end < text.length()) {
      shown.append("… (").append(text.length()).append(" characters)");
    }
    return shown.toString();
  }

  /** The text in double quotes, for a value inside a message. */
  public static String quoted(String text) {
    return '"' + oneLine(text) + '"';
  }

  /** Whether a code point shows as itself, and moves nothing. */
  public static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static void appendEscape(StringBuilder to, char c) {
    switch (c) {
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      default -> to.append(String.format("\\u%04x", (int) c));
    }
  }
}
