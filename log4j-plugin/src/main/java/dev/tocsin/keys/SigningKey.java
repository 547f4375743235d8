package dev.tocsin.keys;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;

/** The private half of a signing pair (Ed25519, RFC 8032). Immutable and thread-safe. */
public final class SigningKey {
  private final PrivateKey key;

  SigningKey(PrivateKey key) {
    this.key = key;
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
