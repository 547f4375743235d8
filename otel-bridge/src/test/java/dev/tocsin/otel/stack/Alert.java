package dev.tocsin.otel.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An alert.
 *
 * @param labels all but its name
 * @param state {@code pending} or {@code firing}; in Alertmanager {@code active}, {@code
 *     suppressed} or {@code unprocessed}
 */
public record Alert(String name, Map<String, String> labels, String state) {
  /** Reads the answer of {@code /api/v1/alerts}, which is the same in Loki and Prometheus. */
  static List<Alert> evaluated(BackEnd.Answer answer) {
    List<Alert> alerts = new ArrayList<>();
    for (Json each : Sample.data("alerts", answer).at("alerts").elements()) {
      alerts.add(of(each, each.at("state").text()));
    }
    return alerts;
  }

  /** Reads the answer of Alertmanager's {@code /api/v2/alerts}. */
  static List<Alert> taken(BackEnd.Answer answer) {
    if (answer.status() != 200) {
      throw new AssertionError("alerts: " + answer);
    }
    List<Alert> alerts = new ArrayList<>();
    for (Json each : Json.of(answer.body()).elements()) {
      alerts.add(of(each, each.at("status").at("state").text()));
    }
    return alerts;
  }

  private static Alert of(Json alert, String state) {
    Map<String, String> labels = new LinkedHashMap<>(alert.at("labels").texts());
    String name = labels.remove("alertname");
    if (name == null) {
      throw new AssertionError("an alert without a name: " + alert);
    }
    return new Alert(name, labels, state);
  }
}
