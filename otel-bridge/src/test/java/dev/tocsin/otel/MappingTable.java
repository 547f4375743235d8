package dev.tocsin.otel;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalRecord;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How events become log records, as a table for the docs. It is found out, not written down: each
 * field is changed by itself, and what changes of the record with it is its row. Only the notes are
 * written, here.
 */
final class MappingTable {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String OTHER_SPAN = "b7ad6b7169203331";
  private static final String CHECKPOINT =
      "{\"record\":\"checkpoint\",\"journal\":\"00112233445566778899aabbccddeeff\",\"line\":7,"
          + "\"last_seq\":5,\"head\":\"00\",\"epoch\":0,\"time\":\"2026-11-28T10:00:00.000000Z\"}";

  /** By field and what it becomes. */
  private static final Map<String, String> NOTES =
      Map.ofEntries(
          note("event_id", "log.record.uid", "by it a receiver tells that it has a record already"),
          note("event_type", "EventName", "`tocsin.` and the type"),
          note(
              "severity",
              "SeverityNumber",
              "the event map's while the severity is the type's own; else 9, 10, 13, 17, 18 for"
                  + " info, low, medium, high, critical"),
          note("severity", "SeverityText", "the word as it is, `low`"),
          note("severity", "tocsin.severity", "the same word, where a query wants an attribute"),
          note("timestamp", "Timestamp", "when it happened; 0 before 1970 and after 2262"),
          note(
              "timestamp",
              "tocsin.timestamp",
              "only where Timestamp is 0: the time as the journal has it"),
          note("timestamp", "ObservedTimestamp", "where there is no `logged_at`"),
          note("logged_at", "ObservedTimestamp", "when the journal took it, not when it was sent"),
          note("actor_type", "tocsin.actor.type", "always there"),
          note("target_type", "tocsin.target.type", "always there"),
          note("target_id", "tocsin.target.id", "the path of the request, if there is no other"),
          note("session_id", "session.id", "the keyed hash, never the id"),
          note("service_id", "tocsin.service.id", "a number as text, too"),
          note("changes", "tocsin.changes", "a list of maps of `field`, `old`, `new`"),
          note("ip_address", "client.address", "or its pseudonym"),
          note(
              "ip_address",
              "tocsin.client.network",
              "the IPv4 address, or the network of 64 bits of an IPv6 one; none for a pseudonym"),
          note(
              "ip_address",
              "tocsin.client.blockable",
              "true if the event may lead to a block; else none"),
          note(
              "request_url", "url.full", "only of a URL with scheme and host; without credentials"),
          note("request_url", "url.path", "what is no URL is a path"),
          note("request_url", "url.query", "without the `?`"),
          note("request_url", "url.fragment", "without the `#`"),
          note(
              "request_headers",
              "http.request.header.name",
              "one for each, by its name in lower case; only where switched on"),
          note("request_body", "http.request.body.content", "only where switched on"),
          note("response_body", "http.response.body.content", "only where switched on"),
          note(
              "details",
              "tocsin.details.name",
              "one for each: texts, numbers and booleans as they are, lists of one kind as arrays"
                  + " of it, other lists as any; maps are flattened, with dots between the names"),
          note("details", "tocsin.rule", "`details.rule` of alerts, blocks and what a rule wrote"),
          note("original_size", "tocsin.original.size", "bytes of the whole event, if it was cut"),
          note("risk_score", "tocsin.risk.score", "0.0 to 10.0"),
          note(
              "ip_provenance",
              "tocsin.client.provenance",
              "how the address is known: peer, trusted_proxy, header, call"),
          note("message", "Body", "none if there is no message"),
          note("source", "tocsin.source", "only if it is not the resource's `service.name`"),
          note(
              "trace_id",
              "TraceId",
              "if both ids are as OpenTelemetry has them; flags are not set"),
          note("trace_id", "tocsin.trace.id", "else"),
          note("span_id", "SpanId", "if both ids are as OpenTelemetry has them"),
          note("span_id", "tocsin.span.id", "else"),
          note(
              "is_truncated",
              "tocsin.truncated",
              "true if the event or the record was cut; else none"),
          note("seq", "tocsin.seq", "the number in its journal, without gaps"),
          note("checkpoint", "EventName", "`tocsin.checkpoint`"),
          note("checkpoint", "Timestamp", "when it was written; ObservedTimestamp is the same"),
          note("checkpoint", "SeverityNumber", "9; SeverityText is `info`"),
          note("checkpoint", "Body", "the line itself, as a witness keeps it"),
          note("checkpoint", "log.record.uid", "journal and line, with a colon between them"),
          note("checkpoint", "tocsin.journal.id", "the journal it is of"),
          note("checkpoint", "tocsin.checkpoint.line", "lines before it"),
          note("checkpoint", "tocsin.checkpoint.seq", "number of the last event before it"));

