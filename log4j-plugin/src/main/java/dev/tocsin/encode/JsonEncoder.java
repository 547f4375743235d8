package dev.tocsin.encode;

import dev.tocsin.event.AlwaysPresent;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Term;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes an event as one JSON object, straight to UTF-8 bytes. Immutable and thread-safe.
 *
 * <p>Members stand in the order of {@link EventField}; absent ones are left out, except {@code
 * success}, {@code actor_type}, {@code target_type} and {@code source} (see {@link AlwaysPresent}).
 *
 * <p>What is written has no line feed and no other character that ends a line, moves the cursor or
 * turns the direction of text: such are escaped, as are lone surrogates. Numbers that JSON does not
 * have (NaN, infinities) or that readers would round are written as texts.
 *
 * <p>The object is never larger than {@link Limits#maxEventBytes()} less 64 bytes, which are kept
 * for the journal's {@code seq} and {@code tag} and the line feed. If values had to be cut for that
 * or for another limit, {@code is_truncated} is true and {@code original_size} tells the bytes that
 * the object would have had without cuts, these two members and {@code seq} not counted.
 */
public final class JsonEncoder implements EventEncoder {
  /** Bytes kept for {@code ,"seq":} with 19 digits, {@code ,"tag":"} with 22, and the line feed. */
  private static final int RESERVED = 64;

  /** A field and what stands before its value. */
  private static final class Member {
    final EventField field;
    final byte[] bytes;

    Member(EventField field) {
      this.field = field;
      this.bytes = member(field);
    }
  }

  private static final byte[] EVENT_ID = member(EventField.EVENT_ID);
  private static final byte[] EVENT_TYPE = member(EventField.EVENT_TYPE);
  private static final byte[] SEVERITY = member(EventField.SEVERITY);
  private static final byte[] TIMESTAMP = member(EventField.TIMESTAMP);
  private static final byte[] LOGGED_AT = member(EventField.LOGGED_AT);
  private static final byte[] SUCCESS_TRUE = ascii(",\"success\":true");
  private static final byte[] SUCCESS_FALSE = ascii(",\"success\":false");
  private static final Member[] WHO = members(EventField.USER_ID, EventField.USER_NAME);
  private static final byte[] ACTOR_TYPE = member(EventField.ACTOR_TYPE);
  private static final Member[] WHO_ELSE = members(EventField.TENANT_ID, EventField.SESSION_ID);
  private static final byte[] TARGET_TYPE = member(EventField.TARGET_TYPE);
  private static final byte[] TARGET_ID = member(EventField.TARGET_ID);
  private static final Member SERVICE_ID = new Member(EventField.SERVICE_ID);
  private static final Member CHANGES = new Member(EventField.CHANGES);
  private static final Member[] WHERE_FROM = members(EventField.IP_ADDRESS);
  private static final Member IP_PROVENANCE = new Member(EventField.IP_PROVENANCE);
  private static final Member[] REQUEST =
      members(EventField.USER_AGENT, EventField.REQUEST_METHOD, EventField.REQUEST_URL);
  private static final Member HEADERS = new Member(EventField.REQUEST_HEADERS);
  private static final Member[] REQUEST_BODY = members(EventField.REQUEST_BODY);
  private static final byte[] RESPONSE_STATUS = member(EventField.RESPONSE_STATUS);
  private static final Member[] RESPONSE_BODY = members(EventField.RESPONSE_BODY);
  private static final Member DETAILS = new Member(EventField.DETAILS);
  private static final Member[] MESSAGE = members(EventField.MESSAGE);
  private static final Member THREAT_LEVEL = new Member(EventField.THREAT_LEVEL);
  private static final byte[] RISK_SCORE = member(EventField.RISK_SCORE);
  private static final Member INDICATORS = new Member(EventField.INDICATORS);
  private static final Member STATUS = new Member(EventField.STATUS);
  private static final Member COMPLIANCE_TAGS = new Member(EventField.COMPLIANCE_TAGS);
  private static final byte[] SOURCE = member(EventField.SOURCE);
  private static final Member[] CONTEXT =
      members(
          EventField.CORRELATION_ID,
          EventField.PARENT_EVENT_ID,
          EventField.TRACE_ID,
          EventField.SPAN_ID);
  private static final byte[] TRUNCATED = ascii(",\"is_truncated\":true,\"original_size\":");
  private static final byte[] SEQ = member(EventField.SEQ);

  private final int maxBytes;
  private final Bounds[] attempts;

  public JsonEncoder(Limits limits) {
    this.maxBytes = limits.maxEventBytes() - RESERVED;
    this.attempts = Bounds.attempts(limits);
  }

  private static byte[] member(EventField field) {
    return Members.name(field.jsonName());
  }

  private static Member[] members(EventField... fields) {
    return Arrays.stream(fields).map(Member::new).toArray(Member[]::new);
  }

  private static byte[] ascii(String text) {
    return Members.ascii(text);
  }

  /** Appends the whole object, {@code seq} with it if the event has one. */
  @Override
  public void encode(EventView event, ByteSink sink) {
    encodeOpen(event, sink);
    if (event.seq() != 0) {
      sink.put(SEQ);
      sink.putDecimal(event.seq());
    }
    sink.put('}');
  }

  /** Appends the value of one field alone, {@code null} if the event has none. */
  public void encodeValue(EventView event, EventField field, ByteSink sink) {
    Object value = event.get(field);
    JsonValues.write(
        sink, value instanceof Term term ? term.text() : value, 0, Integer.MAX_VALUE, attempts[0]);
  }

  /**
   * Appends the object without {@code seq} and without the closing brace, so that the journal can
   * add members of its own.
   *
   * @return whether it says {@code is_truncated}
   */
  public boolean encodeOpen(EventView event, ByteSink sink) {
    int start = sink.length();
    int end = start + maxBytes - 1;
    long wholeSize = attempt(event, sink, end, attempts[0], 0);
    for (int next = 1; sink.length() > end && next < attempts.length; next++) {
      sink.truncate(start);
      attempt(event, sink, end, attempts[next], wholeSize);
    }
    // The last member is a text, but for original_size, a number.
    return sink.array()[sink.length() - 1] != '"';
  }

  /**
   * Writes all members with these bounds.
   *
   * @param end the length of the sink up to which the event fits
   * @param knownSize the whole size as an earlier attempt found it, 0 on the first
   * @return bytes of the whole object
   */
  private static long attempt(
      EventView event, ByteSink sink, int end, Bounds bounds, long knownSize) {
    int start = sink.length();
    long omitted = event.omittedBytes();
    Members.id(sink, EVENT_ID, event);
    omitted += text(EVENT_TYPE, event.type().name(), sink, bounds);
    Members.term(sink, SEVERITY, event.severity());
    Members.time(sink, TIMESTAMP, event.timestampMicros());
    if (event.loggedAtMicros() != 0) {
      Members.time(sink, LOGGED_AT, event.loggedAtMicros());
    }
    sink.put(event.success() ? SUCCESS_TRUE : SUCCESS_FALSE);
    omitted += texts(event, WHO, sink, bounds);
    Members.term(sink, ACTOR_TYPE, AlwaysPresent.actorType(event));
    omitted += texts(event, WHO_ELSE, sink, bounds);
    omitted += text(TARGET_TYPE, AlwaysPresent.targetType(event), sink, bounds);
    omitted += targetId(event, sink, bounds);
    omitted += other(event, SERVICE_ID, sink, end, bounds);
    omitted += other(event, CHANGES, sink, end, bounds);
    omitted += texts(event, WHERE_FROM, sink, bounds);
    term(event, IP_PROVENANCE, sink);
    omitted += texts(event, REQUEST, sink, bounds);
    omitted += other(event, HEADERS, sink, end, bounds);
    omitted += texts(event, REQUEST_BODY, sink, bounds);
    if (event.responseStatus() != 0) {
      sink.put(RESPONSE_STATUS);
      sink.putDecimal(event.responseStatus());
    }
    omitted += texts(event, RESPONSE_BODY, sink, bounds);
    omitted += other(event, DETAILS, sink, end, bounds);
    omitted += texts(event, MESSAGE, sink, bounds);
    term(event, THREAT_LEVEL, sink);
    risk(event, sink);
    omitted += texts(event, INDICATORS, sink, end, bounds);
    term(event, STATUS, sink);
    omitted += texts(event, COMPLIANCE_TAGS, sink, end, bounds);
    omitted += text(SOURCE, AlwaysPresent.source(event), sink, bounds);
    omitted += texts(event, CONTEXT, sink, bounds);
    long size = sink.length() - start + 1 + omitted;
    if (omitted > 0 || knownSize > 0 || event.originalSize() > 0) {
      sink.put(TRUNCATED);
      sink.putDecimal(Math.max(event.originalSize(), Math.max(knownSize, size)));
    }
    finish(sink, start);
    return size;
  }

  /** Fields that are texts or absent, one after another. */
  private static long texts(EventView event, Member[] members, ByteSink sink, Bounds bounds) {
    long omitted = 0;
    for (Member member : members) {
      CharSequence text = event.text(member.field);
      if (text != null) {
        omitted += text(member.bytes, text, sink, bounds);
      }
    }
    return omitted;
  }

  /** A list of texts, or nothing. */
  private static long texts(EventView event, Member member, ByteSink sink, int end, Bounds bounds) {
    if (!(event.get(member.field) instanceof List<?> list)) {
      return 0;
    }
    sink.put(member.bytes);
    return JsonValues.list(sink, list, 1, end, bounds);
  }

  /** The text of an enum, or nothing. */
  private static void term(EventView event, Member member, ByteSink sink) {
    if (event.get(member.field) instanceof Term term) {
      Members.term(sink, member.bytes, term);
    }
  }

  /** A value of any kind, or nothing. */
  private static long other(EventView event, Member member, ByteSink sink, int end, Bounds bounds) {
    Object value = event.get(member.field);
    if (value == null || (value instanceof Map<?, ?> && !bounds.maps())) {
      return 0;
    }
    sink.put(member.bytes);
    return JsonValues.write(sink, value, 0, end, bounds);
  }

  /** Every member was written with a comma before it; the first one's becomes the brace. */
  private static void finish(ByteSink sink, int start) {
    sink.array()[start] = '{';
  }

  private static long text(byte[] member, CharSequence text, ByteSink sink, Bounds bounds) {
    sink.put(member);
    return JsonText.write(sink, text, bounds.textChars());
  }

  private static long targetId(EventView event, ByteSink sink, Bounds bounds) {
    CharSequence given = event.text(EventField.TARGET_ID);
    if (given != null) {
      return text(TARGET_ID, given, sink, bounds);
    }
    CharSequence url = AlwaysPresent.targetUrl(event);
    if (url == null) {
      return 0;
    }
    int from = AlwaysPresent.pathStart(url);
    int to = AlwaysPresent.pathEnd(url);
    if (from == to) {
      return 0;
    }
    sink.put(TARGET_ID);
    return JsonText.write(sink, url, from, to, bounds.textChars());
  }

  private static void risk(EventView event, ByteSink sink) {
    if (event.riskTenths() >= 0) {
      Members.tenths(sink, RISK_SCORE, event.riskTenths());
    }
  }
}
