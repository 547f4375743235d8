package dev.tocsin.otel.picture;

import dev.tocsin.otel.stack.Json;
import dev.tocsin.otel.stack.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines, or bars that stand on each other, over an axis of time, with a legend. */
final class TimeSeriesDrawing implements PanelDrawing {
  private static final List<String> COLOURS =
      List.of(
          "s-green",
          "s-yellow",
          "s-blue",
          "s-orange",
          "s-red",
          "s-purple",
          "s-teal",
          "s-pink",
          "s-brown",
          "s-grey",
          "s-dark-red",
          "s-lime",
          "s-sky",
          "s-olive");
  private static final double LEGEND_ROW = 17;
  private static final double LEFT = 46;
  private static final int EVERY = 5;
  private static final List<Double> MINUTES = List.of(15.0, 30.0, 60.0, 120.0, 300.0, 600.0);

  private record Drawn(String name, String colour, Series series) {}

  /** Where what stands. */
  private record Plot(Frame frame, Answer answer, double top) {
    double x(Instant at) {
      double whole = Duration.between(answer.start(), answer.end()).toMillis();
      return frame.x() + frame.width() * Duration.between(answer.start(), at).toMillis() / whole;
    }

    double y(double value) {
      return frame.bottom() - frame.height() * value / top;
    }
  }

  @Override
  public void draw(Svg svg, Frame frame, Answer answer) {
    List<Drawn> all = drawn(answer);
    if (all.isEmpty()) {
      PanelDrawing.nothing(svg, frame, answer);
      return;
    }
    double legend = legend(svg, frame, all);
    double height = legend - frame.y() - 24;
    boolean bars = answer.panel().isStacked();
    double step = tick(bars ? highestStack(all) : highest(all), answer.panel().unit());
    int ticks = (int) Math.ceil((bars ? highestStack(all) : highest(all)) / step - 1e-9);
    Plot plot =
        new Plot(
            new Frame(frame.x() + LEFT, frame.y() + 4, frame.width() - LEFT - 6, height),
            answer,
            Math.max(1, ticks) * step);
    axes(svg, plot, step, all);
    if (bars) {
      bars(svg, plot, all);
    } else {
      all.forEach(each -> line(svg, plot, each));
    }
  }

  private static List<Drawn> drawn(Answer answer) {
    Map<String, Json> fixed = answer.panel().overridden("color");
    List<Drawn> all = new ArrayList<>();
    List<Map.Entry<String, Series>> named = new ArrayList<>();
    for (Answer.Reply reply : answer.replies()) {
      for (Series series : reply.series()) {
        named.add(Map.entry(name(reply.legend(), series.labels()), series));
      }
    }
    named.sort(Map.Entry.comparingByKey(Comparator.naturalOrder()));
    for (Map.Entry<String, Series> each : named) {
      Json colour = fixed.get(each.getKey());
      all.add(
          new Drawn(
              each.getKey(),
              colour == null
                  ? COLOURS.get(all.size() % COLOURS.size())
                  : "s-" + colour.at("fixedColor").text(),
              each.getValue()));
    }
    return all;
  }

