package dev.tocsin.encode;

import dev.tocsin.event.AlwaysPresent;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Term;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
public final class JsonEncoder {
  /** Bytes kept for {@code ,"seq":} with 19 digits, {@code ,"tag":"} with 22, and the line feed. */
  private static final int RESERVED = 64;

  private static final EventField[] FIELDS = EventField.all().toArray(EventField[]::new);
  private static final byte[][] MEMBERS = new byte[FIELDS.length][];
  private static final byte[] ORIGINAL_SIZE = member("original_size");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");

  static {
    for (int i = 0; i < FIELDS.length; i++) {
      MEMBERS[i] = member(FIELDS[i].jsonName());
    }
  }

  private final int maxBytes;
  private final Bounds[] attempts;

  public JsonEncoder(Limits limits) {
    this.maxBytes = limits.maxEventBytes() - RESERVED;
    this.attempts = Bounds.attempts(limits);
  }

  private static byte[] member(String name) {
    return ascii(",\"" + name + "\":");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Appends the whole object, {@code seq} with it if the event has one. */
  public void encode(EventView event, ByteSink sink) {
    encodeOpen(event, sink);
    if (event.seq() != 0) {
      sink.put(MEMBERS[FIELDS.length - 1]);
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
   */
  public void encodeOpen(EventView event, ByteSink sink) {
    int start = sink.length();
    int end = start + maxBytes - 1;
    long wholeSize = attempt(event, sink, end, attempts[0], 0);
    for (int next = 1; sink.length() > end && next < attempts.length; next++) {
      sink.truncate(start);
      attempt(event, sink, end, attempts[next], wholeSize);
    }
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
    for (int i = 0; i < FIELDS.length - 1; i++) {
      EventField field = FIELDS[i];
      byte[] member = MEMBERS[i];
      switch (field) {
        case EVENT_ID -> id(event, member, sink);
        case EVENT_TYPE -> omitted += text(member, event.type().name(), sink, bounds);
        case SEVERITY -> term(member, event.severity(), sink);
        case TIMESTAMP -> time(member, event.timestampMicros(), sink);
        case LOGGED_AT -> {
          if (event.loggedAtMicros() != 0) {
            time(member, event.loggedAtMicros(), sink);
          }
        }
        case SUCCESS -> {
          sink.put(member);
          sink.put(event.success() ? TRUE : FALSE);
        }
        case ACTOR_TYPE -> term(member, AlwaysPresent.actorType(event), sink);
        case TARGET_TYPE -> omitted += text(member, AlwaysPresent.targetType(event), sink, bounds);
        case TARGET_ID -> omitted += targetId(event, member, sink, bounds);
        case RESPONSE_STATUS -> {
          if (event.responseStatus() != 0) {
            sink.put(member);
            sink.putDecimal(event.responseStatus());
          }
        }
        case THREAT_LEVEL -> threatLevel(event, member, sink);
        case RISK_SCORE -> risk(event, member, sink);
        case SOURCE -> omitted += text(member, AlwaysPresent.source(event), sink, bounds);
        case IS_TRUNCATED -> {
          long size = sink.length() - start + 1 + omitted;
          boolean cut = omitted > 0 || knownSize > 0 || event.originalSize() > 0;
          if (cut) {
            sink.put(member);
            sink.put(TRUE);
            sink.put(ORIGINAL_SIZE);
            sink.putDecimal(Math.max(event.originalSize(), Math.max(knownSize, size)));
          }
          finish(sink, start);
          return size;
        }
        default -> omitted += other(event.get(field), member, sink, end, bounds);
      }
    }
    throw new IllegalStateException("is_truncated is the last field but those with it");
  }

  /** Every member was written with a comma before it; the first one's becomes the brace. */
  private static void finish(ByteSink sink, int start) {
    sink.array()[start] = '{';
  }

  private static void id(EventView event, byte[] member, ByteSink sink) {
    if ((event.idMsb() | event.idLsb()) == 0) {
      return;
    }
    sink.put(member);
    byte[] out = sink.ensure(EventIds.LENGTH + 2);
    int at = sink.length();
    out[at++] = '"';
    EventIds.write(event.idMsb(), event.idLsb(), out, at);
    at += EventIds.LENGTH;
    out[at++] = '"';
    sink.advanceTo(at);
  }

  private static void time(byte[] member, long micros, ByteSink sink) {
    sink.put(member);
    byte[] out = sink.ensure(Timestamps.LENGTH + 2);
    int at = sink.length();
    out[at++] = '"';
    Timestamps.write(micros, out, at);
    at += Timestamps.LENGTH;
    out[at++] = '"';
    sink.advanceTo(at);
  }

  private static void term(byte[] member, Term term, ByteSink sink) {
    sink.put(member);
    sink.put('"');
    sink.putAscii(term.text());
    sink.put('"');
  }

  private static long text(byte[] member, CharSequence text, ByteSink sink, Bounds bounds) {
    sink.put(member);
    return JsonText.write(sink, text, bounds.textChars());
  }

  private static long targetId(EventView event, byte[] member, ByteSink sink, Bounds bounds) {
    CharSequence given = event.text(EventField.TARGET_ID);
    if (given != null) {
      return text(member, given, sink, bounds);
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
    sink.put(member);
    return JsonText.write(sink, url, from, to, bounds.textChars());
  }

  private static void threatLevel(EventView event, byte[] member, ByteSink sink) {
    if (event.get(EventField.THREAT_LEVEL) instanceof ThreatLevel level) {
      term(member, level, sink);
    }
  }

  private static void risk(EventView event, byte[] member, ByteSink sink) {
    int tenths = event.riskTenths();
    if (tenths >= 0) {
      sink.put(member);
      sink.putDecimal(tenths / 10);
      sink.put('.');
      sink.put('0' + tenths % 10);
    }
  }

  private static long other(
      @Nullable Object value, byte[] member, ByteSink sink, int end, Bounds bounds) {
    if (value == null) {
      return 0;
    }
    if (value instanceof CharSequence text) {
      return text(member, text, sink, bounds);
    }
    if (value instanceof Term term) {
      term(member, term, sink);
      return 0;
    }
    boolean isList = value instanceof List<?>;
    if (!isList && value instanceof Map<?, ?> && !bounds.maps()) {
      return 0;
    }
    sink.put(member);
    return JsonValues.write(sink, value, 0, end, bounds);
  }
}
