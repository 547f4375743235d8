package dev.tocsin.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.keys.KeyFiles;
import dev.tocsin.keys.TagKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Replaces a session id by a keyed hash: equal ids stay equal, so that a session can be followed
 * through the audit log, and nobody who reads the log can use it (OWASP ASVS 16.2.5). The form is
 * {@code <key id>:<22 characters>}, 128 bits of an HMAC-SHA-256 in base64url, so that a change of
 * key shows. Thread-safe.
 */
public final class SessionHasher {
  /** Name of the key file beside the journals of a folder. */
  public static final String KEY_FILE = "tocsin-session.key";

  /** Length of a key. */
  public static final int KEY_BYTES = 32;

  private static final int HASH_CHARS = 22;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;
  private final String keyId;

  /** A Mac is stateful, and making one costs more than using it. */
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::newMac);

  /**
   * Hashes with a given key.
   *
   * @param key 32 random bytes; copied
   */
  public SessionHasher(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a session key of " + key.length + " bytes: it takes " + KEY_BYTES);
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.keyId = TagKey.of(key).id();
  }

  /**
   * Takes the key from the file beside the journals, and makes it, readable for its owner only, if
   * it is not there. Two processes that start at once end up with one key.
   *
   * @throws IOException if the file can't be read or made, or is no key
   */
  public static SessionHasher fromFolder(Path folder, SecureRandom random) throws IOException {
    Path file = folder.resolve(KEY_FILE);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      var unused = KeyFiles.makeSecret(file, random);
    }
    byte[] text = new byte[2 * KEY_BYTES + 1];
    int length = 0;
    try (SeekableByteChannel in =
        Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer buffer = ByteBuffer.wrap(text);
      int read = 0;
      while (read >= 0 && buffer.hasRemaining()) {
        read = in.read(buffer);
      }
      length = buffer.position();
    }
    try {
      return new SessionHasher(HexFormat.of().parseHex(new String(text, 0, length, UTF_8).strip()));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + ": is no session key (64 hexadecimal digits); restore it, or move it away", e);
    }
  }

  /** The form that is stored for a session id. */
  public String hash(CharSequence sessionId) {
    byte[] code = macs.get().doFinal(sessionId.toString().getBytes(UTF_8));
    return keyId + ":" + BASE64.encodeToString(Arrays.copyOf(code, 16));
  }

  /** Whether a text has the form that {@link #hash} gives, under this key. */
  public boolean isHash(CharSequence text) {
    int length = keyId.length() + 1 + HASH_CHARS;
    if (text.length() != length || text.charAt(keyId.length()) != ':') {
      return false;
    }
    for (int i = 0; i < keyId.length(); i++) {
      if (text.charAt(i) != keyId.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private Mac newMac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks HmacSHA256", e);
    }
  }
}
