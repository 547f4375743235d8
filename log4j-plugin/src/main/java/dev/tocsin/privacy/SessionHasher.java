package dev.tocsin.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.Recycler;
import dev.tocsin.keys.HmacSha256;
import dev.tocsin.keys.KeyFiles;
import dev.tocsin.keys.ShortHash;
import dev.tocsin.keys.TagKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;

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

  /** Longer ids, and those that are not of ASCII alone, make garbage. */
  private static final int USUAL_CHARS = 256;

  private final String keyId;
  private final Recycler<Work> recycler;

  /** What one hash needs. */
  private static final class Work {
    final HmacSha256 mac;
    final byte[] id = new byte[USUAL_CHARS];
    final byte[] code = new byte[HmacSha256.BYTES];
    final byte[] text = new byte[ShortHash.CHARS];

    Work(byte[] key) {
      this.mac = new HmacSha256(key);
    }
  }

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
    byte[] own = key.clone();
    this.recycler = new Recycler<>(() -> new Work(own));
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
    StringBuilder hash = new StringBuilder();
    append(sessionId, hash);
    return hash.toString();
  }

  /** Appends the same, without garbage. */
  public void append(CharSequence sessionId, StringBuilder out) {
    Work work = recycler.take();
    try {
      int length = ascii(sessionId, work.id);
      if (length >= 0) {
        work.mac.write(work.id, 0, length, work.code, 0);
      } else {
        byte[] id = sessionId.toString().getBytes(UTF_8);
        work.mac.write(id, 0, id.length, work.code, 0);
      }
      ShortHash.write(work.code, work.text, 0);
      out.append(keyId).append(':');
      for (byte each : work.text) {
        out.append((char) each);
      }
    } finally {
      recycler.give(work);
    }
  }

  /** Writes an id byte by byte; -1 if it is too long for that, or has other characters. */
  private static int ascii(CharSequence id, byte[] out) {
    int length = id.length();
    if (length > out.length) {
      return -1;
    }
    for (int i = 0; i < length; i++) {
      char c = id.charAt(i);
      if (c >= 0x80) {
        return -1;
      }
      out[i] = (byte) c;
    }
    return length;
  }

  /** Whether a text has the form that {@link #hash} gives, under this key. */
  public boolean isHash(CharSequence text) {
    int length = keyId.length() + 1 + ShortHash.CHARS;
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
}
