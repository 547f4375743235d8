package dev.tocsin.cli;

import dev.tocsin.event.EventField;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Term;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AuditTrail.Recorded;
import java.util.List;
import java.util.Locale;

/** Events in one of the formats of commands that show them. */
interface EventPrinter {
  void print(List<Recorded> events);

  /**
   * The one of a format.
   *
   * @throws CliException with code 2 if there is no such format
   */
  static EventPrinter of(String format, Output output) {
    return switch (format) {
      case "table" -> events -> table(events, output);
      case "json" -> events -> events.forEach(each -> output.line(ascii(each.line().text())));
      case "csv" -> events -> csv(events, output);
      default ->
          throw CliException.usage(
              "--format " + SafeText.quoted(format) + ": use table, json or csv");
    };
  }

  private static void table(List<Recorded> events, Output output) {
    if (events.isEmpty()) {
      return;
    }
    TableText table =
        new TableText("TIME", "TYPE", "SEVERITY", "OK", "USER", "CLIENT", "TARGET", "MESSAGE");
    for (Recorded each : events) {
      SecurityEvent event = each.event();
      table.row(
          text(event, EventField.TIMESTAMP),
          event.type().name(),
          event.severity().text(),
          event.success() ? "yes" : "no",
          text(event, EventField.USER_ID),
          text(event, EventField.IP_ADDRESS),
          text(event, EventField.TARGET_ID),
          text(event, EventField.MESSAGE));
    }
    table.print(output);
  }

  private static String text(SecurityEvent event, EventField field) {
    Object value = event.get(field);
    return value == null ? "" : value instanceof Term term ? term.text() : value.toString();
  }

  /** JSON means the same with its characters escaped, and none of them can move a cursor then. */
  static String ascii(String json) {
    StringBuilder out = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return out.toString();
  }

  private static void csv(List<Recorded> events, Output output) {
    List<EventField> columns = Csv.COLUMNS;
    output.line(String.join(",", columns.stream().map(EventField::jsonName).toList()));
    for (Recorded each : events) {
      output.line(
          String.join(
              ",", columns.stream().map(field -> Csv.cell(text(each.event(), field))).toList()));
    }
  }

  /** Cells as spreadsheets take them (RFC 4180). */
  final class Csv {
    static final List<EventField> COLUMNS =
        List.of(
            EventField.EVENT_ID,
            EventField.TIMESTAMP,
            EventField.EVENT_TYPE,
            EventField.SEVERITY,
            EventField.SUCCESS,
            EventField.USER_ID,
            EventField.USER_NAME,
            EventField.IP_ADDRESS,
            EventField.TARGET_TYPE,
            EventField.TARGET_ID,
            EventField.CORRELATION_ID,
            EventField.PARENT_EVENT_ID,
            EventField.RISK_SCORE,
            EventField.THREAT_LEVEL,
            EventField.SOURCE,
            EventField.MESSAGE,
            EventField.SEQ);

    private Csv() {}

    /** A value that a spreadsheet would take for a formula gets an apostrophe before it. */
    static String cell(String value) {
      String safe = SafeText.oneLine(value);
      if (!safe.isEmpty() && "=+-@".indexOf(safe.charAt(0)) >= 0) {
        safe = '\'' + safe;
      }
      return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\'')
          ? '"' + safe.replace("\"", "\"\"") + '"'
          : safe;
    }
  }
}
