package dev.tocsin.event;

/**
 * Reads IPv4 and IPv6 addresses without garbage and without DNS. Reusable, not thread-safe.
 *
 * <p>Strict: IPv4 is four decimal numbers without leading zeros; IPv6 is as RFC 4291, section 2.2,
 * writes it, without zone, brackets or port. An IPv4-mapped address counts as the IPv4 address.
 */
final class AddressParser {
  private static final int MAX_CHARS = 45;
  private static final int GROUPS = 8;

  private final int[] groups = new int[GROUPS];
  private final char[] chars = new char[AddressText.MAX_CHARS];
  private int family;
  private long high;
  private long low;

  int family() {
    return family;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  /** Reads an address; if it is none, the fields are 0 and the answer is false. */
  boolean parse(CharSequence text) {
    family = 0;
    high = 0;
    low = 0;
    int length = text.length();
    if (length < 2 || length > MAX_CHARS) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) == ':') {
        return parseIpv6(text, length);
      }
    }
    long address = ipv4(text, 0, length);
    if (address < 0) {
      return false;
    }
    family = 4;
    low = address;
    return true;
  }

  /**
   * The canonical text of the address just read: the text it was read from, if it is that already.
   */
  CharSequence canonical(CharSequence text) {
    int length = AddressText.write(family, high, low, chars);
    boolean same = text.length() == length;
    for (int i = 0; same && i < length; i++) {
      same = text.charAt(i) == chars[i];
    }
    return same ? text : new String(chars, 0, length);
  }

  /** The 32 bits of a dotted address that fills a range, or -1. */
  private static long ipv4(CharSequence text, int from, int to) {
    long address = 0;
    int at = from;
    for (int octet = 0; octet < 4; octet++) {
      if (octet > 0 && (at >= to || text.charAt(at++) != '.')) {
        return -1;
      }
      int first = at;
      int value = 0;
      while (at < to && at - first < 3 && isDigit(text.charAt(at))) {
        value = value * 10 + (text.charAt(at) - '0');
        at++;
      }
      boolean leadingZero = at - first > 1 && text.charAt(first) == '0';
      if (at == first || value > 255 || leadingZero) {
        return -1;
      }
      address = address << 8 | value;
    }
    return at == to ? address : -1;
  }

  private boolean parseIpv6(CharSequence text, int length) {
    int count = 0;
    int gap = -1;
    int at = 0;
    if (text.charAt(0) == ':') {
      if (text.charAt(1) != ':') {
        return false;
      }
      gap = 0;
      at = 2;
    }
    while (at < length) {
      if (count == GROUPS) {
        return false;
      }
      int end = at;
      while (end < length && text.charAt(end) != ':') {
        end++;
      }
      if (end == length && contains(text, at, end, '.')) {
        long dotted = count <= GROUPS - 2 ? ipv4(text, at, end) : -1;
        if (dotted < 0) {
          return false;
        }
        groups[count++] = (int) (dotted >>> 16);
        groups[count++] = (int) (dotted & 0xffff);
        at = end;
        break;
      }
      int group = hex(text, at, end);
      if (group < 0) {
        return false;
      }
      groups[count++] = group;
      at = end;
      if (at < length) {
        at++;
        if (at == length) {
          return false;
        }
        if (text.charAt(at) == ':') {
          if (gap >= 0) {
            return false;
          }
          gap = count;
          at++;
        }
      }
    }
    if (gap < 0 ? count != GROUPS : count >= GROUPS) {
      return false;
    }
    assemble(count, gap);
    return true;
  }

  private void assemble(int count, int gap) {
    int zeros = GROUPS - count;
    for (int i = 0; i < GROUPS; i++) {
      int group;
      if (gap < 0 || i < gap) {
        group = groups[i];
      } else {
        group = i < gap + zeros ? 0 : groups[i - zeros];
      }
      if (i < GROUPS / 2) {
        high = high << 16 | group;
      } else {
        low = low << 16 | group;
      }
    }
    boolean mapped = high == 0 && low >>> 32 == 0xffff;
    family = mapped ? 4 : 6;
    low = mapped ? low & 0xffff_ffffL : low;
  }

  private static boolean contains(CharSequence text, int from, int to, char wanted) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == wanted) {
        return true;
      }
    }
    return false;
  }

  private static int hex(CharSequence text, int from, int to) {
    if (to == from || to - from > 4) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit;
      if (isDigit(c)) {
        digit = c - '0';
      } else if (c >= 'a' && c <= 'f') {
        digit = c - 'a' + 10;
      } else if (c >= 'A' && c <= 'F') {
        digit = c - 'A' + 10;
      } else {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
