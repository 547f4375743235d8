package dev.tocsin.rules;

import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import dev.tocsin.yaml.YamlReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the {@code correlation} of a Sigma correlation. */
final class CorrelationReader {
  /** Highest threshold of {@code event_count}. */
  static final int MAX_EVENTS = 10_000;

  /** Highest threshold of {@code value_count}, each of whose events looks through all values. */
  static final int MAX_VALUES = 1_000;

  /** Most values that {@code new_value} remembers of a group. */
  static final int REMEMBERED_VALUES = 64;

  static final int MIN_KEYS = 100;
  static final int DEFAULT_KEYS = 100_000;
  static final int MAX_KEYS = 5_000_000;

  /** Most times that one rule may have to keep, over all its groups. */
  static final int MAX_TIMES = 20_000_000;

  private static final int MAX_GROUP_FIELDS = 5;
  private static final int MAX_SOURCES = 20;
  private static final Duration NEW_VALUE_COOLDOWN = Duration.ofHours(1);
  private static final List<String> TYPES =
      List.of("event_count", "value_count", "temporal", "temporal_ordered", "new_value");
  private static final List<String> KEYS =
      List.of("type", "rules", "aliases", "group-by", "timespan", "condition", "generate");
  private static final List<String> OPERATORS = List.of("gte", "gt", "lt", "lte", "eq");

  private final YamlReader yaml;
  private final Map<String, Node> rule;
  private final Map<String, Node> entries;
  private final Node node;
  private final Correlation.Type type;
  private final Duration window;
  private final Map<String, Map<String, FieldPath>> aliases = new LinkedHashMap<>();
  private final List<String> groupBy = new ArrayList<>();
  private final List<String> sources = new ArrayList<>();
  private int threshold = 1;
  private boolean below;
  private @Nullable FieldPath field;

  /**
   * @param rule the whole document's entries
   */
  CorrelationReader(YamlReader yaml, Map<String, Node> rule) {
    this.yaml = yaml;
    this.rule = rule;
    this.node = Objects.requireNonNull(rule.get("correlation"));
    this.entries = yaml.map(node, "correlation", KEYS);
    this.type = readType();
    Node timespan = yaml.required(node, entries, "timespan", "correlation");
    this.window = RuleFile.time(yaml, timespan, "timespan");
    readCondition();
  }

  /** A rule of one event that alerts: each match is one, and a minute without any ends it. */
  static Correlation ofEachMatch(Rule rule) {
    Duration minute = Duration.ofMinutes(1);
    return new Correlation(
        rule,
        Correlation.Type.EVENT_COUNT,
        List.of(rule.name()),
        List.of(),
        Map.of(),
        minute,
        1,
        false,
        null,
        minute,
        1);
  }

