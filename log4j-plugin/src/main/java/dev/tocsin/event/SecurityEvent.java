package dev.tocsin.event;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A security event. Immutable; made by {@link EventDraft#toEvent()} or read from a file. Accessors
 * of values that may be absent answer null, those of lists and maps an empty one.
 */
public final class SecurityEvent implements EventView {
  /** Never changed after construction, and known to nobody else. */
  private final EventDraft fields;

  SecurityEvent(EventDraft fields) {
    this.fields = fields;
  }

  /** A draft that begins with everything this event has. */
  public EventDraft toDraft() {
    return fields.copy();
  }

  /** The id's text, or null if it has none yet. */
  public @Nullable String eventId() {
    return string(EventField.EVENT_ID);
  }

  public EventType eventType() {
    return fields.type();
  }

  public Instant timestamp() {
    return Timestamps.instant(fields.timestampMicros());
  }

  /** When it was logged, or null if that is about the same as {@link #timestamp()}. */
  public @Nullable Instant loggedAt() {
    return loggedAtMicros() == 0 ? null : Timestamps.instant(loggedAtMicros());
  }

  public @Nullable String userId() {
    return string(EventField.USER_ID);
  }

  public @Nullable String userName() {
    return string(EventField.USER_NAME);
  }

  public @Nullable ActorType actorType() {
    return (ActorType) get(EventField.ACTOR_TYPE);
  }

  public @Nullable String tenantId() {
    return string(EventField.TENANT_ID);
  }

  public @Nullable String sessionId() {
    return string(EventField.SESSION_ID);
  }

  public @Nullable String targetType() {
    return string(EventField.TARGET_TYPE);
  }

  public @Nullable String targetId() {
    return string(EventField.TARGET_ID);
  }

  /** The service's text or its number as text. */
  public @Nullable String serviceId() {
    return string(EventField.SERVICE_ID);
  }

  public List<Change> changes() {
    return list(EventField.CHANGES, Change.class);
  }

  /** Canonical text. */
  public @Nullable String ipAddress() {
    return string(EventField.IP_ADDRESS);
  }

  public @Nullable ClientAddress address() {
    return ClientAddress.of(this);
  }

  public @Nullable Provenance ipProvenance() {
    return (Provenance) get(EventField.IP_PROVENANCE);
  }

  public @Nullable String userAgent() {
    return string(EventField.USER_AGENT);
  }

  public @Nullable String requestMethod() {
    return string(EventField.REQUEST_METHOD);
  }

  public @Nullable String requestUrl() {
    return string(EventField.REQUEST_URL);
  }

  public Map<String, @Nullable Object> requestHeaders() {
    return map(EventField.REQUEST_HEADERS);
  }

  public @Nullable String requestBody() {
    return string(EventField.REQUEST_BODY);
  }

  public @Nullable String responseBody() {
    return string(EventField.RESPONSE_BODY);
  }

  /** Values are String, Long, Double, Boolean, null, and lists and maps of these. */
  public Map<String, @Nullable Object> details() {
    return map(EventField.DETAILS);
  }

  public @Nullable String message() {
    return string(EventField.MESSAGE);
  }

  public @Nullable ThreatLevel threatLevel() {
    return (ThreatLevel) get(EventField.THREAT_LEVEL);
  }

  /** 0.0 to 10.0, or null. */
  public @Nullable Double riskScore() {
    return (Double) get(EventField.RISK_SCORE);
  }

  public List<String> indicators() {
    return list(EventField.INDICATORS, String.class);
  }

  public @Nullable Status status() {
    return (Status) get(EventField.STATUS);
  }

  public List<String> complianceTags() {
    return list(EventField.COMPLIANCE_TAGS, String.class);
  }

  public @Nullable String source() {
    return string(EventField.SOURCE);
  }

  public @Nullable String correlationId() {
    return string(EventField.CORRELATION_ID);
  }

  public @Nullable String parentEventId() {
    return string(EventField.PARENT_EVENT_ID);
  }

  public @Nullable String traceId() {
    return string(EventField.TRACE_ID);
  }

  public @Nullable String spanId() {
    return string(EventField.SPAN_ID);
  }

  public boolean isTruncated() {
    return get(EventField.IS_TRUNCATED) != null;
  }

  private @Nullable String string(EventField field) {
    Object value = get(field);
    return value == null ? null : value.toString();
  }

  private Map<String, @Nullable Object> map(EventField field) {
    return get(field) instanceof Entries entries ? entries : Map.of();
  }

  private <T> List<T> list(EventField field, Class<T> type) {
    return get(field) instanceof List<?> list ? list.stream().map(type::cast).toList() : List.of();
  }

  @Override
  public EventType type() {
    return fields.type();
  }

  @Override
  public long idMsb() {
    return fields.idMsb();
  }

  @Override
  public long idLsb() {
    return fields.idLsb();
  }

  @Override
  public Severity severity() {
    return fields.severity();
  }

  @Override
  public long timestampMicros() {
    return fields.timestampMicros();
  }

  @Override
  public long loggedAtMicros() {
    return fields.loggedAtMicros();
  }

  @Override
  public boolean success() {
    return fields.success();
  }

  @Override
  public int responseStatus() {
    return fields.responseStatus();
  }

  @Override
  public int riskTenths() {
    return fields.riskTenths();
  }

  @Override
  public long seq() {
    return fields.seq();
  }

  @Override
  public long originalSize() {
    return fields.originalSize();
  }

  @Override
  public long omittedBytes() {
    return fields.omittedBytes();
  }

  @Override
  public int addressFamily() {
    return fields.addressFamily();
  }

  @Override
  public long addressHigh() {
    return fields.addressHigh();
  }

  @Override
  public long addressLow() {
    return fields.addressLow();
  }

  @Override
  public @Nullable Object get(EventField field) {
    Object value = fields.get(field);
    return value instanceof List<?> list ? Collections.unmodifiableList(list) : value;
  }

  /** Equal if every field is, the journal's number included. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof SecurityEvent that) || !type().equals(that.type())) {
      return false;
    }
    for (EventField field : EventField.all()) {
      if (!Objects.equals(get(field), that.get(field))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(idMsb() * 31 + idLsb()) * 31 + Long.hashCode(timestampMicros());
  }

  /** Type, id and time: nothing that might be private. */
  @Override
  public String toString() {
    return type().name() + " " + eventId() + " " + Timestamps.text(timestampMicros());
  }
}
