package dev.tocsin.privacy;

import org.jspecify.annotations.Nullable;

/**
 * Values in a text that stand after a name: {@code password=…}, {@code "token": "…"}, {@code
 * Cookie: …}, {@code <pin>…</pin>}, {@code --password …}, {@code token%3D…}. Immutable and
 * thread-safe.
 */
final class NamedValues {
  private static final int MOST_SPACES = 3;
  private static final int MOST_BACKSLASHES = 7;
  private static final int MOST_INDEXES = 3;
  private static final int MOST_DIGITS = 9;
  private static final int ENCODED = "%5D".length();
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_TAG = 256;
  private static final int SHORTEST_IN_QUERY = 8;
  private static final String QUOTE_IN_URL = "%22";
  private static final String CDATA = "<![CDATA[";

  /** Names whose values are meant in a URL only, where other text uses them for other things. */
  private static final SecretNames IN_QUERIES =
      SecretNames.only(
          SecretKind.TOKEN,
          "code key sig signature auth ticket assertion hash xamzsignature xamzcredential"
              + " xgoogsignature samlrequest");

  private final SecretNames names;

  NamedValues(SecretNames names) {
    this.names = names;
  }

  /**
   * The value after a separator.
   *
   * @param separator position of an equals sign or colon, where the name has ended
   * @param after where the value may begin
   */
  long at(String text, int separator, int after) {
    int end = separator;
    if (end > 0 && text.charAt(end - 1) == ':') {
      end--;
    }
    end = skipSpacesBack(text, end, MOST_SPACES);
    if (isEquals(text, separator)) {
      end = skipIndexBack(text, skipFormSpaceBack(text, end));
    }
    int nameEnd = skipQuoteBack(text, end);
    boolean quoted = nameEnd < end;
    if (nameEnd == 0) {
      return Span.NONE;
    }
    SecretKind kind = names.before(text, nameEnd);
    if (kind == null && (text.charAt(nameEnd - 1) | 0x20) == 'e') {
      kind = ofPair(text, nameEnd);
    }
    if (kind == null) {
      int start = nameStart(text, nameEnd);
      char before = start == 0 ? ' ' : text.charAt(start - 1);
      if (before == '?' || before == '&') {
        return inQuery(text, nameEnd, after);
      }
      kind = before == '%' ? decoded(text, nameEnd) : null;
    }
    return kind == null ? Span.NONE : value(kind, text, nameEnd, quoted, separator, after);
  }

  /**
   * What a value is whose name has characters in it as a URL has them: {@code %70assword}. Those
   * that are no part of names part them: {@code user%5Bpin%5D}, {@code %3Fsid%3D}.
   */
  private @Nullable SecretKind decoded(String text, int nameEnd) {
    int start = nameEnd;
    boolean parted = false;
    boolean inside = false;
    while (start > 0 && nameEnd - start < LONGEST_NAME && !parted) {
      char c = text.charAt(start - 1);
      int decoded = Ascii.isHex(c) ? decodedBefore(text, start) : -1;
      if (decoded < 0 && !Ascii.isNamePart(c)) {
        break;
      }
      if (decoded >= 0 && !Ascii.isNamePart((char) decoded)) {
        parted = true;
      } else {
        inside |= decoded >= 0;
        start -= decoded < 0 ? 1 : ENCODED;
      }
    }
    if (inside) {
      String name = decoded(text, start, nameEnd);
      return names.before(name, name.length());
    }
    return parted ? names.before(text, start, nameEnd) : null;
  }

