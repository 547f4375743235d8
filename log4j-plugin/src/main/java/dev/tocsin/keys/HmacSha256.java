package dev.tocsin.keys;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA-256 under one key (RFC 2104), over the runtime's SHA-256. The runtime's own {@code Mac}
 * makes two arrays for each code; this makes none. Not thread-safe.
 */
public final class HmacSha256 {
  /** Bytes of a code. */
  public static final int BYTES = 32;

  private static final int BLOCK_BYTES = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final MessageDigest sha;
  private final byte[] inner;
  private final byte[] outer;
  private final byte[] hash = new byte[BYTES];

  /**
   * Codes under a key.
   *
   * @param key of any length but 0; copied
   * @throws IllegalArgumentException if it is empty
   */
  public HmacSha256(byte[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("an empty key: use 32 random bytes");
    }
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-256", e);
    }
    byte[] block = Arrays.copyOf(key.length > BLOCK_BYTES ? sha.digest(key) : key, BLOCK_BYTES);
    inner = with(block, INNER);
    outer = with(block, OUTER);
  }

  private static byte[] with(byte[] block, byte pad) {
    byte[] padded = new byte[BLOCK_BYTES];
    for (int i = 0; i < BLOCK_BYTES; i++) {
      padded[i] = (byte) (block[i] ^ pad);
    }
    return padded;
  }

  /** The code of a message. */
  public byte[] code(byte[] message) {
    byte[] code = new byte[BYTES];
    write(message, 0, message.length, code, 0);
    return code;
  }

  /**
   * Writes the code of a message.
   *
   * @param out gets {@value #BYTES} bytes; may be the message's own array
   * @throws IndexOutOfBoundsException if a range is not in its array
   */
  public void write(byte[] message, int offset, int length, byte[] out, int at) {
    sha.reset();
    sha.update(inner);
    sha.update(message, offset, length);
    try {
      sha.digest(hash, 0, BYTES);
      sha.update(outer);
      sha.update(hash);
      sha.digest(hash, 0, BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
    System.arraycopy(hash, 0, out, at, BYTES);
  }
}
