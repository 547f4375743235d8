package dev.tocsin.encode;

import dev.tocsin.encode.OtlpAttributes.AttributeName;
import dev.tocsin.event.AlwaysPresent;
import dev.tocsin.event.Blockable;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Entries;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Term;
import dev.tocsin.event.Timestamps;
import dev.tocsin.event.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as one request of OTLP in JSON, {@code {"resourceLogs":[…]}}, with one log record
 * in it: what the collector's receiver {@code otlpjsonfile} reads, line by line. Immutable and
 * thread-safe.
 *
 * <p>The record is the one that the OpenTelemetry bridge sends, within the same bounds; headers and
 * bodies of requests stay out as they do there. The resource says the event's source as {@code
 * service.name}, and nothing else.
 */
public final class OtlpJsonEncoder implements EventEncoder {
  /** Bytes of UTF-8 of the body at most. */
  private static final int MAX_BODY_BYTES = 131_072;

  private static final int MAX_DETAIL_NAME = 256;
  private static final int TRACE_CHARS = 32;
  private static final int SPAN_CHARS = 16;
  private static final String DETAILS = "tocsin.details.";
  private static final String NANOS = "000";
  private static final long MAX_MICROS = Long.MAX_VALUE / 1_000;

  private static final byte[] SOURCE =
      Members.ascii(
          "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\","
              + "\"value\":{\"stringValue\":");
  private static final byte[] SCOPE =
      Members.ascii(
          "}}]},\"scopeLogs\":[{\"scope\":{\"name\":\"dev.tocsin\"},\"logRecords\":[{"
              + "\"timeUnixNano\":\"");
  private static final byte[] OBSERVED = Members.ascii("\",\"observedTimeUnixNano\":\"");
  private static final byte[] SEVERITY_NUMBER = Members.ascii("\",\"severityNumber\":");
  private static final byte[] SEVERITY_TEXT = Members.name("severityText");
  private static final byte[] EVENT_NAME = Members.ascii(",\"eventName\":\"tocsin.");
  private static final byte[] TRACE_ID = Members.name("traceId");
  private static final byte[] SPAN_ID = Members.name("spanId");
  private static final byte[] BODY = Members.ascii(",\"body\":{\"stringValue\":");
  private static final byte[] ATTRIBUTES = Members.ascii(",\"attributes\":[");
  private static final byte[] DROPPED = Members.name("droppedAttributesCount");
  private static final byte[] END = Members.ascii("}]}]}]}");

  private static final AttributeName SEQ = new AttributeName("tocsin.seq");
  private static final AttributeName TIMESTAMP = new AttributeName("tocsin.timestamp");
  private static final AttributeName TRACE = new AttributeName("tocsin.trace.id");
  private static final AttributeName SPAN = new AttributeName("tocsin.span.id");
  private static final AttributeName RECORD_UID = new AttributeName("log.record.uid");
  private static final AttributeName SEVERITY = new AttributeName("tocsin.severity");
  private static final AttributeName SUCCESS = new AttributeName("tocsin.success");
  private static final AttributeName ORIGINAL_SIZE = new AttributeName("tocsin.original.size");
  private static final AttributeName RULE = new AttributeName("tocsin.rule");
  private static final AttributeName USER_ID = new AttributeName("user.id");
  private static final AttributeName USER_NAME = new AttributeName("user.name");
  private static final AttributeName ACTOR_TYPE = new AttributeName("tocsin.actor.type");
  private static final AttributeName TENANT = new AttributeName("tocsin.tenant.id");
  private static final AttributeName SESSION = new AttributeName("session.id");
  private static final AttributeName TARGET_TYPE = new AttributeName("tocsin.target.type");
  private static final AttributeName TARGET_ID = new AttributeName("tocsin.target.id");
  private static final AttributeName SERVICE_ID = new AttributeName("tocsin.service.id");
  private static final AttributeName ADDRESS = new AttributeName("client.address");
  private static final AttributeName NETWORK = new AttributeName("tocsin.client.network");
  private static final AttributeName BLOCKABLE = new AttributeName("tocsin.client.blockable");
  private static final AttributeName PROVENANCE = new AttributeName("tocsin.client.provenance");
  private static final AttributeName METHOD = new AttributeName("http.request.method");
  private static final AttributeName STATUS_CODE = new AttributeName("http.response.status_code");
  private static final AttributeName CORRELATION = new AttributeName("tocsin.correlation.id");
  private static final AttributeName PARENT = new AttributeName("tocsin.parent.id");
  private static final AttributeName THREAT_LEVEL = new AttributeName("tocsin.threat.level");
  private static final AttributeName RISK_SCORE = new AttributeName("tocsin.risk.score");
  private static final AttributeName STATUS = new AttributeName("tocsin.status");
  private static final AttributeName TAGS = new AttributeName("tocsin.compliance.tags");
  private static final AttributeName INDICATORS = new AttributeName("tocsin.indicators");
  private static final AttributeName CHANGES = new AttributeName("tocsin.changes");
  private static final AttributeName USER_AGENT = new AttributeName("user_agent.original");

