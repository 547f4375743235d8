package dev.tocsin.otel.picture;

/**
 * How wide text is, roughly: a picture can't ask for the reader's fonts, so it reckons with a wide
 * one.
 */
final class Letters {
  /** Of the classes that set a size in {@code Picture}. */
  static final double SMALL = 11.5;

  private static final double PROPORTIONAL = 0.56;
  private static final double BOLD = 0.6;
  private static final double EQUAL = 0.61;

  private Letters() {}

  static double width(String text, double size) {
    return text.codePointCount(0, text.length()) * size * PROPORTIONAL;
  }

  /** The same for letters that are heavy. */
  static String fitBold(String text, double width, double size) {
    return cut(text, (int) (width / (size * BOLD)));
  }

  /** The text, or what there is room for and an ellipsis. */
  static String fit(String text, double width, double size) {
    return cut(text, (int) (width / (size * PROPORTIONAL)));
  }

  /** The same for letters that are all of one width. */
  static String fitEqual(String text, double width, double size) {
    return cut(text, (int) (width / (size * EQUAL)));
  }

  private static String cut(String text, int letters) {
    if (text.codePointCount(0, text.length()) <= letters) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, Math.max(0, letters - 1))) + "…";
  }
}