  /** The character whose code ends there with a percent sign before it, or -1. */
  private static int decodedBefore(String text, int end) {
    if (end < ENCODED || text.charAt(end - ENCODED) != '%') {
      return -1;
    }
    int high = Character.digit(text.charAt(end - 2), 16);
    int low = Character.digit(text.charAt(end - 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static String decoded(String text, int from, int to) {
    StringBuilder name = new StringBuilder(to - from);
    int i = from;
    while (i < to) {
      int decoded = text.charAt(i) == '%' ? decodedBefore(text, i + ENCODED) : -1;
      name.append(decoded < 0 ? text.charAt(i) : (char) decoded);
      i += decoded < 0 ? 1 : ENCODED;
    }
    return name.toString();
  }

  /** {@code "name": "password", "value": …}, and the same as attributes. */
  private @Nullable SecretKind ofPair(String text, int nameEnd) {
    int start = nameEnd - "value".length();
    if (start < 2 || !text.regionMatches(true, start, "value", 0, "value".length())) {
      return null;
    }
    int at = start;
    while (at > 0 && start - at < 8 && isBetweenPairs(text.charAt(at - 1))) {
      at--;
    }
    return at > 0 && at < start && Ascii.isQuote(text.charAt(at)) ? names.before(text, at) : null;
  }

  private static boolean isBetweenPairs(char c) {
    return Ascii.isQuote(c) || Ascii.isBlank(c) || c == ',' || c == '\\';
  }

  private static long inQuery(String text, int nameEnd, int after) {
    SecretKind kind = IN_QUERIES.before(text, nameEnd);
    if (kind == null) {
      return Span.NONE;
    }
    int end = ValueEnds.ofWord(text, after, false);
    return end - after >= SHORTEST_IN_QUERY && Tokens.looksRandom(text, after, end)
        ? secret(kind, text, after, end)
        : Span.NONE;
  }

  private static int nameStart(String text, int nameEnd) {
    int start = nameEnd;
    while (start > 0
        && nameEnd - start < LONGEST_NAME
        && Ascii.isNamePart(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static int skipSpacesBack(String text, int from, int most) {
    int at = from;
    while (at > 0
        && from - at < most
        && (text.charAt(at - 1) == ' ' || text.charAt(at - 1) == '\t')) {
      at--;
    }
    return at;
  }

  /** Whether a separator is an equals sign, as it is or as a URL has it. */
  private static boolean isEquals(String text, int separator) {
    char c = text.charAt(separator);
    return c == '=' || (c == '%' && (text.charAt(separator + 2) | 0x20) == 'd');
  }

  /** Back over a space as forms have it: {@code password+=…}. */
  private static int skipFormSpaceBack(String text, int from) {
    if (from > 0 && text.charAt(from - 1) == '+') {
      return from - 1;
    }
    return isEncoded(text, from, '2', '0') ? from - ENCODED : from;
  }

  /**
   * Back over indexes, as in {@code password[]} and {@code password[0]}. Before a colon such a
   * number is a process, as in {@code passwd[4711]: all is well}.
   */
  private static int skipIndexBack(String text, int from) {
    int end = from;
    for (int i = 0; i < MOST_INDEXES; i++) {
      int digits = skipBracketBack(text, end, ']', 'd');
      if (digits == end) {
        break;
      }
      int at = digits;
      while (at > 0 && digits - at < MOST_DIGITS && Ascii.isDigit(text.charAt(at - 1))) {
        at--;
      }
      int open = skipBracketBack(text, at, '[', 'b');
      if (open == at) {
        break;
      }
      end = open;
    }
    return end;
  }

  /** Back over a bracket, as it is or as a URL has it: {@code %5B} and {@code %5D}. */
  private static int skipBracketBack(String text, int from, char bracket, char digit) {
    if (from > 0 && text.charAt(from - 1) == bracket) {
      return from - 1;
    }
    return isEncoded(text, from, '5', digit) ? from - ENCODED : from;
  }

  /** Whether a percent sign and these two digits, the second in small letters, end there. */
  private static boolean isEncoded(String text, int end, char first, char second) {
    return end >= ENCODED
        && text.charAt(end - ENCODED) == '%'
        && text.charAt(end - 2) == first
        && (text.charAt(end - 1) | 0x20) == second
        && Ascii.isHex(text.charAt(end - 1));
  }

  /** Back over a closing quote, escaped or not, and brackets as in {@code params["pin"]}. */
  private static int skipQuoteBack(String text, int from) {
    int at = from;
    if (SecretKind.endsWithMark(text, at)) {
      return 0;
    }
    at = skipBracketBack(text, at, ']', 'd');
    if (at > 0 && Ascii.isQuote(text.charAt(at - 1))) {
      at--;
      for (int i = 0; i < MOST_BACKSLASHES && at > 0 && text.charAt(at - 1) == '\\'; i++) {
        at--;
      }
    } else if (at > 2 && text.startsWith(QUOTE_IN_URL, at - QUOTE_IN_URL.length())) {
      at -= QUOTE_IN_URL.length();
    }
    return at;
  }

  private static long value(
      SecretKind kind, String text, int nameEnd, boolean quotedName, int separator, int after) {
    int length = text.length();
    boolean equals = text.charAt(separator) != ':';
    int at = after;
    while (at < length && (text.charAt(at) == '>' || text.charAt(at) == '=')) {
      equals = true;
      at++;
    }
    int start = skipBlanks(text, at, quotedName);
    if (start == length || SecretKind.endOfMark(text, start) > 0) {
      return Span.NONE;
    }
    int quote = start;
    while (quote < length && quote - start < MOST_BACKSLASHES && text.charAt(quote) == '\\') {
      quote++;
    }
    if (quote < length && Ascii.isQuote(text.charAt(quote))) {
      return quoted(kind, text, start, quote);
    }
    if (text.startsWith(QUOTE_IN_URL, start)) {
      int from = start + QUOTE_IN_URL.length();
      int end = text.indexOf(QUOTE_IN_URL, from);
      return secret(kind, text, from, end < 0 ? length : end);
    }
    boolean encoded = text.charAt(separator) == '%';
    boolean strong = equals || quotedName || encoded;
    if (kind == SecretKind.AUTHORIZATION || kind == SecretKind.COOKIE) {
      return header(kind, text, nameEnd, start, strong);
    }
    char first = text.charAt(start);
    if (first == '[' || first == '{' || first == '(') {
      return strong && (kind.coversMaps() || first == '[')
          ? secret(kind, text, start, ValueEnds.ofBrackets(text, start))
          : Span.NONE;
    }
    int end =
        kind == SecretKind.CARD
            ? ValueEnds.ofNumber(text, start)
            : ValueEnds.ofWord(text, start, encoded);
    return strong || isLikely(kind, text, nameEnd, start, end)
        ? secret(kind, text, start, end)
        : Span.NONE;
  }

  private static int skipBlanks(String text, int from, boolean lines) {
    int at = from;
    while (at < text.length()
        && at - from < (lines ? LONGEST_NAME : MOST_SPACES)
        && (lines
            ? Ascii.isBlank(text.charAt(at))
            : text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static long header(SecretKind kind, String text, int nameEnd, int start, boolean strong) {
    int word = start;
    while (word < text.length() && !Ascii.isBlank(text.charAt(word))) {
      word++;
    }
    boolean likely =
        strong
            || Tokens.looksRandom(text, start, word)
            || ValueEnds.hasScheme(text, start)
            || (kind == SecretKind.COOKIE && isPair(text, start, word));
    return likely ? secret(kind, text, start, ValueEnds.ofHeader(text, nameEnd, start)) : Span.NONE;
  }

  private static boolean isPair(String text, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (text.charAt(i) == '=') {
        return true;
      }
    }
    return false;
  }

  private static long quoted(SecretKind kind, String text, int start, int quote) {
    return secret(kind, text, quote + 1, ValueEnds.ofQuoted(text, start, quote));
  }

  /** In prose, after a colon, most kinds have to look like what they are to count. */
  private static boolean isLikely(SecretKind kind, String text, int nameEnd, int from, int to) {
    return switch (kind) {
      case PASSWORD ->
          !text.regionMatches(true, nameEnd - 5, " pass", 0, 5)
              || Tokens.looksRandom(text, from, to);
      case SECRET, PRIVATE_KEY, CONNECTION_STRING, FIELD -> true;
      case PIN, CODE, CVV, SSN, IBAN -> hasDigit(text, from, to);
      default -> Tokens.looksRandom(text, from, to);
    };
  }

  private static boolean hasDigit(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Ascii.digit(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static long secret(SecretKind kind, String text, int from, int to) {
    if (SecretKind.endOfMark(text, from) == to || !Meaning.isThere(kind, text, from, to)) {
      return Span.NONE;
    }
    return Span.of(kind, from, to);
  }

  /** {@code --password hunter2} and {@code -u user:password}, found by the first dash. */
  long option(String text, int dash) {
    int length = text.length();
    if (dash + 2 >= length || (dash > 0 && Ascii.isNamePart(text.charAt(dash - 1)))) {
      return Span.NONE;
    }
    if (text.startsWith("u ", dash + 1)) {
      return user(text, dash + 3);
    }
    if (text.charAt(dash + 1) != '-') {
      return Span.NONE;
    }
    int end = dash + 2;
    while (end < length && end - dash < LONGEST_NAME && Ascii.isNamePart(text.charAt(end))) {
      end++;
    }
    if (end >= length - 1 || text.charAt(end) != ' ' || text.charAt(end + 1) == '-') {
      return Span.NONE;
    }
    if (end - dash == 6 && text.startsWith("user", dash + 2)) {
      return user(text, end + 1);
    }
    SecretKind kind = names.before(text, end);
    return kind == null ? Span.NONE : value(kind, text, end, true, end, end + 1);
  }

  private static long user(String text, int from) {
    int end = ValueEnds.ofWord(text, from, false);
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      if (c == '=' || c == '[') {
        return Span.NONE;
      }
      if (c == ':') {
        return SecretKind.endOfMark(text, i + 1) > 0
            ? Span.NONE
            : secret(SecretKind.PASSWORD, text, i + 1, end);
      }
    }
    return Span.NONE;
  }

  /** The text of an element of that name, or with an attribute that gives it, as in XML. */
  long element(String text, int close) {
    int start = close;
    while (start > 0 && close - start < LONGEST_TAG && text.charAt(start - 1) != '<') {
      start--;
      if (text.charAt(start) == '>' && start < close) {
        return Span.NONE;
      }
    }
    if (start == 0 || text.charAt(start - 1) != '<' || close + 1 >= text.length()) {
      return Span.NONE;
    }
    int nameEnd = start;
    while (nameEnd < close && !Ascii.isBlank(text.charAt(nameEnd))) {
      nameEnd++;
    }
    SecretKind kind = names.before(text, nameEnd);
    if (kind == null && Ascii.isQuote(text.charAt(close - 1))) {
      kind = names.before(text, close - 1);
    }
    if (kind == null) {
      return Span.NONE;
    }
    int from = close + 1;
    String end = "<";
    if (text.startsWith(CDATA, from)) {
      from += CDATA.length();
      end = "]]>";
    }
    int to = text.indexOf(end, from);
    return secret(kind, text, from, to < 0 ? text.length() : to);
  }

  /** {@code token%3D…} and {@code %22token%22%3A…}, as a URL inside a URL has them. */
  long encoded(String text, int percent) {
    boolean separator =
        percent + 3 < text.length()
            && text.charAt(percent + 1) == '3'
            && ((text.charAt(percent + 2) | 0x20) == 'd'
                || (text.charAt(percent + 2) | 0x20) == 'a');
    return separator ? at(text, percent, percent + 3) : Span.NONE;
  }
}