  private static String name(String legend, Map<String, String> labels) {
    String name = legend;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      name = name.replace("{{" + label.getKey() + "}}", label.getValue());
    }
    return name;
  }

  /** Draws it, and says where it begins. */
  private static double legend(Svg svg, Frame frame, List<Drawn> all) {
    List<Double> left = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    double x = frame.x();
    int row = 0;
    for (Drawn each : all) {
      double width = 30 + Letters.width(each.name(), Letters.SMALL);
      if (x + width > frame.right() && x > frame.x()) {
        x = frame.x();
        row++;
      }
      left.add(x);
      rows.add(row);
      x += width;
    }
    double top = frame.bottom() - (row + 1) * LEGEND_ROW;
    for (int i = 0; i < all.size(); i++) {
      double y = top + rows.get(i) * LEGEND_ROW;
      svg.rect(all.get(i).colour(), left.get(i), y + 6, 12, 4, 2);
      svg.text("small", left.get(i) + 17, y + 12, all.get(i).name());
    }
    return top;
  }

  private static double highest(List<Drawn> all) {
    return all.stream()
        .flatMap(each -> each.series().points().stream())
        .mapToDouble(Series.Point::value)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  private static double highestStack(List<Drawn> all) {
    Map<Instant, Double> sums = new HashMap<>();
    for (Drawn each : all) {
      each.series().points().forEach(point -> sums.merge(point.at(), point.value(), Double::sum));
    }
    return sums.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /**
   * From one line of the grid to the next: 1, 2 or 5 and zeros, or what divides an hour; at most
   * five of them.
   */
  private static double tick(double highest, String unit) {
    if (highest <= 0) {
      return 1;
    }
    if (unit.equals("s") && highest > 60) {
      return MINUTES.stream().filter(each -> highest / each <= 5).findFirst().orElse(3_600.0);
    }
    double power = Math.pow(10, Math.floor(Math.log10(highest / 5)));
    for (double factor : new double[] {1, 2, 5, 10}) {
      double step = factor * power;
      // Half an event is none.
      if (highest / step <= 5 && (step >= 1 || !unit.equals("short"))) {
        return step;
      }
    }
    return unit.equals("short") ? 1 : 10 * power;
  }

  private static void axes(Svg svg, Plot plot, double step, List<Drawn> all) {
    Answer answer = plot.answer();
    boolean known = all.stream().allMatch(each -> answer.known().test(each.series().labels()));
    for (int i = 0; i * step <= plot.top() + 1e-9; i++) {
      double y = plot.y(i * step);
      svg.rule(
          "grid" + (known ? "" : " " + Steady.MOMENT),
          plot.frame().x(),
          y,
          plot.frame().right(),
          y);
      svg.text(
          "small quiet end" + (known ? "" : " " + Steady.MOMENT),
          plot.frame().x() - 6,
          y + 4,
          Units.text(i * step, answer.panel().unit()));
    }
    for (int minutes = 25; minutes >= 0; minutes -= EVERY) {
      Instant at = answer.now().minus(Duration.ofMinutes(minutes));
      if (!at.isBefore(answer.start())) {
        svg.text(
            "small quiet middle",
            plot.x(at),
            plot.frame().bottom() + 16,
            minutes == 0 ? "now" : "−" + minutes + " min");
      }
    }
  }

  private static void bars(Svg svg, Plot plot, List<Drawn> all) {
    Answer answer = plot.answer();
    Map<Instant, Double> below = new HashMap<>();
    for (Drawn each : all) {
      for (Series.Point point : each.series().points()) {
        if (point.value() == 0) {
          continue;
        }
        double base = below.getOrDefault(point.at(), 0.0);
        double left = plot.x(point.at().minus(answer.step()));
        double width = plot.x(point.at()) - left;
        double gap = width < 10 ? 0 : 0.24;
        svg.rect(
            each.colour() + answer.moment(each.series().labels()),
            left + width * gap / 2,
            plot.y(base + point.value()),
            width * (1 - gap),
            plot.y(base) - plot.y(base + point.value()),
            0);
        below.put(point.at(), base + point.value());
      }
    }
  }

  private static void line(Svg svg, Plot plot, Drawn drawn) {
    String moment = plot.answer().moment(drawn.series().labels());
    List<Series.Point> points =
        drawn.series().points().stream().filter(each -> Double.isFinite(each.value())).toList();
    int from = 0;
    for (int i = 1; i <= points.size(); i++) {
      boolean gap =
          i == points.size()
              || Duration.between(points.get(i - 1).at(), points.get(i).at())
                      .compareTo(plot.answer().step())
                  > 0;
      if (!gap) {
        continue;
      }
      double[] xy = new double[2 * (i - from)];
      for (int j = from; j < i; j++) {
        xy[2 * (j - from)] = plot.x(points.get(j).at());
        xy[2 * (j - from) + 1] = plot.y(points.get(j).value());
      }
      if (xy.length == 2) {
        svg.circle(drawn.colour() + moment, xy[0], xy[1], 2.5);
      } else {
        svg.polyline("line l" + drawn.colour() + moment, xy);
      }
      from = i;
    }
  }
}
