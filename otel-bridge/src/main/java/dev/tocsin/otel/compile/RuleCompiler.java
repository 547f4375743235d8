package dev.tocsin.otel.compile;

import dev.tocsin.event.EventTypes;
import dev.tocsin.rules.Correlation;
import dev.tocsin.rules.RuleSet;
import dev.tocsin.rules.Timespan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes of the rules of a file configuration of stock components that means the same. Rules that
 * are off, or that only serve others, are left out. The same rules make the same files. Immutable.
 */
public final class RuleCompiler {
  private final RuleSet rules;
  private final EventTypes types;
  private final Options options;

  /**
   * What is made.
   *
   * @param from what the rules were read from, for the files' first lines
   * @param subWindow what the collector counts for one sample of Prometheus, 1 s to 5 min
   * @param evaluation how often Loki's ruler looks, 1 s to 1 h
   * @param selector of Loki's streams, in braces
   * @param runbooks where the pages on alerts are; {@code #NAME} is put behind it
   * @param without rules that are left out
   */
  public record Options(
      String from,
      Duration subWindow,
      Duration evaluation,
      String selector,
      String runbooks,
      Set<String> without) {
    /** Sub-windows of 15 s, evaluation each 15 s, all streams, the pages of this project. */
    public static final Options DEFAULT =
        new Options(
            "the rules that are shipped",
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            "{service_name=~\".+\"}",
            "docs/alerts.md",
            Set.of());

    /** The set is copied. */
    public Options {
      without = Set.copyOf(without);
    }
  }

  /**
   * A rule that a target can't express.
   *
   * @param rule its name
   * @param reason one line
   */
  public record Refused(String rule, String reason) {}

  /** A compiler for these rules. */
  public RuleCompiler(RuleSet rules, EventTypes types, Options options) {
    this.rules = rules;
    this.types = types;
    this.options = options;
  }

  private List<Correlation> chosen() {
    return rules.correlations().stream()
        .filter(each -> each.rule().enabled() && each.rule().alerts())
        .filter(each -> !options.without().contains(each.rule().name()))
        .toList();
  }

  /** The rules that the target can't express, each with the reason. */
  public List<Refused> refused(Target target) {
    List<Refused> refused = new ArrayList<>();
    for (Correlation each : chosen()) {
      try {
        compiled(each, target);
      } catch (NotExpressible e) {
        refused.add(new Refused(each.rule().name(), e.reason()));
      }
    }
    return refused;
  }

  private CompiledRule compiled(Correlation rule, Target target) throws NotExpressible {
    boolean counted = target == Target.COLLECTOR || target == Target.PROMETHEUS;
    if (counted && rule.window().compareTo(options.subWindow()) <= 0) {
      throw new NotExpressible(
          "its timespan of "
              + Timespan.text(rule.window())
              + " is not longer than a sub-window of "
              + Timespan.text(options.subWindow()));
    }
    return CompiledRule.of(rule, rules, types, target);
  }

  /**
   * The files, by their path below the folder that they belong into.
   *
   * @throws IllegalArgumentException if the target can't express one of the rules, or there is none
   */
  public Map<String, String> files(Target target) {
    List<CompiledRule> all = new ArrayList<>();
    for (Correlation each : chosen()) {
      try {
        all.add(compiled(each, target));
      } catch (NotExpressible e) {
        throw new IllegalArgumentException(each.rule().name() + ": " + e.reason(), e);
      }
    }
    Set<String> metrics = new LinkedHashSet<>();
    for (CompiledRule rule : all) {
      for (CompiledRule.Source source : rule.counted()) {
        if (!metrics.add(Text.label(source.name()))) {
          throw new IllegalArgumentException(
              rule.rule().name() + ": another rule's counts have the same name: rename it");
        }
      }
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no rule is on: switch one on with enabled: true");
    }
    String head = head(target);
    return new TreeMap<>(
        switch (target) {
          case COLLECTOR -> new CollectorConfig(options).files(all, head);
          case COLLECTOR_TUMBLING -> new CollectorConfig(options).tumbling(all, head);
          case PROMETHEUS -> new PrometheusRules(options).files(all, head);
          case LOKI -> new LokiRules(options).files(all, head);
        });
  }

  private String head(Target target) {
    StringBuilder head = new StringBuilder();
    head.append("# Made by \"tocsin rules compile --target ")
        .append(target.text())
        .append("\" from ")
        .append(Text.oneLine(options.from()))
        .append(".\n# Change the rules and make it again: what is changed here is lost then.\n");
    Set<String> left = new LinkedHashSet<>();
    for (Correlation each : rules.correlations()) {
      if (options.without().contains(each.rule().name())) {
        left.add(each.rule().name());
      }
    }
    if (!left.isEmpty()) {
      head.append("# Left out on demand: ").append(String.join(", ", left)).append(".\n");
    }
    return head.toString();
  }
}
