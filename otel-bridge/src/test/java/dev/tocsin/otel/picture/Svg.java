package dev.tocsin.otel.picture;

import java.util.Locale;

/** Elements of SVG, one a line; classes instead of colours. */
final class Svg {
  private final StringBuilder out = new StringBuilder();

  /** Text as it may stand in an element or an attribute. */
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                default ->
                    safe.appendCodePoint(
                        Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE
                                || (c & 0xFFFE) == 0xFFFE
                            ? ' '
                            : c);
              }
            });
    return safe.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
  }

  void line(String line) {
    out.append(line).append('\n');
  }

  void rect(String cls, double x, double y, double width, double height, double radius) {
    line(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>"
            .formatted(cls, number(x), number(y), number(width), number(height), number(radius)));
  }

  void rule(String cls, double fromX, double fromY, double toX, double toY) {
    line(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
            .formatted(cls, number(fromX), number(fromY), number(toX), number(toY)));
  }

  void circle(String cls, double x, double y, double radius) {
    line(
        "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>"
            .formatted(cls, number(x), number(y), number(radius)));
  }

  /** A line through points: x and y of the first, x and y of the second, and so on. */
  void polyline(String cls, double[] points) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < points.length; i += 2) {
      text.append(i == 0 ? "" : " ").append(number(points[i])).append(',');
      text.append(number(points[i + 1]));
    }
    line("<polyline class=\"%s\" points=\"%s\"/>".formatted(cls, text));
  }

  void text(String cls, double x, double y, String text) {
    line(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
            .formatted(cls, number(x), number(y), escaped(text)));
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
