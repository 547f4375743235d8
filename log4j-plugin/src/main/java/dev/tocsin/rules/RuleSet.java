package dev.tocsin.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All rules of a file. Immutable; made by {@link RuleFile}. */
public final class RuleSet {
  private final Map<String, Detection> detections;
  private final List<Correlation> correlations;

  /** A Sigma rule of one event. */
  public record Detection(Rule rule, Expr expr) {}

  /**
   * @param correlations so that none stands before one that it takes matches of
   */
  RuleSet(Map<String, Detection> detections, List<Correlation> correlations) {
    this.detections = Map.copyOf(detections);
    this.correlations = List.copyOf(correlations);
  }

  /** Every rule once, those that only serve others included, by name. */
  public List<Rule> rules() {
    List<Rule> all = new ArrayList<>();
    detections.values().forEach(detection -> all.add(detection.rule()));
    for (Correlation correlation : correlations) {
      Rule rule = correlation.rule();
      // A rule of one event that alerts stands among both.
      if (!detections.containsKey(rule.name())) {
        all.add(rule);
      }
    }
    all.sort(Comparator.comparing(Rule::name));
    return all;
  }

  /** The rule of that name, or null. */
  public @Nullable Rule find(String name) {
    Detection detection = detections.get(name);
    if (detection != null) {
      return detection.rule();
    }
    return correlations.stream()
        .map(Correlation::rule)
        .filter(rule -> rule.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The same rules, none of which does anything but alert. */
  public RuleSet simulated() {
    Map<String, Detection> all = new LinkedHashMap<>();
    detections.forEach(
        (name, each) -> all.put(name, new Detection(each.rule().simulated(), each.expr())));
    return new RuleSet(
        all, correlations.stream().map(each -> each.of(each.rule().simulated())).toList());
  }

  /** No rules. */
  public static RuleSet none() {
    return new RuleSet(Map.of(), List.of());
  }

  /**
   * Two parts that share no rule that is evaluated over several events: first those whose windows
   * are no longer than a time, and whose sources' are not, then the others.
   */
  public List<RuleSet> split(Duration window) {
    Set<String> slow = new HashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Correlation each : correlations) {
        boolean isSlow =
            each.window().compareTo(window) > 0
                || slow.contains(each.rule().name())
                || each.sources().stream().anyMatch(slow::contains);
        if (isSlow) {
          grown |= slow.add(each.rule().name());
          for (String source : each.sources()) {
            // What one event shows is evaluated wherever it is asked for.
            grown |= !detections.containsKey(source) && slow.add(source);
          }
        }
      }
    }
    return List.of(
        new RuleSet(
            detections,
            correlations.stream().filter(each -> !slow.contains(each.rule().name())).toList()),
        new RuleSet(
            detections,
            correlations.stream().filter(each -> slow.contains(each.rule().name())).toList()));
  }

  /** The longest window of a rule that is on; zero if there is none. */
  public Duration longestWindow() {
    return correlations.stream()
        .filter(each -> each.rule().enabled())
        .map(Correlation::window)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The rules of one event, by name. */
  public Map<String, Detection> detections() {
    return detections;
  }

  /**
   * The rules of several events, and the rules of one event that alert themselves, as ones that
   * take their own matches. None stands before one whose matches it takes.
   */
  public List<Correlation> correlations() {
    return correlations;
  }
}
