package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.keys.TagKey;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes a line's tag of the chain's hash after that line: its first 16 bytes, or with a key the
 * first 16 bytes of its HMAC-SHA-256, in base64url without padding. Belongs to one key at one
 * epoch; {@link #next()} is that of the epoch after it. Not thread-safe.
 */
final class Tagger {
  /** Characters of a tag. */
  static final int CHARS = 22;

  /** Epochs beyond this one are refused: deriving their key would take a minute. */
  static final long MAX_EPOCH = 10_000_000;

  private static final byte[] EVOLVE = "tocsin-evolve-v1".getBytes(US_ASCII);
  private static final byte[] NO_SECRET = {};

  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(US_ASCII);

  private final @Nullable String keyId;
  private final long epoch;
  private final byte[] secret;
  private final @Nullable Mac mac;
  private final byte[] code = new byte[Chain.HASH_BYTES];
  private final byte[] expected = new byte[CHARS];

  private Tagger(@Nullable String keyId, long epoch, byte[] secret) {
    this.keyId = keyId;
    this.epoch = epoch;
    this.secret = secret;
    this.mac = keyId == null ? null : mac(secret);
  }

  static Tagger unkeyed() {
    return new Tagger(null, 0, NO_SECRET);
  }

  /** Under a key that has not moved on yet. */
  static Tagger keyed(TagKey key) {
    return new Tagger(key.id(), 0, key.secret());
  }

  /**
   * Under a key that has moved on.
   *
   * @param keyId id of the key that it was at epoch 0
   * @param epoch how often it has moved on
   * @param secret what it is by now, 32 bytes; not copied
   */
  static Tagger keyed(String keyId, long epoch, byte[] secret) {
    return new Tagger(keyId, epoch, secret);
  }

  private static Mac mac(byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac;
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("the tag key is not usable: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks HmacSHA256", e);
    }
  }

  /** Id of the key, or null where tags have none. */
  @Nullable String keyId() {
    return keyId;
  }

  /** How often the key has moved on. */
  long epoch() {
    return epoch;
  }

  /** What the key is at this epoch; not a copy. Empty without a key. */
  byte[] secret() {
    return secret;
  }

  /** Whether that is the same key at the same epoch. */
  boolean isSame(Tagger other) {
    return Objects.equals(keyId, other.keyId) && epoch == other.epoch;
  }

  /** The tagger of the next epoch; without a key, this one. */
  Tagger next() {
    return mac == null ? this : new Tagger(keyId, epoch + 1, mac.doFinal(EVOLVE));
  }

  /**
   * The tagger of a later epoch.
   *
   * @return null if that is an earlier one, or later than {@link #MAX_EPOCH}
   */
  @Nullable Tagger at(long laterEpoch) {
    if (laterEpoch < epoch || laterEpoch > MAX_EPOCH || (mac == null && laterEpoch > 0)) {
      return null;
    }
    Mac current = mac == null ? null : mac(secret);
    byte[] moved = secret;
    for (long i = epoch; i < laterEpoch && current != null; i++) {
      try {
        moved = current.doFinal(EVOLVE);
        current.init(new SecretKeySpec(moved, "HmacSHA256"));
      } catch (InvalidKeyException e) {
        throw new IllegalStateException(e);
      }
    }
    return laterEpoch == epoch ? this : new Tagger(keyId, laterEpoch, moved);
  }

  /** What segment headers call the algorithm. */
  String algorithm() {
    return mac == null ? "SHA-256" : "HMAC-SHA-256";
  }

  /** Whether those {@link #CHARS} characters are the tag for that hash. */
  boolean matches(byte[] hash, byte[] line, int at) {
    write(hash, expected, 0);
    return Arrays.equals(expected, 0, CHARS, line, at, at + CHARS);
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
