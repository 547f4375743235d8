package dev.tocsin.rules;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventView;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One correlation at work: its groups, and its alerts that are not over. Times are microseconds.
 * For one thread at a time.
 */
final class RuleState {
  /** The condition is false. */
  private static final long FALSE = Long.MIN_VALUE;

  private final Correlation correlation;
  private final long window;
  private final long cooldown;
  private final int maxFiring;
  private final Window groups;
  private final Fingerprint fingerprint;
  private final FieldPath[][] groupFields;
  private final Map<Integer, Firing> firing = new HashMap<>();
  private final PriorityQueue<Firing> due = new PriorityQueue<>();
  private final Consumer<Consumer<AlertListener>> later;
  private final boolean blocking;

  /** Whether all events so far may lead to a block, so that its own condition decides of it. */
  private boolean decidesBlocks;

  private long ungrouped;
  private long withoutValue;
  private long forgotten;
  private long unfired;
  private long began = FALSE;

  /** Stands for all groups that fire beyond the limit. */
  private @Nullable Firing rest;

  /**
   * @param maxFiring alerts that are not over, at once
   * @param later takes what listeners are to be told
   */
  RuleState(
      Correlation correlation,
      int maxFiring,
      Fingerprint fingerprint,
      Consumer<Consumer<AlertListener>> later) {
    this.blocking = false;
    this.decidesBlocks = correlation.rule().blocks();
    this.groups =
        new Window(
            correlation.maxKeys(),
            correlation.type() != Correlation.Type.EVENT_COUNT,
            correlation.type() == Correlation.Type.NEW_VALUE);
    this.correlation = correlation;
    this.window = micros(correlation.window());
    this.cooldown = micros(correlation.cooldown());
    // Some groups must stay that can go for others.
    this.maxFiring = Math.min(maxFiring, Math.max(1, correlation.maxKeys() / 2));
    this.fingerprint = fingerprint;
    this.later = later;
    this.groupFields =
        correlation.sources().stream()
            .map(
                source ->
                    correlation.groupBy().stream()
                        .map(name -> correlation.groupField(name, source))
                        .toArray(FieldPath[]::new))
            .toArray(FieldPath[][]::new);
  }

  private RuleState(RuleState other) {
    this.blocking = true;
    this.decidesBlocks = other.decidesBlocks;
    this.groups = other.groups.copy();
    this.correlation = other.correlation;
    this.window = other.window;
    this.cooldown = other.cooldown;
    this.maxFiring = other.maxFiring;
    this.fingerprint = other.fingerprint;
    this.later = other.later;
    this.groupFields = other.groupFields;
  }

  /**
   * A state without alerts that goes on from here with the events that may lead to a block, and
   * decides of blocks in the place of this one.
   */
  RuleState forkForBlocks() {
    RuleState fork = new RuleState(this);
    decidesBlocks = false;
    return fork;
  }

  private static long micros(Duration duration) {
    return duration.toSeconds() * 1_000_000L;
  }

  Correlation correlation() {
    return correlation;
  }

  /** What was counted so far. */
  RuleCounts counts() {
    return new RuleCounts(
        groups.keys(),
        firing.size() + (rest == null ? 0 : 1),
        groups.evicted(),
        ungrouped,
        withoutValue,
        forgotten,
        unfired);
  }

  /** The alerts that are not over. */
  List<OpenAlert> open() {
    return due.stream()
        .map(Firing::open)
        .sorted(
            Comparator.comparing((OpenAlert open) -> open.alert().firedAt())
                .thenComparing(open -> open.alert().keyText()))
        .toList();
  }

  /** Drops all alerts, telling nobody. */
  void forgetFiring() {
    firing.keySet().forEach(slot -> groups.setFiring(slot, false));
    firing.clear();
    due.clear();
    rest = null;
  }

  /** Takes an alert that was open before; false if its key does not fit the rule. */
  boolean restore(OpenAlert open) {
    Map<String, String> key = open.alert().key();
    if (!List.copyOf(key.keySet()).equals(correlation.groupBy())) {
      return false;
    }
    if (!key.isEmpty() && key.values().stream().allMatch(Alert.ALL_OTHERS::equals)) {
      Firing all = Firing.restored(open, Window.NONE);
      rest = all;
      enqueue(all);
      return true;
    }
    fingerprint.reset();
    for (int i = 0; i < correlation.groupBy().size(); i++) {
      String value = Objects.requireNonNull(key.get(correlation.groupBy().get(i)));
      ClientAddress network =
          groupFields[0][i].isAddress() ? ClientAddress.parseNetwork(value) : null;
      if (network != null) {
        fingerprint.addNetwork(network.family(), network.high(), network.low());
      } else {
        fingerprint.add(value);
      }
    }
    int slot = groups.findOrAdd(fingerprint.high(), fingerprint.low(), FALSE, Long.MAX_VALUE);
    if (groups.isFiring(slot) || firing.size() >= maxFiring) {
      return false;
    }
    Firing alert = Firing.restored(open, slot);
    firing.put(slot, alert);
    groups.setFiring(slot, true);
    enqueue(alert);
    return true;
  }

