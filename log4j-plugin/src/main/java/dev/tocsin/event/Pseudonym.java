package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/**
 * What stands for a person's value in an event: {@code p1:<period>:<body>} can be restored by who
 * has the period's key, {@code p0:<period>:<body>} by nobody. The period is {@code 2026}, {@code
 * 2026-11} or {@code 2026-11-28}; the body is Base32 in lower case without padding (RFC 4648), so
 * that a pseudonym needs no escape in a URL and survives what changes the case of letters.
 *
 * @param restorable whether a key can restore the value
 * @param period the period of the key
 * @param body the encrypted value, or its hash
 */
public record Pseudonym(boolean restorable, String period, String body) {
  /** How those begin that can be restored. */
  public static final String RESTORABLE = "p1:";

  /** How the others begin. */
  public static final String ONE_WAY = "p0:";

  /** Characters of the shortest body: 16 bytes. */
  private static final int SHORTEST_BODY = 26;

  private static final int PREFIX = 3;
  private static final String PERIOD_FORM = "dddd-dd-dd";

  /** The pseudonym that a text is, or null if it is none. */
  public static @Nullable Pseudonym parse(CharSequence text) {
    if (endAt(text, 0) != text.length() || text.length() == 0) {
      return null;
    }
    String whole = text.toString();
    int colon = whole.indexOf(':', PREFIX);
    return new Pseudonym(
        whole.startsWith(RESTORABLE), whole.substring(PREFIX, colon), whole.substring(colon + 1));
  }

  /** Whether a text is a pseudonym and nothing else. */
  public static boolean isPseudonym(CharSequence text) {
    return text.length() > 0 && endAt(text, 0) == text.length();
  }

  /** The end of the pseudonym that begins at a position of a text, or -1 if none does. */
  public static int endAt(CharSequence text, int from) {
    int length = text.length();
    if (length - from < PREFIX + SHORTEST_BODY
        || text.charAt(from) != 'p'
        || (text.charAt(from + 1) != '1' && text.charAt(from + 1) != '0')
        || text.charAt(from + 2) != ':') {
      return -1;
    }
    int period = periodEnd(text, from + PREFIX);
    if (period < 0) {
      return -1;
    }
    int end = period + 1;
    while (end < length && isBody(text.charAt(end))) {
      end++;
    }
    return end - period - 1 < SHORTEST_BODY ? -1 : end;
  }

  /** The colon behind a period. */
  private static int periodEnd(CharSequence text, int from) {
    int at = from;
    while (at < text.length() && at - from < PERIOD_FORM.length()) {
      char c = text.charAt(at);
      boolean fits = PERIOD_FORM.charAt(at - from) == '-' ? c == '-' : c >= '0' && c <= '9';
      if (!fits) {
        break;
      }
      at++;
    }
    int length = at - from;
    boolean whole = length == 4 || length == 7 || length == 10;
    return whole && at < text.length() && text.charAt(at) == ':' ? at : -1;
  }

  private static boolean isBody(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');
  }

  /** As it stands in an event. */
  @Override
  public String toString() {
    return (restorable ? RESTORABLE : ONE_WAY) + period + ':' + body;
  }
}
