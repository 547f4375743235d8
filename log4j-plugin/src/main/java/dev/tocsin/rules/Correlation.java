package dev.tocsin.rules;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule over several events. Immutable.
 *
 * @param rule its name and what follows
 * @param type how events are put together
 * @param sources the rules whose matches it takes, in their order
 * @param groupBy names of fields or aliases; empty for one group of all events
 * @param aliases the field that an alias stands for, by alias and then by rule
 * @param window how far apart the events may be, half-open: two events that far apart do not meet
 * @param threshold how many, at least 1
 * @param below whether fewer than the threshold are what it looks for
 * @param field whose values are counted, or null
 * @param cooldown how long the condition has to be false before the alert is over
 * @param maxKeys groups that are kept at once
 */
public record Correlation(
    Rule rule,
    Type type,
    List<String> sources,
    List<String> groupBy,
    Map<String, Map<String, FieldPath>> aliases,
    Duration window,
    int threshold,
    boolean below,
    @Nullable FieldPath field,
    Duration cooldown,
    int maxKeys) {

  /** The collections are copied. */
  public Correlation {
    sources = List.copyOf(sources);
    groupBy = List.copyOf(groupBy);
    aliases = Map.copyOf(aliases);
  }

  /** How events are put together. */
  public enum Type {
    /** So many events. */
    EVENT_COUNT,
    /** So many different values of a field. */
    VALUE_COUNT,
    /** A match of each rule, in any order. */
    TEMPORAL,
    /** A match of each rule, in their order. */
    TEMPORAL_ORDERED,
    /** A value that the group has not shown for a while, though it has shown another. */
    NEW_VALUE
  }

  /** The same under another rule's name and responses. */
  Correlation of(Rule other) {
    return new Correlation(
        other, type, sources, groupBy, aliases, window, threshold, below, field, cooldown, maxKeys);
  }

  /** The field that a group's value comes from in the matches of a rule. */
  public FieldPath groupField(String name, String source) {
    Map<String, FieldPath> alias = aliases.get(name);
    FieldPath path = alias == null ? null : alias.get(source);
    return path == null ? FieldPath.parse(name) : path;
  }
}
