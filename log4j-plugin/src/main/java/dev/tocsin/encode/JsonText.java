package dev.tocsin.encode;

import dev.tocsin.event.JsonSize;
import dev.tocsin.event.UnsafeChars;

/**
 * Writes texts as JSON strings in UTF-8. Characters that JSON forbids or that are unsafe in a line
 * are escaped, lone surrogates too, so that every text reads back to itself.
 */
final class JsonText {
  /** ASCII characters that stand as themselves. */
  private static final boolean[] PLAIN = new boolean[128];

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int LONGEST_CHAR = 6;

  static {
    for (char c = 0; c < PLAIN.length; c++) {
      PLAIN[c] = !UnsafeChars.isUnsafe(c) && c != '"' && c != '\\';
    }
  }

  private JsonText() {}

  /**
   * Writes a text in quotes, at most so many characters of it.
   *
   * @return bytes that the characters left out would have taken
   */
  static long write(ByteSink sink, CharSequence text, int maxChars) {
    return write(sink, text, 0, text.length(), maxChars);
  }

  /** The same for a part of a text. */
  static long write(ByteSink sink, CharSequence text, int from, int to, int maxChars) {
    int end = Cut.end(text, from, to, maxChars);
    sink.put('"');
    if (text instanceof String string) {
      chars(sink, string, from, end);
    } else {
      chars(sink, text, from, end);
    }
    sink.put('"');
    return end == to ? 0 : JsonSize.ofText(text, end, to);
  }

  /** Writes a text without quotes, as a part of a string. */
  static void writeInner(ByteSink sink, String text) {
    chars(sink, text, 0, text.length());
  }

  /** As the method below; by itself so that the loop is compiled for String alone. */
  private static void chars(ByteSink sink, String text, int from, int to) {
    int i = from;
    while (i < to) {
      byte[] out = sink.ensure(to - i);
      int shift = sink.length() - i;
      for (; i < to; i++) {
        char c = text.charAt(i);
        if (c >= PLAIN.length || !PLAIN[c]) {
          break;
        }
        out[shift + i] = (byte) c;
      }
      sink.advanceTo(shift + i);
      if (i < to) {
        i = special(sink, text, i, to);
      }
    }
  }

  private static void chars(ByteSink sink, CharSequence text, int from, int to) {
    int i = from;
    while (i < to) {
      byte[] out = sink.ensure(to - i);
      int shift = sink.length() - i;
      for (; i < to; i++) {
        char c = text.charAt(i);
        if (c >= PLAIN.length || !PLAIN[c]) {
          break;
        }
        out[shift + i] = (byte) c;
      }
      sink.advanceTo(shift + i);
      if (i < to) {
        i = special(sink, text, i, to);
      }
    }
  }

  /** Writes the characters up to the next plain one, and says where that stands. */
  private static int special(ByteSink sink, CharSequence text, int from, int to) {
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      if (c < PLAIN.length && PLAIN[c]) {
        break;
      }
      byte[] out = sink.ensure(LONGEST_CHAR);
      int at = sink.length();
      if (c < PLAIN.length) {
        at = escapedAscii(out, at, c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < to
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        at = fourBytes(out, at, Character.toCodePoint(c, text.charAt(i)));
      } else if (Character.isSurrogate(c) || UnsafeChars.isUnsafe(c)) {
        at = escaped(out, at, c);
      } else {
        at = multiByte(out, at, c);
      }
      sink.advanceTo(at);
      i++;
    }
    return i;
  }

  private static int escapedAscii(byte[] out, int offset, char c) {
    byte letter =
        switch (c) {
          case '"', '\\' -> (byte) c;
          case '\b' -> 'b';
          case '\f' -> 'f';
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          default -> 0;
        };
    if (letter == 0) {
      return escaped(out, offset, c);
    }
    out[offset] = '\\';
    out[offset + 1] = letter;
    return offset + 2;
  }

  /** Writes a UTF-16 unit as a backslash, u and four hex digits. */
  static int escaped(byte[] out, int offset, char c) {
    out[offset] = '\\';
    out[offset + 1] = 'u';
    out[offset + 2] = HEX[c >> 12];
    out[offset + 3] = HEX[c >> 8 & 0xf];
    out[offset + 4] = HEX[c >> 4 & 0xf];
    out[offset + 5] = HEX[c & 0xf];
    return offset + 6;
  }

  /** Writes a character of the basic plane that is not ASCII as two or three bytes of UTF-8. */
  static int multiByte(byte[] out, int offset, char c) {
    if (c < 0x800) {
      out[offset] = (byte) (0xc0 | c >> 6);
      out[offset + 1] = (byte) (0x80 | (c & 0x3f));
      return offset + 2;
    }
    out[offset] = (byte) (0xe0 | c >> 12);
    out[offset + 1] = (byte) (0x80 | (c >> 6 & 0x3f));
    out[offset + 2] = (byte) (0x80 | (c & 0x3f));
    return offset + 3;
  }

  static int fourBytes(byte[] out, int offset, int codePoint) {
    out[offset] = (byte) (0xf0 | codePoint >> 18);
    out[offset + 1] = (byte) (0x80 | (codePoint >> 12 & 0x3f));
    out[offset + 2] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
    out[offset + 3] = (byte) (0x80 | (codePoint & 0x3f));
    return offset + 4;
  }
}
