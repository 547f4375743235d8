package dev.tocsin.rules;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A rule's condition that turned true for a group, as it stood when it was told. Immutable.
 *
 * @param id the same whenever the same events are evaluated again
 * @param rule whose condition it is
 * @param key the group's values by the names that the rule groups by; empty for a rule without
 *     groups
 * @param count events so far, from the oldest that the condition took
 * @param bursts how often the condition turned true; 1 at first
 * @param firstEvent time of the oldest event
 * @param lastEvent time of the newest event
 * @param eventIds of those events, the first 50
 * @param firedAt when it was told first, by the clock that events are recorded by
 * @param resolvedAt when it was over, if it is
 */
public record Alert(
    UUID id,
    Rule rule,
    Map<String, String> key,
    long count,
    int bursts,
    Instant firstEvent,
    Instant lastEvent,
    List<String> eventIds,
    Instant firedAt,
    Optional<Instant> resolvedAt) {

  /** In the place of a group's value: all groups that fire beyond the limit. */
  public static final String ALL_OTHERS = "*";

  /** Map and list are copied; the map keeps its order. */
  public Alert {
    key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
    eventIds = List.copyOf(eventIds);
  }

  /** The group as one text: the value, or {@code name=value} parts when there are several. */
  public String keyText() {
    return keyText(key);
  }

  /** The same of any group's values. */
  public static String keyText(Map<String, String> key) {
    if (key.size() == 1) {
      return key.values().iterator().next();
    }
    StringBuilder text = new StringBuilder();
    key.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : ", ").append(name).append('=').append(value));
    return text.toString();
  }
}
