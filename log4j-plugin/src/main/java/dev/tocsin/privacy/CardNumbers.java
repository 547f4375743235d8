package dev.tocsin.privacy;

/**
 * Numbers of payment cards: 13 to 19 digits with an issuer's prefix, the length that this issuer
 * uses, and the right check digit (ISO/IEC 7812); in one piece or in the groups in which cards show
 * them, with a space, dash or the like between.
 */
final class CardNumbers {
  /** Digits of the smallest group that a card number can begin with. */
  static final int SHORTEST_GROUP = 4;

  private static final int MIN_DIGITS = 13;
  private static final int MAX_DIGITS = 19;
  private static final int PREFIX_DIGITS = 6;
  private static final int HASH_LENGTH = 32;

  private CardNumbers() {}

  /** Digits as they are read from the left. */
  private static final class Reading {
    private Reading() {}

    /** Luhn's sum needs to know the parity of the length: both are kept, 16 bits each. */
    static int add(int sums, int digit, int index) {
      int doubled = digit > 4 ? 2 * digit - 9 : 2 * digit;
      int even = index % 2 == 0 ? doubled : digit;
      int odd = index % 2 == 0 ? digit : doubled;
      return sums + (even << 16) + odd;
    }

    static boolean isRight(int sums, int length) {
      int sum = length % 2 == 0 ? sums >>> 16 : sums & 0xffff;
      return sum % 10 == 0;
    }
  }

  /** Whether a number is a card's. */
  static boolean isCard(long number) {
    if (number < 1_000_000_000_000L) {
      return false;
    }
    int length = 0;
    for (long rest = number; rest > 0; rest /= 10) {
      length++;
    }
    int sums = 0;
    long rest = number;
    for (int i = length - 1; i >= 0; i--) {
      sums = Reading.add(sums, (int) (rest % 10), i);
      rest /= 10;
    }
    long prefix = number;
    for (int i = length; i > PREFIX_DIGITS; i--) {
      prefix /= 10;
    }
    return isIssued((int) prefix, length) && Reading.isRight(sums, length);
  }

  /** Whether the digits there are as many as a card's, or as its first group. */
  static boolean mayBegin(String text, int from, int end) {
    int length = end - from;
    if (length >= MIN_DIGITS) {
      return length <= MAX_DIGITS;
    }
    return (length == 4 || length == 6 || length == 8) && separatorLength(text, end) > 0;
  }

  /**
   * The end of the card number that begins at a position.
   *
   * @param from a digit that no digit precedes
   * @return -1 if none begins there
   */
  static int endOfCard(String text, int from) {
    int sums = 0;
    int prefix = 0;
    int digits = 0;
    int groups = 0;
    int separator = 0;
    int at = from;
    while (at < text.length()) {
      int groupStart = at;
      int digit = Ascii.digit(text.charAt(at));
      while (digit >= 0) {
        if (digits == MAX_DIGITS) {
          return -1;
        }
        if (digits < PREFIX_DIGITS) {
          prefix = prefix * 10 + digit;
        }
        sums = Reading.add(sums, digit, digits++);
        at++;
        digit = at < text.length() ? Ascii.digit(text.charAt(at)) : -1;
      }
      groups = groups * 16 + (at - groupStart);
      if (isWhole(groups, digits)
          && Reading.isRight(sums, digits)
          && isIssued(prefix, digits)
          && !isPartOfNumber(text, from, at, groups)) {
        return at;
      }
      int length = separatorLength(text, at);
      int kind = length == 0 ? 0 : text.charAt(at);
      if (length == 0
          || !mayGoOn(groups)
          || (separator != 0 && separator != kind)
          || at + length >= text.length()
          || Ascii.digit(text.charAt(at + length)) < 0) {
        return -1;
      }
      separator = kind;
      at += length;
    }
    return -1;
  }

  private static boolean isWhole(int groups, int digits) {
    return switch (groups) {
      case 0x4444, 0x44443, 0x465, 0x464, 0x4441, 0x88, 0x6a, 0x6d -> true;
      default -> groups < 0x100 && groups == digits && digits >= MIN_DIGITS;
    };
  }

  private static boolean mayGoOn(int groups) {
    return switch (groups) {
      case 0x4, 0x44, 0x444, 0x4444, 0x46, 0x6, 0x8 -> true;
      default -> false;
    };
  }

  /** A space, dash, dot, plus, or a space as it stands in a URL; 0 for anything else. */
  private static int separatorLength(String text, int at) {
    if (at >= text.length()) {
      return 0;
    }
    return switch (text.charAt(at)) {
      case ' ', '-', '.', '+', '_', '\u00a0', '\u2007', '\u2010', '\u2011', '\u2013', '\u202f' -> 1;
      case '%' -> text.startsWith("%20", at) ? 3 : 0;
      default -> 0;
    };
  }

  /** Whether it is the fraction of a decimal number, or lies inside a hash. */
  private static boolean isPartOfNumber(String text, int from, int end, int groups) {
    if (groups > 0xff) {
      return false;
    }
    if (from > 1 && text.charAt(from - 1) == '.' && Ascii.isDigit(text.charAt(from - 2))) {
      return true;
    }
    int first = from;
    while (first > 0 && end - first < 2 * HASH_LENGTH && Ascii.isHex(text.charAt(first - 1))) {
      first--;
    }
    int last = end;
    while (last < text.length()
        && last - from < 2 * HASH_LENGTH
        && Ascii.isHex(text.charAt(last))) {
      last++;
    }
    return last - first >= HASH_LENGTH;
  }

  /** Whether an issuer has such prefixes, with that length. */
  private static boolean isIssued(int prefix, int length) {
    int two = prefix / 10_000;
    int three = prefix / 1_000;
    int four = prefix / 100;
    return switch (two / 10) {
      case 2 -> length == 16 && ((four >= 2221 && four <= 2720) || (four >= 2200 && four <= 2204));
      case 3 ->
          switch (two) {
            case 34, 37 -> length == 15;
            case 35 -> length >= 16 && four >= 3528 && four <= 3589;
            case 36, 38, 39 -> length == 14 || length == 16;
            case 30 -> (length == 14 || length == 16) && (three <= 305 || four == 3095);
            default -> false;
          };
      case 4 -> length == 13 || length == 16 || length == 19;
      case 5 ->
          (length == 16 && two >= 51 && two <= 55)
              || (length >= 16 && (four == 5018 || four == 5020 || four == 5038 || four == 5893));
      case 6 ->
          length >= 16
              && (four == 6011
                  || two == 65
                  || two == 62
                  || (three >= 644 && three <= 649)
                  || four == 6304
                  || four == 6759
                  || (four >= 6761 && four <= 6763));
      default -> false;
    };
  }
}
