package dev.tocsin.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tocsin.event.AddressRange;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import dev.tocsin.yaml.YamlReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the {@code detection} of a Sigma rule: named selections, and a condition over them. */
final class DetectionReader {
  private static final List<String> MODIFIERS =
      List.of(
          "contains",
          "startswith",
          "endswith",
          "all",
          "re",
          "i",
          "m",
          "s",
          "cidr",
          "cased",
          "exists",
          "lt",
          "lte",
          "gt",
          "gte");
  private static final int MAX_VALUES = 10_000;

  private final YamlReader yaml;
  private final EventTypes types;
  private final PossibleValues possible;
  private int values;

  DetectionReader(YamlReader yaml, EventTypes types) {
    this.yaml = yaml;
    this.types = types;
    this.possible = new PossibleValues(types);
  }

  /** The expression that the condition makes of the selections. */
  Expr read(Node detection) {
    Map<String, Expr> selections = new LinkedHashMap<>();
    Map<String, Node> places = new LinkedHashMap<>();
    Node condition = null;
    for (Map.Entry<ScalarNode, Node> entry : yaml.freeMap(detection, "detection").entrySet()) {
      String name = entry.getKey().getValue();
      if (name.equals("condition")) {
        condition = entry.getValue();
      } else if (name.equals("timeframe")) {
        throw yaml.bad(
            entry.getKey(), "timeframe: Sigma has given it up; use a correlation with timespan");
      } else if (!name.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
        throw yaml.bad(
            entry.getKey(),
            "selection "
                + Quote.of(name)
                + ": use letters, digits, _ and -, beginning with a letter");
      } else {
        selections.put(name, selection(entry.getValue()));
        places.put(name, entry.getKey());
      }
    }
    if (condition == null) {
      throw yaml.bad(detection, "detection without condition: add condition: …");
    }
    if (selections.isEmpty()) {
      throw yaml.bad(detection, "detection without a selection: add one, as in selection: {…}");
    }
    Set<String> used = new HashSet<>();
    List<Expr> alternatives = new ArrayList<>();
    for (Node each : yaml.oneOrMore(condition)) {
      String text = yaml.text(each, "condition");
      alternatives.add(
          yaml.checked(each, () -> new ConditionParser(text, selections, used).parse()));
    }
    places.forEach(
        (name, place) -> {
          if (!used.contains(name)) {
            throw yaml.bad(
                place,
                "selection " + Quote.of(name) + ": the condition does not use it: remove it");
          }
        });
    return Expr.any(alternatives);
  }

  private Expr selection(Node node) {
    if (node instanceof MappingNode) {
      return allOf(node);
    }
    if (!(node instanceof SequenceNode list)) {
      throw yaml.bad(node, "a selection: use a map of fields, or a list of maps or of words");
    }
    if (list.getValue().isEmpty()) {
      throw yaml.bad(node, "a selection: it is empty, so it would match nothing: remove it");
    }
    List<Expr> parts = new ArrayList<>();
    for (Node each : list.getValue()) {
      parts.add(each instanceof MappingNode ? allOf(each) : keyword(each));
    }
    return Expr.any(parts);
  }

  /** A word that stands somewhere in the message. */
  private Expr keyword(Node node) {
    String word = yaml.text(node, "a word");
    return new Expr.FieldPasses(
        FieldPath.parse(EventField.MESSAGE.jsonName()),
        yaml.checked(node, () -> new ValueTest.Like(TextPattern.of(word, true, true, false))));
  }

  private Expr allOf(Node node) {
    List<Expr> parts = new ArrayList<>();
    yaml.freeMap(node, "a selection")
        .forEach((key, value) -> parts.add(field(key, key.getValue(), value)));
    if (parts.isEmpty()) {
      throw yaml.bad(node, "a selection: it is empty, so it would match everything: remove it");
    }
    return Expr.all(parts);
  }

  private Expr field(ScalarNode key, String text, Node value) {
    String[] words = text.split("\\|", -1);
    FieldPath path = yaml.checked(key, () -> FieldPath.parse(words[0]));
    Set<String> modifiers = new HashSet<>();
    for (int i = 1; i < words.length; i++) {
      if (!MODIFIERS.contains(words[i])) {
        throw yaml.bad(
            key,
            "modifier "
                + Quote.of(words[i])
                + ": "
                + Nearest.question(words[i], MODIFIERS)
                + "use one of "
                + String.join(", ", MODIFIERS));
      }
      if (!modifiers.add(words[i])) {
        throw yaml.bad(key, "modifier " + words[i] + ": stands there twice: keep one");
      }
    }
    checkTogether(key, modifiers);
    List<Node> nodes = yaml.oneOrMore(value);
    if (nodes.isEmpty()) {
      throw yaml.bad(value, "field " + path + ": its list is empty, so it would match nothing");
    }
    values += nodes.size();
    if (values > MAX_VALUES) {
      throw yaml.bad(value, "more than " + MAX_VALUES + " values in one rule: split it");
    }
    if (path.isType() && modifiers.isEmpty() && !isPattern(nodes)) {
      return typeIs(nodes);
    }
    List<Expr> tests = new ArrayList<>();
    for (Node each : nodes) {
      tests.add(new Expr.FieldPasses(path, test(path, modifiers, each)));
    }
    return modifiers.contains("all") ? Expr.all(tests) : Expr.any(tests);
  }