  /** Attributes of which there is one for each entry; the samples call theirs "name". */
  private static final Map<String, String> NAMED_BY_EVENTS =
      Map.of(
          "tocsin.details.name", "tocsin.details.*",
          "http.request.header.name", "http.request.header.*");

  private static final Map<AttributeType, String> TYPES =
      Map.of(
          AttributeType.STRING, "string",
          AttributeType.BOOLEAN, "boolean",
          AttributeType.LONG, "int",
          AttributeType.DOUBLE, "double",
          AttributeType.STRING_ARRAY, "string[]",
          AttributeType.VALUE, "any");

  /** What changes with a field only as another one does, which has its own row for it. */
  private static final Map<EventField, Set<String>> OF_ANOTHER =
      Map.of(
          EventField.TRACE_ID, Set.of("SpanId", "tocsin.span.id"),
          EventField.SPAN_ID, Set.of("TraceId", "tocsin.trace.id"),
          EventField.ORIGINAL_SIZE, Set.of("tocsin.truncated"),
          EventField.DETAILS, Set.of("tocsin.details.rule"));

  private final LogRecords records;

  private MappingTable() {
    Resource shop = Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop"));
    records =
        new LogRecords(
            shop,
            InstrumentationScopeInfo.create("dev.tocsin"),
            FieldChoice.parse("request_headers, request_body, response_body", null));
  }

  /** Rows of {@code event field | log record | type | note}, with their head. */
  static String events() {
    MappingTable table = new MappingTable();
    StringBuilder rows = new StringBuilder("| event field | log record | type | note |\n");
    rows.append("| --- | --- | --- | --- |\n");
    for (EventField field : EventField.all()) {
      Map<String, String> found = new LinkedHashMap<>();
      for (Sample sample : samples(field)) {
        Map<String, Seen> before = table.seen(new Sample(null, "", 0));
        table
            .seen(sample)
            .forEach(
                (name, seen) -> {
                  if (!seen.equals(before.get(name))) {
                    found.putIfAbsent(name, seen.type());
                  }
                });
      }
      found.keySet().removeAll(OF_ANOTHER.getOrDefault(field, Set.of()));
      found.replace("tocsin.details.name", "its own");
      found.forEach((name, type) -> rows.append(row(field.jsonName(), name, type)));
    }
    return rows.toString();
  }

  /** The same of a checkpoint. */
  static String checkpoints() throws JournalException {
    LogRecordData record =
        new MappingTable().records.ofCheckpoint(CHECKPOINT, JournalRecord.parse(CHECKPOINT));
    StringBuilder rows = new StringBuilder("| log record | type | note |\n| --- | --- | --- |\n");
    parts(record)
        .forEach(
            (name, seen) -> {
              if (NOTES.containsKey("checkpoint " + name) || !isPart(name)) {
                rows.append(
                    "| %s | %s | %s |\n"
                        .formatted(shown(name), seen.type(), noteOn("checkpoint", name)));
              }
            });
    return rows.toString();
  }

  /** Notes on what no row has, which are then out of date. */
  static List<String> notesWithoutRow() throws JournalException {
    String all = events() + checkpoints();
    return NOTES.values().stream().filter(note -> !all.contains(note)).toList();
  }

  private static Map.Entry<String, String> note(String field, String name, String note) {
    return Map.entry(field + " " + name, note);
  }

  private static String noteOn(String field, String name) {
    return NOTES.getOrDefault(field + " " + name, "");
  }

  private static String row(String field, String name, String type) {
    return "| `%s` | %s | %s | %s |\n".formatted(field, shown(name), type, noteOn(field, name));
  }

  private static String shown(String name) {
    return isPart(name) ? name : "`" + NAMED_BY_EVENTS.getOrDefault(name, name) + "`";
  }

  /** Whether it is one of the record's own fields and no attribute. */
  private static boolean isPart(String name) {
    return Character.isUpperCase(name.charAt(0));
  }

  /** What a record has under a name. */
  private record Seen(String type, Object value) {}

  /** A change of an event; the field is null for none, and for a number that is given aside. */
  private record Sample(@Nullable EventField field, Object value, long seq) {
    Sample(EventField field, Object value) {
      this(field, value, 0);
    }
  }

  private Map<String, Seen> seen(Sample sample) {
    EventDraft draft =
        new EventDraft()
            .setType(EventType.CLIENT_BLOCKED)
            .setSeverity(Severity.CRITICAL)
            .setSuccess(true)
            .setActorType(ActorType.SYSTEM)
            .setThreatLevel(ThreatLevel.LOW)
            .setTimestampMicros(1)
            .setLoggedAtMicros(1)
            .setComplianceTags(List.of("soc2-cc7.2"));
    draft.set(EventField.TARGET_TYPE, "account");
    draft.set(EventField.TARGET_ID, "1");
    draft.set(EventField.SOURCE, "shop");
    draft.set(EventField.TRACE_ID, TRACE);
    draft.set(EventField.SPAN_ID, SPAN);
    EventField field = sample.field();
    if (field != null) {
      change(draft, field, sample.value());
    }
    return parts(records.of(draft, sample.seq()));
  }

