package dev.tocsin.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tocsin.event.Change;
import dev.tocsin.event.EventField;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.CaseRecord;
import dev.tocsin.trail.Cases;
import dev.tocsin.trail.EventCases;
import dev.tocsin.trail.SecurityCase;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cases in JSON. */
final class CaseJson {
  private static final JsonFactory JSON = new JsonFactory();

  private CaseJson() {}

  /** One object. */
  static String of(SecurityCase of, Instant now) {
    return JsonLine.of(json -> write(of, now, json));
  }

  /** The members of a case. */
  static void write(SecurityCase of, Instant now, JsonGenerator json) throws IOException {
    json.writeStringField("case_id", of.id());
    json.writeStringField("folder", of.folder().toString());
    json.writeStringField("title", of.title());
    json.writeStringField("severity", of.severity().text());
    json.writeStringField("status", of.status().text());
    write(json, "assignee", of.assignee());
    json.writeStringField("detected_at", AlertText.time(of.detectedAt()));
    json.writeStringField("opened_at", AlertText.time(of.openedAt()));
    json.writeStringField("opened_by", of.openedBy());
    write(json, "responded_at", time(of.respondedAt()));
    write(json, "contained_at", time(of.containedAt()));
    write(json, "closed_at", time(of.closedAt()));
    SecurityCase.Escalation escalation = of.escalation();
    if (escalation != null) {
      json.writeObjectFieldStart("escalation");
      json.writeNumberField("level", escalation.level());
      json.writeStringField("due", AlertText.time(escalation.due()));
      json.writeStringField("at", AlertText.time(escalation.at()));
      json.writeStringField("by", escalation.by());
      json.writeEndObject();
    }
    json.writeBooleanField("overdue", of.isOverdue(now));
    if (of.isOverdue(now)) {
      json.writeNumberField("next_level", SecurityCase.Escalation.next(escalation));
    }
    writeTexts(json, "alert_ids", of.alertIds());
    writeTexts(json, "event_ids", of.eventIds());
    writeTexts(json, "alert_event_ids", of.alertEventIds());
    json.writeArrayFieldStart("investigation_notes");
    for (SecurityCase.Note note : of.notes()) {
      json.writeStartObject();
      json.writeStringField("at", AlertText.time(note.at()));
      json.writeStringField("by", note.by());
      json.writeStringField("text", note.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("remediation_actions");
    for (SecurityCase.Remediation each : of.remediations()) {
      json.writeStartObject();
      json.writeNumberField("number", each.number());
      json.writeStringField("action", each.action());
      json.writeStringField("state", each.done() ? "done" : "planned");
      json.writeStringField("at", AlertText.time(each.at()));
      json.writeStringField("by", each.by());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("audit_trail");
    for (CaseRecord record : of.records()) {
      write(record, json);
    }
    json.writeEndArray();
  }

  private static void write(CaseRecord record, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("event_id", record.eventId());
    json.writeNumberField("seq", record.seq());
    json.writeStringField("event_type", record.type().name());
    json.writeStringField("at", AlertText.time(record.at()));
    json.writeStringField("by", record.by());
    write(json, "sudo_user", record.sudoUser());
    json.writeArrayFieldStart("changes");
    for (Change change : record.changes()) {
      json.writeStartObject();
      json.writeStringField("field", change.field());
      json.writeFieldName("old");
      writeValue(json, change.oldValue());
      json.writeFieldName("new");
      writeValue(json, change.newValue());
      json.writeEndObject();
    }
    json.writeEndArray();
    write(json, "reason", record.reason());
    json.writeEndObject();
  }

  /** What can stand in a change. */
  private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        json.writeFieldName(String.valueOf(each.getKey()));
        writeValue(json, each.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object each : list) {
        writeValue(json, each);
      }
      json.writeEndArray();
    } else if (value instanceof Number || value instanceof Boolean || value == null) {
      json.writeRawValue(String.valueOf(value));
    } else {
      json.writeString(value.toString());
    }
  }

  /** An event as it is recorded, but for what its cases say of it; unchanged if it has none. */
  static String joined(AuditTrail.Recorded recorded, Cases cases) {
    String line = recorded.line().text();
    EventCases said = cases.joined(recorded.event());
    if (said == null) {
      return EventPrinter.ascii(line);
    }
    return JsonLine.of(
        json -> {
          try (JsonParser members = JSON.createParser(line)) {
            members.nextToken();
            while (members.nextToken() == JsonToken.FIELD_NAME) {
              boolean status = members.currentName().equals(EventField.STATUS.jsonName());
              members.nextToken();
              if (status) {
                members.skipChildren();
              } else {
                json.writeFieldName(members.currentName());
                json.copyCurrentStructureExact(members);
              }
            }
          }
          json.writeStringField(EventField.STATUS.jsonName(), said.status().text());
          writeTexts(json, "investigation_notes", said.investigationNotes());
          writeTexts(json, "remediation_actions", said.remediationActions());
          writeTexts(json, "audit_trail", said.auditTrail());
          writeTexts(json, "case_ids", said.caseIds());
        });
  }

  static void writeTexts(JsonGenerator json, String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String each : texts) {
      json.writeString(each);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, @Nullable String text)
      throws IOException {
    if (text != null) {
      json.writeStringField(name, text);
    }
  }

  private static @Nullable String time(@Nullable Instant at) {
    return at == null ? null : AlertText.time(at);
  }
}
