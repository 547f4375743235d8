package dev.tocsin.event;

/** Writes a value that came from outside into a message of one line. */
public final class Quote {
  private static final int MAX_CHARS = 80;
  private static final int MAX_LINE_CHARS = 200;

  private Quote() {}

  /**
   * The value in double quotes, at most 80 characters of it, with everything that is neither
   * printable ASCII nor a letter or digit written as {@code \\uXXXX}, so that a message stays one
   * harmless line.
   */
  public static String of(CharSequence value) {
    return '"' + shown(value, MAX_CHARS, true) + '"';
  }

  /** A text that others wrote, made harmless in the same way, without quotes. */
  public static String line(CharSequence text) {
    return shown(text, MAX_LINE_CHARS, false);
  }

  private static String shown(CharSequence value, int maxChars, boolean quoted) {
    StringBuilder out = new StringBuilder();
    int shown = Math.min(value.length(), maxChars);
    for (int i = 0; i < shown; i++) {
      char c = value.charAt(i);
      if (quoted && (c == '"' || c == '\\')) {
        out.append('\\').append(c);
      } else if ((c >= ' ' && c < 0x7f) || (c > 0x7f && Character.isLetterOrDigit(c))) {
        out.append(c);
      } else {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
      }
    }
    return out.append(shown < value.length() ? "…" : "").toString();
  }
}
