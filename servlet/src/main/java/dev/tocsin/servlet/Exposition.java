package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes families of figures, as OpenMetrics 1.0 or as Prometheus' text 0.0.4, which differ in what
 * a counter is called and in how the text ends. Not thread-safe.
 */
final class Exposition {
  private final boolean openMetrics;
  private final StringBuilder text = new StringBuilder();

  /** How a figure behaves. */
  enum Kind {
    COUNTER("counter", "_total"),
    GAUGE("gauge", "");

    private final String text;
    private final String suffix;

    Kind(String text, String suffix) {
      this.text = text;
      this.suffix = suffix;
    }
  }

  /**
   * A family.
   *
   * @param name without {@code _total}; ends with the unit, if there is one
   * @param unit as OpenMetrics has it, or empty
   * @param help one sentence
   */
  record Family(String name, Kind kind, String unit, String help) {}

  /** The figures of a family, each by its labels. */
  static final class Points {
    private final SortedMap<String, Long> values = new TreeMap<>();

    /** Adds a figure; those with the same labels are summed up. */
    void add(long value, String labels) {
      values.merge(labels, value, Long::sum);
    }
  }

  /** In {@link MetricsFormat#OPENMETRICS} or {@link MetricsFormat#PROMETHEUS}. */
  Exposition(MetricsFormat format) {
    openMetrics = format == MetricsFormat.OPENMETRICS;
  }

  /** Labels for {@link Points#add}: names and values by turns. */
  static String labels(String... namesAndValues) {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.append(i == 0 ? "" : ",").append(namesAndValues[i]).append("=\"");
      escape(labels, namesAndValues[i + 1]);
      labels.append('"');
    }
    return labels.toString();
  }

  private static void escape(StringBuilder out, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(c);
      }
    }
  }

  /** Writes a family; one without figures is left out. */
  void write(Family family, Points points) {
    if (points.values.isEmpty()) {
      return;
    }
    String sample = family.name() + family.kind().suffix;
    String described = openMetrics ? family.name() : sample;
    line("# TYPE ", described, " ", family.kind().text);
    if (openMetrics && !family.unit().isEmpty()) {
      line("# UNIT ", described, " ", family.unit());
    }
    line("# HELP ", described, " ", family.help());
    for (Map.Entry<String, Long> point : points.values.entrySet()) {
      String labels = point.getKey();
      line(sample, labels.isEmpty() ? "" : "{" + labels + "}", " ", point.getValue().toString());
    }
  }

  private void line(String first, String second, String third, String fourth) {
    text.append(first).append(second).append(third).append(fourth).append('\n');
  }

  /** Ends the text; nothing is written after that. */
  byte[] end() {
    if (openMetrics) {
      text.append("# EOF\n");
    }
    return text.toString().getBytes(UTF_8);
  }
}
