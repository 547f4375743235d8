package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of certificates or of a key, in PEM.
 *
 * @param name what the setting is called where it was given
 */
record PemFile(String name, Path path) {
  private static final int MAX_BYTES = 1 << 20;
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  /**
   * The file's certificates, of which there is at least one.
   *
   * @throws IOException one line that names setting, file and way out
   */
  byte[] certificates() throws IOException {
    byte[] content = content();
    try {
      if (CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(content))
          .isEmpty()) {
        throw wrong("holds no certificate: put certificates in PEM form there", null);
      }
    } catch (CertificateException e) {
      throw wrong("holds what is no certificate in PEM form: put such there", e);
    }
    return content;
  }

  /**
   * The file's key, for RSA or elliptic curves, without what stands around it.
   *
   * @throws IOException one line that names setting, file and way out
   */
  byte[] key() throws IOException {
    String text = new String(content(), US_ASCII);
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      throw wrong(
          "holds no unencrypted key in PKCS#8: convert it by openssl pkcs8 -topk8 -nocrypt", null);
    }
    try {
      checkKey(Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end)));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Without the cause, whose text might show a part of the key.
      throw wrong("holds no key for RSA or elliptic curves: make one for either", null);
    }
    return text.substring(begin, end + KEY_END.length()).getBytes(US_ASCII);
  }

  /** What changes when the file does; the same for a file that is not there. */
  Object stamp() {
    try {
      return List.of(Files.getLastModifiedTime(path), Files.size(path));
    } catch (IOException e) {
      return List.of();
    }
  }

  private byte[] content() throws IOException {
    // Symbolic links are followed: keys are often mounted as such.
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(MAX_BYTES);
    } catch (NoSuchFileException e) {
      throw wrong("no such file: put it there", e);
    } catch (AccessDeniedException e) {
      throw wrong("may not be read by this process's user: allow it to", e);
    } catch (IOException e) {
      throw wrong("can't be read (" + e.getMessage() + "): name a file in PEM form", e);
    }
  }

  private static void checkKey(byte[] encoded)
      throws InvalidKeySpecException, NoSuchAlgorithmException {
    PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(encoded);
    try {
      var unused = KeyFactory.getInstance("RSA").generatePrivate(key);
    } catch (InvalidKeySpecException e) {
      var unused = KeyFactory.getInstance("EC").generatePrivate(key);
    }
  }

  private IOException wrong(String what, @Nullable Exception cause) {
    return new IOException(name + ": " + path + ": " + what, cause);
  }
}
