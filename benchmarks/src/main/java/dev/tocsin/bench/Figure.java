package dev.tocsin.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One figure that a program found, and what it has to be.
 *
 * @param name what was measured, such as {@code rolling, 8 threads, p99.99}
 * @param value finite
 * @param unit of the value, such as {@code ms}; empty for a plain number
 * @param mark null where nothing is asked of it
 */
record Figure(String name, double value, String unit, @Nullable Mark mark) {

  Figure {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + ": " + value + " is no figure");
    }
  }

  /**
   * What a figure has to be.
   *
   * @param bound in the figure's unit; the figure may be just that
   * @param atMost whether it may not be more; otherwise it may not be less
   */
  record Mark(double bound, boolean atMost) {
    boolean isMet(double value) {
      return atMost ? value <= bound : value >= bound;
    }
  }

  /** One of which nothing is asked. */
  static Figure of(String name, double value, String unit) {
    return new Figure(name, value, unit, null);
  }

  /** A number of things of which nothing is asked. */
  static Figure count(String name, long value) {
    return of(name, (double) value, "");
  }

  /** A number of things of which there may be none. */
  static Figure none(String name, long value) {
    return atMost(0, name, (double) value, "");
  }

  static Figure atMost(double bound, String name, double value, String unit) {
    return new Figure(name, value, unit, new Mark(bound, true));
  }

  static Figure atLeast(double bound, String name, double value, String unit) {
    return new Figure(name, value, unit, new Mark(bound, false));
  }

  /** Whether it is as it has to be; true where nothing is asked of it. */
  boolean isMet() {
    return mark == null || mark.isMet(value);
  }

  /** A line for people. */
  String text() {
    String figure = String.format(Locale.ROOT, "%-56s %14s %s", name, number(value), unit);
    if (mark == null) {
      return figure.stripTrailing();
    }
    return figure
        + String.format(
            Locale.ROOT,
            " (%s: %s %s)",
            isMet() ? "met" : "MISSED",
            mark.atMost() ? "at most" : "at least",
            number(mark.bound()) + (unit.isEmpty() ? "" : " " + unit));
  }

  /** An object for programs; without a mark, that is null. */
  String json() {
    return String.format(
        Locale.ROOT,
        "{\"name\": \"%s\", \"value\": %s, \"unit\": \"%s\", \"%s\": %s, \"met\": %b}",
        name,
        Double.toString(value),
        unit,
        mark == null || mark.atMost() ? "at_most" : "at_least",
        mark == null ? "null" : Double.toString(mark.bound()),
        isMet());
  }

  /** A line that {@link #parse} reads, for figures from one process to the other. */
  String line() {
    return String.join(
        "\t",
        name,
        Double.toString(value),
        unit,
        mark == null ? "" : mark.atMost() ? "at most" : "at least",
        mark == null ? "" : Double.toString(mark.bound()));
  }

  /**
   * The contrary of {@link #line}.
   *
   * @throws IllegalArgumentException if it is no such line
   */
  static Figure parse(String line) {
    String[] parts = line.split("\t", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException("no figure: " + line);
    }
    Mark mark =
        parts[3].isEmpty()
            ? null
            : new Mark(Double.parseDouble(parts[4]), parts[3].equals("at most"));
    return new Figure(parts[0], Double.parseDouble(parts[1]), parts[2], mark);
  }

  /** With three digits behind the point where they say something. */
  private static String number(double value) {
    double size = Math.abs(value);
    String form =
        value == Math.rint(value) || size >= 1_000 ? "%,.0f" : size < 10 ? "%.3f" : "%.1f";
    return String.format(Locale.ROOT, form, value);
  }
}
