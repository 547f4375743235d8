package dev.tocsin.audit;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.Change;
import dev.tocsin.event.Changes;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event being put together: {@code security.event(DATA_EXPORT).user(id).detail("rows",
 * 1000).log()}. Values are taken as they are at the call; a null value leaves its field absent, and
 * a null name is written as {@code null}: a call never throws because of a value, but {@link
 * #changed}. For one thread and one event: after {@link #log()} every call throws {@link
 * IllegalStateException}.
 */
public final class AuditEvent {
  private final SecurityLogger logger;
  private final EventType type;
  private final Thread owner = Thread.currentThread();
  private volatile @Nullable EventDraft draft = SecurityLogger.DRAFTS.take();
  private @Nullable Throwable thrown;

  /** Another thread has this event, too, against the rule: its draft is then nobody else's. */
  private volatile boolean shared;

  /** How many calls of the owner are at work, inside which a value's own code may call again. */
  private int inside;

  AuditEvent(SecurityLogger logger, EventType type) {
    this.logger = logger;
    this.type = type;
    draft().setType(type);
  }

  private EventDraft draft() {
    if (Thread.currentThread() != owner) {
      // Before the draft is read: whoever logs the event takes the draft away first and asks then.
      shared = true;
    }
    EventDraft current = draft;
    if (current == null) {
      throw new IllegalStateException(
          "this " + type.name() + " event was logged already; begin another with event(...)");
    }
    return current;
  }

  /** The draft, for a call that runs the code of a value; to be followed by {@link #end}. */
  private EventDraft begin() {
    EventDraft current = draft();
    inside++;
    return current;
  }

  private void end() {
    inside--;
  }

  private AuditEvent set(EventField field, @Nullable CharSequence value) {
    EventDraft current = draft();
    if (value != null) {
      current.set(field, value);
    }
    return this;
  }

  /** Who acted: a stable id, not a display name. */
  public AuditEvent user(@Nullable String id) {
    return set(EventField.USER_ID, id);
  }

  /** The display name of who acted. */
  public AuditEvent userName(@Nullable String name) {
    return set(EventField.USER_NAME, name);
  }

  /** By default user if there is a user id, else anonymous. */
  public AuditEvent actor(ActorType actorType) {
    draft().setActorType(actorType);
    return this;
  }

  public AuditEvent tenant(@Nullable String id) {
    return set(EventField.TENANT_ID, id);
  }

  /** The session's id in clear; only its keyed hash is stored. */
  public AuditEvent session(@Nullable String id) {
    return set(EventField.SESSION_ID, id);
  }

  /** What was acted on: PCI DSS 10.2.2's affected resource. */
  public AuditEvent target(@Nullable String targetType, @Nullable String id) {
    return set(EventField.TARGET_TYPE, targetType).set(EventField.TARGET_ID, id);
  }

  /** A text or a whole number. */
  public AuditEvent service(@Nullable Object id) {
    EventDraft current = begin();
    try {
      current.setServiceId(id);
    } finally {
      end();
    }
    return this;
  }

  /**
   * What differs between two records of one class, or two maps.
   *
   * @throws IllegalArgumentException if they are neither
   */
  public AuditEvent changed(@Nullable Object before, @Nullable Object after) {
    for (Change change : Changes.between(before, after)) {
      change(change.field(), change.oldValue(), change.newValue());
    }
    return this;
  }

  /** One field's value before and after. */
  public AuditEvent change(
      @Nullable String field, @Nullable Object oldValue, @Nullable Object newValue) {
    EventDraft current = begin();
    try {
      current.addChange(String.valueOf(field), oldValue, newValue);
    } finally {
      end();
    }
    return this;
  }

  /** The client's address, as the application knows it (provenance {@code call}). */
  public AuditEvent ip(@Nullable String address) {
    return ip(address, Provenance.CALL);
  }