  /** Gives an open alert another id; false if there is none for that group. */
  boolean rename(Map<String, String> key, UUID id) {
    for (Firing each : due) {
      if (each.key().equals(key)) {
        each.rename(id);
        return true;
      }
    }
    return false;
  }

  /** Ends an open alert, telling nobody; false if it is none of these. */
  boolean end(UUID id) {
    for (Firing each : due) {
      if (each.id().equals(id)) {
        due.remove(each);
        drop(each);
        return true;
      }
    }
    return false;
  }

  /**
   * Takes a match.
   *
   * @param sources which of the rules it takes matches of did match, a bit each
   * @param time of the event
   * @param now by the clock that events are recorded by
   * @return whether the condition is true, this event included
   */
  boolean take(EventView event, int sources, long time, long now) {
    boolean held = false;
    for (int rest = sources; rest != 0; rest &= rest - 1) {
      held |= takeOne(event, Integer.numberOfTrailingZeros(rest), time, now);
    }
    return held;
  }

  private boolean takeOne(EventView event, int source, long time, long now) {
    FieldPath[] fields = groupFields[source];
    fingerprint.reset();
    for (FieldPath field : fields) {
      if (field.isAddress() && event.addressFamily() != 0) {
        fingerprint.addNetwork(event);
        continue;
      }
      Object value = field.value(event);
      if (value == null) {
        ungrouped++;
        return false;
      }
      fingerprint.add(value);
    }
    long high = fingerprint.high();
    long low = fingerprint.low();
    FieldPath valueField = correlation.field();
    long mark = source;
    if (valueField != null) {
      Object value = valueField.value(event);
      if (value == null) {
        withoutValue++;
        return false;
      }
      mark = fingerprint.ofValue(value);
    }
    // What is older can't meet an event that is late and still counts.
    long expired = now - window - Detector.LATENESS_MICROS;
    long ahead = now + Detector.AHEAD_MICROS;
    int slot = groups.findOrAdd(high, low, expired, ahead);
    groups.settle(slot, ahead);
    if (correlation.type() == Correlation.Type.EVENT_COUNT) {
      // Times that count for nothing would only be looked at once more to be dropped.
      groups.forgetExpired(slot, expired);
    }
    long trueUntil = insert(slot, event, mark, time);
    if (correlation.below()) {
      began = Math.min(began, now);
      enough(now);
      return false;
    }
    return judge(slot, event, fields, time, now, trueUntil);
  }

  /** Adds an event to its group; returns until when the condition is true with it. */
  private long insert(int slot, EventView event, long mark, long time) {
    return switch (correlation.type()) {
      case EVENT_COUNT -> {
        groups.insert(slot, time, 0, event.idMsb(), event.idLsb());
        if (groups.size(slot) > correlation.threshold()) {
          groups.dropOldest(slot);
        }
        yield whole(slot, correlation.threshold());
      }
      case VALUE_COUNT -> {
        insertNewest(slot, event, mark, time);
        if (groups.size(slot) > correlation.threshold()) {
          groups.dropOldest(slot);
        }
        yield whole(slot, correlation.threshold());
      }
      case TEMPORAL -> {
        insertNewest(slot, event, mark, time);
        yield whole(slot, correlation.sources().size());
      }
      case TEMPORAL_ORDERED -> {
        groups.insert(slot, time, mark, event.idMsb(), event.idLsb());
        while (groups.oldestTime(slot) <= groups.newestTime(slot) - window) {
          groups.dropOldest(slot);
        }
        if (groups.count(slot, mark) > Window.ORDERED_TIMES && groups.dropOldest(slot, mark)) {
          forgotten++;
        }
        long start = startOfSequence(slot);
        yield start == FALSE ? FALSE : start + window;
      }
      case NEW_VALUE -> {
        boolean isNew = isNew(slot, mark, time);
        insertNewest(slot, event, mark, time);
        if (groups.size(slot) > CorrelationReader.REMEMBERED_VALUES) {
          groups.dropOldest(slot);
          forgotten++;
        }
        yield isNew ? time : FALSE;
      }
    };
  }

