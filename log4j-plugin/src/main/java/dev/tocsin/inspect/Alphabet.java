package dev.tocsin.inspect;

/**
 * The few characters that texts are judged by. Letters are small, a digit is any digit, characters
 * that are compatible forms of ASCII are that, other letters and signs are all one.
 */
final class Alphabet {
  /** A character that is read over, as NUL. */
  static final char NOTHING = 0;

  /** Any character beyond ASCII that stands for nothing in it. */
  static final char FOREIGN = 0x7f;

  static final char DIGIT = '0';

  private static final int ASCII = 128;
  private static final char FULL_WIDTH_FIRST = '\uff01';
  private static final char FULL_WIDTH_LAST = '\uff5e';
  private static final int FULL_WIDTH_SHIFT = FULL_WIDTH_FIRST - '!';

  /** The ASCII characters as they are judged by. */
  private static final char[] FOLDED = new char[ASCII];

  /** Whether a character makes an input worth a closer look. */
  private static final boolean[] ACTIVE = new boolean[ASCII];

  static {
    for (char c = 0; c < ASCII; c++) {
      FOLDED[c] = c < ' ' ? NOTHING : c;
    }
    for (char c = 'A'; c <= 'Z'; c++) {
      FOLDED[c] = (char) (c + ('a' - 'A'));
    }
    for (char c = '0'; c <= '9'; c++) {
      FOLDED[c] = DIGIT;
    }
    FOLDED['\t'] = ' ';
    FOLDED['\u000b'] = ' ';
    FOLDED['\f'] = ' ';
    FOLDED['\r'] = '\n';
    FOLDED['\n'] = '\n';
    FOLDED[FOREIGN] = NOTHING;
    for (char c : " \"'`<>;|&$()=/\\%*#{}[]^~!+\t\n\r\0".toCharArray()) {
      ACTIVE[c] = true;
    }
  }

  private Alphabet() {}

  /** What a character is judged by: ASCII, {@link #FOREIGN} or {@link #NOTHING}. */
  static char fold(char c) {
    if (c < ASCII) {
      return FOLDED[c];
    }
    char plain = plain(c);
    return plain < ASCII ? FOLDED[plain] : FOREIGN;
  }

  /** The ASCII character that another is a compatible form of; itself if it is of none. */
  static char plain(char c) {
    if (c < ASCII) {
      return c;
    }
    if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST) {
      return (char) (c - FULL_WIDTH_SHIFT);
    }
    return switch (c) {
      case '\u00a0', '\u2028', '\u2029', '\u3000' -> ' ';
      case '\u02b9', '\u02bc', '\u2032' -> '\'';
      case '\u02ba', '\u2033' -> '"';
      case '\u2024' -> '.';
      case '\u2044', '\u2215', '\u29f8' -> '/';
      case '\u29f5', '\ufe68' -> '\\';
      case '\ufe64' -> '<';
      case '\ufe65' -> '>';
      case '\ufe54' -> ';';
      case '\ufe59' -> '(';
      case '\ufe5a' -> ')';
      default -> c;
    };
  }

  /** False for what words, numbers, addresses and ids are made of, without spaces. */
  static boolean isActive(char c) {
    return c < ASCII ? ACTIVE[c] : plain(c) != c;
  }

  static boolean isWord(char folded) {
    return (folded >= 'a' && folded <= 'z')
        || folded == DIGIT
        || folded == '_'
        || folded == FOREIGN;
  }
}
