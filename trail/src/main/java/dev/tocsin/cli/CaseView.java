package dev.tocsin.cli;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Timestamps;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AlertRecord;
import dev.tocsin.trail.CaseRecord;
import dev.tocsin.trail.CaseText;
import dev.tocsin.trail.CaseTimeline;
import dev.tocsin.trail.CaseTimeline.Entry;
import dev.tocsin.trail.CaseTimeline.Relation;
import dev.tocsin.trail.KnownAlerts;
import dev.tocsin.trail.SecurityCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A case with its timeline, as {@code case show} prints it. */
final class CaseView {
  private static final int MOST_GONE = 20;

  private final SecurityCase of;
  private final CaseTimeline timeline;
  private final Instant now;
  private final JsonEventReader reader = JsonEventReader.lenient();
  private final EventTypes types;
  private final List<Line> lines = new ArrayList<>();
  private final KnownAlerts alerts = new KnownAlerts();

  /** A line of the timeline: something that was done, or an event. */
  private record Line(
      Instant at,
      String how,
      @Nullable CaseRecord record,
      @Nullable Entry entry,
      @Nullable SecurityEvent event) {}

  CaseView(SecurityCase of, CaseTimeline timeline, EventTypes types, Instant now) {
    this.of = of;
    this.timeline = timeline;
    this.types = types;
    this.now = now;
    for (Entry entry : timeline.entries()) {
      SecurityEvent event = read(entry);
      if (entry.relation() == Relation.ALERT) {
        alerts.take(event);
      }
      String how = entry.relation().name().toLowerCase(Locale.ROOT);
      lines.add(new Line(entry.at(), how, null, entry, event));
    }
    of.records().forEach(each -> lines.add(new Line(each.at(), "case", each, null, null)));
    lines.sort(Comparator.comparing(Line::at));
  }

  private SecurityEvent read(Entry entry) {
    byte[] bytes = entry.line().bytes();
    try {
      return reader.read(bytes, 0, bytes.length, types);
    } catch (EventFormatException e) {
      throw new UncheckedIOException(new IOException("was read before", e));
    }
  }

  /** Prints it for people. */
  void print(Output output) {
    line(output, "case", of.id());
    line(output, "title", of.title());
    line(output, "severity", of.severity().text());
    line(output, "status", status());
    line(output, "assignee", of.assignee());
    line(output, "detected", time(of.detectedAt()));
    line(output, "opened", time(of.openedAt()) + " by " + of.openedBy());
    line(output, "first response", time(of.respondedAt()));
    line(output, "contained", time(of.containedAt()));
    line(output, "closed", time(of.closedAt()));
    SecurityCase.Escalation escalation = of.escalation();
    if (escalation != null) {
      line(
          output,
          "escalation",
          "level "
              + escalation.level()
              + ", due "
              + time(escalation.due())
              + ", by "
              + escalation.by());
    }
    for (SecurityCase.Remediation each : of.remediations()) {
      line(
          output,
          "action " + each.number(),
          (each.done() ? "done: " : "planned: ") + each.action());
    }
    for (AlertRecord alert : alerts.all()) {
      line(output, "alert", alert.id() + " " + alert.rule() + " " + alert.status());
    }
    timeline.gone().stream().limit(MOST_GONE).forEach(id -> line(output, "gone", id));
    output.line("");
    table().print(output);
    notes(output);
  }

  private String status() {
    return of.status().text()
        + (of.isOverdue(now)
            ? ", overdue: level " + SecurityCase.Escalation.next(of.escalation()) + " is next"
            : "");
  }

  private static void line(Output output, String name, @Nullable String value) {
    if (value != null) {
      output.line(String.format(Locale.ROOT, "%-16s %s", name, SafeText.oneLine(value)));
    }
  }

  private static @Nullable String time(@Nullable Instant at) {
    return at == null ? null : AlertText.time(at);
  }

  private TableText table() {
    TableText table = new TableText("TIME", "HOW", "WHAT", "WHO", "CLIENT", "TEXT");
    for (Line line : lines) {
      CaseRecord record = line.record();
      SecurityEvent event = line.event();
      if (record != null) {
        table.row(
            AlertText.time(record.at()),
            line.how(),
            record.type().name(),
            CaseText.who(record),
            "",
            CaseText.of(record));
      } else if (event != null) {
        table.row(
            Timestamps.text(event.timestampMicros()),
            line.how(),
            event.type().name(),
            text(event, EventField.USER_ID),
            text(event, EventField.IP_ADDRESS),
            text(event, EventField.MESSAGE));
      }
    }
    return table;
  }

  private static String text(SecurityEvent event, EventField field) {
    CharSequence text = event.text(field);
    return text == null ? "" : text.toString();
  }

  private void notes(Output output) {
    if (timeline.moreDirect() + timeline.moreRelated() > 0) {
      output.note(
          timeline.moreDirect()
              + " more events of the case, "
              + timeline.moreRelated()
              + " more related ones: --limit shows more");
    }
    if (!timeline.gone().isEmpty()) {
      output.note(
          timeline.gone().size()
              + " alerts and events of the case are not in the journals: retention may have"
              + " deleted them, as tocsin verify tells");
    }
  }

  /** One object; the timeline's events as they are recorded. */
  String json() {
    return JsonLine.of(
        json -> {
          CaseJson.write(of, now, json);
          json.writeArrayFieldStart("alerts");
          for (AlertRecord alert : alerts.all()) {
            json.writeRawValue(AlertText.json(alert));
          }
          json.writeEndArray();
          json.writeArrayFieldStart("timeline");
          for (Line line : lines) {
            json.writeStartObject();
            json.writeStringField("timestamp", AlertText.time(line.at()));
            json.writeStringField("relation", isRelated(line) ? "related" : "direct");
            json.writeStringField("how", line.how());
            CaseRecord record = line.record();
            Entry entry = line.entry();
            if (record != null) {
              json.writeStringField("event_id", record.eventId());
              json.writeStringField("event_type", record.type().name());
              json.writeStringField("by", CaseText.who(record));
              json.writeStringField("text", CaseText.of(record));
            } else if (entry != null) {
              json.writeFieldName("event");
              json.writeRawValue(EventPrinter.ascii(entry.line().text()));
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberField("more_direct", timeline.moreDirect());
          json.writeNumberField("more_related", timeline.moreRelated());
          CaseJson.writeTexts(json, "gone", timeline.gone());
        });
  }

  private static boolean isRelated(Line line) {
    Entry entry = line.entry();
    return entry != null
        && entry.relation() != Relation.DIRECT
        && entry.relation() != Relation.ALERT;
  }
}
