package dev.tocsin.privacy;

/**
 * Finds secrets in a text by what they look like and by the names they stand after. One pass over
 * the characters: most of them are passed over by a look into a table; the others (digits and
 * characters that every form of a secret has one of) are where a closer look begins. Each closer
 * look is bounded, or what it has read is passed over afterwards, so the work grows with the length
 * of the text and no faster. Makes no garbage. Immutable and thread-safe.
 */
final class SecretFinder {
  /** No text below this length holds a secret that could be told from other text. */
  private static final int SHORTEST = 5;

  private static final byte PLAIN = 0;
  private static final byte DIGIT = 1;
  private static final byte KEY = 2;
  private static final byte DASH = 3;
  private static final byte NAMED = 4;
  private static final byte JWT = 5;
  private static final byte SCHEME = 6;
  private static final byte TAG = 7;
  private static final byte PERCENT = 8;
  private static final byte AZURE = 9;
  private static final byte LETTER = 10;
  private static final byte[] CLASSES = new byte[128];

  static {
    for (char c = '0'; c <= '9'; c++) {
      CLASSES[c] = DIGIT;
    }
    CLASSES['A'] = LETTER;
    CLASSES['_'] = KEY;
    CLASSES['.'] = KEY;
    CLASSES['-'] = DASH;
    CLASSES['='] = NAMED;
    CLASSES[':'] = NAMED;
    CLASSES['y'] = JWT;
    CLASSES['B'] = SCHEME;
    CLASSES['b'] = SCHEME;
    CLASSES['>'] = TAG;
    CLASSES['%'] = PERCENT;
    CLASSES['~'] = AZURE;
  }

  private final NamedValues named;

  SecretFinder(SecretNames names) {
    this.named = new NamedValues(names);
  }

  /**
   * The first secret from a position on, as a {@link Span}, or {@link Span#NONE}.
   *
   * @param text of at most {@link Span#MAX_LENGTH}
   * @param from where to begin: 0, or the end of the secret found before
   */
  long find(String text, int from) {
    int length = text.length();
    if (length < SHORTEST) {
      return Span.NONE;
    }
    int i = skipPlain(text, from);
    while (i < length) {
      char c = text.charAt(i);
      byte type = c < 128 ? CLASSES[c] : classOf(c);
      if (type == DIGIT) {
        int end = endOfDigits(text, i);
        if (CardNumbers.mayBegin(text, i, end)) {
          int cardEnd = CardNumbers.endOfCard(text, i);
          if (cardEnd > 0) {
            return Span.of(SecretKind.CARD, i, cardEnd);
          }
        }
        i = end;
      } else {
        if (type != PLAIN && mayBegin(type, text, i)) {
          long span = closer(type, text, i);
          if (span != Span.NONE) {
            return span;
          }
        }
        i++;
      }
      i = skipPlain(text, i);
    }
    return Span.NONE;
  }

  /**
   * Passes over what begins nothing, digits that are fewer than a card's first group among it. A
   * loop by itself, so small that the compiler makes the most of it: here is the time spent.
   */
  private static int skipPlain(String text, int from) {
    int length = text.length();
    byte[] classes = CLASSES;
    int digits = 0;
    int i = from;
    while (i < length) {
      char c = text.charAt(i);
      if (c >= 128) {
        return i;
      }
      byte type = classes[c];
      if (type == PLAIN) {
        digits = 0;
      } else if (type != DIGIT) {
        return i;
      } else if (++digits == CardNumbers.SHORTEST_GROUP) {
        return i + 1 - CardNumbers.SHORTEST_GROUP;
      }
      i++;
    }
    return i;
  }

  private static int endOfDigits(String text, int from) {
    int end = from + 1;
    while (end < text.length() && Ascii.digit(text.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  /** A look at the neighbours, which spares most closer looks. */
  private static boolean mayBegin(byte type, String text, int at) {
    char before = at == 0 ? 0 : text.charAt(at - 1);
    char after = at + 1 < text.length() ? text.charAt(at + 1) : 0;
    return switch (type) {
      case JWT -> before == 'e' && after == 'J';
      case SCHEME ->
          (after == 'e' || after == 'a' || after == 'E' || after == 'A')
              && !Ascii.isAlphanumeric(before);
      case LETTER -> Ascii.isUpper(after) || after == 'I';
      case DASH -> after == '-' || after == 'u' || ServiceKeys.mayBegin('-', before);
      case KEY -> ServiceKeys.mayBegin(text.charAt(at), before);
      case NAMED, TAG -> at > 0;
      default -> true;
    };
  }

  private static byte classOf(char c) {
    return Ascii.digit(c) >= 0 ? DIGIT : PLAIN;
  }

  private long closer(byte type, String text, int at) {
    switch (type) {
      case KEY, LETTER -> {
        return ServiceKeys.at(text, at);
      }
      case DASH -> {
        long span = ServiceKeys.at(text, at);
        if (span == Span.NONE) {
          span = PrivateKeys.at(text, at);
        }
        return span == Span.NONE ? named.option(text, at) : span;
      }
      case NAMED -> {
        long span = text.charAt(at) == ':' ? Credentials.atColon(text, at) : Span.NONE;
        return span == Span.NONE ? named.at(text, at, at + 1) : span;
      }
      case JWT -> {
        return Tokens.jwt(text, at);
      }
      case SCHEME -> {
        return Credentials.scheme(text, at);
      }
      case TAG -> {
        return named.element(text, at);
      }
      case PERCENT -> {
        long span = Credentials.atEncodedColon(text, at);
        return span == Span.NONE ? named.encoded(text, at) : span;
      }
      default -> {
        return Tokens.azureSecret(text, at);
      }
    }
  }
}
