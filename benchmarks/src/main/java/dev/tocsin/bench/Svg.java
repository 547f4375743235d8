package dev.tocsin.bench;

import java.util.Locale;

/** A drawing that a browser shows by itself, in light and in dark. */
final class Svg {
  /** What distinguishes lines and bars beside their place, by classes {@code c0} and on. */
  static final int COLOURS = 6;

  private static final String STYLE =
      """
        <style>
          .page { fill: #ffffff; }
          text { fill: #1d252b; }
          .small { font-size: 12px; fill: #46525a; }
          .axis { stroke: #5b6770; stroke-width: 1; }
          .grid { stroke: #d8dee3; stroke-width: 1; }
          .line { fill: none; stroke-width: 2; }
          .c0 { stroke: #a3341f; fill: #a3341f; }
          .c1 { stroke: #1f6fa3; fill: #1f6fa3; }
          .c2 { stroke: #8a6d1f; fill: #8a6d1f; }
          .c3 { stroke: #2f7d4f; fill: #2f7d4f; }
          .c4 { stroke: #6b4fa0; fill: #6b4fa0; }
          .c5 { stroke: #5b6770; fill: #5b6770; }
          @media (prefers-color-scheme: dark) {
            .page { fill: #14181b; }
            text { fill: #eef2f4; }
            .small { fill: #c3ccd2; }
            .axis { stroke: #8d9aa3; }
            .grid { stroke: #2e373d; }
          }
        </style>
      """;

  private final StringBuilder elements = new StringBuilder();
  private final int width;
  private final int height;
  private final String title;
  private final String description;

  Svg(int width, int height, String title, String description) {
    this.width = width;
    this.height = height;
    this.title = title;
    this.description = description;
  }

  /** Text whose anchor is {@code start}, {@code middle} or {@code end}. */
  Svg text(double x, double y, String anchor, String style, String text) {
    elements.append(
        String.format(
            Locale.ROOT,
            "  <text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            style,
            escaped(text)));
    return this;
  }

  Svg line(double x1, double y1, double x2, double y2, String style) {
    elements.append(
        String.format(
            Locale.ROOT,
            "  <line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
            x1,
            y1,
            x2,
            y2,
            style));
    return this;
  }

  Svg bar(double x, double y, double barWidth, double barHeight, int colour) {
    elements.append(
        String.format(
            Locale.ROOT,
            "  <rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>%n",
            x,
            y,
            barWidth,
            barHeight,
            colour(colour)));
    return this;
  }

  Svg dot(double x, double y, int colour) {
    elements.append(
        String.format(
            Locale.ROOT,
            "  <circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" class=\"%s\"/>%n",
            x,
            y,
            colour(colour)));
    return this;
  }

  /** The class of a colour; they repeat. */
  static String colour(int number) {
    return "c" + number % COLOURS;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public String toString() {
    return String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title desc"
                 font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="14">
              <title id="title">%s</title>
              <desc id="desc">%s</desc>
            """,
            width,
            height,
            escaped(title),
            escaped(description))
        + STYLE
        + String.format(
            Locale.ROOT, "  <rect width=\"%d\" height=\"%d\" class=\"page\"/>%n", width, height)
        + elements
        + "</svg>\n";
  }
}