  /** The client's address and where it was learned. */
  public AuditEvent ip(@Nullable String address, Provenance provenance) {
    if (address != null) {
      draft().set(EventField.IP_ADDRESS, address);
      draft().setIpProvenance(provenance);
    }
    return this;
  }

  public AuditEvent userAgent(@Nullable String userAgent) {
    return set(EventField.USER_AGENT, userAgent);
  }

  /** Method and URL (or path and query) of the request that led here. */
  public AuditEvent request(@Nullable String method, @Nullable String url) {
    return set(EventField.REQUEST_METHOD, method).set(EventField.REQUEST_URL, url);
  }

  public AuditEvent requestHeader(@Nullable String name, @Nullable String value) {
    EventDraft current = draft();
    if (value != null) {
      current.putRequestHeader(String.valueOf(name), value);
    }
    return this;
  }

  public AuditEvent requestBody(@Nullable String body) {
    return set(EventField.REQUEST_BODY, body);
  }

  /** HTTP status, 100 to 599. */
  public AuditEvent responseStatus(int status) {
    draft().setResponseStatus(status);
    return this;
  }

  public AuditEvent responseBody(@Nullable String body) {
    return set(EventField.RESPONSE_BODY, body);
  }

  /** A further fact: text, number, boolean, list or map, taken as it is now. */
  public AuditEvent detail(@Nullable String name, @Nullable Object value) {
    EventDraft current = begin();
    try {
      current.putDetail(String.valueOf(name), value);
    } finally {
      end();
    }
    return this;
  }

  /** Further facts, each as with {@link #detail}. */
  public AuditEvent details(@Nullable Map<String, ?> values) {
    EventDraft current = begin();
    try {
      if (values != null) {
        current.putDetails(values);
      }
    } finally {
      end();
    }
    return this;
  }

  public AuditEvent message(@Nullable String message) {
    return set(EventField.MESSAGE, message);
  }

  /** A sign of compromise seen, for example a tool's name. */
  public AuditEvent indicator(@Nullable String indicator) {
    return set(EventField.INDICATORS, indicator);
  }

  /** A tag beside the type's own, for example {@code pci-10.2.1.4}. */
  public AuditEvent complianceTag(@Nullable String tag) {
    return set(EventField.COMPLIANCE_TAGS, tag);
  }

  /** By default the type's. */
  public AuditEvent severity(Severity severity) {
    draft().setSeverity(severity);
    return this;
  }

  /** By default the type's outcome. */
  public AuditEvent success(boolean success) {
    draft().setSuccess(success);
    return this;
  }

  /** By default that of the request's context. */
  public AuditEvent correlation(@Nullable String id) {
    return set(EventField.CORRELATION_ID, id);
  }

  /** The id of the event that this one follows from. */
  public AuditEvent parent(@Nullable String eventId) {
    return set(EventField.PARENT_EVENT_ID, eventId);
  }

  /** By default the current span, where OpenTelemetry puts it into the thread's context. */
  public AuditEvent trace(@Nullable String traceId, @Nullable String spanId) {
    return set(EventField.TRACE_ID, traceId).set(EventField.SPAN_ID, spanId);
  }

  /** When it happened, for events that are told late, in the years 0 to 9999; by default now. */
  public AuditEvent timestamp(@Nullable Instant time) {
    EventDraft current = draft();
    if (time != null) {
      current.setTimestampMicros(Timestamps.micros(time));
    }
    return this;
  }

  /** The exception that belongs to it; class and message become details. */
  public AuditEvent thrown(@Nullable Throwable throwable) {
    draft();
    thrown = throwable;
    return this;
  }

  /**
   * Logs the event.
   *
   * @return its id, once it is recorded as the configured durability means it; under fail-open also
   *     when it could not be
   * @throws AuditNotRecordedException under fail-closed, if it could not be recorded
   */
  public String log() {
    EventDraft complete = draft();
    draft = null;
    boolean isOurs = inside == 0 && !shared;
    return logger.log(type, complete, thrown, isOurs);
  }
}
