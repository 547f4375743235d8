package dev.tocsin.inspect;

/**
 * Takes the wrappings off a text in place: percent signs ({@code %3C}, {@code %u003C}, overlong
 * UTF-8 as {@code %c0%ae}), entities by name or number, and the escapes of scripts, a backslash
 * with {@code u} or {@code x}. A text becomes no longer by it. What is no valid wrapping stays as
 * it is.
 */
final class Decoder {
  /** So many wrappings one around the other are taken off. */
  static final int MOST_PASSES = 4;

  private static final int LONGEST_ENTITY = 10;

  private final char[] text;
  private int length;
  private int read;

  /**
   * @param text what to decode; it is overwritten
   */
  Decoder(char[] text) {
    this.text = text;
    this.length = text.length;
  }

  /** Whether a wrapping begins with a character. */
  static boolean isWrapping(char c) {
    return c == '%' || c == '&' || c == '\\';
  }

  /** Whether a wrapping may begin at such a character; most in honest texts begin none. */
  static boolean mayBegin(CharSequence text, int at, int length) {
    if (at + 2 >= length) {
      return false;
    }
    char next = text.charAt(at + 1);
    return switch (text.charAt(at)) {
      case '%' -> (next | 0x20) == 'u' || (isHex(next) && isHex(text.charAt(at + 2)));
      case '&' -> next == '#' || (isLetter(next) && isLetter(text.charAt(at + 2)));
      default -> next == 'x' || next == 'u';
    };
  }

  private static boolean isHex(char c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }

  /**
   * Decodes, as often as that changes anything, but at most {@link #MOST_PASSES} times.
   *
   * @return the length that the text has now
   */
  int decode() {
    spaces();
    for (int pass = 0; pass < MOST_PASSES && pass(); pass++) {
      // Each takes one layer off.
    }
    return length;
  }

  /** In a form that was sent as it is, a plus sign is a space. */
  private void spaces() {
    boolean form = false;
    for (int i = 0; i < length; i++) {
      if (text[i] == ' ') {
        return;
      }
      form |= text[i] == '%' && byteAt(i) >= 0;
    }
    for (int i = 0; form && i < length; i++) {
      if (text[i] == '+') {
        text[i] = ' ';
      }
    }
  }

  private boolean pass() {
    int written = 0;
    read = 0;
    while (read < length) {
      char c = text[read];
      int decoded =
          switch (c) {
            case '%' -> percent();
            case '&' -> entity();
            case '\\' -> escape();
            default -> -1;
          };
      if (decoded < 0) {
        text[written++] = c;
        read++;
      } else {
        // Beyond the basic plane there is nothing to tell apart.
        text[written++] = decoded > Character.MAX_VALUE ? '\ufffd' : (char) decoded;
      }
    }
    boolean changed = written < length;
    length = written;
    return changed;
  }

  /** The byte that a percent sign at a place begins, or -1. */
  private int byteAt(int at) {
    return at + 2 < length && text[at] == '%' ? hex(at + 1, 2) : -1;
  }

  private int percent() {
    if (read + 5 < length && (text[read + 1] | 0x20) == 'u') {
      int unit = hex(read + 2, 4);
      if (unit >= 0) {
        read += 6;
        return unit;
      }
    }
    int first = byteAt(read);
    if (first < 0) {
      return -1;
    }
    read += 3;
    if (first < 0xc0 || first > 0xf7) {
      return first;
    }
    int more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    int point = first & (0x3f >> more);
    int at = read;
    for (int i = 0; i < more; i++, at += 3) {
      int next = byteAt(at);
      if (next < 0 || (next & 0xc0) != 0x80) {
        // Latin-1, or a byte that belongs nowhere.
        return first;
      }
      // An overlong form of an ASCII character is that character, to servers that are fooled.
      point = (point << 6) | (next & 0x3f);
    }
    read = at;
    return point;
  }

  private int entity() {
    if (read + 2 < length && text[read + 1] == '#') {
      return numericEntity();
    }
    int end = read + 1;
    while (end < length && end - read <= LONGEST_ENTITY && isLetter(text[end])) {
      end++;
    }
    int named = named(read + 1, end);
    if (named >= 0) {
      read = end < length && text[end] == ';' ? end + 1 : end;
    }
    return named;
  }

  private int numericEntity() {
    boolean hexadecimal = (text[read + 2] | 0x20) == 'x';
    int at = read + (hexadecimal ? 3 : 2);
    int first = at;
    int point = 0;
    while (at < length) {
      int digit = Character.digit(text[at], hexadecimal ? 16 : 10);
      if (digit < 0 || text[at] > 'f') {
        break;
      }
      point = Math.min(point * (hexadecimal ? 16 : 10) + digit, Character.MAX_CODE_POINT);
      at++;
    }
    if (at == first) {
      return -1;
    }
    read = at < length && text[at] == ';' ? at + 1 : at;
    return point;
  }

  /** Those that stand for characters of ASCII which have a meaning somewhere. */
  private int named(int from, int to) {
    return switch (new String(text, from, to - from)) {
      case "lt", "LT" -> '<';
      case "gt", "GT" -> '>';
      case "amp", "AMP" -> '&';
      case "quot", "QUOT" -> '"';
      case "apos" -> '\'';
      case "nbsp" -> ' ';
      case "Tab" -> '\t';
      case "NewLine" -> '\n';
      case "colon" -> ':';
      case "semi" -> ';';
      case "sol" -> '/';
      case "bsol" -> '\\';
      case "lpar" -> '(';
      case "rpar" -> ')';
      case "lbrack", "lsqb" -> '[';
      case "rbrack", "rsqb" -> ']';
      case "lbrace", "lcub" -> '{';
      case "rbrace", "rcub" -> '}';
      case "equals" -> '=';
      case "period" -> '.';
      case "comma" -> ',';
      case "num" -> '#';
      case "dollar" -> '$';
      case "percnt" -> '%';
      case "vert", "verbar" -> '|';
      case "grave" -> '`';
      case "excl" -> '!';
      default -> -1;
    };
  }

  private int escape() {
    if (read + 1 >= length) {
      return -1;
    }
    char kind = text[read + 1];
    if (kind == 'x') {
      return escaped(2);
    }
    if (kind != 'u') {
      return -1;
    }
    if (read + 2 < length && text[read + 2] == '{') {
      return braced();
    }
    return escaped(4);
  }

  private int escaped(int digits) {
    int value = hex(read + 2, digits);
    if (value >= 0) {
      read += 2 + digits;
    }
    return value;
  }

  private int braced() {
    int at = read + 3;
    int point = 0;
    while (at < length && at - read < 9 && hex(at, 1) >= 0) {
      point = (point << 4) | hex(at, 1);
      at++;
    }
    if (at == read + 3 || at >= length || text[at] != '}' || point > Character.MAX_CODE_POINT) {
      return -1;
    }
    read = at + 1;
    return point;
  }

  /** The number that hexadecimal digits make, or -1 if they are none. */
  private int hex(int from, int digits) {
    if (from + digits > length) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = text[i] < 128 ? Character.digit(text[i], 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
