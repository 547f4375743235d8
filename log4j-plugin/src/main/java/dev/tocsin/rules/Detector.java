package dev.tocsin.rules;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.Blockable;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates rules over the events it is offered, by the events' own times, and tells of alerts as
 * they begin and end. Thread-safe.
 *
 * <p>An event is late by the clock it was recorded by, and never by other events' times: one dated
 * far ahead blinds nothing.
 */
public final class Detector {
  /** How late an event may be and still count in its place. */
  public static final Duration LATENESS = Duration.ofMinutes(1);

  /** Alerts of one rule that are not over, at once. */
  public static final int MAX_FIRING = 1_000;

  static final long LATENESS_MICROS = LATENESS.toSeconds() * 1_000_000L;

  /**
   * How far a time that counts can be ahead of the clock: an event's own time by a minute, and by
   * another one where the clock stepped back a little, as clocks do. What is beyond is of a clock
   * that ran ahead.
   */
  static final long AHEAD_MICROS = 2 * LATENESS_MICROS;

  private static final int MAX_PLANS = 1_000;
  private static final FieldPath RAISED_BY = FieldPath.parse("details.rule");

  /** Whether an alert came from an event of the product's own. */
  private static final FieldPath DERIVED = FieldPath.parse("details.derived");

  private final List<RuleSet.Detection> detections = new ArrayList<>();
  private final List<RuleState> states = new ArrayList<>();

  /**
   * Of each correlation, where its sources are: a detection's number, or a correlation's behind
   * them.
   */
  private final List<int[]> sources = new ArrayList<>();

  private final Map<EventType, Plan> plans = new HashMap<>();
  private final List<Consumer<AlertListener>> untold = new ArrayList<>();
  private boolean[] matched;

  /** Of each rule whose matches others take, the place of these. */
  private final Map<String, Integer> places = new LinkedHashMap<>();

  private final List<Correlation> correlations;

  /** The rules that block, and those that they take matches of. */
  private final Set<String> blocking;

  /** From this place on, states that see only events that may lead to a block. */
  private final int firstBlocking;

  private boolean forked;

  private long nextDue = Long.MIN_VALUE;

  /** How far the clock has come; the largest number where that is to be looked at. */
  private long advancedTo = Long.MAX_VALUE;

  private long offered;
  private long late;
  private long future;

  /** What events of one type can do. */
  private static final class Plan {
    final int[] detections;

    /** Of each of these, whether the type alone makes it match. */
    final boolean[] certain;

    final int[] correlations;

    /** Whether one of these decides of blocks. */
    final boolean reachesBlocking;

    Plan(int[] detections, boolean[] certain, int[] correlations, boolean reachesBlocking) {
      this.detections = detections;
      this.certain = certain;
      this.correlations = correlations;
      this.reachesBlocking = reachesBlocking;
    }
  }

  /** A detector that has seen nothing yet. */
  public Detector(RuleSet rules) {
    this(rules, new Fingerprint(), MAX_FIRING);
  }

  Detector(RuleSet rules, Fingerprint fingerprint, int maxFiring) {
    Set<String> needed = new TreeSet<>();
    List<Correlation> backwards = new ArrayList<>(rules.correlations());
    Collections.reverse(backwards);
    List<Correlation> used = new ArrayList<>();
    for (Correlation correlation : backwards) {
      Rule rule = correlation.rule();
      boolean eachMatch = correlation.sources().contains(rule.name());
      if ((rule.enabled() && rule.alerts()) || (!eachMatch && needed.contains(rule.name()))) {
        used.add(0, correlation);
        needed.addAll(correlation.sources());
      }
    }
    rules
        .detections()
        .forEach(
            (name, detection) -> {
              if (needed.contains(name)) {
                places.put(name, detections.size());
                detections.add(detection);
              }
            });
    for (Correlation correlation : used) {
      int place = detections.size() + states.size();
      addState(
          correlation, places, new RuleState(correlation, maxFiring, fingerprint, untold::add));
      // A rule of one event that alerts has the place of its matches already.
      places.putIfAbsent(correlation.rule().name(), place);
    }
    correlations = List.copyOf(used);
    firstBlocking = states.size();
    blocking = blocking(used);
    matched = new boolean[detections.size() + states.size()];
  }

