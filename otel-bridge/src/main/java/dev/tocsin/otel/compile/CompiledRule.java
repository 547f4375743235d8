package dev.tocsin.otel.compile;

import dev.tocsin.event.EventTypes;
import dev.tocsin.rules.Correlation;
import dev.tocsin.rules.FieldPath;
import dev.tocsin.rules.Rule;
import dev.tocsin.rules.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rule of several events, by what the targets know: conditions on a record, attributes to group
 * by, and counts.
 *
 * @param correlation the rule
 * @param sources what it takes matches of; for anything but {@link Correlation.Type#TEMPORAL} one
 *     that stands for all
 * @param keys the attributes of a group
 * @param value the attribute whose values are counted, or null
 * @param blockable the sources once more, of events alone that may lead to a block; empty if the
 *     rule does not block
 */
record CompiledRule(
    Correlation correlation,
    List<Source> sources,
    List<RecordField> keys,
    @Nullable RecordField value,
    List<Source> blockable) {

  /**
   * Events that are counted together.
   *
   * @param name of the metric that counts them, without its prefix
   * @param condition on a record
   */
  record Source(String name, String condition) {}

  /** What a rule is with the conditions that a writer makes. */
  static CompiledRule of(Correlation rule, RuleSet rules, EventTypes types, Target target)
      throws NotExpressible {
    ConditionWriter writer = target == Target.LOKI ? new LogqlWriter(types) : new OttlWriter(types);
    refuse(rule, rules, target);
    List<RecordField> keys = new ArrayList<>();
    for (String name : rule.groupBy()) {
      keys.add(key(FieldPath.parse(name)));
    }
    FieldPath counted = rule.field();
    RecordField value = counted == null ? null : key(counted);
    List<String> conditions = new ArrayList<>();
    for (String source : rule.sources()) {
      conditions.add(writer.matching(Objects.requireNonNull(rules.detections().get(source))));
    }
    List<Source> sources = new ArrayList<>();
    if (rule.type() == Correlation.Type.TEMPORAL) {
      for (int i = 0; i < conditions.size(); i++) {
        sources.add(new Source(rule.rule().name() + ".part" + (i + 1), conditions.get(i)));
      }
    } else {
      List<String> parts =
          conditions.size() == 1
              ? conditions
              : conditions.stream().map(each -> "(" + each + ")").toList();
      sources.add(new Source(rule.rule().name(), writer.any(parts)));
    }
    return new CompiledRule(rule, sources, keys, value, blockable(rule, sources, writer, target));
  }

  /**
   * What decides of blocks counts apart, as in the process. The tumbling collector's alerts reach
   * no Alertmanager, so that nobody is asked there.
   */
  private static List<Source> blockable(
      Correlation rule, List<Source> sources, ConditionWriter writer, Target target) {
    if (!rule.rule().blocks() || target == Target.COLLECTOR_TUMBLING) {
      return List.of();
    }
    return sources.stream()
        .map(each -> new Source(each.name() + ".blockable", writer.mayBlock(each.condition())))
        .toList();
  }

  /** Whether alerts of it ask processes to block. */
  boolean blocks() {
    return !blockable.isEmpty();
  }

  /** The same rule over the events alone that may lead to a block. */
  CompiledRule ofBlockable() {
    return new CompiledRule(correlation, blockable, keys, value, List.of());
  }

  /** All that is counted for it. */
  List<Source> counted() {
    List<Source> all = new ArrayList<>(sources);
    all.addAll(blockable);
    return all;
  }

  private static RecordField key(FieldPath path) throws NotExpressible {
    RecordField field = RecordField.key(path);
    if (!field.attribute().matches("[A-Za-z0-9_.]+")) {
      throw new NotExpressible(
          Text.oneLine(path.toString()) + " has characters that no label's name has");
    }
    return field;
  }

  private static void refuse(Correlation rule, RuleSet rules, Target target) throws NotExpressible {
    switch (rule.type()) {
      case NEW_VALUE ->
          throw new NotExpressible(
              "new_value needs the values of days before, which it does not keep");
      case TEMPORAL_ORDERED ->
          throw new NotExpressible(
              "temporal_ordered needs the order of events, which it does not keep");
      case VALUE_COUNT, TEMPORAL -> {
        if (target == Target.COLLECTOR_TUMBLING) {
          throw new NotExpressible("it can only count events, and no values or several rules");
        }
      }
      case EVENT_COUNT -> {
        if (rule.below() && target == Target.COLLECTOR_TUMBLING) {
          throw new NotExpressible("where there are no events it has nothing to count");
        }
      }
    }
    if (!rule.aliases().isEmpty()) {
      throw new NotExpressible("aliases: it groups by one field of all events");
    }
    for (String source : rule.sources()) {
      if (!rules.detections().containsKey(source)) {
        throw new NotExpressible("it takes matches of " + source + ", a rule of several events");
      }
    }
  }

  Rule rule() {
    return correlation.rule();
  }

  /** The labels of a group, with commas. */
  String labels() {
    return String.join(", ", keys.stream().map(RecordField::label).toList());
  }

  /** What makes one group of all events, or each its own. */
  String by(String more) {
    List<String> labels = new ArrayList<>(keys.stream().map(RecordField::label).toList());
    if (!more.isEmpty() && !labels.contains(more)) {
      labels.add(more);
    }
    return labels.isEmpty() ? "" : "by (" + String.join(", ", labels) + ") ";
  }
}
