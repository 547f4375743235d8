package dev.tocsin.otel.picture;

import java.util.Locale;

/** Numbers as people read them, by the unit of a panel. */
final class Units {
  private Units() {}

  static String text(double value, String unit) {
    return switch (unit) {
      case "short" -> plain(value);
      case "cps" -> plain(value) + " c/s";
      case "s" -> seconds(value);
      default -> throw new AssertionError("no such unit here: " + unit);
    };
  }

  private static String plain(double value) {
    if (Math.abs(value) >= 1_000_000) {
      return shortened(value / 1_000_000) + " Mil";
    }
    return Math.abs(value) >= 1_000 ? shortened(value / 1_000) + " K" : shortened(value);
  }

  private static String seconds(double value) {
    double size = Math.abs(value);
    if (size == 0 || size >= 1) {
      return size < 60 ? shortened(value) + " s" : shortened(value / 60) + " min";
    }
    return size < 0.001 ? shortened(value * 1_000_000) + " µs" : shortened(value * 1_000) + " ms";
  }

  private static String shortened(double value) {
    String text = String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
