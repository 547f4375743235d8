package dev.tocsin.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** Keys as text: 64 hexadecimal digits for a secret, PEM for a signing pair (RFC 8410). */
final class KeyText {
  private static final int MAX_BYTES = 16 * 1024;
  private static final String ALGORITHM = "Ed25519";

  private KeyText() {}

  /**
   * A key file's text. Symbolic links are followed: secrets are often mounted as such.
   *
   * @throws IOException one line that names the file and what is wrong
   */
  static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException(
          file + ": no such key file; make one with \"tocsin keygen --out DIR\"", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": the key file may not be read by this process's user", e);
    } catch (IOException e) {
      throw new IOException(file + ": the key file can't be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * @param where what the text came from, for the message
   */
  static byte[] secret(String text, String where) throws IOException {
    try {
      byte[] secret = HexFormat.of().parseHex(text.strip());
      if (secret.length == TagKey.BYTES) {
        return secret;
      }
    } catch (IllegalArgumentException e) {
      // The text may hold most of a key, so it stays out of the message and of the cause.
    }
    throw new IOException(where + ": is no key: it takes 64 hexadecimal digits, as keygen makes");
  }

  static String ofSecret(byte[] secret) {
    return HexFormat.of().formatHex(secret) + "\n";
  }

  static PrivateKey privateKey(String pem, String where) throws IOException {
    byte[] der = der(pem, "PRIVATE KEY", where);
    try {
      return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw notOurs(where, "private", e);
    }
  }

  static PublicKey publicKey(String pem, String where) throws IOException {
    byte[] der = der(pem, "PUBLIC KEY", where);
    try {
      return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw notOurs(where, "public", e);
    }
  }

  private static IOException notOurs(String where, String half, GeneralSecurityException cause) {
    return new IOException(
        where + ": is no " + half + " Ed25519 key in PEM form, as keygen makes", cause);
  }

  private static byte[] der(String pem, String kind, String where) throws IOException {
    String begin = "-----BEGIN " + kind + "-----";
    String end = "-----END " + kind + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException(where + ": holds no \"" + begin + "\"; give a key file of keygen");
    }
    try {
      return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw new IOException(where + ": its PEM text is damaged; restore the file", e);
    }
  }

  static String pem(String kind, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
  }
}
