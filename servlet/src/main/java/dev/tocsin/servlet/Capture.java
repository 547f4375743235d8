package dev.tocsin.servlet;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The beginning of a body that passes by. Thread-safe. */
final class Capture {
  private static final int FIRST = 512;

  private final int atMost;
  private byte[] bytes = {};
  private int length;
  private boolean more;

  Capture(int atMost) {
    this.atMost = atMost;
  }

  /** Most requests have no body, or a short one. */
  private void reserve(int more) {
    if (bytes.length < length + more) {
      int wanted = Math.max(FIRST, Math.max(length + more, 2 * bytes.length));
      bytes = Arrays.copyOf(bytes, Math.min(atMost, wanted));
    }
  }

  synchronized void add(int oneByte) {
    if (length < atMost) {
      reserve(1);
      bytes[length++] = (byte) oneByte;
    } else {
      more = true;
    }
  }

  synchronized void add(byte[] from, int offset, int count) {
    int taken = Math.min(count, atMost - length);
    if (taken > 0) {
      reserve(taken);
    }
    System.arraycopy(from, offset, bytes, length, taken);
    length += taken;
    more |= taken < count;
  }

  /** Adds characters, as UTF-8. */
  synchronized void add(char[] from, int offset, int count) {
    int left = atMost - length;
    // A character is at least a byte; those beyond what is left need not be encoded.
    byte[] encoded =
        new String(from, offset, Math.min(count, left)).getBytes(StandardCharsets.UTF_8);
    add(encoded, 0, encoded.length);
    more |= count > left;
  }

  synchronized void clear() {
    length = 0;
    more = false;
  }

  /** Whether more passed than was kept. */
  synchronized boolean isCut() {
    return more;
  }

  /** What was kept, as text; null if nothing passed. A cut is marked by an ellipsis. */
  synchronized @Nullable String text(@Nullable String encoding) {
    if (length == 0) {
      return null;
    }
    return new String(bytes, 0, length, charset(encoding)) + (more ? "…" : "");
  }

  static Charset charset(@Nullable String name) {
    try {
      return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.ISO_8859_1;
    }
  }
}
