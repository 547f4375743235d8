package dev.tocsin.privacy;

/** User and password in a URL, and the credentials of HTTP's schemes Basic and Bearer. */
final class Credentials {
  private static final int LONGEST_USERINFO = 1_024;
  private static final int LONGEST_ODD_PASSWORD = 256;
  private static final int LONGEST_USER = 64;
  private static final int ENCODED = "%3A".length();
  private static final int SHORTEST_BEARER = 8;
  private static final int LONG_BEARER = 20;
  private static final int TELEGRAM_TAIL = 33;
  private static final int LONGEST_BOT_ID = 12;
  private static final String ORACLE = "thin:";

  /** What a URL without a scheme may begin after, beside blanks and quotes. */
  private static final String BEFORE_URL = "=(<[,";

  private Credentials() {}

  /** What a colon may stand in: a URL, Oracle's JDBC URL, a bot's token. */
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
    boolean blank = colon + 1 == text.length() || text.charAt(colon + 1) <= ' ';
    return blank || colon <= 2 ? Span.NONE : withoutScheme(text, colon);
  }

  /**
   * {@code //user:password@host}, found by its colon, where such a URL may begin: not as the rest
   * of one with a scheme, nor where a path has two slashes.
   */
  private static long withoutScheme(String text, int colon) {
    int start = colon;
    while (start > 0 && colon - start < LONGEST_USER && isUserPart(text.charAt(start - 1))) {
      start--;
    }
    if (start == colon || start < 2 || !text.startsWith("//", start - 2)) {
      return Span.NONE;
    }
    char before = start == 2 ? ' ' : text.charAt(start - 3);
    if (!Ascii.isBlank(before) && !Ascii.isQuote(before) && BEFORE_URL.indexOf(before) < 0) {
      return Span.NONE;
    }
    int limit = Math.min(text.length() - 1, colon + LONGEST_ODD_PASSWORD);
    int at = -1;
    for (int i = colon + 1; i < limit && !endsAuthority(text.charAt(i)); i++) {
      if (text.charAt(i) == '@') {
        at = i;
      }
    }
    return at > 0 && beginsHost(text.charAt(at + 1)) && SecretKind.endOfMark(text, colon + 1) != at
        ? Span.of(SecretKind.PASSWORD, colon + 1, at)
        : Span.NONE;
  }

  private static boolean beginsHost(char c) {
    return Ascii.isAlphanumeric(c) || c == '[';
  }

  private static boolean isUserPart(char c) {
    return Ascii.isNamePart(c) || c == '%' || c == '+' || c == '~' || c == '!' || c == '$';
  }

  /**
   * {@code https%3A%2F%2Fuser%3Apassword%40host}, as a URL inside a URL has it, found by its first
   * colon. Whether the other characters are encoded depends on who wrote it.
   */
  static long atEncodedColon(String text, int percent) {
    if (!isEncoded(text, percent, "3a")) {
      return Span.NONE;
    }
    int from = percent + ENCODED;
    for (int i = 0; i < 2; i++) {
      from += widthOf(text, from, '/', "2f");
    }
    boolean slashes = text.startsWith("//", percent + ENCODED) || from == percent + 3 * ENCODED;
    return slashes && SecretKind.endOfMark(text, from) < 0
        ? encodedUserInfo(text, from)
        : Span.NONE;
  }

  private static long encodedUserInfo(String text, int from) {
    int limit = Math.min(text.length(), from + LONGEST_USERINFO);
    int password = -1;
    int at = -1;
    int i = from;
    while (i < limit && !endsEncodedAuthority(text, i)) {
      int mark = SecretKind.endOfMark(text, i);
      if (mark > 0) {
        i = mark;
        continue;
      }
      int colon = password < 0 ? widthOf(text, i, ':', "3a") : 0;
      if (colon > 0) {
        password = i + colon;
      } else if (widthOf(text, i, '@', "40") > 0) {
        at = i;
      }
      i += Math.max(1, colon);
    }
    if (at < 0) {
      return Span.NONE;
    }
    if (password >= 0 && password <= at) {
      return SecretKind.endOfMark(text, password) == at
          ? Span.NONE
          : Span.of(SecretKind.PASSWORD, password, at);
    }
    boolean token = at - from >= LONG_BEARER && Tokens.looksRandom(text, from, at);
    return token ? Span.of(SecretKind.TOKEN, from, at) : Span.NONE;
  }

  private static boolean endsEncodedAuthority(String text, int at) {
    char c = text.charAt(at);
    return c == '&'
        || endsAuthority(c)
        || (c == '%'
            && (isEncoded(text, at, "2f")
                || isEncoded(text, at, "3f")
                || isEncoded(text, at, "23")
                || isEncoded(text, at, "20")
                || isEncoded(text, at, "22")
                || isEncoded(text, at, "26")));
  }

  /** How many characters a sign takes that stands there as it is or encoded; 0 if none does. */
  private static int widthOf(String text, int at, char sign, String code) {
    if (at < text.length() && text.charAt(at) == sign) {
      return 1;
    }
    return isEncoded(text, at, code) ? ENCODED : 0;
  }

  private static boolean isEncoded(String text, int at, String code) {
    return at + 2 < text.length()
        && text.charAt(at) == '%'
        && text.charAt(at + 1) == code.charAt(0)
        && (text.charAt(at + 2) | 0x20) == code.charAt(1)
        && Ascii.isHex(text.charAt(at + 2));
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
