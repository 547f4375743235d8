package dev.tocsin.otel.stack;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The values of a query's result over a range, and what they are the values of. */
public record Series(Map<String, String> labels, List<Point> points) {
  /** A value at an instant. */
  public record Point(Instant at, double value) {}

  /** Reads the answer of {@code /query_range}, which is the same in Loki and Prometheus. */
  static List<Series> of(String query, BackEnd.Answer answer) {
    Json data = Sample.data(query, answer);
    if (!data.at("resultType").text().equals("matrix")) {
      throw new AssertionError("no matrix: " + query + ": " + answer);
    }
    List<Series> all = new ArrayList<>();
    for (Json each : data.at("result").elements()) {
      List<Point> points = new ArrayList<>();
      for (Json pair : each.at("values").elements()) {
        double seconds = Double.parseDouble(pair.elements().get(0).text());
        points.add(
            new Point(
                Instant.ofEpochMilli(Math.round(seconds * 1_000)),
                Sample.number(pair.elements().get(1).text())));
      }
      all.add(new Series(each.at("metric").texts(), points));
    }
    return all;
  }
}