  private Correlation.Type readType() {
    Node typeNode = yaml.required(node, entries, "type", "correlation");
    String text = yaml.text(typeNode, "type");
    if (!TYPES.contains(text)) {
      throw yaml.bad(
          typeNode,
          "type "
              + Quote.of(text)
              + ": "
              + Nearest.question(text, TYPES)
              + "use one of "
              + String.join(", ", TYPES));
    }
    return Correlation.Type.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private void readCondition() {
    Node condition = entries.get("condition");
    switch (type) {
      case TEMPORAL, TEMPORAL_ORDERED -> {
        if (condition != null) {
          throw yaml.bad(
              condition, "condition: " + text(type) + " asks for each of its rules: remove it");
        }
      }
      case NEW_VALUE -> {
        Node there = yaml.required(node, entries, "condition", "correlation");
        Map<String, Node> parts = yaml.map(there, "condition", List.of("field"));
        field = field(yaml.required(there, parts, "field", "condition"));
      }
      case VALUE_COUNT -> {
        Node there = yaml.required(node, entries, "condition", "correlation");
        Map<String, Node> parts = yaml.map(there, "condition", with("field"));
        field = field(yaml.required(there, parts, "field", "condition"));
        readThreshold(there, parts, MAX_VALUES);
      }
      case EVENT_COUNT -> {
        Node there = yaml.required(node, entries, "condition", "correlation");
        readThreshold(there, yaml.map(there, "condition", OPERATORS), MAX_EVENTS);
      }
    }
  }

  private static List<String> with(String more) {
    List<String> all = new ArrayList<>(OPERATORS);
    all.add(more);
    return all;
  }

  private static String text(Correlation.Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private FieldPath field(Node there) {
    return yaml.checked(there, () -> FieldPath.parse(yaml.text(there, "field")));
  }

  private void readThreshold(Node condition, Map<String, Node> parts, int max) {
    List<String> given = OPERATORS.stream().filter(parts::containsKey).toList();
    if (given.size() != 1) {
      throw yaml.bad(
          condition,
          given.isEmpty()
              ? "condition: says no number: add gte: …"
              : "condition: " + String.join(" and ", given) + ": keep one");
    }
    String operator = given.get(0);
    Node value = Objects.requireNonNull(parts.get(operator));
    long number = yaml.number(value, operator, 0, max);
    long wanted =
        switch (operator) {
          case "gte", "lt" -> number;
          case "gt", "lte" -> number + 1;
          default -> number == 0 ? 1 : -1;
        };
    below = operator.startsWith("l") || operator.equals("eq");
    if (wanted < 0) {
      throw yaml.bad(
          value, "eq: only 0 can be told while events still come: use gte, or lt for too few");
    }
    if (wanted == 0) {
      throw yaml.bad(
          value,
          operator
              + " 0: would "
              + (below ? "never" : "always")
              + " be so: use a number from 1 to "
              + max);
    }
    if (wanted > max) {
      throw yaml.bad(value, operator + " " + number + ": use less than " + max);
    }
    if (below && (type != Correlation.Type.EVENT_COUNT || entries.containsKey("group-by"))) {
      throw yaml.bad(
          value,
          operator
              + ": too few can be told only of event_count without group-by, as a group that shows"
              + " nothing is not known: use gte");
    }
    threshold = (int) wanted;
  }

  /** Whether it looks for too few events, which no event can tell. */
  boolean isBelow() {
    return below;
  }

  /** Whether the rules it takes matches of alert beside it, as if it did not take them. */
  boolean generates() {
    Node generate = entries.get("generate");
    return generate != null && yaml.flag(generate, "generate");
  }

  /** Where the rules it takes matches of are named. */
  Node sourcesPlace() {
    return Objects.requireNonNull(entries.get("rules"));
  }

  /** The rules it takes matches of. */
  List<String> sources() {
    return sources;
  }

  /** Whether its groups have that field. */
  boolean groupsBy(String name) {
    return groupBy.contains(name);
  }

  /**
   * Reads what refers to other rules, once all are known.
   *
   * @param finder the name of a rule by its name or id; throws if there is none
   * @return the rules it takes matches of
   */
  List<String> resolve(UnaryOperator<String> finder) {
    Node rules = yaml.required(node, entries, "rules", "correlation");
    for (Node each : yaml.oneOrMore(rules)) {
      String source = yaml.checked(each, () -> finder.apply(yaml.text(each, "a rule")));
      if (sources.contains(source)) {
        throw yaml.bad(each, "rule " + source + ": stands there twice: keep one");
      }
      sources.add(source);
    }
    boolean temporal =
        type == Correlation.Type.TEMPORAL || type == Correlation.Type.TEMPORAL_ORDERED;
    int least = temporal ? 2 : 1;
    if (sources.size() < least || sources.size() > MAX_SOURCES) {
      throw yaml.bad(
          rules, "rules: " + text(type) + " takes " + least + " to " + MAX_SOURCES + " of them");
    }
    Node aliasNode = entries.get("aliases");
    if (aliasNode != null) {
      readAliases(aliasNode, finder);
    }
    Node groups = entries.get("group-by");
    if (groups != null) {
      readGroups(groups);
    }
    return sources;
  }

  private void readAliases(Node aliasNode, UnaryOperator<String> finder) {
    yaml.freeMap(aliasNode, "aliases")
        .forEach(
            (key, value) -> {
              Map<String, FieldPath> fields = new LinkedHashMap<>();
              yaml.freeMap(value, "alias " + Quote.of(key.getValue()))
                  .forEach(
                      (rule, fieldNode) -> {
                        String source = yaml.checked(rule, () -> finder.apply(rule.getValue()));
                        if (!sources.contains(source)) {
                          throw yaml.bad(
                              rule, "rule " + source + ": is none of rules: add it there");
                        }
                        fields.put(source, field(fieldNode));
                      });
              for (String source : sources) {
                if (!fields.containsKey(source)) {
                  throw yaml.bad(
                      value,
                      "alias "
                          + Quote.of(key.getValue())
                          + ": says nothing of rule "
                          + source
                          + ": add "
                          + source
                          + ": FIELD");
                }
              }
              aliases.put(key.getValue(), Map.copyOf(fields));
            });
  }

  private void readGroups(Node groups) {
    Set<String> seen = new HashSet<>();
    for (Node each : yaml.oneOrMore(groups)) {
      String name = yaml.text(each, "group-by");
      if (!aliases.containsKey(name)) {
        var unused = yaml.checked(each, () -> FieldPath.parse(name));
      }
      if (!seen.add(name)) {
        throw yaml.bad(each, "group-by " + Quote.of(name) + ": stands there twice: keep one");
      }
      groupBy.add(name);
    }
    if (groupBy.isEmpty() || groupBy.size() > MAX_GROUP_FIELDS) {
      throw yaml.bad(
          groups,
          "group-by: use 1 to "
              + MAX_GROUP_FIELDS
              + " fields; for one group of all events leave it out");
    }
    aliases.forEach(
        (alias, fields) -> {
          if (!groupBy.contains(alias)) {
            throw yaml.bad(groups, "group-by: does not use alias " + Quote.of(alias) + ": add it");
          }
        });
  }

  /** The correlation, once {@link #resolve} was called. */
  Correlation build(Rule made) {
    Node cooldownNode = rule.get("cooldown");
    Duration cooldown =
        cooldownNode != null
            ? RuleFile.time(yaml, cooldownNode, "cooldown")
            : type == Correlation.Type.NEW_VALUE ? NEW_VALUE_COOLDOWN : window;
    int perKey =
        switch (type) {
          case EVENT_COUNT, VALUE_COUNT -> threshold;
          case TEMPORAL -> sources.size();
          case TEMPORAL_ORDERED -> sources.size() * Window.ORDERED_TIMES;
          case NEW_VALUE -> REMEMBERED_VALUES;
        };
    int most = Math.min(MAX_KEYS, MAX_TIMES / perKey);
    Node keysNode = rule.get("max_keys");
    int maxKeys = Math.min(DEFAULT_KEYS, most);
    if (keysNode != null) {
      maxKeys = (int) yaml.number(keysNode, "max_keys", MIN_KEYS, most);
    }
    return new Correlation(
        made,
        type,
        sources,
        groupBy,
        aliases,
        window,
        threshold,
        below,
        field,
        cooldown,
        groupBy.isEmpty() ? 1 : maxKeys);
  }
}
