package dev.tocsin.servlet;

import org.jspecify.annotations.Nullable;

/**
 * The trace that a request belongs to, from its {@code traceparent} header.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
record TraceParent(String traceId) {
  private static final int VERSION_00_LENGTH = 55;

  /** Reads {@code 00-<trace id>-<parent id>-<flags>}; null when it is anything else. */
  static @Nullable TraceParent parse(String header) {
    if (header.length() < VERSION_00_LENGTH
        || !isHex(header, 0, 2)
        || header.startsWith("ff")
        || header.charAt(2) != '-'
        || !isHex(header, 3, 35)
        || header.charAt(35) != '-'
        || !isHex(header, 36, 52)
        || header.charAt(52) != '-'
        || !isHex(header, 53, 55)) {
      return null;
    }
    // A later version may carry more after a dash; this one may not.
    boolean more = header.length() > VERSION_00_LENGTH;
    if (more && (header.startsWith("00") || header.charAt(VERSION_00_LENGTH) != '-')) {
      return null;
    }
    if (isZero(header, 3, 35) || isZero(header, 36, 52)) {
      return null;
    }
    return new TraceParent(header.substring(3, 35));
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }
}
