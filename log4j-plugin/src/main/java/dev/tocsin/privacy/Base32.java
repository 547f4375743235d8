package dev.tocsin.privacy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Base32 of RFC 4648, in lower case and without padding; the JDK has none. */
final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int BITS = 5;

  private Base32() {}

  static String encode(byte[] bytes) {
    StringBuilder out = new StringBuilder((bytes.length * 8 + BITS - 1) / BITS);
    int held = 0;
    int bits = 0;
    for (byte each : bytes) {
      held = (held << 8 | (each & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= BITS) {
        bits -= BITS;
        out.append(ALPHABET.charAt(held >>> bits & 0x1f));
      }
    }
    if (bits > 0) {
      out.append(ALPHABET.charAt(held << (BITS - bits) & 0x1f));
    }
    return out.toString();
  }

  /** The bytes, or null if the text is not what {@link #encode} gives for any. */
  static byte @Nullable [] decode(String text) {
    byte[] out = new byte[text.length() * BITS / 8];
    int held = 0;
    int bits = 0;
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = ALPHABET.indexOf(text.charAt(i));
      if (value < 0) {
        return null;
      }
      held = (held << BITS | value) & 0xfff;
      bits += BITS;
      if (bits >= 8) {
        bits -= 8;
        out[length++] = (byte) (held >>> bits);
      }
    }
    byte[] bytes = Arrays.copyOf(out, length);
    return encode(bytes).equals(text) ? bytes : null;
  }
}