  private static void change(EventDraft draft, EventField field, Object value) {
    switch (field) {
      case EVENT_ID -> draft.setId(1, 1);
      case EVENT_TYPE -> draft.setType((EventType) value);
      case SEVERITY -> draft.setSeverity((Severity) value);
      case TIMESTAMP -> {
        draft.setTimestampMicros((Long) value);
        draft.setLoggedAtMicros(0);
      }
      case LOGGED_AT -> draft.setLoggedAtMicros((Long) value);
      case SUCCESS -> draft.setSuccess((Boolean) value);
      case ACTOR_TYPE -> draft.setActorType((ActorType) value);
      case CHANGES -> draft.addChange("limit", 1, 2);
      case IP_ADDRESS -> draft.setAddress(ClientAddress.parse((String) value));
      case IP_PROVENANCE -> draft.setIpProvenance((Provenance) value);
      case REQUEST_HEADERS -> draft.putRequestHeader((String) value, "x");
      case DETAILS -> draft.putDetail((String) value, "x");
      case RESPONSE_STATUS -> draft.setResponseStatus((Long) value);
      case THREAT_LEVEL -> draft.setThreatLevel((ThreatLevel) value);
      case RISK_SCORE -> draft.setRiskTenths(15);
      case STATUS -> draft.setStatus((Status) value);
      case COMPLIANCE_TAGS -> draft.setComplianceTags(List.of("soc2-cc6.1"));
      case INDICATORS -> draft.addIndicator("x");
      case IS_TRUNCATED -> {
        draft.putDetail("long", "x".repeat(20_000));
        draft.clear(EventField.DETAILS);
      }
      case ORIGINAL_SIZE -> draft.setOriginalSize((Long) value);
      case SEQ -> draft.setSeq(1);
      default -> draft.set(field, (String) value);
    }
  }

  private static List<Sample> samples(EventField field) {
    return switch (field) {
      case EVENT_ID, CHANGES, INDICATORS, COMPLIANCE_TAGS, IS_TRUNCATED, RISK_SCORE ->
          List.of(new Sample(field, ""));
      case EVENT_TYPE -> List.of(new Sample(field, EventType.CLIENT_UNBLOCKED));
      case SEVERITY -> List.of(new Sample(field, Severity.LOW));
      case TIMESTAMP -> List.of(new Sample(field, 2L), new Sample(field, -1L));
      case LOGGED_AT -> List.of(new Sample(field, 3L));
      case SUCCESS -> List.of(new Sample(field, false));
      case ACTOR_TYPE -> List.of(new Sample(field, ActorType.USER));
      case IP_ADDRESS -> List.of(new Sample(field, "2001:db8::1"));
      case IP_PROVENANCE -> List.of(new Sample(field, Provenance.PEER));
      case REQUEST_URL -> List.of(new Sample(field, "https://shop.example/a?b#c"));
      case REQUEST_HEADERS -> List.of(new Sample(field, "Name"));
      case DETAILS -> List.of(new Sample(field, "name"), new Sample(field, "rule"));
      case RESPONSE_STATUS -> List.of(new Sample(field, 404L));
      case THREAT_LEVEL -> List.of(new Sample(field, ThreatLevel.HIGH));
      case STATUS -> List.of(new Sample(field, Status.RESOLVED));
      case ORIGINAL_SIZE -> List.of(new Sample(field, 70_000L));
      case TRACE_ID -> List.of(new Sample(field, OTHER_TRACE), new Sample(field, "1-5759e988"));
      case SPAN_ID -> List.of(new Sample(field, OTHER_SPAN), new Sample(field, "x"));
      case SEQ -> List.of(new Sample(field, "", 1));
      default -> List.of(new Sample(field, "x"));
    };
  }

  private static Map<String, Seen> parts(LogRecordData record) {
    Map<String, Seen> parts = new LinkedHashMap<>();
    parts.put("EventName", new Seen("string", Objects.requireNonNull(record.getEventName())));
    parts.put("Timestamp", new Seen("ns", record.getTimestampEpochNanos()));
    parts.put("ObservedTimestamp", new Seen("ns", record.getObservedTimestampEpochNanos()));
    parts.put("SeverityNumber", new Seen("int", record.getSeverity().getSeverityNumber()));
    parts.put("SeverityText", new Seen("string", String.valueOf(record.getSeverityText())));
    if (record.getBodyValue() != null) {
      parts.put("Body", new Seen("string", record.getBodyValue().asString()));
    }
    parts.put("TraceId", new Seen("16 bytes", record.getSpanContext().getTraceId()));
    parts.put("SpanId", new Seen("8 bytes", record.getSpanContext().getSpanId()));
    record
        .getAttributes()
        .forEach(
            (key, value) ->
                parts.put(key.getKey(), new Seen(TYPES.getOrDefault(key.getType(), "?"), value)));
    return parts;
  }
}
