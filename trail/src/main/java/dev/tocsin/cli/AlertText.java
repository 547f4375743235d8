package dev.tocsin.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tocsin.event.Timestamps;
import dev.tocsin.rules.Alert;
import dev.tocsin.trail.AlertRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alerts as commands show them. */
final class AlertText {
  private AlertText() {}

  /** What can be said of an alert in one text each, by the names that JSON has. */
  static Map<String, String> members(Alert alert) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("rule", alert.rule().name());
    members.put("key", alert.keyText());
    members.put("severity", alert.rule().severity().text());
    members.put("count", Long.toString(alert.count()));
    members.put("bursts", Integer.toString(alert.bursts()));
    members.put("first_event", time(alert.firstEvent()));
    members.put("last_event", time(alert.lastEvent()));
    members.put("timestamp", time(alert.firedAt()));
    members.put("status", status(alert));
    return members;
  }

  static String status(Alert alert) {
    return alert.resolvedAt().isPresent() ? "resolved" : "active";
  }

  static String time(Instant instant) {
    return Timestamps.text(Timestamps.micros(instant));
  }

  /** One JSON object; the key is a text, or an object if the rule groups by several fields. */
  static String json(Alert alert) {
    return JsonLine.of(
        json -> {
          json.writeStringField("alert_id", alert.id().toString());
          json.writeStringField("rule", alert.rule().name());
          json.writeStringField("title", alert.rule().title());
          if (alert.key().size() > 1) {
            json.writeObjectFieldStart("key");
            for (Map.Entry<String, String> part : alert.key().entrySet()) {
              json.writeStringField(part.getKey(), part.getValue());
            }
            json.writeEndObject();
          } else {
            json.writeStringField("key", alert.keyText());
          }
          json.writeStringField("severity", alert.rule().severity().text());
          json.writeNumberField("count", alert.count());
          json.writeNumberField("bursts", alert.bursts());
          json.writeStringField("first_event", time(alert.firstEvent()));
          json.writeStringField("last_event", time(alert.lastEvent()));
          json.writeStringField("timestamp", time(alert.firedAt()));
          json.writeStringField("status", status(alert));
          if (alert.resolvedAt().isPresent()) {
            json.writeStringField("resolved_at", time(alert.resolvedAt().get()));
          }
          json.writeArrayFieldStart("event_ids");
          for (String id : alert.eventIds()) {
            json.writeString(id);
          }
          json.writeEndArray();
        });
  }

  /** What there is to say in one text each, by the names that JSON has; absent ones left out. */
  static Map<String, String> members(AlertRecord alert) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("alert_id", alert.id().toString());
    members.put("rule", alert.rule());
    members.put("title", alert.title());
    put(members, "description", alert.description());
    members.put("key", alert.keyText());
    members.put("severity", alert.severity().text());
    members.put("count", Long.toString(alert.count()));
    members.put("bursts", Long.toString(alert.bursts()));
    members.put("first_event", time(alert.firstEvent()));
    members.put("last_event", time(alert.lastEvent()));
    members.put("timestamp", time(alert.firedAt()));
    members.put("status", alert.status());
    put(members, "action", alert.action());
    put(members, "acknowledged_by", alert.acknowledgedBy());
    put(members, "acknowledged_at", timeOrNull(alert.acknowledgedAt()));
    put(members, "escalated_at", timeOrNull(alert.escalatedAt()));
    put(members, "resolved_by", alert.resolvedBy());
    put(members, "resolved_at", timeOrNull(alert.resolvedAt()));
    put(members, "resolution", alert.resolution());
    return members;
  }

  private static @Nullable String timeOrNull(@Nullable Instant at) {
    return at == null ? null : time(at);
  }

  private static void put(Map<String, String> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
  }

  /** One JSON object; the key is a text, or an object if the rule groups by several fields. */
  static String json(AlertRecord alert) {
    return JsonLine.of(json -> write(alert, json));
  }

  private static void write(AlertRecord alert, JsonGenerator json) throws IOException {
    for (Map.Entry<String, String> member : members(alert).entrySet()) {
      String name = member.getKey();
      if (name.equals("key") && alert.key().size() > 1) {
        json.writeObjectFieldStart("key");
        for (Map.Entry<String, String> part : alert.key().entrySet()) {
          json.writeStringField(part.getKey(), part.getValue());
        }
        json.writeEndObject();
      } else if (name.equals("count")) {
        json.writeNumberField(name, alert.count());
      } else if (name.equals("bursts")) {
        json.writeNumberField(name, alert.bursts());
      } else {
        json.writeStringField(name, member.getValue());
      }
    }
    writeList(json, "threat_indicators", alert.indicators());
    writeList(json, "recommended_actions", alert.recommendations());
    writeList(json, "event_ids", alert.eventIds());
  }

  private static void writeList(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String each : values) {
      json.writeString(each);
    }
    json.writeEndArray();
  }
}
