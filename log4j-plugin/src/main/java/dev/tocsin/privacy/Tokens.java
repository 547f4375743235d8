package dev.tocsin.privacy;

/** Tokens of a form that is everybody's: JSON Web Tokens, and what looks like a token at all. */
final class Tokens {
  private static final int SHORTEST_JWT_HEADER = 12;
  private static final int LONG = 16;
  private static final int LONGEST_LOOK = 64;
  private static final int AZURE_TAIL = 31;
  private static final int AZURE_HEAD = 5;

  private Tokens() {}

  /**
   * A JSON Web Token (RFC 7519), found by the y of its {@code eyJ}: two or more parts in base64url
   * with dots between. One whose end was cut off counts; a header alone has no secret.
   */
  static long jwt(String text, int y) {
    int start = y - 1;
    if (start < 0
        || text.charAt(start) != 'e'
        || y + 1 >= text.length()
        || text.charAt(y + 1) != 'J'
        || (start > 0 && Ascii.isTokenPart(text.charAt(start - 1)))) {
      return Span.NONE;
    }
    int dot = endOfPart(text, start);
    if (dot - start < SHORTEST_JWT_HEADER
        || dot + 1 >= text.length()
        || text.charAt(dot) != '.'
        || !Ascii.isTokenPart(text.charAt(dot + 1))) {
      return Span.NONE;
    }
    int end = dot;
    while (end < text.length() && text.charAt(end) == '.') {
      end = endOfPart(text, end + 1);
    }
    return Span.of(SecretKind.JWT, start, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private static int endOfPart(String text, int from) {
    int end = from;
    while (end < text.length() && Ascii.isTokenPart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** A client secret of Microsoft Entra, {@code abc8Q~…}, found by its tilde. */
  static long azureSecret(String text, int tilde) {
    int start = tilde - AZURE_HEAD;
    if (start < 0
        || text.charAt(tilde - 1) != 'Q'
        || !Ascii.isDigit(text.charAt(tilde - 2))
        || (start > 0 && Ascii.isTokenPart(text.charAt(start - 1)))) {
      return Span.NONE;
    }
    int end = tilde + 1;
    while (end < text.length() && isAzurePart(text.charAt(end))) {
      end++;
    }
    return end - tilde > AZURE_TAIL ? Span.of(SecretKind.SERVICE_KEY, start, end) : Span.NONE;
  }

  private static boolean isAzurePart(char c) {
    return Ascii.isTokenPart(c) || c == '.' || c == '~';
  }

  /**
   * Whether a value looks like a token and not like a word: it has a digit, or is long, or has a
   * capital letter inside. A mark does not make a token of what stands around it.
   */
  static boolean looksRandom(String text, int from, int to) {
    int limit = Math.min(to, from + LONGEST_LOOK);
    for (int i = from; i < limit; i++) {
      if (text.charAt(i) == '[' && SecretKind.endOfMark(text, i) > 0) {
        return false;
      }
    }
    if (to - from >= LONG) {
      return true;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Ascii.isDigit(c) || (i > from && Ascii.isUpper(c) && Ascii.isLower(text.charAt(i - 1)))) {
        return true;
      }
    }
    return false;
  }
}
