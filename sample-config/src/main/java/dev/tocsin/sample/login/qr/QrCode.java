package dev.tocsin.sample.login.qr;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** Draws a QR code as an SVG element that can stand in a page. */
public final class QrCode {
  private static final int QUIET_ZONE = 4;
  private static final int PIXELS = 340;

  private QrCode() {}

  /**
   * One path in a square view box, a unit per module, dark on light, with the quiet zone that
   * scanners need (ISO/IEC 18004). It is as large as {@value #PIXELS} pixels allow with a whole
   * number of them per module, so that edges are sharp.
   *
   * @throws IllegalArgumentException when the text is empty or too long for a QR code
   */
  public static String svg(String text) {
    BitMatrix modules = modules(text);
    int size = modules.getWidth();
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < size; y++) {
      int x = 0;
      while (x < size) {
        int start = x;
        while (x < size && modules.get(x, y)) {
          x++;
        }
        if (x > start) {
          path.append('M').append(start).append(' ').append(y);
          path.append('h').append(x - start).append("v1h-").append(x - start).append('z');
        }
        x++;
      }
    }
    return """
    <svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" \
    width="%3$d" height="%3$d" role="img" aria-label="QR code" shape-rendering="crispEdges">\
    <rect width="%1$d" height="%1$d" fill="#fff"/><path fill="#111" d="%2$s"/></svg>"""
        .formatted(size, path, Math.max(1, PIXELS / size) * size);
  }

  private static BitMatrix modules(String text) {
    try {
      return new QRCodeWriter()
          .encode(
              text,
              BarcodeFormat.QR_CODE,
              0,
              0,
              Map.of(
                  EncodeHintType.ERROR_CORRECTION,
                  ErrorCorrectionLevel.M,
                  EncodeHintType.MARGIN,
                  QUIET_ZONE));
    } catch (WriterException e) {
      throw new IllegalArgumentException(
          "text of " + text.length() + " characters: too long for a QR code", e);
    }
  }
}
