package dev.tocsin.test;

import dev.tocsin.event.EventField;
import dev.tocsin.event.SecurityEvent;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What was logged, for failure messages: one line an event, and not more than can be read. */
final class Logged {
  private static final int MOST_EVENTS = 40;
  private static final int MOST_CHARS = 400;

  /** What is the same for most events, or new for each. */
  private static final Set<EventField> LEFT_OUT =
      EnumSet.of(
          EventField.EVENT_ID,
          EventField.EVENT_TYPE,
          EventField.TIMESTAMP,
          EventField.LOGGED_AT,
          EventField.SUCCESS,
          EventField.SEVERITY,
          EventField.ACTOR_TYPE,
          EventField.IP_PROVENANCE,
          EventField.THREAT_LEVEL,
          EventField.RISK_SCORE,
          EventField.STATUS,
          EventField.COMPLIANCE_TAGS,
          EventField.SOURCE,
          EventField.SEQ);

  private Logged() {}

  /** The events under a heading, each in a line with its number. */
  static void list(StringBuilder out, String heading, List<SecurityEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    out.append(heading).append('\n');
    int shown = Math.min(events.size(), MOST_EVENTS);
    for (int i = 0; i < shown; i++) {
      out.append("  ").append(i + 1).append(". ").append(line(events.get(i))).append('\n');
    }
    if (shown < events.size()) {
      out.append("  … and ").append(count(events.size() - shown, "more event")).append('\n');
    }
  }

  static String line(SecurityEvent event) {
    StringBuilder out = new StringBuilder(event.type().name());
    out.append(event.success() ? " success" : " failure");
    if (event.severity() != event.type().severity()) {
      field(out, EventField.SEVERITY, event);
    }
    for (EventField field : EventField.all()) {
      boolean named = event.get(field) != null && !LEFT_OUT.contains(field);
      if (named && !isDefaultTarget(field, event)) {
        field(out, field, event);
      }
    }
    return out.length() > MOST_CHARS ? out.substring(0, MOST_CHARS) + "…" : out.toString();
  }

  private static void field(StringBuilder out, EventField field, SecurityEvent event) {
    out.append(' ').append(field.jsonName()).append('=');
    out.append(FieldValue.shown(event.get(field)));
  }

  /** Whether it is the target of an event that names none: the service itself. */
  private static boolean isDefaultTarget(EventField field, SecurityEvent event) {
    return (field == EventField.TARGET_TYPE || field == EventField.TARGET_ID)
        && "service".equals(event.targetType())
        && event.source() != null
        && event.source().equals(event.targetId());
  }

  static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
