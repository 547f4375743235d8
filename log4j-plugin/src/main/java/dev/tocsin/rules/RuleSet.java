package dev.tocsin.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** All rules of a file. Immutable; made by {@link RuleFile}. */
public final class RuleSet {
  private final Map<String, Detection> detections;
  private final List<Correlation> correlations;

  /** A Sigma rule of one event. */
  record Detection(Rule rule, Expr expr) {}

  /**
   * @param correlations so that none stands before one that it takes matches of
   */
  RuleSet(Map<String, Detection> detections, List<Correlation> correlations) {
    this.detections = Map.copyOf(detections);
    this.correlations = List.copyOf(correlations);
  }

  /** Every rule, those that only serve others included, by name. */
  public List<Rule> rules() {
    List<Rule> all = new ArrayList<>();
    detections.values().forEach(detection -> all.add(detection.rule()));
    correlations.forEach(correlation -> all.add(correlation.rule()));
    all.sort(Comparator.comparing(Rule::name));
    return all;
  }

  Map<String, Detection> detections() {
    return detections;
  }

  List<Correlation> correlations() {
    return correlations;
  }
}
