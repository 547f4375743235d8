package dev.tocsin.encode;

import dev.tocsin.event.Entries;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as one line for people and {@code grep}. Immutable and thread-safe.
 *
 * <pre>
 * 2026-01-10 14:31:22 | WARNING | event=pin_failed | success=false | ip=192.168.1.2 | user_id=5
 * 2026-01-10 14:32:00 | ERROR | SUSPICIOUS | ip=192.168.1.3 | reason=high_failure_rate | details={'failures': 15}
 * </pre>
 *
 * <p>The grammar: fields are parted by {@code " | "}; absent ones are left out. Time is in UTC, or
 * in the zone given with its offset behind. Details are a Python dict. The second form is that of
 * the types {@code suspicious}, where {@code reason} is taken out of the details, and {@code
 * alert}, where it is the {@code rule} and of the details only some are shown. A line that had to
 * be cut ends with {@code is_truncated=true}.
 *
 * <p>Values are escaped, and un-escaped by reading from left to right: two backslashes are one; in
 * details, backslash and {@code '} are {@code '}; backslash and {@code n}, {@code r} or {@code t}
 * are line feed, carriage return and tab; backslash, {@code u} and four hex digits are that UTF-16
 * unit. So are written all other controls, line separators, bidi controls, lone surrogates, and a
 * {@code |} beside a blank or at an end of the value, wherefore no value can forge a line or a
 * field.
 */
public final class TextEncoder implements EventEncoder {
  private static final String REASON = "reason";
  private static final String RULE = "rule";
  private static final byte[] BAR = ascii(" | ");
  private static final byte[] EVENT = ascii("event=");
  private static final byte[] SUSPICIOUS = ascii("SUSPICIOUS");
  private static final byte[] SUCCESS_TRUE = ascii(" | success=true");
  private static final byte[] SUCCESS_FALSE = ascii(" | success=false");
  private static final byte[] IP = ascii(" | ip=");
  private static final byte[] USER_ID = ascii(" | user_id=");
  private static final byte[] SERVICE_ID = ascii(" | service_id=");
  private static final byte[] REASON_IS = ascii(" | reason=");
  private static final byte[] DETAILS = ascii(" | details=");
  private static final byte[] TRUNCATED = ascii(" | is_truncated=true");
  private static final int DATE_TIME_LENGTH = 19;
  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final int SECONDS_PER_DAY = 86_400;
  private static final long MIN_SECONDS = Timestamps.MIN_MICROS / MICROS_PER_SECOND;
  private static final long MAX_SECONDS = Timestamps.MAX_MICROS / MICROS_PER_SECOND;
  private static final int SECONDS_PER_HOUR = 3_600;

  private final ZoneId zone;
  private final boolean utc;
  private final int maxBytes;
  private final Bounds[] attempts;

  /** Lines in a zone's time, with the default limits. */
  public TextEncoder(ZoneId zone) {
    this(zone, Limits.DEFAULT);
  }