  /** Keeps the newest time of each mark. */
  private void insertNewest(int slot, EventView event, long mark, long time) {
    long known = groups.newestOf(slot, mark);
    if (known < time) {
      if (known != Long.MIN_VALUE) {
        groups.dropOldest(slot, mark);
      }
      groups.insert(slot, time, mark, event.idMsb(), event.idLsb());
    }
  }

  /** True while so many lie within the window. */
  private long whole(int slot, int wanted) {
    return groups.size(slot) >= wanted && groups.newestTime(slot) - groups.oldestTime(slot) < window
        ? groups.oldestTime(slot) + window
        : FALSE;
  }

  /** The latest start of a sequence of all rules in their order. */
  private long startOfSequence(int slot) {
    int length = correlation.sources().size();
    long[] starts = new long[length];
    Arrays.fill(starts, FALSE);
    for (int node = groups.first(slot); node != Window.NONE; node = groups.after(slot, node)) {
      int source = (int) groups.markAt(node);
      long start = source == 0 ? groups.timeAt(node) : starts[source - 1];
      starts[source] = Math.max(starts[source], start);
    }
    return starts[length - 1];
  }

  private boolean isNew(int slot, long value, long time) {
    boolean other = false;
    for (int node = groups.first(slot); node != Window.NONE; node = groups.after(slot, node)) {
      if (groups.timeAt(node) > time - window) {
        if (groups.markAt(node) == value) {
          return false;
        }
        other = true;
      }
    }
    return other;
  }

  private boolean judge(
      int slot, EventView event, FieldPath[] fields, long time, long now, long trueUntil) {
    if (trueUntil != FALSE && decidesBlocks && correlation.rule().enabled()) {
      later.accept(listener -> listener.blocks(correlation.rule(), event));
    }
    if (blocking) {
      return trueUntil != FALSE;
    }
    Firing alert = groups.isFiring(slot) ? firing.get(slot) : null;
    if (alert != null) {
      settle(alert, now);
      alert.add(event, time);
    }
    if (trueUntil == FALSE) {
      return false;
    }
    if (alert == null) {
      fire(slot, event, fields, time, now, trueUntil);
      return true;
    }
    boolean wasFalse = alert.trueUntil <= now;
    alert.trueUntil = Math.max(alert.trueUntil, trueUntil);
    if (wasFalse) {
      alert.burst();
      tell(alert.alert(), AlertListener::again);
    }
    return true;
  }

  private void fire(
      int slot, EventView event, FieldPath[] fields, long time, long now, long trueUntil) {
    if (!correlation.rule().alerts() || !correlation.rule().enabled()) {
      return;
    }
    if (firing.size() >= maxFiring) {
      addToRest(event, time, now, trueUntil);
      return;
    }
    Firing alert = new Firing(correlation.rule(), slot, key(event, fields), now);
    if (correlation.type() == Correlation.Type.NEW_VALUE) {
      alert.add(event, time);
    } else {
      for (int node = groups.first(slot); node != Window.NONE; node = groups.after(slot, node)) {
        alert.add(groups.idMsbAt(node), groups.idLsbAt(node), groups.timeAt(node));
      }
    }
    alert.trueUntil = trueUntil;
    start(alert);
  }

  private void addToRest(EventView event, long time, long now, long trueUntil) {
    unfired++;
    Firing all = rest;
    if (all != null) {
      settle(all, now);
      all.add(event, time);
      all.trueUntil = Math.max(all.trueUntil, trueUntil);
      return;
    }
    Map<String, String> key = new LinkedHashMap<>();
    correlation.groupBy().forEach(name -> key.put(name, Alert.ALL_OTHERS));
    all = new Firing(correlation.rule(), Window.NONE, key, now);
    all.add(event, time);
    all.trueUntil = trueUntil;
    rest = all;
    start(all);
  }

  private void start(Firing alert) {
    alert.name();
    if (alert != rest) {
      firing.put(alert.slot, alert);
      groups.setFiring(alert.slot, true);
    }
    enqueue(alert);
    tell(alert.alert(), AlertListener::fired);
  }

  private void enqueue(Firing alert) {
    alert.dueAt = endOf(alert);
    due.add(alert);
  }

