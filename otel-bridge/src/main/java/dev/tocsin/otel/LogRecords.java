package dev.tocsin.otel;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.JournalRecord;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes log records of what stands in a journal. The same line makes an equal record every time, so
 * that one that is sent twice can be told by {@code log.record.uid}, and a store that drops equal
 * entries has it once. Immutable and thread-safe.
 *
 * <p>A record is below 256 KiB, whatever the event is: see {@link RecordAttributes}.
 */
final class LogRecords {
  /** The id of a journal, on whatever is of it. */
  static final AttributeKey<String> JOURNAL = AttributeKey.stringKey("tocsin.journal.id");

  /** The id by which a receiver tells that it has a record already. */
  static final AttributeKey<String> UID = AttributeKey.stringKey("log.record.uid");

  private static final AttributeKey<Long> SEQ = AttributeKey.longKey("tocsin.seq");
  private static final AttributeKey<String> TIMESTAMP = AttributeKey.stringKey("tocsin.timestamp");
  private static final AttributeKey<String> TRACE = AttributeKey.stringKey("tocsin.trace.id");
  private static final AttributeKey<String> SPAN = AttributeKey.stringKey("tocsin.span.id");
  private static final AttributeKey<Long> CHECKPOINT_LINE =
      AttributeKey.longKey("tocsin.checkpoint.line");
  private static final AttributeKey<Long> CHECKPOINT_SEQ =
      AttributeKey.longKey("tocsin.checkpoint.seq");
  private static final String CHECKPOINT = OpenTelemetryBridge.EVENT_NAME_PREFIX + "checkpoint";
  private static final long NANOS_PER_MICRO = 1_000;

  /** By their numbers, which are gapless from 0. */
  private static final Severity[] SEVERITIES = Severity.values();

  private final Resource resource;
  private final InstrumentationScopeInfo scope;
  private final FieldAttributes.Part[] parts;
  private final boolean withSeq;
  private final boolean withMessage;
  private final boolean withTrace;
  private final boolean withSpan;

  /** The names of the types that are known beforehand; of others they are made each time. */
  private final Map<String, String> eventNames = new HashMap<>();

  /**
   * Records of one source.
   *
   * @param choice what of an event leaves
   */
  LogRecords(Resource resource, InstrumentationScopeInfo scope, FieldChoice choice) {
    this.resource = resource;
    this.scope = scope;
    this.parts = FieldAttributes.of(resource, choice);
    this.withSeq = choice.has(EventField.SEQ);
    this.withMessage = choice.has(EventField.MESSAGE);
    this.withTrace = choice.has(EventField.TRACE_ID);
    this.withSpan = choice.has(EventField.SPAN_ID);
    for (EventType type : EventTypes.builtIn().all()) {
      eventNames.put(type.name(), OpenTelemetryBridge.EVENT_NAME_PREFIX + type.name());
    }
  }

  /**
   * The record of an event. It holds nothing of the view, which may change afterwards.
   *
   * @param seq the journal's number of the event; 0 if it has none
   */
  LogRecordData of(EventView event, long seq) {
    RecordAttributes guessed = new RecordAttributes(false);
    LogRecordData record = of(event, seq, guessed);
    return guessed.isUnsure() ? of(event, seq, new RecordAttributes(true)) : record;
  }

  private LogRecordData of(EventView event, long seq, RecordAttributes attributes) {
    if (withSeq && seq > 0) {
      attributes.number(SEQ, seq);
    }
    long timestamp = nanos(event.timestampMicros());
    if (timestamp == 0) {
      attributes.id(TIMESTAMP, Timestamps.text(event.timestampMicros()));
    }
    SpanContext span = span(event, attributes);
    for (FieldAttributes.Part part : parts) {
      part.put(event, attributes);
    }
    CharSequence message = withMessage ? event.text(EventField.MESSAGE) : null;
    Value<?> body =
        message == null
            ? null
            : Value.of(attributes.cut(message.toString(), RecordAttributes.MAX_BODY_BYTES));
    return new AuditRecord(
        resource,
        scope,
        eventName(event.type()),
        timestamp,
        // Not the time of sending: that would make a record that is sent again another one.
        nanos(event.recordedMicros()),
        severity(event),
        event.severity().text(),
        body,
        span,
        attributes.build(),
        attributes.total());
  }

  /**
   * The record of a checkpoint: its body is the line itself, which is what a witness keeps.
   *
   * @param line as it stands in the journal, without LF
   * @param record what the line says
   * @throws IllegalArgumentException if that is no checkpoint
   */
  LogRecordData ofCheckpoint(String line, JournalRecord record) {
    if (!record.isCheckpoint()) {
      throw new IllegalArgumentException(
          "record \"" + record.kind() + "\": only checkpoints leave the host");
    }
    RecordAttributes attributes = new RecordAttributes(true);
    attributes.id(UID, record.journal() + ":" + record.line());
    attributes.id(JOURNAL, record.journal());
    attributes.number(CHECKPOINT_LINE, record.line());
    attributes.number(CHECKPOINT_SEQ, record.lastSeq());
    long time = nanos(Timestamps.micros(record.time()));
    return new AuditRecord(
        resource,
        scope,
        CHECKPOINT,
        time,
        time,
        Severity.INFO,
        dev.tocsin.event.Severity.INFO.text(),
        Value.of(line),
        SpanContext.getInvalid(),
        attributes.build(),
        attributes.total());
  }

  private String eventName(EventType type) {
    String known = eventNames.get(type.name());
    return known != null ? known : OpenTelemetryBridge.EVENT_NAME_PREFIX + type.name();
  }

  /** The map's number while the severity is the type's own, else that of the severity. */
  private static Severity severity(EventView event) {
    EventType type = event.type();
    dev.tocsin.event.Severity severity = event.severity();
    return SEVERITIES[
        severity == type.severity() ? type.otelSeverityNumber() : severity.otelSeverityNumber()];
  }

  /** OpenTelemetry's times are from 1970 on and end in 2262; 0 says that a time is not known. */
  private static long nanos(long micros) {
    return micros <= 0 || micros > Long.MAX_VALUE / NANOS_PER_MICRO ? 0 : micros * NANOS_PER_MICRO;
  }

  /**
   * The span an event belongs to. An event doesn't know whether its trace was sampled, so that flag
   * is not set: OTLP leaves it out then. What is no id of a trace and a span is kept as attributes.
   */
  private SpanContext span(EventView event, RecordAttributes attributes) {
    CharSequence trace = withTrace ? event.text(EventField.TRACE_ID) : null;
    CharSequence span = withSpan ? event.text(EventField.SPAN_ID) : null;
    if (isSpan(trace, span)) {
      return SpanContext.create(
          String.valueOf(trace),
          String.valueOf(span),
          TraceFlags.getDefault(),
          TraceState.getDefault());
    }
    if (trace != null) {
      attributes.id(TRACE, trace);
    }
    if (span != null) {
      attributes.id(SPAN, span);
    }
    return SpanContext.getInvalid();
  }

  private static boolean isSpan(@Nullable CharSequence trace, @Nullable CharSequence span) {
    return trace != null && span != null && TraceId.isValid(trace) && SpanId.isValid(span);
  }
}
