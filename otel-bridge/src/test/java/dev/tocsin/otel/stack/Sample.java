package dev.tocsin.otel.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One value of a query's result at one instant, and what it is the value of. */
public record Sample(Map<String, String> labels, double value) {
  /** Reads the answer of {@code /query}, which is the same in Loki and Prometheus. */
  static List<Sample> of(String query, BackEnd.Answer answer) {
    Json data = data(query, answer);
    if (!data.at("resultType").text().equals("vector")) {
      throw new AssertionError("no vector: " + query + ": " + answer);
    }
    List<Sample> samples = new ArrayList<>();
    for (Json each : data.at("result").elements()) {
      String value = each.at("value").elements().get(1).text();
      samples.add(new Sample(each.at("metric").texts(), number(value)));
    }
    return samples;
  }

  /** What a successful answer carries. */
  static Json data(String query, BackEnd.Answer answer) {
    if (answer.status() != 200) {
      throw new AssertionError(query + ": " + answer.status() + " " + answer.body());
    }
    Json json = Json.of(answer.body());
    if (!json.at("status").text().equals("success")) {
      throw new AssertionError(query + ": " + answer.body());
    }
    return json.at("data");
  }

  static double number(String value) {
    return switch (value) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(value);
    };
  }
}