  /**
   * Lets the condition of an alert be false from now on if it would be true for longer than it can:
   * it was found true while the clock ran ahead.
   */
  private void settle(Firing alert, long now) {
    if (alert.trueUntil != Long.MAX_VALUE
        && alert.trueUntil > now + window + Detector.AHEAD_MICROS) {
      due.remove(alert);
      alert.trueUntil = now;
      enqueue(alert);
    }
  }

  /** The clock may have been set back: nothing may wait until it is there again. */
  void settle(long now) {
    List.copyOf(due).forEach(alert -> settle(alert, now));
    if (correlation.below()) {
      began = Math.min(began, now);
      groups.settle(onlyGroup(), now + Detector.AHEAD_MICROS);
    }
  }

  private long endOf(Firing alert) {
    return alert.trueUntil == Long.MAX_VALUE ? Long.MAX_VALUE : alert.trueUntil + cooldown;
  }

  private void tell(Alert alert, BiConsumer<AlertListener, Alert> what) {
    later.accept(listener -> what.accept(listener, alert));
  }

  private Map<String, String> key(EventView event, FieldPath[] fields) {
    Map<String, String> key = new LinkedHashMap<>();
    List<String> names = correlation.groupBy();
    for (int i = 0; i < fields.length; i++) {
      ClientAddress address = fields[i].isAddress() ? ClientAddress.of(event) : null;
      key.put(
          names.get(i),
          address != null
              ? address.network()
              : ValueTest.text(Objects.requireNonNull(fields[i].value(event))).toString());
    }
    return key;
  }

  /** Ends what is over by then. */
  void advance(long now) {
    if (correlation.below() && !blocking) {
      tooFew(now);
    }
    Firing alert = due.peek();
    while (alert != null && alert.dueAt <= now) {
      due.remove();
      long end = endOf(alert);
      if (end <= now) {
        finish(alert, end);
      } else {
        enqueue(alert);
      }
      alert = due.peek();
    }
  }

  private void finish(Firing alert, long end) {
    drop(alert);
    tell(alert.resolved(end), AlertListener::resolved);
  }

  private void drop(Firing alert) {
    if (alert == rest) {
      rest = null;
    } else {
      firing.remove(alert.slot);
      groups.setFiring(alert.slot, false);
    }
  }

  /** The slot of a rule without groups. */
  private int onlyGroup() {
    fingerprint.reset();
    return groups.findOrAdd(fingerprint.high(), fingerprint.low(), FALSE, Long.MAX_VALUE);
  }

  private boolean isEnough(int slot) {
    return groups.size(slot) == correlation.threshold();
  }

  /** From when on there are too few, unless more come before. */
  private long tooFewSince(int slot) {
    return Math.max(began, isEnough(slot) ? groups.oldestTime(slot) : FALSE) + window;
  }

  /** Of a rule that looks for too few: it is so once the window has passed with less. */
  private void tooFew(long now) {
    if (began == FALSE) {
      began = now;
    }
    int slot = onlyGroup();
    long since = tooFewSince(slot);
    if (since > now) {
      return;
    }
    Firing alert = firing.get(slot);
    if (alert == null) {
      alert = new Firing(correlation.rule(), slot, Map.of(), since);
      alert.trueUntil = Long.MAX_VALUE;
      if (correlation.rule().alerts() && correlation.rule().enabled()) {
        start(alert);
      }
    } else if (alert.trueUntil != Long.MAX_VALUE) {
      alert.trueUntil = Long.MAX_VALUE;
      alert.burst();
      tell(alert.alert(), AlertListener::again);
    }
  }

  /** An event came; if they are enough again, the alert is going to be over. */
  private void enough(long now) {
    int slot = onlyGroup();
    Firing alert = firing.get(slot);
    if (alert != null
        && alert.trueUntil == Long.MAX_VALUE
        && isEnough(slot)
        && now - groups.oldestTime(slot) < window) {
      alert.trueUntil = now;
      due.remove(alert);
      enqueue(alert);
    }
  }

  /** When {@link #advance} has something to do next; the largest number if nothing is open. */
  long nextDue() {
    Firing alert = due.peek();
    long next = alert == null ? Long.MAX_VALUE : alert.dueAt;
    if (correlation.below() && !blocking && began != FALSE) {
      int slot = onlyGroup();
      Firing open = firing.get(slot);
      if (open == null || open.trueUntil != Long.MAX_VALUE) {
        next = Math.min(next, tooFewSince(slot));
      }
    }
    return next;
  }
}
