package dev.tocsin.trail;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import dev.tocsin.figures.MonitoringFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts events one by one, in the order of the journals. Not thread-safe. */
public final class StatisticsCount {
  private static final long HOUR_MICROS = Duration.ofHours(1).toNanos() / 1_000;
  private static final int HOURS = 24;

  private final long fromMicros;
  private final long toMicros;
  private final Instant now;
  private final long nowMicros;
  private final long dayAgoMicros;
  private final int top;
  private final Map<String, long[]> types = new HashMap<>();
  private final Map<String, long[]> severities = new HashMap<>();
  private final long[] hours = new long[HOURS];
  private final Map<String, long[]> addresses = new HashMap<>();
  private final Map<String, long[]> users = new HashMap<>();
  private final KnownBlocks blocks = new KnownBlocks();
  private final MonitoringFigures figures = new MonitoringFigures();
  private long total;
  private long successes;
  private long recent;
  private long leftOut;

  /**
   * Begins at 0.
   *
   * @param from null for the beginning
   * @param to null for the end
   * @param top how many addresses and users are told
   */
  public StatisticsCount(@Nullable Instant from, @Nullable Instant to, Instant now, int top) {
    this.fromMicros = from == null ? Long.MIN_VALUE : Timestamps.micros(from);
    this.toMicros = to == null ? Long.MAX_VALUE : Timestamps.micros(to);
    this.now = now;
    this.nowMicros = Timestamps.micros(now);
    this.dayAgoMicros = Timestamps.micros(now.minus(Duration.ofDays(1)));
    this.top = top;
  }

  /** Takes the next event. */
  public void take(EventView event) {
    blocks.take(event);
    figures.observe(event);
    long at = event.timestampMicros();
    recent += at >= dayAgoMicros && at <= nowMicros ? 1 : 0;
    if (at < fromMicros || at >= toMicros) {
      return;
    }
    total++;
    boolean success = event.success();
    successes += success ? 1 : 0;
    count(types, event.type().name(), success);
    count(severities, event.severity().text(), success);
    hours[(int) Math.floorMod(Math.floorDiv(at, HOUR_MICROS), (long) HOURS)]++;
    boolean counted = counted(addresses, event.text(EventField.IP_ADDRESS), success);
    counted &= counted(users, event.text(EventField.USER_ID), success);
    leftOut += counted ? 0 : 1;
  }

  private static boolean counted(
      Map<String, long[]> counts, @Nullable CharSequence name, boolean success) {
    if (name == null) {
      return true;
    }
    String key = name.toString();
    if (counts.size() >= Statistics.MOST_NAMES && !counts.containsKey(key)) {
      return false;
    }
    count(counts, key, success);
    return true;
  }

  private static void count(Map<String, long[]> counts, String name, boolean success) {
    long[] count = counts.computeIfAbsent(name, key -> new long[2]);
    count[0]++;
    count[1] += success ? 0 : 1;
  }

  /** What they amount to so far. */
  public Statistics result() {
    List<Long> byHour = new ArrayList<>();
    for (long hour : hours) {
      byHour.add(hour);
    }
    return new Statistics(
        total,
        recent,
        blocks.live(now),
        sorted(types),
        sorted(severities),
        byHour,
        successes,
        most(addresses, top),
        most(users, top),
        leftOut,
        figures.now(now));
  }

  private static Map<String, Long> sorted(Map<String, long[]> counts) {
    Map<String, Long> sorted = new LinkedHashMap<>();
    most(counts, Integer.MAX_VALUE).forEach(each -> sorted.put(each.name(), each.events()));
    return sorted;
  }

  private static List<Statistics.Top> most(Map<String, long[]> counts, int limit) {
    return counts.entrySet().stream()
        .map(each -> new Statistics.Top(each.getKey(), each.getValue()[0], each.getValue()[1]))
        .sorted(
            Comparator.comparingLong(Statistics.Top::events)
                .reversed()
                .thenComparing(Statistics.Top::name))
        .limit(limit)
        .toList();
  }
}
