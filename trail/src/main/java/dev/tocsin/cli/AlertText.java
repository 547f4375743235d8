package dev.tocsin.cli;

import dev.tocsin.event.Timestamps;
import dev.tocsin.rules.Alert;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

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
}