  /** A log record with the bounds that stores of logs have. */
  public OtlpJsonEncoder() {}

  @Override
  public void encode(EventView event, ByteSink sink) {
    OtlpAttributes out = sink.attributes();
    out.begin();
    sink.put(SOURCE);
    JsonText.write(sink, AlwaysPresent.source(event), Integer.MAX_VALUE);
    sink.put(SCOPE);
    nanos(event.timestampMicros(), sink);
    sink.put(OBSERVED);
    nanos(event.recordedMicros(), sink);
    sink.put(SEVERITY_NUMBER);
    sink.putDecimal(severityNumber(event));
    Members.term(sink, SEVERITY_TEXT, event.severity());
    sink.put(EVENT_NAME);
    sink.putAscii(event.type().name());
    sink.put('"');
    CharSequence trace = event.text(EventField.TRACE_ID);
    CharSequence span = event.text(EventField.SPAN_ID);
    boolean spanned = isId(trace, TRACE_CHARS) && isId(span, SPAN_CHARS);
    if (spanned) {
      hex(sink, TRACE_ID, trace);
      hex(sink, SPAN_ID, span);
    }
    CharSequence message = event.text(EventField.MESSAGE);
    if (message != null) {
      sink.put(BODY);
      int end = out.cut(message, 0, message.length(), MAX_BODY_BYTES);
      JsonText.write(sink, message, 0, end, Integer.MAX_VALUE);
      sink.put('}');
    }
    sink.put(ATTRIBUTES);
    if (event.seq() > 0) {
      out.number(SEQ, event.seq());
    }
    if (!isInNanos(event.timestampMicros())) {
      out.id(TIMESTAMP, Timestamps.text(event.timestampMicros()));
    }
    if (!spanned) {
      out.id(TRACE, trace);
      out.id(SPAN, span);
    }
    what(event, out);
    who(event, out);
    where(event, out);
    judged(event, out);
    told(event, out);
    request(event, out);
    out.end();
    sink.put(']');
    if (out.leftOut() > 0) {
      Members.number(sink, DROPPED, out.leftOut());
    }
    sink.put(END);
  }

  /** The map's number while the severity is the type's own, else that of the severity. */
  private static int severityNumber(EventView event) {
    EventType type = event.type();
    Severity severity = event.severity();
    return severity == type.severity() ? type.otelSeverityNumber() : severity.otelSeverityNumber();
  }

  /** Times are from 1970 on and end in 2262; 0 says that a time is not known. */
  private static boolean isInNanos(long micros) {
    return micros > 0 && micros <= MAX_MICROS;
  }

  private static void nanos(long micros, ByteSink sink) {
    if (isInNanos(micros)) {
      sink.putDecimal(micros);
      sink.putAscii(NANOS);
    } else {
      sink.put('0');
    }
  }

  private static void hex(ByteSink sink, byte[] name, @Nullable CharSequence id) {
    if (id != null) {
      sink.put(name);
      sink.put('"');
      sink.putAscii(id);
      sink.put('"');
    }
  }

  /** Whether it is so many hex digits in lower case, and not all of them 0. */
  private static boolean isId(@Nullable CharSequence text, int digits) {
    if (text == null || text.length() != digits) {
      return false;
    }
    boolean zero = true;
    for (int i = 0; i < digits; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
      zero &= c == '0';
    }
    return !zero;
  }

  private static void term(
      AttributeName key, EventView event, EventField field, OtlpAttributes out) {
    if (event.get(field) instanceof Term term) {
      out.id(key, term.text());
    }
  }

  private static void texts(
      AttributeName key, EventView event, EventField field, OtlpAttributes out) {
    if (event.get(field) instanceof List<?> list) {
      out.texts(key, list);
    }
  }

  private static void what(EventView event, OtlpAttributes out) {
    if ((event.idMsb() | event.idLsb()) != 0) {
      out.uuid(RECORD_UID, event);
    }
    out.id(SEVERITY, event.severity().text());
    out.flag(SUCCESS, event.success());
    if (event.originalSize() > 0 || event.omittedBytes() > 0) {
      out.markCut();
    }
    if (event.originalSize() > 0) {
      out.number(ORIGINAL_SIZE, event.originalSize());
    }
    out.id(RULE, Details.rule(event));
  }

