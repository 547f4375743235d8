package dev.tocsin.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What rules mean, written down as plainly as can be: it keeps every event of every group for ever
 * and counts anew each time. Shares no code with the detector but the names of types. Times are
 * microseconds since the trace's start.
 */
final class Reference {
  private static final long MINUTE = 60_000_000;

  /** A rule, as the test made it. */
  record Spec(
      String name,
      Correlation.Type type,
      List<String> sources,
      long window,
      long cooldown,
      int threshold,
      boolean alerts) {}

  /** An event that counts for a group. */
  private record Seen(long time, int source, String value) {}

  private static final class Group {
    final List<Seen> all = new ArrayList<>();
    @Nullable Open open;
  }

  private static final class Open {
    long firedAt;
    long first;
    long last;
    long count;
    int bursts = 1;
    long trueUntil;
  }

  final List<String> said = new ArrayList<>();
  private final List<Spec> specs;
  private final Map<String, Map<String, Group>> groups = new HashMap<>();

  /** Of the rules, none stands before one that it takes matches of. */
  Reference(List<Spec> specs) {
    this.specs = specs;
  }

  /** An event whose type's name is the name of the detection that it matches. */
  void play(String type, long happened, long now, @Nullable String key, String value) {
    advance(now);
    if (now - happened > MINUTE) {
      return;
    }
    long time = happened - now > MINUTE ? now : happened;
    Map<String, Boolean> holds = new HashMap<>(Map.of(type, true));
    for (Spec spec : specs) {
      boolean held = false;
      for (int source = 0; source < spec.sources().size(); source++) {
        if (holds.getOrDefault(spec.sources().get(source), false) && key != null) {
          Group group =
              groups
                  .computeIfAbsent(spec.name(), name -> new TreeMap<>())
                  .computeIfAbsent(key, name -> new Group());
          held |= take(spec, key, group, new Seen(time, source, value), now);
        }
      }
      holds.put(spec.name(), held);
    }
  }

  private boolean take(Spec spec, String key, Group group, Seen seen, long now) {
    boolean isNew = isNew(spec, group, seen);
    group.all.add(seen);
    List<Long> met =
        spec.type() == Correlation.Type.NEW_VALUE ? List.of(seen.time()) : met(spec, group);
    boolean holds = spec.type() == Correlation.Type.NEW_VALUE ? isNew : !met.isEmpty();
    Open open = group.open;
    if (open != null) {
      open.count++;
      open.first = Math.min(open.first, seen.time());
      open.last = Math.max(open.last, seen.time());
    }
    if (!holds) {
      return false;
    }
    long trueUntil = met.get(0) + (spec.type() == Correlation.Type.NEW_VALUE ? 0 : spec.window());
    if (open == null) {
      if (spec.alerts()) {
        open = new Open();
        open.firedAt = now;
        open.count = met.size();
        open.first = met.get(0);
        open.last = met.get(met.size() - 1);
        open.trueUntil = trueUntil;
        group.open = open;
        say("fired", spec, key, open, "");
      }
      return true;
    }
    boolean wasFalse = open.trueUntil <= now;
    open.trueUntil = Math.max(open.trueUntil, trueUntil);
    if (wasFalse) {
      open.bursts++;
      say("again", spec, key, open, "");
    }
    return true;
  }

  private static boolean isNew(Spec spec, Group group, Seen seen) {
    boolean known = false;
    boolean other = false;
    for (Seen each : group.all) {
      if (each.time() > seen.time() - spec.window()) {
        known |= each.value().equals(seen.value());
        other |= !each.value().equals(seen.value());
      }
    }
    return other && !known;
  }

  /** The times that make the condition true, from the oldest; empty if it is false. */
  private static List<Long> met(Spec spec, Group group) {
    long newest = group.all.stream().mapToLong(Seen::time).max().orElseThrow();
    List<Long> times = new ArrayList<>();
    switch (spec.type()) {
      case EVENT_COUNT -> group.all.forEach(each -> times.add(each.time()));
      case VALUE_COUNT, TEMPORAL -> {
        Map<String, Long> latest = new LinkedHashMap<>();
        for (Seen each : group.all) {
          String what =
              spec.type() == Correlation.Type.TEMPORAL
                  ? String.valueOf(each.source())
                  : each.value();
          latest.merge(what, each.time(), Math::max);
        }
        times.addAll(latest.values());
      }
      case TEMPORAL_ORDERED -> {
        return sequence(spec, group, newest);
      }
      case NEW_VALUE -> throw new AssertionError();
    }
    int wanted =
        spec.type() == Correlation.Type.TEMPORAL ? spec.sources().size() : spec.threshold();
    times.sort(Comparator.naturalOrder());
    if (times.size() < wanted) {
      return List.of();
    }
    List<Long> last = times.subList(times.size() - wanted, times.size());
    return newest - last.get(0) < spec.window() ? last : List.of();
  }

  private static List<Long> sequence(Spec spec, Group group, long newest) {
    long before = newest;
    for (int source = spec.sources().size() - 1; source >= 0; source--) {
      int wanted = source;
      long bound = before;
      before =
          group.all.stream()
              .filter(each -> each.source() == wanted && each.time() <= bound)
              .mapToLong(Seen::time)
              .max()
              .orElse(Long.MIN_VALUE);
      if (before == Long.MIN_VALUE || newest - before >= spec.window()) {
        return List.of();
      }
    }
    return List.of(before);
  }

  void advance(long now) {
    for (Spec spec : specs) {
      record Over(String key, Group group, long end) {}
      List<Over> over = new ArrayList<>();
      groups
          .getOrDefault(spec.name(), Map.of())
          .forEach(
              (key, group) -> {
                if (group.open != null && group.open.trueUntil + spec.cooldown() <= now) {
                  over.add(new Over(key, group, group.open.trueUntil + spec.cooldown()));
                }
              });
      over.sort(Comparator.comparingLong(Over::end));
      for (Over each : over) {
        Open open = Objects.requireNonNull(each.group().open);
        say(
            "resolved",
            spec,
            each.key(),
            open,
            " over " + Math.max(each.end(), open.firedAt) / 1_000_000.0);
        each.group().open = null;
      }
    }
  }

  /** A sequence's first telling names neither count nor events: the detector keeps fewer. */
  private void say(String what, Spec spec, String key, Open open, String end) {
    said.add(
        what
            + " "
            + spec.name()
            + " {ip_address="
            + key
            + "}"
            + " count "
            + open.count
            + " bursts "
            + open.bursts
            + " events "
            + open.first / 1_000_000.0
            + " to "
            + open.last / 1_000_000.0
            + " fired "
            + open.firedAt / 1_000_000.0
            + end);
  }
}
