package dev.tocsin.keys;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;

/** The private half of a signing pair (Ed25519, RFC 8032). Immutable and thread-safe. */
public final class SigningKey {
  private final PrivateKey key;

  SigningKey(PrivateKey key) {
    this.key = key;
  }

  /**
   * The id of the public half, as {@link VerifyKey#id()} gives it; {@code unknown} if this Java
   * runtime can't tell it.
   */
  public String id() {
    if (!(key instanceof EdECPrivateKey edwards) || edwards.getBytes().isEmpty()) {
      return "unknown";
    }
    try {
      // A pair is made of 32 random bytes, which are the private half: the same ones make the same
      // pair. Whether that is so is seen by a signature.
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, new Given(edwards.getBytes().get()));
      VerifyKey verify = new VerifyKey(generator.generateKeyPair().getPublic());
      byte[] message = {};
      return verify.verifies(message, sign(message)) ? verify.id() : "unknown";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no Ed25519", e);
    }
  }

  /** Gives the bytes it was given, and no others. */
  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    Given(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] target) {
      Arrays.fill(target, (byte) 0);
      System.arraycopy(bytes, 0, target, 0, Math.min(bytes.length, target.length));
    }
  }

  /** The signature over those bytes, 64 bytes. */
  public byte[] sign(byte[] message) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime can't sign with Ed25519", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SigningKey signing
        && MessageDigest.isEqual(key.getEncoded(), signing.key.getEncoded());
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return "signing key";
  }
}
