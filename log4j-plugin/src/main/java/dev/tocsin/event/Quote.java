package dev.tocsin.event;

/** Writes a value that came from outside into a message of one line. */
public final class Quote {
  private static final int MAX_CHARS = 80;

  private Quote() {}

  /**
   * The value in double quotes, at most 80 characters of it, with everything that is not printable
   * ASCII or a letter or digit written as {@code \\uXXXX}, so that a message stays one harmless
   * line.
   */
  public static String of(CharSequence value) {
    StringBuilder out = new StringBuilder().append('"');
    int shown = Math.min(value.length(), MAX_CHARS);
    for (int i = 0; i < shown; i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
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
    return out.append(shown < value.length() ? "…\"" : "\"").toString();
  }
}
