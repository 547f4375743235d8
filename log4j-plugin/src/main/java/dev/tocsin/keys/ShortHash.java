package dev.tocsin.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The first 128 bits of a hash as text: base64url without padding, {@value #CHARS} characters. */
public final class ShortHash {
  public static final int CHARS = 22;

  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(US_ASCII);

  private ShortHash() {}

  /**
   * Writes it as ASCII.
   *
   * @param hash of 16 bytes at least
   */
  public static void write(byte[] hash, byte[] dest, int at) {
    int out = at;
    for (int i = 0; i < 15; i += 3) {
      int bits = (hash[i] & 0xff) << 16 | (hash[i + 1] & 0xff) << 8 | (hash[i + 2] & 0xff);
      dest[out++] = ALPHABET[bits >> 18];
      dest[out++] = ALPHABET[bits >> 12 & 63];
      dest[out++] = ALPHABET[bits >> 6 & 63];
      dest[out++] = ALPHABET[bits & 63];
    }
    int last = hash[15] & 0xff;
    dest[out++] = ALPHABET[last >> 2];
    dest[out] = ALPHABET[(last & 3) << 4];
  }
}
