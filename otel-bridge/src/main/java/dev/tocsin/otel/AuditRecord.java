package dev.tocsin.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * A log record as exporters take it; the SDK has no public one. Immutable.
 *
 * @param timestampNanos when it happened, since 1970; 0 if that can't be said in nanoseconds
 * @param observedNanos when it was recorded, likewise
 * @param totalAttributeCount attributes that there would be without bounds
 */
record AuditRecord(
    Resource resource,
    InstrumentationScopeInfo scope,
    String eventName,
    long timestampNanos,
    long observedNanos,
    Severity severity,
    String severityText,
    @Nullable Value<?> body,
    SpanContext spanContext,
    Attributes attributes,
    int totalAttributeCount)
    implements LogRecordData {

  @Override
  public Resource getResource() {
    return resource;
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return scope;
  }

  @Override
  public long getTimestampEpochNanos() {
    return timestampNanos;
  }

  @Override
  public long getObservedTimestampEpochNanos() {
    return observedNanos;
  }

  @Override
  public SpanContext getSpanContext() {
    return spanContext;
  }

  @Override
  public Severity getSeverity() {
    return severity;
  }

  @Override
  public String getSeverityText() {
    return severityText;
  }

  /** Exporters ask for {@link #getBodyValue()}; the interface demands this one still. */
  @Override
  @SuppressWarnings("deprecation")
  public io.opentelemetry.sdk.logs.data.Body getBody() {
    return body == null
        ? io.opentelemetry.sdk.logs.data.Body.empty()
        : io.opentelemetry.sdk.logs.data.Body.string(body.asString());
  }

  @Override
  public @Nullable Value<?> getBodyValue() {
    return body;
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public int getTotalAttributeCount() {
    return totalAttributeCount;
  }

  @Override
  public String getEventName() {
    return eventName;
  }

  /** Name and id: nothing that might be private. */
  @Override
  public String toString() {
    return eventName + " " + attributes.get(LogRecords.UID);
  }
}
