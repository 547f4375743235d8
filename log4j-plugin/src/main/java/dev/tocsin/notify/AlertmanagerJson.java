package dev.tocsin.notify;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonWriter;
import dev.tocsin.event.Severity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An alert as Alertmanager's API, version 2, takes it. Its labels are what tells alerts apart
 * there, so they hold what stays the same while an alert lasts; all else is in annotations.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/alerts_api/">Alerts API</a>
 */
final class AlertmanagerJson {
  private static final Set<String> OURS = Set.of("alertname", "severity", "service", "escalated");

  private AlertmanagerJson() {}

  /**
   * The request's body: a list of one alert.
   *
   * @param severity the label's, which may differ from what the notification says of its alert now
   * @param endsAt from when on Alertmanager takes it for resolved
   */
  static byte[] write(Notification n, Severity severity, boolean escalated, Instant endsAt) {
    ByteSink sink = new ByteSink();
    JsonWriter out = new JsonWriter(sink);
    out.beginList().beginObject().name("labels").beginObject();
    labels(n, severity, escalated).forEach(out::member);
    out.endObject().name("annotations").beginObject();
    annotations(n).forEach(out::member);
    Instant end = endsAt.isBefore(n.firedAt()) ? n.firedAt() : endsAt;
    out.endObject()
        .member("startsAt", NotificationJson.time(n.firedAt()))
        .member("endsAt", NotificationJson.time(end))
        .endObject()
        .endList();
    return sink.toByteArray();
  }

  static Map<String, String> labels(Notification n, Severity severity, boolean escalated) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("alertname", n.rule());
    labels.put("severity", severity.text());
    labels.put("service", n.source());
    if (escalated) {
      labels.put("escalated", "true");
    }
    n.key()
        .forEach(
            (name, value) -> {
              String label = labelName(name);
              // Two names may become one, and two alerts must not.
              while (labels.putIfAbsent(label, value) != null) {
                label += "_";
              }
            });
    return labels;
  }

  /** A name that every version of Prometheus takes, and that is none of ours. */
  static String labelName(String name) {
    StringBuilder label = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      label.append(letter || (i > 0 && c >= '0' && c <= '9') ? c : '_');
    }
    // Labels that begin with two of them belong to Prometheus itself.
    boolean taken = label.isEmpty() || OURS.contains(label.toString()) || label.indexOf("__") == 0;
    return taken ? "key_" + label : label.toString();
  }

  private static Map<String, String> annotations(Notification n) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put("summary", n.title());
    if (!n.description().isEmpty()) {
      annotations.put("description", n.description());
    }
    annotations.put("alert_id", n.alertId().toString());
    annotations.put("count", Long.toString(n.count()));
    annotations.put("bursts", Integer.toString(n.bursts()));
    annotations.put("first_event", NotificationJson.time(n.firstEvent()));
    annotations.put("last_event", NotificationJson.time(n.lastEvent()));
    annotations.put("event_ids", String.join(" ", n.eventIds()));
    n.runbook().ifPresent(page -> annotations.put("runbook_url", page));
    return annotations;
  }
}
