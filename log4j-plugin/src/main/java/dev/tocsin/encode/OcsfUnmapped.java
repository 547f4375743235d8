package dev.tocsin.encode;

import dev.tocsin.encode.OcsfClass.Part;
import dev.tocsin.event.AlwaysPresent;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventView;

/** Writes what an OCSF class has no attribute for, by its own names, below {@code unmapped}. */
final class OcsfUnmapped {
  private static final byte[] UNMAPPED = Members.name("unmapped");
  private static final byte[] SUCCESS_TRUE = Members.ascii(",\"success\":true");
  private static final byte[] SUCCESS_FALSE = Members.ascii(",\"success\":false");
  private static final byte[] LOGGED_AT = name(EventField.LOGGED_AT);
  private static final byte[] ACTOR_TYPE = name(EventField.ACTOR_TYPE);
  private static final byte[] TARGET_TYPE = name(EventField.TARGET_TYPE);
  private static final byte[] TARGET_ID = name(EventField.TARGET_ID);
  private static final byte[] SERVICE_ID = name(EventField.SERVICE_ID);
  private static final byte[] CHANGES = name(EventField.CHANGES);
  private static final byte[] IP_ADDRESS = name(EventField.IP_ADDRESS);
  private static final byte[] PROVENANCE = name(EventField.IP_PROVENANCE);
  private static final byte[] USER_AGENT = name(EventField.USER_AGENT);
  private static final byte[] METHOD = name(EventField.REQUEST_METHOD);
  private static final byte[] URL = name(EventField.REQUEST_URL);
  private static final byte[] HEADERS = name(EventField.REQUEST_HEADERS);
  private static final byte[] REQUEST_BODY = name(EventField.REQUEST_BODY);
  private static final byte[] RESPONSE_BODY = name(EventField.RESPONSE_BODY);
  private static final byte[] DETAILS = name(EventField.DETAILS);
  private static final byte[] RISK_SCORE = name(EventField.RISK_SCORE);
  private static final byte[] INDICATORS = name(EventField.INDICATORS);
  private static final byte[] STATUS = name(EventField.STATUS);
  private static final byte[] PARENT = name(EventField.PARENT_EVENT_ID);
  private static final byte[] TRACE = name(EventField.TRACE_ID);
  private static final byte[] SPAN = name(EventField.SPAN_ID);

  private OcsfUnmapped() {}

  private static byte[] name(EventField field) {
    return Members.name(field.jsonName());
  }

  static void write(EventView event, OcsfClass of, ByteSink sink, int end, Bounds bounds) {
    int opened = Members.open(sink, UNMAPPED);
    sink.put(event.success() ? SUCCESS_TRUE : SUCCESS_FALSE);
    if (event.loggedAtMicros() != 0) {
      Members.time(sink, LOGGED_AT, event.loggedAtMicros());
    }
    Members.term(sink, ACTOR_TYPE, AlwaysPresent.actorType(event));
    Members.text(sink, TARGET_TYPE, AlwaysPresent.targetType(event), bounds);
    Members.targetId(sink, TARGET_ID, event, bounds);
    Members.any(sink, SERVICE_ID, event, EventField.SERVICE_ID, end, bounds);
    Members.any(sink, CHANGES, event, EventField.CHANGES, end, bounds);
    if (!of.has(Part.SOURCE) && !of.has(Part.EVIDENCES)) {
      Members.text(sink, IP_ADDRESS, event, EventField.IP_ADDRESS, bounds);
    }
    Members.term(sink, PROVENANCE, event, EventField.IP_PROVENANCE);
    request(event, of, sink, end, bounds);
    Members.any(sink, DETAILS, event, EventField.DETAILS, end, bounds);
    if (event.riskTenths() >= 0) {
      Members.tenths(sink, RISK_SCORE, event.riskTenths());
    }
    Members.texts(sink, INDICATORS, event, EventField.INDICATORS, end, bounds);
    Members.term(sink, STATUS, event, EventField.STATUS);
    Members.text(sink, PARENT, event, EventField.PARENT_EVENT_ID, bounds);
    Members.text(sink, TRACE, event, EventField.TRACE_ID, bounds);
    Members.text(sink, SPAN, event, EventField.SPAN_ID, bounds);
    Members.close(sink, opened);
  }

  private static void request(
      EventView event, OcsfClass of, ByteSink sink, int end, Bounds bounds) {
    boolean has = of.has(Part.REQUEST) || of.has(Part.EVIDENCES);
    CharSequence method = event.text(EventField.REQUEST_METHOD);
    if (method != null && !(has && OcsfKind.isMethod(method))) {
      Members.text(sink, METHOD, method, bounds);
    }
    if (!has) {
      Members.text(sink, URL, event, EventField.REQUEST_URL, bounds);
      Members.text(sink, USER_AGENT, event, EventField.USER_AGENT, bounds);
    }
    Members.any(sink, HEADERS, event, EventField.REQUEST_HEADERS, end, bounds);
    Members.text(sink, REQUEST_BODY, event, EventField.REQUEST_BODY, bounds);
    Members.text(sink, RESPONSE_BODY, event, EventField.RESPONSE_BODY, bounds);
  }
}