  /**
   * Makes states of their own for what decides of blocks, now that not all events may lead to one.
   * Until then one state does for both.
   */
  private void fork() {
    forked = true;
    Map<String, Integer> seen = new LinkedHashMap<>(places);
    for (int i = 0; i < firstBlocking; i++) {
      Correlation correlation = correlations.get(i);
      String name = correlation.rule().name();
      if (blocking.contains(name)) {
        int place = detections.size() + states.size();
        addState(correlation, seen, states.get(i).forkForBlocks());
        if (place(places, name) >= detections.size()) {
          seen.put(name, place);
        }
      }
    }
    matched = new boolean[detections.size() + states.size()];
    plans.clear();
  }

  private void addState(Correlation correlation, Map<String, Integer> places, RuleState state) {
    sources.add(correlation.sources().stream().mapToInt(name -> place(places, name)).toArray());
    states.add(state);
  }

  /** The rules that block, and those that they take matches of. */
  private static Set<String> blocking(List<Correlation> used) {
    Set<String> names = new TreeSet<>();
    List<Correlation> backwards = new ArrayList<>(used);
    Collections.reverse(backwards);
    for (Correlation correlation : backwards) {
      Rule rule = correlation.rule();
      boolean blocks = rule.enabled() && rule.alerts() && rule.blocks();
      if (blocks || names.contains(rule.name())) {
        names.add(rule.name());
        names.addAll(correlation.sources());
      }
    }
    return names;
  }

  private static int place(Map<String, Integer> places, String name) {
    return Objects.requireNonNull(places.get(name), name);
  }

  /**
   * Evaluates an event.
   *
   * @param event complete, with its id; not kept
   * @param nowMicros by the clock it was recorded by, in microseconds since 1970
   * @param listener hears of alerts
   */
  public void offer(EventView event, long nowMicros, AlertListener listener) {
    List<Consumer<AlertListener>> told;
    synchronized (this) {
      advanceTo(nowMicros);
      evaluate(event, nowMicros);
      told = takeUntold();
    }
    tell(told, listener);
  }

  /**
   * Lets time pass without an event, so that alerts end; to be called now and then.
   *
   * @param nowMicros as in {@link #offer}
   * @param listener hears of alerts that are over, or of too few events
   */
  public void advance(long nowMicros, AlertListener listener) {
    List<Consumer<AlertListener>> told;
    synchronized (this) {
      if (nowMicros < advancedTo - LATENESS_MICROS) {
        states.forEach(state -> state.settle(nowMicros));
        nextDue = Long.MIN_VALUE;
        advancedTo = nowMicros;
      }
      advancedTo = Math.max(advancedTo, nowMicros);
      advanceTo(nowMicros);
      told = takeUntold();
    }
    tell(told, listener);
  }

  private static void tell(List<Consumer<AlertListener>> told, AlertListener listener) {
    for (int i = 0; i < told.size(); i++) {
      told.get(i).accept(listener);
    }
  }

  private List<Consumer<AlertListener>> takeUntold() {
    if (untold.isEmpty()) {
      return List.of();
    }
    List<Consumer<AlertListener>> told = List.copyOf(untold);
    untold.clear();
    return told;
  }

  private void advanceTo(long now) {
    if (now < nextDue) {
      return;
    }
    nextDue = Long.MAX_VALUE;
    for (RuleState state : states) {
      state.advance(now);
      nextDue = Math.min(nextDue, state.nextDue());
    }
  }

  private void evaluate(EventView event, long now) {
    offered++;
    long time = event.timestampMicros();
    if (now - time > LATENESS_MICROS) {
      late++;
      return;
    }
    if (time - now > LATENESS_MICROS) {
      future++;
      time = now;
    }
    Plan plan = plan(event.type());
    if (plan.detections.length == 0 || isRaised(event)) {
      return;
    }
    boolean mayBlock = !plan.reachesBlocking || Blockable.is(event);
    if (!mayBlock && !forked) {
      fork();
      plan = plan(event.type());
    }
    for (int i = 0; i < plan.detections.length; i++) {
      int each = plan.detections[i];
      matched[each] = plan.certain[i] || detections.get(each).expr().test(event);
    }
    for (int each : plan.correlations) {
      if (each >= firstBlocking && !mayBlock) {
        break;
      }
      int bits = 0;
      int[] from = sources.get(each);
      for (int i = 0; i < from.length; i++) {
        bits |= matched[from[i]] ? 1 << i : 0;
      }
      boolean held = bits != 0 && states.get(each).take(event, bits, time, now);
      matched[detections.size() + each] = held;
      if (bits != 0) {
        nextDue = Math.min(nextDue, states.get(each).nextDue());
      }
    }
    for (int each : plan.detections) {
      matched[each] = false;
    }
    for (int each : plan.correlations) {
      matched[detections.size() + each] = false;
    }
  }

