package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.keys.HmacSha256;
import dev.tocsin.keys.ShortHash;
import dev.tocsin.keys.TagKey;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a line's tag of the chain's hash after that line: its first 16 bytes, or with a key the
 * first 16 bytes of its HMAC-SHA-256, in base64url without padding. Belongs to one key at one
 * epoch; {@link #next()} is that of the epoch after it. Not thread-safe.
 */
final class Tagger {
  /** Characters of a tag. */
  static final int CHARS = ShortHash.CHARS;

  /** Epochs beyond this one are refused: deriving their key would take a minute. */
  static final long MAX_EPOCH = 10_000_000;

  private static final byte[] EVOLVE = "tocsin-evolve-v1".getBytes(US_ASCII);
  private static final byte[] NO_SECRET = {};

  private final @Nullable String keyId;
  private final long epoch;
  private final byte[] secret;
  private final @Nullable HmacSha256 mac;
  private final byte[] code = new byte[Chain.HASH_BYTES];
  private final byte[] expected = new byte[CHARS];

  private Tagger(@Nullable String keyId, long epoch, byte[] secret) {
    this.keyId = keyId;
    this.epoch = epoch;
    this.secret = secret;
    this.mac = keyId == null ? null : new HmacSha256(secret);
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
    return mac == null ? this : new Tagger(keyId, epoch + 1, mac.code(EVOLVE));
  }

  /**
   * The tagger of this or a later epoch, for any thread.
   *
   * @return null if that is an earlier one, or later than {@link #MAX_EPOCH}
   */
  @Nullable Tagger at(long laterEpoch) {
    if (laterEpoch < epoch || laterEpoch > MAX_EPOCH || (mac == null && laterEpoch > 0)) {
      return null;
    }
    byte[] moved = secret;
    for (long i = epoch; i < laterEpoch; i++) {
      moved = new HmacSha256(moved).code(EVOLVE);
    }
    return new Tagger(keyId, laterEpoch, moved);
  }

  /** The same for another thread. */
  Tagger copy() {
    return new Tagger(keyId, epoch, secret);
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
      mac.write(hash, 0, Chain.HASH_BYTES, code, 0);
      source = code;
    }
    ShortHash.write(source, dest, at);
  }
}
