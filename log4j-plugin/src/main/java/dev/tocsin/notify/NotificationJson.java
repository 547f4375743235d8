package dev.tocsin.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonWriter;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A notification as JSON: the body of a webhook's request, and what waits on the disk. */
final class NotificationJson {
  /** Of this form; a change that readers would trip over makes it 2. */
  private static final int VERSION = 1;

  private static final JsonFactory JSON = new JsonFactory();

  private NotificationJson() {}

  static byte[] write(Notification n) {
    ByteSink sink = new ByteSink();
    JsonWriter out = new JsonWriter(sink);
    out.beginObject()
        .member("version", VERSION)
        .member("notification_id", n.id().toString())
        .member("alert_id", n.alertId().toString())
        .member("status", n.status().text())
        .member("rule", n.rule())
        .member("title", n.title())
        .member("description", n.description())
        .member("severity", n.severity().text())
        .member("source", n.source());
    out.name("key").beginObject();
    n.key().forEach(out::member);
    out.endObject()
        .member("count", n.count())
        .member("bursts", n.bursts())
        .member("first_event", time(n.firstEvent()))
        .member("last_event", time(n.lastEvent()));
    out.name("event_ids").beginList();
    n.eventIds().forEach(out::value);
    out.endList().member("fired_at", time(n.firedAt()));
    n.resolvedAt().ifPresent(at -> out.member("resolved_at", time(at)));
    n.runbook().ifPresent(page -> out.member("runbook", page));
    out.endObject();
    return sink.toByteArray();
  }

  static String time(Instant instant) {
    return Timestamps.text(Timestamps.micros(instant));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it is anything else
   */
  static Notification read(byte[] bytes) throws IOException {
    Map<String, String> texts = new HashMap<>();
    Map<String, String> key = new LinkedHashMap<>();
    List<String> eventIds = new ArrayList<>();
    try (JsonParser in = JSON.createParser(bytes)) {
      expect(in.nextToken() == JsonToken.START_OBJECT);
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        JsonToken value = in.nextToken();
        if (value == JsonToken.START_OBJECT) {
          for (String each = in.nextFieldName(); each != null; each = in.nextFieldName()) {
            in.nextToken();
            key.put(each, in.getText());
          }
        } else if (value == JsonToken.START_ARRAY) {
          while (in.nextToken() != JsonToken.END_ARRAY) {
            eventIds.add(in.getText());
          }
        } else {
          texts.put(name, in.getText());
        }
      }
    }
    try {
      return new Notification(
          UUID.fromString(text(texts, "notification_id")),
          UUID.fromString(text(texts, "alert_id")),
          status(text(texts, "status")),
          text(texts, "rule"),
          text(texts, "title"),
          text(texts, "description"),
          Severity.parse(text(texts, "severity")),
          text(texts, "source"),
          key,
          Long.parseLong(text(texts, "count")),
          Integer.parseInt(text(texts, "bursts")),
          instant(text(texts, "first_event")),
          instant(text(texts, "last_event")),
          eventIds,
          instant(text(texts, "fired_at")),
          Optional.ofNullable(texts.get("resolved_at")).map(NotificationJson::instant),
          Optional.ofNullable(texts.get("runbook")));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("no notification", e);
    }
  }

  private static String text(Map<String, String> texts, String name) throws IOException {
    @Nullable String text = texts.get(name);
    expect(text != null);
    return String.valueOf(text);
  }

  private static void expect(boolean fits) throws IOException {
    if (!fits) {
      throw new IOException("no notification");
    }
  }

  private static Instant instant(String text) {
    return Timestamps.instant(Timestamps.parse(text));
  }

  private static Notification.Status status(String text) {
    for (Notification.Status status : Notification.Status.values()) {
      if (status.text().equals(text)) {
        return status;
      }
    }
    throw new IllegalArgumentException("status " + text);
  }
}