  private void checkTogether(Node key, Set<String> modifiers) {
    Set<String> kinds = new HashSet<>(modifiers);
    kinds.removeAll(Set.of("all", "cased", "i", "m", "s"));
    if (kinds.size() > 1) {
      throw yaml.bad(
          key,
          "modifiers " + String.join(" and ", kinds.stream().sorted().toList()) + ": keep one");
    }
    boolean expression = kinds.contains("re");
    for (String flag : List.of("i", "m", "s")) {
      if (modifiers.contains(flag) && !expression) {
        throw yaml.bad(key, "modifier " + flag + ": it belongs behind re, as in field|re|" + flag);
      }
    }
    if (modifiers.contains("cased") && (expression || isNumeric(kinds) || kinds.contains("cidr"))) {
      throw yaml.bad(key, "modifier cased: only texts have upper and lower case: remove it");
    }
  }

  private static boolean isNumeric(Set<String> kinds) {
    return kinds.stream().anyMatch(List.of("lt", "lte", "gt", "gte")::contains);
  }

  private static boolean isPattern(List<Node> nodes) {
    return nodes.stream()
        .anyMatch(
            node ->
                !(node instanceof ScalarNode scalar)
                    || isNull(scalar)
                    || scalar.getValue().contains("*")
                    || scalar.getValue().contains("?"));
  }

  private static boolean isNull(ScalarNode scalar) {
    return scalar.getTag().equals(Tag.NULL);
  }

  private Expr typeIs(List<Node> nodes) {
    Set<String> names = new HashSet<>();
    for (Node each : nodes) {
      EventType type = yaml.checked(each, () -> types.require(yaml.text(each, "event_type")));
      names.add(type.canonical().name());
    }
    return new Expr.TypeIs(names);
  }

  private ValueTest test(FieldPath path, Set<String> modifiers, Node node) {
    String text = yaml.text(node, "field " + path);
    if (modifiers.contains("exists")) {
      return new ValueTest.Exists(yaml.flag(node, path + "|exists"));
    }
    if (node instanceof ScalarNode scalar && isNull(scalar)) {
      if (!modifiers.isEmpty()) {
        throw yaml.bad(node, "field " + path + ": null takes no modifier: it means absent");
      }
      return new ValueTest.Exists(false);
    }
    if (modifiers.contains("re")) {
      return expression(path, modifiers, node, text);
    }
    if (modifiers.contains("cidr")) {
      return yaml.checked(node, () -> new ValueTest.InRange(AddressRange.parse(text)));
    }
    for (ValueTest.Order order : ValueTest.Order.values()) {
      if (modifiers.contains(order.name().toLowerCase(Locale.ROOT))) {
        return new ValueTest.Compares(order, number(path, order, node, text));
      }
    }
    boolean cased = modifiers.contains("cased");
    boolean contains = modifiers.contains("contains");
    TextPattern pattern =
        yaml.checked(
            node,
            () -> {
              TextPattern made =
                  TextPattern.of(
                      text,
                      contains || modifiers.contains("endswith"),
                      contains || modifiers.contains("startswith"),
                      cased);
              possible.check(path, made);
              return made;
            });
    double number = ValueTest.number(text);
    return Double.isNaN(number) || pattern.exact() == null
        ? new ValueTest.Like(pattern)
        : new ValueTest.Equal(number, pattern);
  }

  private double number(FieldPath path, ValueTest.Order order, Node node, String text) {
    return yaml.checked(
        node,
        () -> {
          PossibleValues.checkOrdered(path, order);
          double number = ValueTest.number(text);
          if (Double.isNaN(number)) {
            throw new IllegalArgumentException(
                "field " + path + ": " + Quote.of(text) + " is no number");
          }
          return number;
        });
  }

  private ValueTest expression(FieldPath path, Set<String> modifiers, Node node, String text) {
    int flags =
        (modifiers.contains("i") ? Pattern.CASE_INSENSITIVE : 0)
            | (modifiers.contains("m") ? Pattern.MULTILINE : 0)
            | (modifiers.contains("s") ? Pattern.DOTALL : 0);
    if (text.length() > TextPattern.MAX_CHARS) {
      throw yaml.bad(
          node,
          "an expression of "
              + text.length()
              + " characters: use at most "
              + TextPattern.MAX_CHARS);
    }
    try {
      return new ValueTest.Finds(Pattern.compile(text, flags));
    } catch (PatternSyntaxException e) {
      throw yaml.bad(
          node,
          "field "
              + path
              + ": no regular expression of RE2 ("
              + Quote.line(String.valueOf(e.getDescription()))
              + "): look-around and back references are not in it");
    }
  }
}
