package dev.tocsin.sample.login.account;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A PIN, hashed by PBKDF2 with HMAC-SHA-256 (RFC 8018) and a salt of its own.
 *
 * <p>{@value #ITERATIONS} iterations keep the demonstration quick. A six-digit PIN falls to whoever
 * steals the hashes at any count; what protects it is the lockout. Immutable and thread-safe.
 */
public final class PinHash {
  private static final int ITERATIONS = 20_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;

  private final byte[] salt;
  private final byte[] hash;

  private PinHash(byte[] salt, byte[] hash) {
    this.salt = salt;
    this.hash = hash;
  }

  /** Hashes a PIN under a fresh salt. */
  public static PinHash of(String pin, RandomGenerator random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new PinHash(salt, derive(pin, salt));
  }

  /** Whether this is the PIN; takes the same time for any answer. */
  public boolean matches(String pin) {
    return MessageDigest.isEqual(hash, derive(pin, salt));
  }

  private static byte[] derive(String pin, byte[] salt) {
    char[] chars = pin.toCharArray();
    PBEKeySpec spec = new PBEKeySpec(chars, salt, ITERATIONS, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
      Arrays.fill(chars, '\0');
    }
  }
}
