package dev.tocsin.journal;

import java.util.HexFormat;

/** Lower-case hexadecimal text of hashes and journal ids. */
final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  static String of(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /**
   * @throws IllegalArgumentException if the text is not hexadecimal of that many bytes
   */
  static byte[] parse(String text, int length) {
    byte[] bytes = FORMAT.parseHex(text);
    if (bytes.length != length) {
      throw new IllegalArgumentException(
          "\"" + text + "\": expected " + 2 * length + " hexadecimal digits");
    }
    return bytes;
  }
}
