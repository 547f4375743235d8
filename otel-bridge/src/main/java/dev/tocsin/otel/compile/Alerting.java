package dev.tocsin.otel.compile;

import dev.tocsin.rules.Correlation;
import dev.tocsin.rules.Rule;
import dev.tocsin.rules.Timespan;
import java.util.function.Function;

/**
 * The alerts of a rule in the form that Prometheus and Loki's ruler share. The languages for the
 * expression are alike as well; they differ in how events of a window are counted.
 */
final class Alerting {
  /** Alerts of one rule at once, as in the process: a flood of them tells no more than this. */
  static final int MAX_FIRING = 1_000;

  private final String engine;
  private final boolean keepsFiring;
  private final String runbooks;
  private final Function<CompiledRule.Source, String> counted;

  /**
   * @param keepsFiring whether an alert can go on for a time; else it ends with its condition
   * @param engine the value of the label by which alerts of two engines are told apart
   * @param runbooks where {@code #rule} can be put behind
   * @param counted the number of a source's events in the rule's window, an instant vector that can
   *     be summed by the rule's labels
   */
  Alerting(
      String engine,
      boolean keepsFiring,
      String runbooks,
      Function<CompiledRule.Source, String> counted) {
    this.engine = engine;
    this.keepsFiring = keepsFiring;
    this.runbooks = runbooks;
    this.counted = counted;
  }

  /** What is true, for each group, while the condition of the rule is. */
  String condition(CompiledRule rule) {
    Correlation correlation = rule.correlation();
    if (correlation.type() == Correlation.Type.TEMPORAL) {
      return temporal(rule);
    }
    String events = counted.apply(rule.sources().get(0));
    RecordField value = rule.value();
    String number =
        value == null
            ? "sum " + rule.by("") + "(" + events + ")"
            : "count " + rule.by("") + "(sum " + rule.by(value.label()) + "(" + events + ") > 0)";
    if (correlation.below()) {
      return "((" + number + ") or vector(0)) < " + correlation.threshold();
    }
    return number + " >= " + correlation.threshold();
  }

  private String temporal(CompiledRule rule) {
    StringBuilder all = new StringBuilder();
    for (CompiledRule.Source source : rule.sources()) {
      if (!all.isEmpty()) {
        all.append(" and on (").append(rule.labels()).append(") ");
      }
      all.append("(sum ")
          .append(rule.by(""))
          .append('(')
          .append(counted.apply(source))
          .append(") > 0)");
    }
    return all.toString();
  }

  /**
   * Rules in YAML, indented for a group: the alerts, one that stands for too many, and, where the
   * rule blocks, those that ask processes to do so.
   */
  String yaml(CompiledRule rule) {
    Rule named = rule.rule();
    String condition = condition(rule);
    StringBuilder out = new StringBuilder();
    boolean grouped = !rule.keys().isEmpty();
    alert(
        out,
        rule,
        named.name(),
        grouped ? "topk(" + MAX_FIRING + ", " + condition + ")" : condition);
    out.append("      summary: ").append(Text.yaml(summary(rule, grouped))).append('\n');
    if (!named.description().isEmpty()) {
      out.append("      description: ")
          .append(Text.yaml(Text.annotation(named.description())))
          .append('\n');
    }
    if (!named.response().recommendations().isEmpty()) {
      String sentences = String.join(" ", named.response().recommendations());
      out.append("      recommend: ").append(Text.yaml(Text.annotation(sentences))).append('\n');
    }
    runbook(out, named.name());
    if (grouped) {
      alert(out, rule, named.name() + "_flood", "count(" + condition + ") > " + MAX_FIRING);
      out.append("      summary: ")
          .append(
              Text.yaml(
                  Text.annotation(named.title())
                      + ": of {{ $value }} groups only "
                      + MAX_FIRING
                      + " are told one by one"))
          .append('\n');
      runbook(out, "flood");
    }
    if (rule.blocks()) {
      alert(
          out,
          rule,
          named.name() + "_block",
          "topk(" + MAX_FIRING + ", " + condition(rule.ofBlockable()) + ")",
          "      response: block\n");
      out.append("      summary: ")
          .append(Text.yaml(summary(rule, true) + ": processes may block it"))
          .append('\n');
      runbook(out, "block");
    }
    return out.toString();
  }

  private void alert(StringBuilder out, CompiledRule rule, String name, String expression) {
    alert(out, rule, name, expression, "");
  }

  private void alert(
      StringBuilder out, CompiledRule rule, String name, String expression, String label) {
    Rule named = rule.rule();
    out.append("  - alert: ").append(Text.yaml(name)).append('\n');
    out.append("    expr: ").append(Text.yaml(expression)).append('\n');
    if (keepsFiring) {
      out.append("    keep_firing_for: ")
          .append(Timespan.text(rule.correlation().cooldown()))
          .append('\n');
    }
    out.append("    labels:\n");
    out.append("      rule: ").append(Text.yaml(named.name())).append('\n');
    out.append("      severity: ").append(named.severity().text()).append('\n');
    out.append("      engine: ").append(engine).append('\n').append(label);
    if (named.simulate()) {
      out.append("      simulate: \"true\"\n");
    }
    out.append("    annotations:\n");
  }

  private void runbook(StringBuilder out, String anchor) {
    out.append("      runbook_url: ").append(Text.yaml(runbooks + "#" + anchor)).append('\n');
  }

  private static String summary(CompiledRule rule, boolean grouped) {
    StringBuilder out = new StringBuilder(Text.annotation(rule.rule().title()));
    if (grouped) {
      out.append(": ");
      out.append(
          String.join(
              ", ",
              rule.keys().stream()
                  .map(key -> "{{ index $labels \"" + key.label() + "\" }}")
                  .toList()));
    }
    return out.append(" ({{ $value }} in ")
        .append(Timespan.text(rule.correlation().window()))
        .append(")")
        .toString();
  }
}
