package dev.tocsin.encode;

import dev.tocsin.event.AlwaysPresent;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventMapping;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Outcome;
import dev.tocsin.event.Values;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as one JSON object of the Elastic Common Schema, version {@value #VERSION}.
 * Immutable and thread-safe.
 *
 * <p>Names are flat, with dots, as the ECS loggers write them: {@code
 * "event.action":"auth_failure"}. What has no home in the schema stands below {@code tocsin.}, and
 * two objects, {@code tocsin.details} and {@code tocsin.request_headers}, keep their own names
 * inside. An event without a message has its type's name as {@code message}, which every line of an
 * ECS logger has.
 *
 * <p>Values are escaped and bounded as by {@link JsonEncoder}; an event that was cut says {@code
 * tocsin.is_truncated} and {@code tocsin.original_size}.
 */
public final class EcsEncoder extends BoundedEncoder {
  /** The version of the schema. */
  public static final String VERSION = "9.4.0";

  private static final byte[] TIMESTAMP = Members.name("@timestamp");
  private static final byte[] LEVEL = Members.name("log.level");
  private static final byte[] MESSAGE = Members.name("message");
  private static final byte[] PREAMBLE =
      Members.ascii(
          ",\"ecs.version\":\""
              + VERSION
              + "\",\"event.provider\":\"tocsin\",\"event.dataset\":\"tocsin.audit\"");
  private static final byte[] ID = Members.name("event.id");
  private static final byte[] ACTION = Members.name("event.action");
  private static final byte[] OUTCOME = Members.name("event.outcome");
  private static final byte[] EVENT_SEVERITY = Members.name("event.severity");
  private static final byte[] SEVERITY = Members.name("tocsin.severity");
  private static final byte[] SUCCESS_TRUE = Members.ascii(",\"tocsin.success\":true");
  private static final byte[] SUCCESS_FALSE = Members.ascii(",\"tocsin.success\":false");
  private static final byte[] CREATED = Members.name("event.created");
  private static final byte[] SEQUENCE = Members.name("event.sequence");
  private static final byte[] RISK_SCORE = Members.name("event.risk_score");
  private static final byte[] RISK_SCORE_NORM = Members.name("event.risk_score_norm");
  private static final byte[] THREAT_LEVEL = Members.name("tocsin.threat_level");
  private static final byte[] RULE = Members.name("rule.name");
  private static final byte[] USER_ID = Members.name("user.id");
  private static final byte[] USER_NAME = Members.name("user.name");
  private static final byte[] ACTOR_TYPE = Members.name("tocsin.actor_type");
  private static final byte[] TENANT = Members.name("organization.id");
  private static final byte[] SESSION = Members.name("tocsin.session_id");
  private static final byte[] TARGET_TYPE = Members.name("tocsin.target_type");
  private static final byte[] TARGET_ID = Members.name("tocsin.target_id");
  private static final byte[] SERVICE_ID = Members.name("tocsin.service_id");
  private static final byte[] CHANGES = Members.name("tocsin.changes");
  private static final byte[] CLIENT_ADDRESS = Members.name("client.address");
  private static final byte[] CLIENT_IP = Members.name("client.ip");
  private static final byte[] SOURCE_ADDRESS = Members.name("source.address");
  private static final byte[] SOURCE_IP = Members.name("source.ip");
  private static final byte[] PROVENANCE = Members.name("tocsin.ip_provenance");
  private static final byte[] USER_AGENT = Members.name("user_agent.original");
  private static final byte[] METHOD = Members.name("http.request.method");
  private static final byte[] URL = Members.name("url.original");
  private static final byte[] URL_PATH = Members.name("url.path");
  private static final byte[] URL_QUERY = Members.name("url.query");
  private static final byte[] HEADERS = Members.name("tocsin.request_headers");
  private static final byte[] REQUEST_BODY = Members.name("http.request.body.content");
  private static final byte[] STATUS_CODE = Members.name("http.response.status_code");
  private static final byte[] RESPONSE_BODY = Members.name("http.response.body.content");
  private static final byte[] DETAILS = Members.name("tocsin.details");
  private static final byte[] INDICATORS = Members.name("tocsin.indicators");
  private static final byte[] STATUS = Members.name("tocsin.status");
  private static final byte[] TAGS = Members.name("tags");
  private static final byte[] SERVICE = Members.name("service.name");
  private static final byte[] CORRELATION = Members.name("tocsin.correlation_id");
  private static final byte[] PARENT = Members.name("tocsin.parent_event_id");
  private static final byte[] TRACE = Members.name("trace.id");
  private static final byte[] SPAN = Members.name("span.id");
  private static final byte[] TRUNCATED =
      Members.ascii(",\"tocsin.is_truncated\":true,\"tocsin.original_size\":");

  private static final ByType<Kind> KINDS = new ByType<>(Kind::new);

  /** What holds for every event of a type. */
  private static final class Kind {
    final byte[] asExpected;
    final byte[] wentThrough;

    Kind(EventType type) {
      EventMapping.Ecs ecs = type.ecs();
      EventMapping mapping = type.mapping();
      String threat = mapping == null ? "" : threat(mapping.mitreAttack());
      String members =
          ",\"event.kind\":\""
              + ecs.kind()
              + "\",\"event.category\":"
              + list(ecs.category())
              + ",\"event.type\":"
              + list(ecs.type())
              + threat;
      this.asExpected = Members.ascii(members);
      // What was to be denied and went through was allowed.
      this.wentThrough = Members.ascii(members.replace("\"denied\"", "\"allowed\""));
    }

    private static String list(Iterable<String> words) {
      return "[\"" + String.join("\",\"", words) + "\"]";
    }

    private static String threat(@Nullable String technique) {
      if (technique == null) {
        return "";
      }
      int dot = technique.indexOf('.');
      String whole = dot < 0 ? technique : technique.substring(0, dot);
      return ",\"threat.framework\":\"MITRE ATT&CK\",\"threat.technique.id\":[\""
          + whole
          + "\"]"
          + (dot < 0 ? "" : ",\"threat.technique.subtechnique.id\":[\"" + technique + "\"]");
    }
  }

  /**
   * Objects of at most {@link Limits#maxEventBytes()} less the line feed.
   *
   * @param limits also of each text and list
   */
  public EcsEncoder(Limits limits) {
    super(limits);
  }

  @Override
  void write(EventView event, ByteSink sink, int end, Bounds bounds) {
    what(event, sink, bounds);
    who(event, sink, end, bounds);
    request(event, sink, end, bounds);
    Members.any(sink, DETAILS, event, EventField.DETAILS, end, bounds);
    Members.texts(sink, INDICATORS, event, EventField.INDICATORS, end, bounds);
    Members.term(sink, STATUS, event, EventField.STATUS);
    Members.texts(sink, TAGS, event, EventField.COMPLIANCE_TAGS, end, bounds);
    Members.text(sink, SERVICE, AlwaysPresent.source(event), bounds);
    Members.text(sink, CORRELATION, event, EventField.CORRELATION_ID, bounds);
    Members.text(sink, PARENT, event, EventField.PARENT_EVENT_ID, bounds);
    Members.text(sink, TRACE, event, EventField.TRACE_ID, bounds);
    Members.text(sink, SPAN, event, EventField.SPAN_ID, bounds);
  }

  private static void what(EventView event, ByteSink sink, Bounds bounds) {
    EventType type = event.type();
    Members.time(sink, TIMESTAMP, event.timestampMicros());
    sink.put(LEVEL);
    sink.put('"');
    sink.putAscii(TextEncoder.level(event));
    sink.put('"');
    CharSequence message = event.text(EventField.MESSAGE);
    Members.text(sink, MESSAGE, message == null ? type.name() : message, bounds);
    sink.put(PREAMBLE);
    Members.id(sink, ID, event);
    Members.text(sink, ACTION, type.name(), bounds);
    Kind kind = KINDS.of(type);
    sink.put(event.success() && !type.success() ? kind.wentThrough : kind.asExpected);
    Members.term(sink, OUTCOME, outcome(event));
    Members.number(sink, EVENT_SEVERITY, event.severity().ocsfId());
    Members.term(sink, SEVERITY, event.severity());
    sink.put(event.success() ? SUCCESS_TRUE : SUCCESS_FALSE);
    if (event.loggedAtMicros() != 0) {
      Members.time(sink, CREATED, event.loggedAtMicros());
    }
    if (event.seq() != 0) {
      Members.number(sink, SEQUENCE, event.seq());
    }
    if (event.riskTenths() >= 0) {
      Members.tenths(sink, RISK_SCORE, event.riskTenths());
      Members.number(sink, RISK_SCORE_NORM, event.riskTenths());
    }
    Members.term(sink, THREAT_LEVEL, event, EventField.THREAT_LEVEL);
    Members.text(sink, RULE, Details.rule(event), bounds);
  }

  /** The type's own, unless the event says otherwise. */
  static Outcome outcome(EventView event) {
    EventType type = event.type();
    return type.outcome() == Outcome.UNKNOWN && event.success() == type.success()
        ? Outcome.UNKNOWN
        : event.success() ? Outcome.SUCCESS : Outcome.FAILURE;
  }

  private static void who(EventView event, ByteSink sink, int end, Bounds bounds) {
    Members.text(sink, USER_ID, event, EventField.USER_ID, bounds);
    Members.text(sink, USER_NAME, event, EventField.USER_NAME, bounds);
    Members.term(sink, ACTOR_TYPE, AlwaysPresent.actorType(event));
    Members.text(sink, TENANT, event, EventField.TENANT_ID, bounds);
    Members.text(sink, SESSION, event, EventField.SESSION_ID, bounds);
    Members.text(sink, TARGET_TYPE, AlwaysPresent.targetType(event), bounds);
    Members.targetId(sink, TARGET_ID, event, bounds);
    Object service = event.get(EventField.SERVICE_ID);
    if (service != null) {
      // A number as text too: a field of an index has one type.
      Members.text(
          sink,
          SERVICE_ID,
          service instanceof CharSequence text ? text : Values.text(service),
          bounds);
    }
    Members.any(sink, CHANGES, event, EventField.CHANGES, end, bounds);
    CharSequence address = event.text(EventField.IP_ADDRESS);
    if (address != null) {
      Members.text(sink, CLIENT_ADDRESS, address, bounds);
      Members.text(sink, SOURCE_ADDRESS, address, bounds);
      // A pseudonym is none.
      if (event.addressFamily() != 0) {
        Members.text(sink, CLIENT_IP, address, bounds);
        Members.text(sink, SOURCE_IP, address, bounds);
      }
    }
    Members.term(sink, PROVENANCE, event, EventField.IP_PROVENANCE);
  }

  private static void request(EventView event, ByteSink sink, int end, Bounds bounds) {
    Members.text(sink, USER_AGENT, event, EventField.USER_AGENT, bounds);
    Members.text(sink, METHOD, event, EventField.REQUEST_METHOD, bounds);
    CharSequence url = event.text(EventField.REQUEST_URL);
    if (url != null) {
      Members.text(sink, URL, url, bounds);
      int path = AlwaysPresent.pathEnd(url);
      Members.text(sink, URL_PATH, url, AlwaysPresent.pathStart(url), path, bounds);
      Members.text(sink, URL_QUERY, url, path + 1, Urls.queryEnd(url, path), bounds);
    }
    Members.any(sink, HEADERS, event, EventField.REQUEST_HEADERS, end, bounds);
    Members.text(sink, REQUEST_BODY, event, EventField.REQUEST_BODY, bounds);
    if (event.responseStatus() != 0) {
      Members.number(sink, STATUS_CODE, event.responseStatus());
    }
    Members.text(sink, RESPONSE_BODY, event, EventField.RESPONSE_BODY, bounds);
  }

  @Override
  void finish(EventView event, ByteSink sink, long originalSize) {
    if (originalSize > 0) {
      sink.put(TRUNCATED);
      sink.putDecimal(originalSize);
    }
  }
}
