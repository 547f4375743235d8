package dev.tocsin.trail;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.Entries;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import dev.tocsin.respond.AlertState;
import dev.tocsin.watch.AlertEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alert as journals tell of it, with what has become of it so far. Not thread-safe while the
 * {@link KnownAlerts} it is of take events.
 */
public final class AlertRecord {
  private final AlertState begun;
  private final @Nullable Object action;
  private final @Nullable Object description;
  private final List<?> indicators;
  private final List<?> recommended;
  private Severity severity;
  private long count;
  private long bursts;
  private Instant lastEvent;
  private @Nullable String acknowledgedBy;
  private @Nullable Instant acknowledgedAt;
  private @Nullable String resolvedBy;
  private @Nullable Instant resolvedAt;
  private @Nullable String resolution;
  private @Nullable Instant escalatedAt;

  private AlertRecord(AlertState begun, EventView event) {
    this.begun = begun;
    this.severity = begun.severity();
    this.count = begun.count();
    this.bursts = begun.bursts();
    this.lastEvent = begun.lastEvent();
    this.action = detail(event, "action");
    this.description = detail(event, "description");
    this.indicators = event.get(EventField.INDICATORS) instanceof List<?> list ? list : List.of();
    this.recommended =
        detail(event, "recommended_actions") instanceof List<?> list ? list : List.of();
  }

  private static @Nullable Object detail(EventView event, String name) {
    return event.get(EventField.DETAILS) instanceof Entries details ? details.get(name) : null;
  }

  /** Takes note of an event; nothing happens if it tells of no alert. */
  static void take(EventView event, Map<UUID, AlertRecord> all) {
    EventType type = event.type();
    UUID id = AlertEvents.alertId(event);
    if (id == null) {
      return;
    }
    AlertState begun = type.equals(EventType.ALERT) ? AlertEvents.state(event) : null;
    if (begun != null) {
      all.putIfAbsent(id, new AlertRecord(begun, event));
      return;
    }
    AlertRecord known = all.get(id);
    if (known != null) {
      known.take(event);
    }
  }

  private void take(EventView event) {
    EventType type = event.type();
    Instant at = Timestamps.instant(event.timestampMicros());
    if (type.equals(EventType.ALERT_ACKNOWLEDGED) && acknowledgedAt == null) {
      acknowledgedAt = at;
      acknowledgedBy = who(event);
    } else if (type.equals(EventType.ALERT_ESCALATED)) {
      escalatedAt = at;
      severity = event.severity();
    } else if (type.equals(EventType.ALERT_RESOLVED) && resolvedAt == null) {
      resolvedAt = at;
      resolvedBy = who(event);
      resolution = detail(event, "reason") instanceof String reason ? reason : null;
      AlertState told = AlertEvents.state(event);
      if (told != null) {
        count = Math.max(count, told.count());
        bursts = Math.max(bursts, told.bursts());
        lastEvent = told.lastEvent();
      }
    }
  }

  /** Who did it: a person, or the application. */
  private static String who(EventView event) {
    CharSequence user = event.text(EventField.USER_ID);
    boolean byHand = event.get(EventField.ACTOR_TYPE) == ActorType.USER;
    return byHand && user != null ? user.toString() : "rules";
  }

  /** Its id. */
  public UUID id() {
    return begun.id();
  }

  /** The name of the rule that raised it. */
  public String rule() {
    return begun.rule();
  }

  /** How severe it is by now. */
  public Severity severity() {
    return severity;
  }

  /** The group that it is about, by field. */
  public Map<String, String> key() {
    return begun.key();
  }

  /** When it was raised. */
  public Instant firedAt() {
    return begun.firedAt();
  }

  /** Its events, or some of them. */
  public List<String> eventIds() {
    return begun.eventIds();
  }

  /** Whether it has ended. */
  public boolean isResolved() {
    return resolvedAt != null;
  }

  /** {@code active}, {@code acknowledged} or {@code resolved}. */
  public String status() {
    return resolvedAt != null ? "resolved" : acknowledgedAt != null ? "acknowledged" : "active";
  }

  /** What it is, in a few words. */
  public String title() {
    return begun.title();
  }

  /** More words about it, or null. */
  public @Nullable String description() {
    return description == null ? null : description.toString();
  }

  /** The group that it is about, as one text. */
  public String keyText() {
    return begun.keyText();
  }

  /** How many events it stands for, as far as that was told. */
  public long count() {
    return count;
  }

  /** How often the threshold was passed anew while it lasted. */
  public long bursts() {
    return bursts;
  }

  /** When the first of its events happened. */
  public Instant firstEvent() {
    return begun.firstEvent();
  }

  /** When the last of its events happened, as far as that was told. */
  public Instant lastEvent() {
    return lastEvent;
  }

  /** What was done by itself, or null. */
  public @Nullable String action() {
    return action == null ? null : action.toString();
  }

  /** Who took it on, or null. */
  public @Nullable String acknowledgedBy() {
    return acknowledgedBy;
  }

  /** When somebody took it on, or null. */
  public @Nullable Instant acknowledgedAt() {
    return acknowledgedAt;
  }

  /** When it became more severe, or null. */
  public @Nullable Instant escalatedAt() {
    return escalatedAt;
  }

  /** Who ended it, a person or {@code rules}; or null. */
  public @Nullable String resolvedBy() {
    return resolvedBy;
  }

  /** When it ended, or null. */
  public @Nullable Instant resolvedAt() {
    return resolvedAt;
  }

  /** Why it ended, or null. */
  public @Nullable String resolution() {
    return resolution;
  }

  /** What points to an attack. */
  public List<String> indicators() {
    return texts(indicators);
  }

  /** What whoever is on duty should do. */
  public List<String> recommendations() {
    return texts(recommended);
  }

  private static List<String> texts(List<?> values) {
    return values.stream().map(String::valueOf).toList();
  }
}
