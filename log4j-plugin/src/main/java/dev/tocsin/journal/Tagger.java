package dev.tocsin.journal;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes a line's tag of the chain's hash after that line: its first 16 bytes, or with a key the
 * first 16 bytes of its HMAC-SHA-256, in base64url without padding. Not thread-safe.
 */
final class Tagger {
  /** Characters of a tag. */
  static final int CHARS = 22;

  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final @Nullable Mac mac;
  private final byte[] code = new byte[Chain.HASH_BYTES];

  private Tagger(@Nullable Mac mac) {
    this.mac = mac;
  }

  static Tagger unkeyed() {
    return new Tagger(null);
  }

  /**
   * @param key the tag key, 32 bytes
   */
  static Tagger keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return new Tagger(mac);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("the tag key is not usable: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks HmacSHA256", e);
    }
  }

  /** What segment headers call the algorithm. */
  String algorithm() {
    return mac == null ? "SHA-256" : "HMAC-SHA-256";
  }

  /** Writes the tag for that hash as {@link #CHARS} characters. */
  void write(byte[] hash, byte[] dest, int at) {
    byte[] source = hash;
    if (mac != null) {
      mac.update(hash, 0, Chain.HASH_BYTES);
      try {
        mac.doFinal(code, 0);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
      source = code;
    }
    int out = at;
    for (int i = 0; i < 15; i += 3) {
      int bits = (source[i] & 0xff) << 16 | (source[i + 1] & 0xff) << 8 | (source[i + 2] & 0xff);
      dest[out++] = ALPHABET[bits >> 18];
      dest[out++] = ALPHABET[bits >> 12 & 63];
      dest[out++] = ALPHABET[bits >> 6 & 63];
      dest[out++] = ALPHABET[bits & 63];
    }
    int last = source[15] & 0xff;
    dest[out++] = ALPHABET[last >> 2];
    dest[out] = ALPHABET[(last & 3) << 4];
  }
}
