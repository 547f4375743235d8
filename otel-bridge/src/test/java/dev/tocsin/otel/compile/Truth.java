package dev.tocsin.otel.compile;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.rules.Correlation;
import dev.tocsin.rules.FieldPath;
import dev.tocsin.rules.RuleSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says of a trace, plainly: all events are looked at for each question. Seconds count
 * from the trace's start.
 */
final class Truth {
  private static final double LATENESS = 60;
  private static final Pattern SEPARATOR = Pattern.compile("[|]");

  private final Correlation rule;
  private final List<Counted> counted = new ArrayList<>();

  /** An event that the rule counts. */
  private record Counted(double at, String key, String value, Set<Integer> sources) {}

  Truth(Correlation rule, RuleSet rules, List<Played> events) {
    this.rule = rule;
    for (Played each : events) {
      if (each.logged() - each.at() > LATENESS) {
        continue;
      }
      boolean future = each.at() - each.logged() > LATENESS;
      EventDraft event = each.event(Instant.EPOCH, 1);
      Set<Integer> sources = new HashSet<>();
      for (int i = 0; i < rule.sources().size(); i++) {
        if (Objects.requireNonNull(rules.detections().get(rule.sources().get(i)))
            .expr()
            .test(event)) {
          sources.add(i);
        }
      }
      String key = key(event, rule.groupBy());
      FieldPath field = rule.field();
      String value = field == null ? "-" : key(event, List.of(field.toString()));
      if (!sources.isEmpty() && key != null && value != null) {
        counted.add(new Counted(future ? each.logged() : each.at(), key, value, sources));
      }
    }
  }

  private static @Nullable String key(EventDraft event, List<String> fields) {
    List<String> values = new ArrayList<>();
    for (String name : fields) {
      FieldPath path = FieldPath.parse(name);
      ClientAddress address = path.isAddress() ? ClientAddress.of(event) : null;
      Object value = address == null ? path.value(event) : address.network();
      if (value == null) {
        return null;
      }
      values.add(value.toString());
    }
    return String.join("|", values);
  }

  /** Whether nothing of it happened at all. */
  boolean isEmpty() {
    return counted.isEmpty();
  }

  /** The values of a group. */
  static List<String> values(String key) {
    return key.isEmpty() ? List.of() : Arrays.asList(SEPARATOR.split(key, -1));
  }

  /** All groups that have an event. */
  Set<String> keys() {
    Set<String> keys = new HashSet<>();
    counted.forEach(each -> keys.add(each.key()));
    if (rule.groupBy().isEmpty()) {
      keys.add("");
    }
    return keys;
  }

  /** Whether it is true of the events after one moment and up to another. */
  boolean holds(String key, double after, double upTo) {
    int number = 0;
    Set<Object> different = new HashSet<>();
    for (Counted each : counted) {
      if (each.key().equals(key) && each.at() > after && each.at() <= upTo) {
        number++;
        if (rule.type() == Correlation.Type.VALUE_COUNT) {
          different.add(each.value());
        } else {
          different.addAll(each.sources());
        }
      }
    }
    return switch (rule.type()) {
      case EVENT_COUNT -> rule.below() ? number < rule.threshold() : number >= rule.threshold();
      case VALUE_COUNT -> different.size() >= rule.threshold();
      case TEMPORAL -> different.size() == rule.sources().size();
      default -> throw new IllegalArgumentException(rule.type().toString());
    };
  }

  /** When it turns true after it has been false for the cooldown, by group. */
  Map<String, List<Double>> alerts() {
    double window = rule.window().toSeconds();
    Map<String, List<Double>> alerts = new TreeMap<>();
    if (rule.below()) {
      return silences(window);
    }
    for (String key : keys()) {
      double lastTrue = Double.NEGATIVE_INFINITY;
      List<Double> moments = new ArrayList<>();
      for (Counted each : counted) {
        if (each.key().equals(key)) {
          moments.add(each.at());
        }
      }
      moments.sort(null);
      List<Double> began = new ArrayList<>();
      for (double at : moments) {
        if (holds(key, at - window, at)) {
          if (at >= lastTrue + rule.cooldown().toSeconds()) {
            began.add(at);
          }
          lastTrue = Math.max(lastTrue, endOf(key, at, moments));
        }
      }
      if (!began.isEmpty()) {
        alerts.put(key, began);
      }
    }
    return alerts;
  }

  /** When there has been none for a window after one, for rules that look for none at all. */
  private Map<String, List<Double>> silences(double window) {
    List<Double> began = new ArrayList<>();
    List<Double> moments = new ArrayList<>(counted.stream().map(Counted::at).sorted().toList());
    moments.add(0, 0.0);
    moments.add(Double.POSITIVE_INFINITY);
    double lastTrue = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < moments.size(); i++) {
      double silent = moments.get(i - 1) + window;
      if (moments.get(i) > silent) {
        if (silent >= lastTrue + rule.cooldown().toSeconds()) {
          began.add(silent);
        }
        lastTrue = moments.get(i);
      }
    }
    return began.isEmpty() ? Map.of() : Map.of("", began);
  }

  /** Of each source, group and value, the events of one sub-window after the other. */
  Map<Series, NavigableMap<Long, Integer>> samples(int subWindow) {
    Map<Series, NavigableMap<Long, Integer>> samples = new LinkedHashMap<>();
    for (Counted each : counted) {
      long bucket = (long) Math.ceil(each.at() / subWindow) * subWindow;
      Set<Integer> sources = rule.type() == Correlation.Type.TEMPORAL ? each.sources() : Set.of(0);
      for (int source : sources) {
        samples
            .computeIfAbsent(new Series(source, each.key(), each.value()), key -> new TreeMap<>())
            .merge(bucket, 1, Integer::sum);
      }
    }
    return samples;
  }

  /** What has samples of its own. */
  record Series(int source, String key, String value) {}

  /** When it is false again if nothing more happens. */
  private double endOf(String key, double at, List<Double> moments) {
    double window = rule.window().toSeconds();
    double end = at;
    for (double each : moments) {
      double leaves = each + window;
      if (each <= at && leaves > at && holdsWithout(key, leaves, at)) {
        end = Math.max(end, leaves);
      }
    }
    return end;
  }

  /** Whether it is true just before a moment, of the events up to another. */
  private boolean holdsWithout(String key, double before, double upTo) {
    return holds(key, before - rule.window().toSeconds() - 1e-6, upTo);
  }
}
