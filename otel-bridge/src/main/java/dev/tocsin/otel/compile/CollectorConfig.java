package dev.tocsin.otel.compile;

import dev.tocsin.rules.Correlation;
import dev.tocsin.rules.Timespan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Configuration of the OpenTelemetry Collector that counts a rule's events. */
final class CollectorConfig {
  private final RuleCompiler.Options options;

  CollectorConfig(RuleCompiler.Options options) {
    this.options = options;
  }

  /** Counts of sub-windows for Prometheus. */
  Map<String, String> files(List<CompiledRule> rules, String head) {
    StringBuilder metrics = new StringBuilder();
    for (CompiledRule rule : rules) {
      metrics.append(metrics(rule, "      "));
    }
    return Map.of(
        "collector.yaml",
        filled(
            "collector.yaml",
            head,
            "${env:TOCSIN_PROMETHEUS:-http://127.0.0.1:9090/api/v1/otlp}",
            Map.of("interval", Timespan.text(options.subWindow()), "metrics", metrics.toString())));
  }

  /** Windows that follow one another, in the collector alone. */
  Map<String, String> tumbling(List<CompiledRule> rules, String head) {
    StringBuilder intervals = new StringBuilder();
    StringBuilder connectors = new StringBuilder();
    StringBuilder pipelines = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (CompiledRule rule : rules) {
      Correlation correlation = rule.correlation();
      String name = rule.rule().name();
      names.add("signaltometrics/" + name);
      intervals
          .append("  interval/")
          .append(name)
          .append(": {interval: ")
          .append(Timespan.text(correlation.window()))
          .append("}\n")
          .append("  filter/")
          .append(name)
          .append(
              ":\n    error_mode: ignore\n    metric_conditions:\n    - 'datapoint.value_int < ")
          .append(correlation.threshold())
          .append("'\n");
      connectors
          .append("  signaltometrics/")
          .append(name)
          .append(":\n    error_mode: ignore\n    logs:\n")
          .append(metrics(rule, "    "));
      pipelines
          .append("    metrics/")
          .append(name)
          .append(":\n      receivers: [signaltometrics/")
          .append(name)
          .append("]\n      processors: [interval/")
          .append(name)
          .append(", filter/")
          .append(name)
          .append(", transform/alerts]\n      exporters: [otlp_http/alerts]\n");
    }
    return Map.of(
        "collector-tumbling.yaml",
        filled(
            "collector-tumbling.yaml",
            head,
            "${env:TOCSIN_ALERTS:-http://127.0.0.1:4319}",
            Map.of(
                "processors", intervals.toString(),
                "connectors", connectors.toString(),
                "exporters", String.join(", ", names),
                "pipelines", pipelines.toString())));
  }

  /**
   * A file, with what is the same in each collector.
   *
   * @param endpoint where the collector tells of itself
   */
  private static String filled(String name, String head, String endpoint, Map<String, String> own) {
    Map<String, String> values = new HashMap<>(own);
    values.put("head", head);
    values.put("intake", Template.of("collector-intake.yaml").fill(Map.of()));
    values.put("service", Template.of("collector-service.yaml").fill(Map.of("endpoint", endpoint)));
    return Template.of(name).fill(values);
  }

  private static String metrics(CompiledRule rule, String indent) {
    StringBuilder out = new StringBuilder();
    for (CompiledRule.Source source : rule.counted()) {
      out.append(indent)
          .append("- name: ")
          .append(PrometheusRules.METRIC)
          .append(source.name())
          .append('\n');
      line(out, indent, "description: " + Text.collectorYaml(Text.oneLine(rule.rule().title())));
      line(out, indent, "unit: '{event}'");
      line(out, indent, "conditions:");
      line(out, indent, "- " + Text.collectorYaml(condition(rule, source)));
      List<RecordField> attributes = new ArrayList<>(rule.keys());
      RecordField value = rule.value();
      if (value != null && !attributes.contains(value)) {
        attributes.add(value);
      }
      if (!attributes.isEmpty()) {
        line(out, indent, "attributes:");
        for (RecordField attribute : attributes) {
          line(out, indent, "- key: " + attribute.attribute());
        }
      }
      // Of the resource nothing else, or each process would be counted for itself.
      line(out, indent, "include_resource_attributes:");
      line(out, indent, "- key: service.namespace");
      line(out, indent, "  optional: true");
      line(out, indent, "sum:");
      line(out, indent, "  value: '1'");
      line(out, indent, "  monotonic: true");
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String indent, String text) {
    out.append(indent).append("  ").append(text).append('\n');
  }

  /** What waited for longer than the window would all count at once, as a burst of now. */
  private static String condition(CompiledRule rule, CompiledRule.Source source) {
    return "log.attributes[\"tocsin.late\"] == nil and log.time > Now() - Duration(\""
        + rule.correlation().window().toSeconds()
        + "s\") and instrumentation_scope.name == \"dev.tocsin\" and "
        + source.condition();
  }
}
