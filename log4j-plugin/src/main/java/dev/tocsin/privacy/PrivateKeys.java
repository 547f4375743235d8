package dev.tocsin.privacy;

/** Private keys in PEM (RFC 7468) and OpenPGP's armour (RFC 9580); public ones are none. */
final class PrivateKeys {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final int LONGEST_LABEL = 64;

  private PrivateKeys() {}

  /** The key that begins at a dash; without an end it goes on to the end of the text. */
  static long at(String text, int dash) {
    if (!text.startsWith(BEGIN, dash)) {
      return Span.NONE;
    }
    int label = dash + BEGIN.length();
    int labelEnd = label;
    int limit = Math.min(text.length(), label + LONGEST_LABEL);
    while (labelEnd < limit && text.charAt(labelEnd) != '-') {
      labelEnd++;
    }
    if (!contains(text, label, labelEnd)) {
      return Span.NONE;
    }
    int end = text.indexOf(END, labelEnd);
    if (end < 0) {
      return Span.of(SecretKind.PRIVATE_KEY, dash, text.length());
    }
    int after = end + END.length();
    limit = Math.min(text.length(), after + LONGEST_LABEL);
    while (after < limit && !text.startsWith(DASHES, after)) {
      after++;
    }
    return Span.of(SecretKind.PRIVATE_KEY, dash, Math.min(text.length(), after + DASHES.length()));
  }

  private static boolean contains(String text, int from, int to) {
    for (int i = from; i + PRIVATE_KEY.length() <= to; i++) {
      if (text.startsWith(PRIVATE_KEY, i)) {
        return true;
      }
    }
    return false;
  }
}
