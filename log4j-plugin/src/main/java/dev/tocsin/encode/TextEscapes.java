package dev.tocsin.encode;

import dev.tocsin.event.UnsafeChars;

/**
 * Writes values into a text line so that they can't end it, forge a field in it, or change how it
 * is shown. See {@link TextEncoder} for the grammar.
 */
final class TextEscapes {
  private static final int LONGEST_CHAR = 6;

  private TextEscapes() {}

  /**
   * Writes a value, at most so many characters of it.
   *
   * @param quoted whether it stands in single quotes, so that those inside are escaped too
   * @return whether it was cut
   */
  static boolean write(ByteSink sink, CharSequence text, int maxChars, boolean quoted) {
    int end = Cut.end(text, maxChars);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      byte[] out = sink.ensure(LONGEST_CHAR);
      int at = sink.length();
      if (c == '\\' || (quoted && c == '\'')) {
        out[at++] = '\\';
        out[at++] = (byte) c;
      } else if (c == '|' && separates(text, i, end)) {
        at = JsonText.escaped(out, at, c);
      } else if (UnsafeChars.isUnsafe(c)) {
        at = control(out, at, c);
      } else if (c < 0x80) {
        out[at++] = (byte) c;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        at = JsonText.fourBytes(out, at, Character.toCodePoint(c, text.charAt(i)));
      } else if (Character.isSurrogate(c)) {
        at = JsonText.escaped(out, at, c);
      } else {
        at = JsonText.multiByte(out, at, c);
      }
      sink.advanceTo(at);
    }
    return end < text.length();
  }

  /** Whether a bar stands beside a blank or at an end of the value, where it could part fields. */
  private static boolean separates(CharSequence text, int index, int end) {
    return index == 0
        || index == end - 1
        || text.charAt(index - 1) == ' '
        || text.charAt(index + 1) == ' ';
  }

  private static int control(byte[] out, int offset, char c) {
    byte letter =
        switch (c) {
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          default -> 0;
        };
    if (letter == 0) {
      return JsonText.escaped(out, offset, c);
    }
    out[offset] = '\\';
    out[offset + 1] = letter;
    return offset + 2;
  }
}
