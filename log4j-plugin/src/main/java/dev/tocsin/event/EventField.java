package dev.tocsin.event;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a stored event, in the order in which they are written.
 *
 * <p>What is only known later (investigation notes, remediation, the trail of a case) is no field:
 * it stands in records of its own and is joined when events are read.
 */
public enum EventField {
  EVENT_ID(Kind.TEXT),
  EVENT_TYPE(Kind.TEXT),
  SEVERITY(Kind.ENUM),
  TIMESTAMP(Kind.TIME),
  LOGGED_AT(Kind.TIME),
  SUCCESS(Kind.BOOLEAN),
  USER_ID(Kind.TEXT),
  USER_NAME(Kind.TEXT),
  ACTOR_TYPE(Kind.ENUM),
  TENANT_ID(Kind.TEXT),
  SESSION_ID(Kind.TEXT),
  TARGET_TYPE(Kind.TEXT),
  TARGET_ID(Kind.TEXT),
  SERVICE_ID(Kind.TEXT),
  CHANGES(Kind.CHANGES),
  IP_ADDRESS(Kind.TEXT),
  IP_PROVENANCE(Kind.ENUM),
  USER_AGENT(Kind.TEXT),
  REQUEST_METHOD(Kind.TEXT),
  REQUEST_URL(Kind.TEXT),
  REQUEST_HEADERS(Kind.MAP),
  REQUEST_BODY(Kind.TEXT),
  RESPONSE_STATUS(Kind.INTEGER),
  RESPONSE_BODY(Kind.TEXT),
  DETAILS(Kind.MAP),
  MESSAGE(Kind.TEXT),
  THREAT_LEVEL(Kind.ENUM),
  RISK_SCORE(Kind.DECIMAL),
  INDICATORS(Kind.TEXT_LIST),
  STATUS(Kind.ENUM),
  COMPLIANCE_TAGS(Kind.TEXT_LIST),
  SOURCE(Kind.TEXT),
  CORRELATION_ID(Kind.TEXT),
  PARENT_EVENT_ID(Kind.TEXT),
  TRACE_ID(Kind.TEXT),
  SPAN_ID(Kind.TEXT),
  IS_TRUNCATED(Kind.BOOLEAN),
  ORIGINAL_SIZE(Kind.INTEGER),
  SEQ(Kind.INTEGER);

  /** How a field's value looks. */
  public enum Kind {
    /** A text; {@link EventField#SERVICE_ID} may be a whole number too. */
    TEXT,
    BOOLEAN,
    /** A whole number of 64 bits. */
    INTEGER,
    /** A number with one decimal. */
    DECIMAL,
    /** RFC 3339 in UTC, microseconds. */
    TIME,
    TEXT_LIST,
    /** A map of text to text, number, boolean, list or map. */
    MAP,
    /** A list of {@link Change}. */
    CHANGES,
    /** The canonical text of an enum of this package. */
    ENUM
  }

  private static final List<EventField> ALL = List.of(values());
  private static final Map<String, EventField> BY_JSON_NAME = new HashMap<>();
  private static final Map<EventField, List<String>> CONTEXT_NAMES =
      new EnumMap<>(EventField.class);

  static {
    CONTEXT_NAMES.put(USER_ID, List.of("user_id", "user.id", "enduser.id"));
    CONTEXT_NAMES.put(USER_NAME, List.of("user_name", "user.name"));
    CONTEXT_NAMES.put(ACTOR_TYPE, List.of("actor_type"));
    CONTEXT_NAMES.put(TENANT_ID, List.of("tenant_id", "tenant.id"));
    CONTEXT_NAMES.put(SESSION_ID, List.of("session_id", "session.id"));
    CONTEXT_NAMES.put(TARGET_TYPE, List.of("target_type"));
    CONTEXT_NAMES.put(TARGET_ID, List.of("target_id"));
    CONTEXT_NAMES.put(SERVICE_ID, List.of("service_id"));
    CONTEXT_NAMES.put(IP_ADDRESS, List.of("ip_address", "client.address"));
    CONTEXT_NAMES.put(IP_PROVENANCE, List.of("ip_provenance"));
    CONTEXT_NAMES.put(USER_AGENT, List.of("user_agent", "user_agent.original"));
    CONTEXT_NAMES.put(REQUEST_METHOD, List.of("request_method", "http.request.method"));
    CONTEXT_NAMES.put(REQUEST_URL, List.of("request_url", "url.full", "url.path"));
    CONTEXT_NAMES.put(REQUEST_BODY, List.of("request_body"));
    CONTEXT_NAMES.put(RESPONSE_STATUS, List.of("response_status", "http.response.status_code"));
    CONTEXT_NAMES.put(RESPONSE_BODY, List.of("response_body"));
    CONTEXT_NAMES.put(CORRELATION_ID, List.of("correlation_id", "request_id"));
    CONTEXT_NAMES.put(PARENT_EVENT_ID, List.of("parent_event_id"));
    CONTEXT_NAMES.put(TRACE_ID, List.of("trace_id", "traceId", "trace.id"));
    CONTEXT_NAMES.put(SPAN_ID, List.of("span_id", "spanId", "span.id"));
    for (EventField field : ALL) {
      BY_JSON_NAME.put(field.jsonName, field);
    }
  }

  private final String jsonName;
  private final Kind kind;

  EventField(Kind kind) {
    this.jsonName = name().toLowerCase(Locale.ROOT);
    this.kind = kind;
  }

  /** All fields in their order; unlike {@code values()} without a copy. */
  public static List<EventField> all() {
    return ALL;
  }

  /** The field of this JSON name, or null. */
  public static @Nullable EventField find(String jsonName) {
    return BY_JSON_NAME.get(jsonName);
  }

  /** The member's name in JSON, for example {@code user_id}. */
  public String jsonName() {
    return jsonName;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * The keys of Log4j's {@code ThreadContext} that fill this field: the canonical name first, then
   * OpenTelemetry's. Empty if the context can't set it.
   */
  public List<String> contextNames() {
    return CONTEXT_NAMES.getOrDefault(this, List.of());
  }
}
