package dev.tocsin.privacy;

/** User and password in a URL, and the credentials of HTTP's schemes Basic and Bearer. */
final class Credentials {
  private static final int LONGEST_USERINFO = 1_024;
  private static final int LONGEST_ODD_PASSWORD = 256;
  private static final int SHORTEST_BEARER = 8;
  private static final int LONG_BEARER = 20;
  private static final int TELEGRAM_TAIL = 33;
  private static final int LONGEST_BOT_ID = 12;
  private static final String ORACLE = "thin:";

  private Credentials() {}

  /** What a colon may stand in: a URL's scheme, Oracle's JDBC URL, a bot's token. */
  static long atColon(String text, int colon) {
    if (text.startsWith("//", colon + 1)) {
      return userInfo(text, colon + 3);
    }
    if (colon > 3 && text.startsWith(ORACLE, colon - ORACLE.length() + 1)) {
      return oracle(text, colon + 1);
    }
    if (text.startsWith("AA", colon + 1) && colon > 0 && Ascii.isDigit(text.charAt(colon - 1))) {
      return telegram(text, colon);
    }
    return Span.NONE;
  }

  /**
   * The password before a URL's host, or a user name that is a token. Passwords with a slash in
   * them are no valid URL and yet common.
   */
  private static long userInfo(String text, int from) {
    if (SecretKind.endOfMark(text, from) > 0) {
      return Span.NONE;
    }
    int limit = Math.min(text.length(), from + LONGEST_USERINFO);
    int colon = -1;
    int at = -1;
    int i = from;
    for (; i < limit && !endsAuthority(text.charAt(i)); i++) {
      char c = text.charAt(i);
      int mark = SecretKind.endOfMark(text, i);
      if (mark > 0) {
        i = mark - 1;
      } else if (c == ':' && colon < 0) {
        colon = i;
      } else if (c == '@') {
        at = i;
      }
    }
    if (at < 0 && colon >= 0 && i < limit && !isPort(text, colon + 1, i)) {
      limit = Math.min(limit, i + LONGEST_ODD_PASSWORD);
      while (i < limit && !endsText(text.charAt(i)) && text.charAt(i) != '@') {
        i++;
      }
      at = i < limit && text.charAt(i) == '@' ? i : -1;
    }
    if (at < 0) {
      return Span.NONE;
    }
    if (colon >= 0 && colon < at) {
      return SecretKind.endOfMark(text, colon + 1) == at
          ? Span.NONE
          : Span.of(SecretKind.PASSWORD, colon + 1, at);
    }
    boolean token = at - from >= LONG_BEARER && Tokens.looksRandom(text, from, at);
    return token ? Span.of(SecretKind.TOKEN, from, at) : Span.NONE;
  }

  private static boolean endsAuthority(char c) {
    return c == '/' || c == '?' || c == '#' || endsText(c);
  }

  private static boolean endsText(char c) {
    return Ascii.isBlank(c) || c == '"' || c == '<' || c == '>' || c == '\\';
  }

  private static boolean isPort(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Ascii.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** {@code jdbc:oracle:thin:user/password@host}. */
  private static long oracle(String text, int from) {
    int limit = Math.min(text.length(), from + LONGEST_ODD_PASSWORD);
    int slash = -1;
    for (int i = from; i < limit && !endsText(text.charAt(i)); i++) {
      char c = text.charAt(i);
      if (c == '@') {
        return slash < 0 || SecretKind.endOfMark(text, slash + 1) == i
            ? Span.NONE
            : Span.of(SecretKind.PASSWORD, slash + 1, i);
      }
      if (c == '/' && slash < 0) {
        slash = i;
      }
    }
    return Span.NONE;
  }

  private static long telegram(String text, int colon) {
    int start = colon;
    while (start > 0 && colon - start < LONGEST_BOT_ID && Ascii.isDigit(text.charAt(start - 1))) {
      start--;
    }
    int end = colon + 1;
    while (end < text.length() && Ascii.isTokenPart(text.charAt(end))) {
      end++;
    }
    return end - colon > TELEGRAM_TAIL ? Span.of(SecretKind.SERVICE_KEY, start, end) : Span.NONE;
  }

  /** {@code Basic} or {@code Bearer} at a position, with what follows. */
  static long scheme(String text, int at) {
    if (at > 0 && Ascii.isAlphanumeric(text.charAt(at - 1))) {
      return Span.NONE;
    }
    if (text.regionMatches(true, at, "bearer ", 0, 7)) {
      return bearer(text, at + 7);
    }
    if (text.regionMatches(true, at, "basic ", 0, 6)) {
      return basic(text, at + 6);
    }
    return Span.NONE;
  }

  private static long bearer(String text, int from) {
    int end = from;
    int digits = 0;
    while (end < text.length() && isBearerPart(text.charAt(end))) {
      if (Ascii.isDigit(text.charAt(end))) {
        digits++;
      }
      end++;
    }
    int length = end - from;
    return length >= LONG_BEARER || (length >= SHORTEST_BEARER && digits > 0)
        ? Span.of(SecretKind.TOKEN, from, end)
        : Span.NONE;
  }

  /** RFC 6750's b64token, and a colon beside. */
  private static boolean isBearerPart(char c) {
    return Ascii.isTokenPart(c)
        || c == '.'
        || c == '~'
        || c == '+'
        || c == '/'
        || c == '='
        || c == ':';
  }

  /** Base64 of printable text with a colon in it; the word after Basic may be just a word. */
  private static long basic(String text, int from) {
    int bits = 0;
    int held = 0;
    boolean colon = false;
    int end = from;
    for (; end < text.length(); end++) {
      int value = base64(text.charAt(end));
      if (value < 0) {
        break;
      }
      held = (held << 6 | value) & 0xfff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        int octet = held >>> bits & 0xff;
        if (octet < ' ' || octet == 0x7f) {
          return Span.NONE;
        }
        colon |= octet == ':';
      }
    }
    while (end < text.length() && text.charAt(end) == '=') {
      end++;
    }
    return colon ? Span.of(SecretKind.CREDENTIALS, from, end) : Span.NONE;
  }

  private static int base64(char c) {
    if (Ascii.isUpper(c)) {
      return c - 'A';
    }
    if (Ascii.isLower(c)) {
      return c - 'a' + 26;
    }
    if (Ascii.isDigit(c)) {
      return c - '0' + 52;
    }
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
  }
}
