package dev.tocsin.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The secret under which each line of a journal has its tag: 32 random bytes. Immutable. Its text
 * form never shows the secret.
 */
public final class TagKey {
  /** Bytes of a key. */
  public static final int BYTES = 32;

  private final byte[] secret;
  private final String id;

  private TagKey(byte[] secret) {
    this.secret = secret;
    this.id = idOf(secret);
  }

  /**
   * A key of its bytes.
   *
   * @param secret 32 bytes; copied
   * @throws IllegalArgumentException if it is not 32 bytes long
   */
  public static TagKey of(byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException(
          "a tag key of " + secret.length + " bytes: it takes " + BYTES);
    }
    return new TagKey(secret.clone());
  }

  /**
   * Reads a key file: 64 hexadecimal digits.
   *
   * @throws IOException one line that names the file and the way out, if it can't be read or is no
   *     key
   */
  public static TagKey read(Path file) throws IOException {
    return new TagKey(KeyText.secret(KeyText.read(file), file.toString()));
  }

  /**
   * The key's name in segment lines: the first 4 bytes of SHA-256("tocsin-key-id" 0x00 key), as 8
   * hexadecimal digits.
   */
  public String id() {
    return id;
  }

  /** A copy of the secret. */
  public byte[] secret() {
    return secret.clone();
  }

  static String idOf(byte[] key) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update("tocsin-key-id\0".getBytes(US_ASCII));
      return HexFormat.of().formatHex(sha.digest(key), 0, 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TagKey key && MessageDigest.isEqual(secret, key.secret);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "tag key " + id;
  }
}
