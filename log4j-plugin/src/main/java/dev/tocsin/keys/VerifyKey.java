package dev.tocsin.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/** The public half of a signing pair (Ed25519, RFC 8032). Immutable and thread-safe. */
public final class VerifyKey {
  private final PublicKey key;
  private final String id;

  VerifyKey(PublicKey key) {
    this.key = key;
    this.id = TagKey.idOf(key.getEncoded());
  }

  /**
   * Reads a public key file, PEM.
   *
   * @throws IOException one line that names the file and the way out, if it can't be read or is no
   *     such key
   */
  public static VerifyKey read(Path file) throws IOException {
    return new VerifyKey(KeyText.publicKey(KeyText.read(file), file.toString()));
  }

  /** The first 4 bytes of SHA-256("tocsin-key-id" 0x00 key), as 8 hexadecimal digits. */
  public String id() {
    return id;
  }

  /** Whether the signature over those bytes is this key's. */
  public boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // A signature that is no point of the curve is no signature.
      return false;
    }
  }

  @Override
  public String toString() {
    return "public key " + id;
  }
}
