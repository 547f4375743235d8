package dev.tocsin.respond;

import dev.tocsin.event.Severity;
import dev.tocsin.rules.Alert;
import dev.tocsin.rules.OpenAlert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The alerts that are not over or still wait for somebody. Bounded: the oldest goes when there are
 * too many, one that is resolved before others. Thread-safe.
 */
public final class AlertBook {
  private final int capacity;
  private final Map<UUID, AlertState> alerts = new LinkedHashMap<>();
  private long evictions;

  /**
   * An empty book.
   *
   * @param capacity alerts at most, at least 1
   */
  public AlertBook(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity + ": use at least 1");
    }
    this.capacity = capacity;
  }

  /** Takes an alert that begins; one that is there already stays as it is. */
  public synchronized AlertState begin(Alert alert) {
    AlertState known = alerts.get(alert.id());
    if (known != null) {
      return known;
    }
    AlertState begun = AlertState.begun(alert);
    put(begun);
    return begun;
  }

  /** Takes an alert as it stood before a restart. */
  public synchronized void put(AlertState state) {
    alerts.put(state.id(), state);
    if (alerts.size() > capacity) {
      UUID first = alerts.keySet().iterator().next();
      alerts.remove(
          alerts.values().stream()
              .filter(each -> each.status() == AlertState.Status.RESOLVED)
              .map(AlertState::id)
              .findFirst()
              .orElse(first));
      evictions++;
    }
  }

  /** Brings the counts up to date. */
  public synchronized void count(Collection<OpenAlert> open) {
    for (OpenAlert each : open) {
      alerts.computeIfPresent(
          each.alert().id(), (id, state) -> state.counted(each.alert(), each.trueUntil()));
    }
  }

  /** The same of one that is over. */
  public synchronized void count(Alert alert) {
    alerts.computeIfPresent(alert.id(), (id, state) -> state.counted(alert, alert.lastEvent()));
  }

  /** The alert of that id. */
  public synchronized Optional<AlertState> find(UUID id) {
    return Optional.ofNullable(alerts.get(id));
  }

  /** The alert of a rule and group that is not over. */
  public synchronized Optional<AlertState> find(String rule, Map<String, String> key) {
    return alerts.values().stream()
        .filter(each -> each.status() != AlertState.Status.RESOLVED)
        .filter(each -> each.rule().equals(rule) && each.key().equals(key))
        .findFirst();
  }

  /**
   * Notes that an alert is over. It stays as long as it may still escalate.
   *
   * @param byHand whether somebody said so
   * @return the alert, if it was there and not over
   */
  public synchronized Optional<AlertState> resolve(UUID id, boolean byHand) {
    AlertState known = alerts.get(id);
    if (known == null) {
      return Optional.empty();
    }
    var unused = change(id, state -> state.resolved(byHand));
    return known.status() == AlertState.Status.RESOLVED ? Optional.empty() : Optional.of(known);
  }

  /** Notes that somebody has taken an alert on; nothing happens if it is not there. */
  public synchronized void acknowledge(UUID id, String by) {
    var unused = change(id, state -> state.acknowledged(by));
  }

  /**
   * Notes that an alert has escalated.
   *
   * @return the alert as it is now, if it was there
   */
  public synchronized Optional<AlertState> escalate(UUID id, Severity severity) {
    return change(id, state -> state.escalated(severity));
  }

  /** Changes an alert, which goes when there is nothing left to wait for. */
  private Optional<AlertState> change(UUID id, UnaryOperator<AlertState> change) {
    AlertState known = alerts.get(id);
    if (known == null) {
      return Optional.empty();
    }
    AlertState changed = change.apply(known);
    if (changed.status() == AlertState.Status.RESOLVED && changed.escalateAt() == null) {
      alerts.remove(id);
    } else {
      alerts.put(id, changed);
    }
    return Optional.of(changed);
  }

  /** The alerts whose time to escalate has come. */
  public synchronized List<AlertState> toEscalate(Instant now) {
    alerts.replaceAll((id, state) -> state.settled(now));
    return alerts.values().stream()
        .filter(each -> each.escalateAt() != null && !each.escalateAt().isAfter(now))
        .toList();
  }

  /** All of them, the oldest first. */
  public synchronized List<AlertState> all() {
    return new ArrayList<>(alerts.values());
  }

  /** How many are not over. */
  public synchronized int open() {
    return (int)
        alerts.values().stream()
            .filter(each -> each.status() != AlertState.Status.RESOLVED)
            .count();
  }

  /** Alerts that had to go as there were too many. */
  public synchronized long evictions() {
    return evictions;
  }
}
