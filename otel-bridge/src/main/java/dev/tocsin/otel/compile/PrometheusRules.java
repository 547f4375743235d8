package dev.tocsin.otel.compile;

import dev.tocsin.rules.Timespan;
import java.util.List;
import java.util.Map;

/** Recording and alerting rules for Prometheus over the counts that collectors push. */
final class PrometheusRules {
  /** Of a rule's metric in the collector. */
  static final String METRIC = "tocsin.rule.";

  private final RuleCompiler.Options options;

  PrometheusRules(RuleCompiler.Options options) {
    this.options = options;
  }

  Map<String, String> files(List<CompiledRule> rules, String head) {
    StringBuilder records = new StringBuilder();
    StringBuilder alerts = new StringBuilder();
    for (CompiledRule rule : rules) {
      for (CompiledRule.Source source : rule.counted()) {
        records.append(recorded(rule, source));
      }
      alerts.append(alerting(rule).yaml(rule));
    }
    return Map.of(
        "rules/tocsin.yaml",
        Template.of("prometheus-rules.yaml")
            .fill(
                Map.of(
                    "head", head,
                    "interval", Timespan.text(options.subWindow()),
                    "runbooks", options.runbooks(),
                    "records", records.toString(),
                    "alerts", alerts.toString())));
  }

  /** How the rule's events are counted: each sub-window's count is a sample. */
  Alerting alerting(CompiledRule rule) {
    return new Alerting("prometheus", true, options.runbooks(), source -> counted(rule, source));
  }

  private static String counted(CompiledRule rule, CompiledRule.Source source) {
    return "sum_over_time("
        + Text.label(METRIC + source.name())
        + "["
        + Timespan.text(rule.correlation().window())
        + "])";
  }

  private static String recorded(CompiledRule rule, CompiledRule.Source source) {
    String labels =
        "    labels: {rule: "
            + Text.yaml(rule.rule().name())
            + ", source: "
            + Text.yaml(source.name())
            + "}\n";
    return "  - record: tocsin_rule:events:sum\n"
        + "    expr: "
        + Text.yaml("sum(" + counted(rule, source) + ")")
        + "\n"
        + labels
        + "  - record: tocsin_rule:series:count\n"
        + "    expr: "
        + Text.yaml("count(" + Text.label(METRIC + source.name()) + ")")
        + "\n"
        + labels;
  }
}
