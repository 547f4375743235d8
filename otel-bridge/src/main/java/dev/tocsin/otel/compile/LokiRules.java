package dev.tocsin.otel.compile;

import dev.tocsin.rules.Timespan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rules for Loki's ruler, and the limits that keep Loki from refusing events. */
final class LokiRules {
  private final RuleCompiler.Options options;

  LokiRules(RuleCompiler.Options options) {
    this.options = options;
  }

  Map<String, String> files(List<CompiledRule> rules, String head) {
    Map<String, String> files = new TreeMap<>();
    files.put("rules/tocsin.yaml", rulesFile(rules, head));
    files.put("limits.yaml", Template.of("loki-limits.yaml").fill(Map.of("head", head)));
    return files;
  }

  /** How the rule's events are counted: each is in its place by its own time. */
  Alerting alerting(CompiledRule rule) {
    String window = Timespan.text(rule.correlation().window());
    return new Alerting(
        "loki",
        false,
        options.runbooks(),
        source -> "count_over_time(" + events(rule, source) + " [" + window + "])");
  }

  private String events(CompiledRule rule, CompiledRule.Source source) {
    StringBuilder query = new StringBuilder(options.selector());
    query.append(" | scope_name=\"dev.tocsin\" | tocsin_late=\"\" | ").append(source.condition());
    for (RecordField key : rule.keys()) {
      query.append(" | ").append(key.label()).append("!=\"\"");
    }
    RecordField value = rule.value();
    if (value != null) {
      query.append(" | ").append(value.label()).append("!=\"\"");
    }
    return query.toString();
  }

  private String rulesFile(List<CompiledRule> rules, String head) {
    StringBuilder alerts = new StringBuilder();
    for (CompiledRule rule : rules) {
      alerts.append(alerting(rule).yaml(rule));
    }
    return Template.of("loki-rules.yaml")
        .fill(
            Map.of(
                "head", head,
                "interval", Timespan.text(options.evaluation()),
                "alerts", alerts.toString()));
  }
}