  private static void who(EventView event, OtlpAttributes out) {
    out.id(USER_ID, event.text(EventField.USER_ID));
    out.id(USER_NAME, event.text(EventField.USER_NAME));
    out.id(ACTOR_TYPE, AlwaysPresent.actorType(event).text());
    out.id(TENANT, event.text(EventField.TENANT_ID));
    out.id(SESSION, event.text(EventField.SESSION_ID));
    out.id(TARGET_TYPE, AlwaysPresent.targetType(event));
    Object service = event.get(EventField.SERVICE_ID);
    if (service != null) {
      // A number too as text: a name has one type, and this one is no quantity.
      out.id(SERVICE_ID, service instanceof CharSequence text ? text : Values.text(service));
    }
  }

  private static void where(EventView event, OtlpAttributes out) {
    CharSequence address = event.text(EventField.IP_ADDRESS);
    out.id(ADDRESS, address);
    if (event.addressFamily() == 4) {
      out.id(NETWORK, address);
    } else {
      // None for a pseudonym.
      ClientAddress client = ClientAddress.of(event);
      out.id(NETWORK, client == null ? null : client.network());
    }
    if (Blockable.is(event)) {
      out.flag(BLOCKABLE, true);
    }
    term(PROVENANCE, event, EventField.IP_PROVENANCE, out);
    out.id(METHOD, event.text(EventField.REQUEST_METHOD));
    if (event.responseStatus() != 0) {
      out.number(STATUS_CODE, event.responseStatus());
    }
    out.id(CORRELATION, event.text(EventField.CORRELATION_ID));
    out.id(PARENT, event.text(EventField.PARENT_EVENT_ID));
  }

  private static void judged(EventView event, OtlpAttributes out) {
    term(THREAT_LEVEL, event, EventField.THREAT_LEVEL, out);
    if (event.riskTenths() >= 0) {
      out.tenths(RISK_SCORE, event.riskTenths());
    }
    term(STATUS, event, EventField.STATUS, out);
    texts(TAGS, event, EventField.COMPLIANCE_TAGS, out);
    texts(INDICATORS, event, EventField.INDICATORS, out);
  }

  private static void told(EventView event, OtlpAttributes out) {
    if (event.get(EventField.CHANGES) instanceof List<?> changes) {
      out.any(CHANGES, changes);
    }
    if (!(event.get(EventField.DETAILS) instanceof Map<?, ?> details)) {
      return;
    }
    if (details instanceof Entries entries && !isNested(entries)) {
      for (int i = 0; i < entries.size(); i++) {
        detail(entries.nameAt(i), entries.valueAt(i), out);
      }
      return;
    }
    // Two that are flattened to one name are one, the later: a record has no name twice.
    Map<String, @Nullable Object> flat = new LinkedHashMap<>();
    flatten("", details, flat);
    flat.forEach((name, value) -> detail(name, value, out));
  }

  private static boolean isNested(Entries entries) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.valueAt(i) instanceof Map<?, ?> map && !map.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static void flatten(String prefix, Map<?, ?> map, Map<String, @Nullable Object> flat) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = prefix + entry.getKey();
      if (entry.getValue() instanceof Map<?, ?> inner && !inner.isEmpty()) {
        flatten(name + ".", inner, flat);
      } else if (entry.getValue() != null) {
        flat.put(name, entry.getValue());
      }
    }
  }

  private static void detail(String name, @Nullable Object value, OtlpAttributes out) {
    if (value == null) {
      return;
    }
    // A name is not cut: two that begin alike would become one.
    if (name.length() > MAX_DETAIL_NAME) {
      out.leaveOut();
    } else {
      out.named(DETAILS, name, value);
    }
  }

  private static void request(EventView event, OtlpAttributes out) {
    CharSequence target = event.text(EventField.TARGET_ID);
    CharSequence targetUrl = target == null ? AlwaysPresent.targetUrl(event) : null;
    out.text(TARGET_ID, target);
    if (targetUrl != null) {
      out.text(
          TARGET_ID,
          targetUrl,
          AlwaysPresent.pathStart(targetUrl),
          AlwaysPresent.pathEnd(targetUrl));
    }
    CharSequence url = event.text(EventField.REQUEST_URL);
    if (url != null) {
      OtlpUrl.put(url, out);
    }
    out.text(USER_AGENT, event.text(EventField.USER_AGENT));
  }
}
