package dev.tocsin.privacy;

/** Where values end that stand in a text without saying how long they are. */
final class ValueEnds {
  private static final int LONGEST_NAME = 40;

  /** Schemes of HTTP authentication with credentials of one word. */
  private static final String[] WORD_SCHEMES = {
    "Bearer ", "Basic ", "Token ", "Negotiate ", "ApiKey ", "NTLM "
  };

  /** Those with a list of parameters. */
  private static final String[] LIST_SCHEMES = {
    "Digest ", "AWS4-HMAC-SHA256 ", "OAuth ", "Hawk ", "Signature "
  };

  private ValueEnds() {}

  /**
   * The closing quote.
   *
   * @param start of the opening one with its backslashes, as many of which the closing one has
   * @return without one, the end of the line
   */
  static int ofQuoted(String text, int start, int quote) {
    char c = text.charAt(quote);
    int escapes = quote - start;
    int backslashes = 0;
    int lineEnd = -1;
    for (int i = quote + 1; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == '\\') {
        backslashes++;
        continue;
      }
      if (each == c && (escapes == 0 ? backslashes % 2 == 0 : backslashes <= escapes)) {
        return i - Math.min(backslashes, escapes);
      }
      if (lineEnd < 0 && Ascii.isLineEnd(each)) {
        lineEnd = i;
      }
      backslashes = 0;
    }
    return lineEnd < 0 ? text.length() : lineEnd;
  }

  /** The bracket that closes the one at a position, quotes left aside; else the end of the text. */
  static int ofBrackets(String text, int start) {
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '[' || c == '{' || c == '(') {
        depth++;
      } else if ((c == ']' || c == '}' || c == ')') && --depth == 0) {
        return i + 1;
      }
    }
    return text.length();
  }

  /**
   * The end of a header's value. A header in quotes ends with them; the credentials of a known
   * scheme are one word; anything else takes the rest of its line.
   *
   * @param nameEnd where its name has ended
   */
  static int ofHeader(String text, int nameEnd, int start) {
    int nameStart = nameEnd;
    while (nameStart > 0
        && nameEnd - nameStart < LONGEST_NAME
        && Ascii.isNamePart(text.charAt(nameStart - 1))) {
      nameStart--;
    }
    char before = nameStart == 0 ? ' ' : text.charAt(nameStart - 1);
    boolean bracketed = text.charAt(start) == '[';
    int scheme = ofScheme(text, start, WORD_SCHEMES);
    if (scheme > 0) {
      return ofWord(text, scheme, false);
    }
    boolean list = ofScheme(text, start, LIST_SCHEMES) > 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Ascii.isLineEnd(c)
          || (Ascii.isQuote(before) && c == before)
          || (c == '\\' && isEscapedEnd(text, i + 1))
          || c == '}'
          || (c == ']' && !bracketed)
          || (c == ',' && !list && startsName(text, i + 1))) {
        return i;
      }
      if (c == ']') {
        return i + 1;
      }
    }
    return text.length();
  }

  private static boolean isEscapedEnd(String text, int at) {
    return at < text.length()
        && (text.charAt(at) == 'n' || text.charAt(at) == 'r' || text.charAt(at) == '"');
  }

  /** Whether a header's value begins with a scheme of HTTP authentication. */
  static boolean hasScheme(String text, int start) {
    return ofScheme(text, start, WORD_SCHEMES) > 0 || ofScheme(text, start, LIST_SCHEMES) > 0;
  }

  /** The end of one of these schemes, or -1. */
  private static int ofScheme(String text, int start, String[] schemes) {
    for (String scheme : schemes) {
      if (text.regionMatches(true, start, scheme, 0, scheme.length())) {
        return start + scheme.length();
      }
    }
    return -1;
  }

  /** The end of digits with single characters between. */
  static int ofNumber(String text, int start) {
    int end = start;
    for (int i = start; i < text.length() && i - end < 2; i++) {
      if (Ascii.digit(text.charAt(i)) >= 0) {
        end = i + 1;
      } else if (Ascii.isLetter(text.charAt(i))) {
        break;
      }
    }
    return end;
  }

  /**
   * The end of a value without quotes: white space, or a character that parts values, if it does so
   * here. What may as well belong to a password belongs to it.
   *
   * @param encoded whether what parts values is itself encoded as in a URL
   */
  static int ofWord(String text, int start, boolean encoded) {
    int length = text.length();
    int i = start;
    while (i < length && !isEnd(text, i, encoded)) {
      i++;
    }
    return i;
  }

  private static boolean isEnd(String text, int at, boolean encoded) {
    char c = text.charAt(at);
    int next = at + 1;
    return switch (c) {
      case '&' ->
          next == text.length()
              || startsName(text, next)
              || startsFormName(text, next)
              || text.startsWith("amp;", next);
      case ';', ',' ->
          next == text.length()
              || Ascii.isBlank(text.charAt(next))
              || Ascii.isQuote(text.charAt(next))
              || startsName(text, next);
      case ')', '}', ']', '>', '"', '\'', '`' ->
          next == text.length() || !Ascii.isAlphanumeric(text.charAt(next));
      case '<' ->
          next < text.length() && (text.charAt(next) == '/' || Ascii.isLetter(text.charAt(next)));
      case '|' -> next == text.length() || Ascii.isBlank(text.charAt(next));
      case '\\' -> isEscapedEnd(text, next);
      case '%' -> encoded && (text.startsWith("26", next) || text.startsWith("22", next));
      default -> Ascii.isBlank(c);
    };
  }

  /** Whether a name as forms have it begins there: {@code user[name]=}, {@code user%5Bname%5D=}. */
  private static boolean startsFormName(String text, int from) {
    int end = Math.min(text.length(), from + LONGEST_NAME);
    int i = from;
    while (i < end && isFormNamePart(text.charAt(i))) {
      i++;
    }
    return i > from && i < text.length() && text.charAt(i) == '=';
  }

  private static boolean isFormNamePart(char c) {
    return Ascii.isNamePart(c) || c == '[' || c == ']' || c == '%';
  }

  /** Whether a name with its separator begins there, perhaps after a space. */
  private static boolean startsName(String text, int from) {
    int at = from < text.length() && text.charAt(from) == ' ' ? from + 1 : from;
    int end = Math.min(text.length(), at + LONGEST_NAME);
    int i = at;
    while (i < end && (Ascii.isNamePart(text.charAt(i)) || text.charAt(i) == '"')) {
      i++;
    }
    return i > at && i < text.length() && (text.charAt(i) == '=' || text.charAt(i) == ':');
  }
}
