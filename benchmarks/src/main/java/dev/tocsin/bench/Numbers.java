package dev.tocsin.bench;

import java.util.Locale;

/** Numbers as people read them: three digits where there are more, and a unit. */
final class Numbers {
  private Numbers() {}

  /** Such as {@code 1,234} or {@code 0.52}; a dash for what is not known. */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double size = Math.abs(value);
    boolean whole = value == Math.rint(value);
    String form = whole || size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }

  static String text(double value, String unit) {
    return unit.isEmpty() ? text(value) : text(value) + " " + unit;
  }
}
