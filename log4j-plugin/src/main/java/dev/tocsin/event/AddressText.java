package dev.tocsin.event;

/** Writes addresses in their one canonical form: dotted IPv4, and IPv6 as RFC 5952 says. */
final class AddressText {
  static final int MAX_CHARS = 39;

  private static final int GROUPS = 8;
  private static final String HEX = "0123456789abcdef";

  private AddressText() {}

  static String of(int family, long high, long low) {
    char[] chars = new char[MAX_CHARS];
    return new String(chars, 0, write(family, high, low, chars));
  }

  /** Writes an address and says how many characters it took. */
  static int write(int family, long high, long low, char[] out) {
    return family == 4 ? ipv4(low, out) : ipv6(high, low, out);
  }

  private static int ipv4(long address, char[] out) {
    int at = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
      int octet = (int) (address >>> shift) & 0xff;
      if (octet >= 100) {
        out[at++] = (char) ('0' + octet / 100);
      }
      if (octet >= 10) {
        out[at++] = (char) ('0' + octet / 10 % 10);
      }
      out[at++] = (char) ('0' + octet % 10);
      if (shift > 0) {
        out[at++] = '.';
      }
    }
    return at;
  }

  /** Lower case, no leading zeros, the first of the longest runs of two or more zeros as ::. */
  private static int ipv6(long high, long low, char[] out) {
    int gapStart = -1;
    int gapLength = 1;
    int run = 0;
    for (int i = 0; i < GROUPS; i++) {
      run = group(high, low, i) == 0 ? run + 1 : 0;
      if (run > gapLength) {
        gapLength = run;
        gapStart = i - run + 1;
      }
    }
    int at = 0;
    int i = 0;
    while (i < GROUPS) {
      if (i == gapStart) {
        out[at++] = ':';
        out[at++] = ':';
        i += gapLength;
        continue;
      }
      boolean afterGap = gapStart >= 0 && i == gapStart + gapLength;
      if (i > 0 && !afterGap) {
        out[at++] = ':';
      }
      at = hex(group(high, low, i), out, at);
      i++;
    }
    return at;
  }

  private static int hex(int group, char[] out, int offset) {
    int at = offset;
    for (int shift = 12; shift >= 0; shift -= 4) {
      if (group >>> shift != 0 || shift == 0) {
        out[at++] = HEX.charAt((group >>> shift) & 0xf);
      }
    }
    return at;
  }

  private static int group(long high, long low, int index) {
    long half = index < GROUPS / 2 ? high : low;
    return (int) (half >>> (48 - 16 * (index % 4))) & 0xffff;
  }
}
