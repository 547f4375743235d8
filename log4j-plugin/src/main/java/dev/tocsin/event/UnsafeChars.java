package dev.tocsin.event;

/**
 * Characters that never stand as themselves in a written line: they end lines, move the cursor, or
 * turn the direction of what follows. Written as an escape they are harmless and still readable.
 */
public final class UnsafeChars {
  private UnsafeChars() {}

  /**
   * Whether a character is a C0 control, DEL, a C1 control, a line or paragraph separator, a bidi
   * control or the byte order mark. Surrogates are not looked at.
   */
  public static boolean isUnsafe(char c) {
    if (c < 0x7f) {
      return c < ' ';
    }
    if (c < 0xa0) {
      return true;
    }
    if (c < 0x2000) {
      return c == 0x061c;
    }
    if (c < 0x2070) {
      return c == 0x200e
          || c == 0x200f
          || (c >= 0x2028 && c <= 0x202e)
          || (c >= 0x2066 && c <= 0x2069);
    }
    return c == 0xfeff;
  }
}