  /**
   * A rule's own {@code suspicious} event, or an alert of a rule over alerts, which no rule may
   * feed on.
   */
  private static boolean isRaised(EventView event) {
    if (event.type().isReserved()) {
      return Boolean.TRUE.equals(DERIVED.value(event));
    }
    return event.type().canonical().equals(EventType.SUSPICIOUS_ACTIVITY)
        && event.get(EventField.ACTOR_TYPE) == ActorType.SYSTEM
        && RAISED_BY.value(event) != null;
  }

  private Plan plan(EventType type) {
    Plan plan = plans.get(type);
    if (plan == null) {
      plan = makePlan(type);
      if (plans.size() < MAX_PLANS) {
        plans.put(type, plan);
      }
    }
    return plan;
  }

  private Plan makePlan(EventType type) {
    List<Integer> some = new ArrayList<>();
    boolean[] reached = new boolean[matched.length];
    for (int i = 0; i < detections.size(); i++) {
      Expr expr = detections.get(i).expr();
      // The product's own events are seen only by a rule that names them.
      if ((!type.isReserved() || expr.names(type)) && expr.ofType(type) != Ternary.FALSE) {
        some.add(i);
        reached[i] = true;
      }
    }
    List<Integer> reaching = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      for (int source : sources.get(i)) {
        if (reached[source]) {
          reached[detections.size() + i] = true;
        }
      }
      if (reached[detections.size() + i]) {
        reaching.add(i);
      }
    }
    boolean[] certain = new boolean[some.size()];
    for (int i = 0; i < certain.length; i++) {
      certain[i] = detections.get(some.get(i)).expr().ofType(type) == Ternary.TRUE;
    }
    return new Plan(
        some.stream().mapToInt(Integer::intValue).toArray(),
        certain,
        reaching.stream().mapToInt(Integer::intValue).toArray(),
        reaching.stream()
            .anyMatch(each -> blocking.contains(states.get(each).correlation().rule().name())));
  }

  /** The alerts that are not over, as they stand now, by rule and then by when they began. */
  public synchronized List<Alert> open() {
    return openAlerts().stream().map(OpenAlert::alert).toList();
  }

  /** The same with what {@link #restore} needs. */
  public synchronized List<OpenAlert> openAlerts() {
    List<OpenAlert> open = new ArrayList<>();
    for (RuleState state : states) {
      open.addAll(state.open());
    }
    return open;
  }

  /**
   * Replaces the alerts that are not over by others, without telling anybody; the events that were
   * counted stay.
   *
   * @return those that were not taken, as their rule is not evaluated here, or groups otherwise
   */
  public synchronized List<OpenAlert> restore(List<OpenAlert> alerts) {
    states.forEach(RuleState::forgetFiring);
    List<OpenAlert> left = new ArrayList<>();
    for (OpenAlert each : alerts) {
      RuleState state = state(each.alert().rule().name());
      if (state == null || !state.restore(each)) {
        left.add(each);
      }
    }
    nextDue = Long.MIN_VALUE;
    advancedTo = Long.MAX_VALUE;
    return left;
  }

  /**
   * Gives the alert of a group that is not over the id under which it is known elsewhere.
   *
   * @return whether there is such an alert
   */
  public synchronized boolean rename(String rule, Map<String, String> key, UUID id) {
    RuleState state = state(rule);
    return state != null && state.rename(key, id);
  }

  /** Ends an alert, as somebody says that it is over, without telling anybody. */
  public synchronized boolean end(UUID alert) {
    for (RuleState state : states) {
      if (state.end(alert)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable RuleState state(String rule) {
    for (RuleState state : states.subList(0, firstBlocking)) {
      if (state.correlation().rule().name().equals(rule)) {
        return state;
      }
    }
    return null;
  }

  /** Events offered so far. */
  public synchronized long offered() {
    return offered;
  }

  /** Events that came more than {@link #LATENESS} late, and were not evaluated. */
  public synchronized long late() {
    return late;
  }

  /** Events from more than {@link #LATENESS} ahead, which were evaluated as of now. */
  public synchronized long future() {
    return future;
  }

  /** What each rule that is evaluated has counted, by its name. */
  public synchronized Map<String, RuleCounts> counts() {
    Map<String, RuleCounts> counts = new LinkedHashMap<>();
    for (RuleState state : states.subList(0, firstBlocking)) {
      counts.put(state.correlation().rule().name(), state.counts());
    }
    return counts;
  }
}
