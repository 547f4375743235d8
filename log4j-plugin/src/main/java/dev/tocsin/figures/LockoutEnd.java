package dev.tocsin.figures;

import dev.tocsin.event.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/** Reads until when a lockout holds, as applications write it. */
final class LockoutEnd {
  /** What can't be read. */
  static final long UNKNOWN = Long.MIN_VALUE;

  /** From this number on it is milliseconds; as seconds it would be the year 5138. */
  private static final double FIRST_MILLIS = 1e11;

  private static final int MAX_CHARS = 64;
  private static final int DATE_CHARS = 10;

  private LockoutEnd() {}

  /**
   * The time that a value means, in microseconds, or {@link #UNKNOWN}. Taken are times of ISO 8601
   * as RFC 3339, Java and Python write them, in UTC where no offset is told, with {@code T} or a
   * blank before the hours; and seconds or milliseconds since 1970, as a number or in digits.
   */
  static long micros(@Nullable Object value) {
    if (value instanceof Number number) {
      return micros(number.doubleValue());
    }
    if (!(value instanceof CharSequence chars) || chars.length() > MAX_CHARS) {
      return UNKNOWN;
    }
    String text = chars.toString().strip();
    try {
      return isNumber(text) ? micros(Double.parseDouble(text)) : Timestamps.micros(instant(text));
    } catch (DateTimeException | NumberFormatException e) {
      return UNKNOWN;
    }
  }

  private static long micros(double number) {
    if (!Double.isFinite(number)) {
      return UNKNOWN;
    }
    double seconds = number >= FIRST_MILLIS ? number / 1e3 : number;
    return Math.max(
        Timestamps.MIN_MICROS, Math.min(Timestamps.MAX_MICROS, Math.round(seconds * 1e6)));
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
  }

  private static Instant instant(String text) {
    boolean blank = text.length() > DATE_CHARS && text.charAt(DATE_CHARS) == ' ';
    String joined =
        blank ? text.substring(0, DATE_CHARS) + 'T' + text.substring(DATE_CHARS + 1) : text;
    TemporalAccessor time =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(joined, ZonedDateTime::from, LocalDateTime::from);
    return time instanceof ZonedDateTime zoned
        ? zoned.toInstant()
        : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
  }
}
