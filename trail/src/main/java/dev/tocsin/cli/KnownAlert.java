package dev.tocsin.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.Entries;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import dev.tocsin.respond.AlertState;
import dev.tocsin.watch.AlertEvents;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An alert as journals tell of it, with what has become of it. Not thread-safe. */
final class KnownAlert {
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

  private KnownAlert(AlertState begun, EventView event) {
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
  static void take(EventView event, Map<UUID, KnownAlert> all) {
    EventType type = event.type();
    UUID id = AlertEvents.alertId(event);
    if (id == null) {
      return;
    }
    AlertState begun = type.equals(EventType.ALERT) ? AlertEvents.state(event) : null;
    if (begun != null) {
      all.putIfAbsent(id, new KnownAlert(begun, event));
      return;
    }
    KnownAlert known = all.get(id);
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

  UUID id() {
    return begun.id();
  }

  String rule() {
    return begun.rule();
  }

  Severity severity() {
    return severity;
  }

  Map<String, String> key() {
    return begun.key();
  }

  Instant firedAt() {
    return begun.firedAt();
  }

  List<String> eventIds() {
    return begun.eventIds();
  }

  boolean isResolved() {
    return resolvedAt != null;
  }

  /** {@code active}, {@code acknowledged} or {@code resolved}. */
  String status() {
    return resolvedAt != null ? "resolved" : acknowledgedAt != null ? "acknowledged" : "active";
  }

  /** What there is to say in one text each, by the names that JSON has; absent ones left out. */
  Map<String, String> members() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("alert_id", id().toString());
    members.put("rule", rule());
    members.put("title", begun.title());
    put(members, "description", description);
    members.put("key", begun.keyText());
    members.put("severity", severity.text());
    members.put("count", Long.toString(count));
    members.put("bursts", Long.toString(bursts));
    members.put("first_event", AlertText.time(begun.firstEvent()));
    members.put("last_event", AlertText.time(lastEvent));
    members.put("timestamp", AlertText.time(firedAt()));
    members.put("status", status());
    put(members, "action", action);
    put(members, "acknowledged_by", acknowledgedBy);
    put(members, "acknowledged_at", time(acknowledgedAt));
    put(members, "escalated_at", time(escalatedAt));
    put(members, "resolved_by", resolvedBy);
    put(members, "resolved_at", time(resolvedAt));
    put(members, "resolution", resolution);
    return members;
  }

  private static @Nullable String time(@Nullable Instant at) {
    return at == null ? null : AlertText.time(at);
  }

  private static void put(Map<String, String> members, String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value.toString());
    }
  }

  /** One JSON object; the key is a text, or an object if the rule groups by several fields. */
  String json() {
    return JsonLine.of(
        json -> {
          for (Map.Entry<String, String> member : members().entrySet()) {
            String name = member.getKey();
            if (name.equals("key") && key().size() > 1) {
              json.writeObjectFieldStart("key");
              for (Map.Entry<String, String> part : key().entrySet()) {
                json.writeStringField(part.getKey(), part.getValue());
              }
              json.writeEndObject();
            } else if (name.equals("count")) {
              json.writeNumberField(name, count);
            } else if (name.equals("bursts")) {
              json.writeNumberField(name, bursts);
            } else {
              json.writeStringField(name, member.getValue());
            }
          }
          writeList(json, "threat_indicators", indicators);
          writeList(json, "recommended_actions", recommended);
          writeList(json, "event_ids", eventIds());
        });
  }

  private static void writeList(JsonGenerator json, String name, List<?> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Object each : values) {
      json.writeString(String.valueOf(each));
    }
    json.writeEndArray();
  }

  /** What whoever is on duty should do. */
  List<String> recommendations() {
    return recommended.stream().map(String::valueOf).toList();
  }
}
