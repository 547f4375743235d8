package dev.tocsin.report;

/** Texts from events as a page or a line can show them. */
final class Visible {
  private static final int MAX_CHARS = 1_000;

  private Visible() {}

  /** Without characters that can't be seen, or that turn what follows; these as escapes; cut. */
  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MAX_CHARS)
        .forEach(
            c -> {
              if (isVisible(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
              }
            });
    if (text.codePointCount(0, text.length()) > MAX_CHARS) {
      shown.append("… (").append(text.length()).append(" characters)");
    }
    return shown.toString();
  }

  private static boolean isVisible(int c) {
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
}
