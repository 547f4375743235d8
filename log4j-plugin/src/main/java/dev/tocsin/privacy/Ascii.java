package dev.tocsin.privacy;

/** Classes of characters, without locale and without regular expressions. */
final class Ascii {
  private Ascii() {}

  static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean isLetter(char c) {
    return isLower((char) (c | 0x20));
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isAlphanumeric(char c) {
    return isLetter(c) || isDigit(c);
  }

  /** What names are made of beside letters and digits. */
  static boolean isNamePart(char c) {
    return isAlphanumeric(c) || c == '_' || c == '-' || c == '.';
  }

  static boolean isHex(char c) {
    return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
  }

  /** The alphabet of base64url, in which tokens are written. */
  static boolean isTokenPart(char c) {
    return isAlphanumeric(c) || c == '_' || c == '-';
  }

  static boolean isBlank(char c) {
    return c == ' '
        || (c >= '\t' && c <= '\r')
        || c == 0x85
        || c == 0xa0
        || c == 0x2028
        || c == 0x2029;
  }

  static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  /** The value of a decimal digit in any script of the basic plane, or -1. */
  static int digit(char c) {
    if (c < 0x80) {
      return isDigit(c) ? c - '0' : -1;
    }
    return c < 0x660 ? -1 : Character.digit(c, 10);
  }
}