  public TextEncoder(ZoneId zone, Limits limits) {
    this.zone = zone;
    this.utc = zone.normalized().equals(ZoneOffset.UTC);
    this.maxBytes = limits.maxEventBytes() - 1;
    this.attempts = Bounds.attempts(limits);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The level of an event in text: CRITICAL for severity critical, ERROR for high and for
   * suspicious activity and alerts, WARNING for a failure or severity medium, else INFO.
   */
  public static String level(EventView event) {
    Severity severity = event.severity();
    if (severity == Severity.CRITICAL) {
      return "CRITICAL";
    }
    EventType type = event.type().canonical();
    if (severity == Severity.HIGH
        || type.equals(EventType.SUSPICIOUS_ACTIVITY)
        || type.equals(EventType.ALERT)) {
      return "ERROR";
    }
    return severity == Severity.MEDIUM || !event.success() ? "WARNING" : "INFO";
  }

  /** Appends the line with time and level, without a line feed. */
  @Override
  public void encode(EventView event, ByteSink sink) {
    int start = sink.length();
    time(event.timestampMicros(), sink);
    sink.put(BAR);
    sink.putAscii(level(event));
    sink.put(BAR);
    body(event, sink, start);
  }

  /** Appends the line without time and level, as the message of another layout. */
  public void encodeBody(EventView event, ByteSink sink) {
    body(event, sink, sink.length());
  }

  /**
   * Appends a line of the same form for something that is no security event, without a line feed.
   *
   * @param micros microseconds since 1970-01-01T00:00:00Z
   */
  public void encodeLine(long micros, String level, CharSequence text, ByteSink sink) {
    time(micros, sink);
    sink.put(BAR);
    TextEscapes.write(sink, level, maxBytes, false);
    sink.put(BAR);
    TextEscapes.write(sink, text, attempts[0].textChars(), false);
  }

  private void body(EventView event, ByteSink sink, int lineStart) {
    int bodyStart = sink.length();
    int end = lineStart + maxBytes - TRUNCATED.length;
    boolean cut =
        attempt(event, sink, end, attempts[0]) || event.get(EventField.IS_TRUNCATED) != null;
    for (int next = 1; sink.length() > end && next < attempts.length; next++) {
      sink.truncate(bodyStart);
      attempt(event, sink, end, attempts[next]);
      cut = true;
    }
    if (cut) {
      sink.put(TRUNCATED);
    }
  }

  private void time(long micros, ByteSink sink) {
    int offset = utc ? 0 : zone.getRules().getOffset(Timestamps.instant(micros)).getTotalSeconds();
    long local = Math.floorDiv(micros, MICROS_PER_SECOND) + offset;
    // A year has four digits: what is out of range is the nearest time within, as in JSON.
    long seconds = Math.max(MIN_SECONDS, Math.min(MAX_SECONDS, local));
    byte[] out = sink.ensure(DATE_TIME_LENGTH);
    int at = sink.length();
    Timestamps.writeDate(Math.floorDiv(seconds, SECONDS_PER_DAY), out, at);
    out[at + 10] = ' ';
    Timestamps.writeTime(Math.floorMod(seconds, SECONDS_PER_DAY), out, at + 11);
    sink.advanceTo(at + DATE_TIME_LENGTH);
    if (!utc) {
      int minutes = Math.abs(offset) / 60;
      sink.put(offset < 0 ? '-' : '+');
      twoDigits(Math.abs(offset) / SECONDS_PER_HOUR, sink);
      sink.put(':');
      twoDigits(minutes % 60, sink);
    }
  }

  private static void twoDigits(int number, ByteSink sink) {
    sink.put('0' + number / 10);
    sink.put('0' + number % 10);
  }

  /** Writes the body with these bounds, and says whether anything was cut. */
  private static boolean attempt(EventView event, ByteSink sink, int end, Bounds bounds) {
    boolean alert = event.type().equals(EventType.ALERT);
    boolean suspicious = alert || event.type().equals(EventType.SUSPICIOUS);
    boolean cut = false;
    if (suspicious) {
      sink.put(SUSPICIOUS);
    } else {
      sink.put(EVENT);
      cut |= TextEscapes.write(sink, event.type().name(), bounds.textChars(), false);
      sink.put(event.success() ? SUCCESS_TRUE : SUCCESS_FALSE);
    }
    cut |= field(IP, event.get(EventField.IP_ADDRESS), sink, bounds);
    cut |= field(USER_ID, event.get(EventField.USER_ID), sink, bounds);
    cut |= field(SERVICE_ID, event.get(EventField.SERVICE_ID), sink, bounds);
    if (!(event.get(EventField.DETAILS) instanceof Entries details)) {
      return cut;
    }
    Object reason = suspicious ? details.get(alert ? RULE : REASON) : null;
    Predicate<String> shown = PythonValues.ALL;
    if (reason instanceof CharSequence) {
      cut |= field(REASON_IS, reason, sink, bounds);
      shown = alert ? TextEncoder::isForReaders : TextEncoder::isNoReason;
    }
    if (hasAny(details, shown)) {
      sink.put(DETAILS);
      cut |= PythonValues.write(sink, details, shown, end, bounds);
    }
    return cut;
  }

  private static boolean isNoReason(String name) {
    return !name.equals(REASON);
  }

  /** What of an alert's many details helps whoever reads lines. */
  private static boolean isForReaders(String name) {
    return name.equals("key") || name.equals("count") || name.equals("action");
  }

  private static boolean hasAny(Entries details, Predicate<String> shown) {
    for (int i = 0; i < details.size(); i++) {
      if (shown.test(details.nameAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean field(byte[] name, @Nullable Object value, ByteSink sink, Bounds bounds) {
    if (value == null) {
      return false;
    }
    sink.put(name);
    if (value instanceof Long whole) {
      sink.putDecimal(whole);
      return false;
    }
    CharSequence text = value instanceof CharSequence chars ? chars : value.toString();
    return TextEscapes.write(sink, text, bounds.textChars(), false);
  }
}
