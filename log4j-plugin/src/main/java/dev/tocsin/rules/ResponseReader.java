package dev.tocsin.rules;

import dev.tocsin.event.Quote;
import dev.tocsin.event.Severity;
import dev.tocsin.yaml.YamlReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the {@code response} of a rule. */
final class ResponseReader {
  private static final List<String> KEYS =
      List.of("block", "suspicious", "notify", "escalate", "recommend");
  private static final int MAX_RECOMMENDATIONS = 10;
  private static final int MAX_SENTENCE = 500;
  private static final double MAX_FACTOR = 100;

  private final YamlReader yaml;

  ResponseReader(YamlReader yaml) {
    this.yaml = yaml;
  }

  /**
   * @param blockable whether the rule groups by the address that a block would be for
   * @param severity the rule's own
   */
  Rule.Response read(Node node, boolean blockable, Severity severity) {
    Map<String, Node> entries = yaml.map(node, "response", KEYS);
    Node block = entries.get("block");
    if (block != null && !blockable) {
      throw yaml.bad(block, "block: the rule has to group by ip_address: add it to group-by");
    }
    Node reason = entries.get("suspicious");
    Node escalate = entries.get("escalate");
    return new Rule.Response(
        Optional.ofNullable(block).map(this::block),
        Optional.ofNullable(reason).map(this::reason),
        receivers(entries.get("notify")),
        Optional.ofNullable(escalate).map(each -> escalation(each, severity)),
        recommendations(entries.get("recommend")));
  }

  private List<String> recommendations(@Nullable Node node) {
    List<String> sentences = new ArrayList<>();
    for (Node each : node == null ? List.<Node>of() : yaml.oneOrMore(node)) {
      String text = yaml.text(each, "recommend");
      if (text.isBlank() || text.length() > MAX_SENTENCE) {
        throw yaml.bad(each, "recommend: use 1 to " + MAX_SENTENCE + " characters for each");
      }
      sentences.add(text);
    }
    if (sentences.size() > MAX_RECOMMENDATIONS) {
      throw yaml.bad(Objects.requireNonNull(node), "recommend: use at most " + MAX_RECOMMENDATIONS);
    }
    return sentences;
  }

  private Rule.Block block(Node node) {
    Map<String, Node> entries = yaml.map(node, "block", List.of("duration", "factor", "max"));
    Node durationNode = yaml.required(node, entries, "duration", "block");
    Duration duration = RuleFile.time(yaml, durationNode, "duration");
    Node factorNode = entries.get("factor");
    double factor = factorNode == null ? 1 : factor(factorNode);
    Node maxNode = entries.get("max");
    if (maxNode == null) {
      if (factor > 1) {
        throw yaml.bad(node, "block: with a factor it needs max: …, as in max: 24h");
      }
      return new Rule.Block(duration, factor, duration);
    }
    Duration max = RuleFile.time(yaml, maxNode, "max");
    if (max.compareTo(duration) < 0) {
      throw yaml.bad(
          maxNode,
          "max "
              + Timespan.text(max)
              + ": is shorter than the duration "
              + Timespan.text(duration)
              + ": make it longer");
    }
    return new Rule.Block(duration, factor, max);
  }

  private double factor(Node node) {
    String text = yaml.text(node, "factor");
    double factor = ValueTest.number(text);
    if (!(factor >= 1 && factor <= MAX_FACTOR)) {
      throw yaml.bad(node, "factor " + Quote.of(text) + ": use 1 to " + (int) MAX_FACTOR);
    }
    return factor;
  }

  private String reason(Node node) {
    return yaml.word(
        node,
        "suspicious",
        "[a-z][a-z0-9_]{0,63}",
        "use a reason of lower-case letters, digits and _, as in high_failure_rate");
  }

  private List<String> receivers(@Nullable Node node) {
    List<String> names = new ArrayList<>();
    for (Node each : node == null ? List.<Node>of() : yaml.oneOrMore(node)) {
      names.add(
          yaml.word(
              each,
              "notify",
              "[A-Za-z][A-Za-z0-9_-]{0,63}",
              "use the name of a receiver; its address stands in the configuration"));
    }
    return names;
  }

  private Rule.Escalation escalation(Node node, Severity severity) {
    Map<String, Node> entries = yaml.map(node, "escalate", List.of("after", "notify", "severity"));
    Node after = yaml.required(node, entries, "after", "escalate");
    List<String> receivers = receivers(entries.get("notify"));
    Node level = entries.get("severity");
    if (receivers.isEmpty() && level == null) {
      throw yaml.bad(node, "escalate: says nothing to do: add notify: … or severity: …");
    }
    return new Rule.Escalation(
        RuleFile.time(yaml, after, "after"),
        receivers,
        level == null ? severity : escalated(level, severity));
  }

  /** The severity that an escalation gives; the rule's own stays the least. */
  private Severity escalated(Node node, Severity own) {
    Severity severity = RuleFile.level(yaml, node, "severity");
    if (severity.compareTo(own) < 0) {
      List<String> levels = RuleFile.levelsFrom(own);
      throw yaml.bad(
          node,
          "severity "
              + Quote.of(yaml.text(node, "severity"))
              + ": is below the rule's level "
              + levels.get(0)
              + ": use "
              + String.join(" or ", levels));
    }
    return severity;
  }
}
