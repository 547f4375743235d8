package dev.tocsin.bench;

import java.util.Comparator;
import java.util.List;

/** The plots of {@code docs/performance.md}. */
final class Plots {
  private static final int WIDTH = 860;

  private Plots() {}

  /**
   * One bar of a call.
   *
   * @param error drawn as a line across the bar's end; NaN for none
   */
  record Bar(String label, double value, double error, int colour) {}

  /** Nanoseconds a call, each as a bar. */
  static String bars(String title, List<Bar> bars) {
    int left = 330;
    int row = 34;
    int top = 50;
    int height = top + bars.size() * row + 20;
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    double scale = (WIDTH - left - 110) / most;
    String described =
        String.join(
            "; ",
            bars.stream().map(bar -> bar.label() + " " + Numbers.text(bar.value(), "ns")).toList());
    Svg svg = new Svg(WIDTH, height, title, described).text(20, 28, "start", "name", title);
    double y = top;
    for (Bar bar : bars) {
      double end = left + bar.value() * scale;
      svg.text(left - 12, y + 16, "end", "small", bar.label())
          .bar(left, y, bar.value() * scale, row - 12, bar.colour());
      double labelled = end;
      if (Double.isFinite(bar.error())) {
        double from = Math.max(left, left + (bar.value() - bar.error()) * scale);
        double to = Math.min(WIDTH - 100.0, left + (bar.value() + bar.error()) * scale);
        svg.line(from, y + (row - 12) / 2.0, to, y + (row - 12) / 2.0, "axis");
        labelled = Math.max(end, to);
      }
      svg.text(labelled + 8, y + 16, "start", "small", Numbers.text(bar.value(), "ns"));
      y += row;
    }
    return svg.toString();
  }

  /** The cost of each one where there are more and more, each kind as a line. */
  static String growth(List<Growth> all) {
    int left = 70;
    int right = 360;
    int top = 60;
    int plotHeight = 280;
    int bottom = top + plotHeight;
    String title = "Cost of each one, as a multiple of the cost where there are fewest";
    String described = String.join("; ", all.stream().map(Growth::text).toList());
    double most =
        all.stream()
            .flatMap(each -> each.relative().stream())
            .mapToDouble(Growth.Point::cost)
            .max()
            .orElse(1);
    double steps = Math.max(2, Math.ceil(most));
    long widest =
        all.stream()
            .flatMap(each -> each.relative().stream())
            .mapToLong(Growth.Point::count)
            .max()
            .orElse(10);
    double decades = Math.max(1, Math.log10((double) widest));
    Svg svg =
        new Svg(WIDTH, bottom + 60, title, described)
            .text(20, 28, "start", "name", title)
            .line(left, bottom, WIDTH - right, bottom, "axis")
            .line(left, top, left, bottom, "axis");
    for (int step = 0; step <= steps; step++) {
      double y = bottom - plotHeight * step / steps;
      svg.line(left, y, WIDTH - right, y, "grid")
          .text(left - 10, y + 4, "end", "small", Integer.toString(step));
    }
    double wide = WIDTH - right - left;
    for (int decade = 0; decade <= decades; decade++) {
      svg.text(
          left + wide * decade / decades,
          bottom + 22,
          "middle",
          "small",
          Numbers.text(Math.pow(10, decade)));
    }
    svg.text(left + wide / 2, bottom + 44, "middle", "small", "times as many");
    int colour = 0;
    double label = top + 6;
    List<Growth> highestFirst =
        all.stream().sorted(Comparator.comparingDouble(Plots::last).reversed()).toList();
    for (Growth each : highestFirst) {
      double lastX = Double.NaN;
      double lastY = Double.NaN;
      for (Growth.Point point : each.relative()) {
        double x = left + wide * Math.log10(Math.max(1.0, (double) point.count())) / decades;
        double y = bottom - plotHeight * point.cost() / steps;
        svg.dot(x, y, colour);
        if (!Double.isNaN(lastX)) {
          svg.line(lastX, lastY, x, y, "line " + Svg.colour(colour));
        }
        lastX = x;
        lastY = y;
      }
      svg.dot(WIDTH - right + 24, label - 4, colour)
          .text(
              WIDTH - right + 36,
              label,
              "start",
              "small",
              each.what() + ", by " + each.of() + ": " + Numbers.text(last(each)));
      label += 24;
      colour++;
    }
    return svg.toString();
  }

  private static double last(Growth growth) {
    List<Growth.Point> relative = growth.relative();
    return relative.get(relative.size() - 1).cost();
  }
}
