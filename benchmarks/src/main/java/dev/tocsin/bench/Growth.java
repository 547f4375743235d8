package dev.tocsin.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How what each one costs changes with how many there are.
 *
 * @param what costs, such as {@code memory of rules}
 * @param of what there are many, such as {@code clients}
 * @param points from the fewest on; at least two, the first one's cost above 0
 */
record Growth(String what, String of, List<Point> points) {
  /** The end of the name of a program's figure that is the cost of so many, all together. */
  private static final Pattern SIZED =
      Pattern.compile("(.+), ([0-9][0-9,]*) (clients|keys|events|files)");

  /** Before rules see an event, it is filled; that is not their cost. */
  private static final String FILL = "rules_fill";

  private static final Pattern PARAMETER = Pattern.compile("[a-z]+=([0-9]+)");

  /**
   * So many.
   *
   * @param cost of each
   */
  record Point(long count, double cost) {}

  Growth {
    points = points.stream().sorted(Comparator.comparingLong(Point::count)).toList();
  }

  /** The cost at each point, as a multiple of that at the first. */
  List<Point> relative() {
    Point first = points.get(0);
    return points.stream()
        .map(point -> new Point(point.count() / first.count(), point.cost() / first.cost()))
        .toList();
  }

  /** All that a run measured at two sizes or more. */
  static List<Growth> of(Results results) {
    Map<String, List<Point>> sized = new LinkedHashMap<>();
    for (Row row : results.rows()) {
      Matcher parameter = PARAMETER.matcher(row.parameter());
      if (parameter.matches() && !row.name().equals(FILL)) {
        double cost = row.ns() - withoutFilling(row, results);
        put(sized, title(row.name()), Long.parseLong(parameter.group(1)), cost);
      }
    }
    for (Figure figure : results.figures()) {
      Matcher name = SIZED.matcher(figure.name());
      if (name.matches()) {
        long count = Long.parseLong(name.group(2).replace(",", ""));
        put(sized, name.group(1) + "\t" + name.group(3), count, figure.value() / count);
      }
    }
    List<Growth> all = new ArrayList<>();
    sized.forEach(
        (title, points) -> {
          int tab = title.indexOf('\t');
          Growth growth = new Growth(title.substring(0, tab), title.substring(tab + 1), points);
          if (points.size() > 1 && growth.points().get(0).cost() > 0) {
            all.add(growth);
          }
        });
    return all;
  }

  private static void put(Map<String, List<Point>> sized, String title, long count, double cost) {
    sized.computeIfAbsent(title, each -> new ArrayList<>()).add(new Point(count, cost));
  }

  private static String title(String benchmark) {
    return switch (benchmark) {
      case "rules_event" -> "an event against the rules\tclients";
      case "is_blocked_no" -> "isBlocked, not blocked\tblocked clients";
      case "is_blocked_yes" -> "isBlocked, blocked\tblocked clients";
      default -> benchmark + "\tof them";
    };
  }

  private static double withoutFilling(Row row, Results results) {
    Optional<Row> fill =
        row.name().equals("rules_event") ? results.row(FILL, row.parameter()) : Optional.empty();
    return fill.map(Row::ns).orElse(0.0);
  }

  /** Such as {@code query: with 10 times the events, each costs 1.2 times as much}. */
  String text() {
    List<Point> relative = relative();
    Point last = relative.get(relative.size() - 1);
    return String.format(
        Locale.ROOT,
        "%s: with %,d times the %s, each costs %s times as much",
        what,
        last.count(),
        of,
        Numbers.text(last.cost()));
  }
}
