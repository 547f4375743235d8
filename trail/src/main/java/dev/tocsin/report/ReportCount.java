package dev.tocsin.report;

import dev.tocsin.event.Entries;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import dev.tocsin.trail.KnownAlerts;
import dev.tocsin.trail.Statistics;
import dev.tocsin.trail.StatisticsCount;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what a report tells, event by event. Not thread-safe. */
final class ReportCount {
  private static final int DAYS = 7;
  private static final int HOURS = 24;

  private final ReportRange range;
  private final Set<Framework.Control> controls;
  private final long fromMicros;
  private final long toMicros;
  private final long[] edges;
  private final StatisticsCount statistics;
  private final KnownAlerts alerts = new KnownAlerts();
  private final Map<EventType, Tally> types = new HashMap<>();
  private final Map<Severity, Tally> severities = new EnumMap<>(Severity.class);
  private final Map<Framework.Control, Tally> evidence = new HashMap<>();
  private final Tally all = new Tally();
  private final long[] stepEvents;
  private final long[] stepFailures;
  private final long[] stepAlerts;
  private final long[][] heat = new long[DAYS][HOURS];
  private long withoutUser;
  private long withoutOrigin;
  private long withoutTarget;
  private long dropped;
  private long oldestMicros = Long.MAX_VALUE;

  /**
   * Begins at 0.
   *
   * @param controls whose evidence is counted
   * @param now when that is
   * @param top how many addresses and users are told
   */
  ReportCount(ReportRange range, List<Framework.Control> controls, Instant now, int top) {
    this.range = range;
    this.controls = new HashSet<>(controls);
    this.fromMicros = Timestamps.micros(range.from());
    this.toMicros = Timestamps.micros(range.to());
    this.edges = range.edges().stream().mapToLong(Timestamps::micros).toArray();
    this.statistics = new StatisticsCount(range.from(), range.to(), now, top);
    this.stepEvents = new long[range.steps()];
    this.stepFailures = new long[range.steps()];
    this.stepAlerts = new long[range.steps()];
  }

  void take(EventView event) {
    statistics.take(event);
    alerts.take(event);
    long at = event.timestampMicros();
    oldestMicros = Math.min(oldestMicros, at);
    if (at < fromMicros || at >= toMicros) {
      return;
    }
    boolean success = event.success();
    EventType type = event.type().canonical();
    all.add(at, success);
    types.computeIfAbsent(type, key -> new Tally()).add(at, success);
    severities.computeIfAbsent(event.severity(), key -> new Tally()).add(at, success);
    addToStep(at, success, type.equals(EventType.ALERT));
    var time = Timestamps.instant(at).atOffset(ZoneOffset.UTC);
    heat[time.getDayOfWeek().getValue() - 1][time.getHour()]++;
    addFields(event);
    addEvidence(event, type, at);
    if (type.equals(EventType.AUDIT_DROPPED)
        && event.get(EventField.DETAILS) instanceof Entries details
        && details.get("count") instanceof Number count) {
      dropped += count.longValue();
    }
  }

  private void addToStep(long at, boolean success, boolean alert) {
    int low = 0;
    int high = stepEvents.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (edges[middle] <= at) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    stepEvents[low]++;
    stepFailures[low] += success ? 0 : 1;
    stepAlerts[low] += alert ? 1 : 0;
  }

  private void addFields(EventView event) {
    withoutUser += lacks(event, EventField.USER_ID, EventField.USER_NAME);
    withoutOrigin += lacks(event, EventField.IP_ADDRESS, EventField.SOURCE);
    withoutTarget += lacks(event, EventField.TARGET_ID, EventField.TARGET_TYPE);
  }

  private static int lacks(EventView event, EventField one, EventField other) {
    return event.get(one) == null && event.get(other) == null ? 1 : 0;
  }

  private void addEvidence(EventView event, EventType type, long at) {
    List<?> eventTags =
        event.get(EventField.COMPLIANCE_TAGS) instanceof List<?> list ? list : List.of();
    for (Framework.Control control : controls) {
      if (control.types().contains(type) || eventTags.stream().anyMatch(control.tags()::contains)) {
        evidence.computeIfAbsent(control, key -> new Tally()).add(at, event.success());
      }
    }
  }

  Tally all() {
    return all;
  }

  Statistics statistics() {
    return statistics.result();
  }

  KnownAlerts alerts() {
    return alerts;
  }

  /** By type; a type's two names are one. */
  Map<EventType, Tally> types() {
    return types;
  }

  Tally type(EventType type) {
    return types.getOrDefault(type.canonical(), new Tally());
  }

  Tally severity(Severity severity) {
    return severities.getOrDefault(severity, new Tally());
  }

  /** Events that are evidence for a control, by tag or type, each once. */
  Tally evidence(Framework.Control control) {
    return evidence.getOrDefault(control, new Tally());
  }

  long stepEvents(int step) {
    return stepEvents[step];
  }

  long stepFailures(int step) {
    return stepFailures[step];
  }

  long stepAlerts(int step) {
    return stepAlerts[step];
  }

  /**
   * Events of an hour of a weekday.
   *
   * @param day 0 for Monday
   */
  long heat(int day, int hour) {
    return heat[day][hour];
  }

  /** How many events name no user. */
  long withoutUser() {
    return withoutUser;
  }

  /** How many events name neither a client nor an application. */
  long withoutOrigin() {
    return withoutOrigin;
  }

  /** How many events name nothing that they are about. */
  long withoutTarget() {
    return withoutTarget;
  }

  /** Events that could not be recorded, as events of the time tell. */
  long dropped() {
    return dropped;
  }

  /** When the oldest event of whatever time happened; only if there is one. */
  long oldestMicros() {
    return oldestMicros;
  }

  boolean isEmpty() {
    return oldestMicros == Long.MAX_VALUE;
  }

  ReportRange range() {
    return range;
  }
}
