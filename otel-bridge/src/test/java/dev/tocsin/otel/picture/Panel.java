package dev.tocsin.otel.picture;

import dev.tocsin.otel.stack.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A panel as its dashboard's JSON has it. */
public record Panel(String dashboard, Json json) {
  /** The panels of a dashboard, in its order. */
  public static List<Panel> of(Json dashboard) {
    List<Panel> all = new ArrayList<>();
    for (Json panel : dashboard.at("panels").elements()) {
      all.add(new Panel(dashboard.at("title").text(), panel));
    }
    return all;
  }

  public String title() {
    return json.at("title").text();
  }

  /** As {@code stat}. */
  public String type() {
    return json.at("type").text();
  }

  public boolean isOfLoki() {
    return json.at("datasource").at("type").text().equals("loki");
  }

  /** The queries. */
  public List<Json> targets() {
    return json.at("targets").elements();
  }

  Json defaults() {
    return json.at("fieldConfig").at("defaults");
  }

  String unit() {
    return defaults().at("unit").text();
  }

  /** What stands where there is no answer. */
  String noValue() {
    return defaults().at("noValue").text();
  }

  /** The colour that thresholds give a number. */
  String colour(double value) {
    String colour = "text";
    for (Json step : defaults().at("thresholds").at("steps").elements()) {
      String from = step.at("value").text();
      if (from.equals("null") || value >= Double.parseDouble(from)) {
        colour = step.at("color").text();
      }
    }
    return colour;
  }

  /** What queries are called by overrides, by their letters. */
  public Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    overridden("displayName").forEach((ref, name) -> names.put(ref, name.text()));
    return names;
  }

  /** What overrides set of a property, by what they match: a name or a query's letter. */
  Map<String, Json> overridden(String property) {
    Map<String, Json> found = new LinkedHashMap<>();
    for (Json each : json.at("fieldConfig").at("overrides").elements()) {
      for (Json set : each.at("properties").elements()) {
        if (set.at("id").text().equals(property)) {
          found.put(each.at("matcher").at("options").text(), set.at("value"));
        }
      }
    }
    return found;
  }

  boolean isStacked() {
    Json custom = defaults().at("custom");
    return custom.at("drawStyle").text().equals("bars");
  }
}
