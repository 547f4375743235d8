package dev.tocsin.event;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Times of events: microseconds since 1970-01-01T00:00:00Z, written as RFC 3339 in UTC, for example
 * {@code 2026-11-22T14:03:05.000042Z}.
 */
public final class Timestamps {
  /** Bytes of a written time. */
  public static final int LENGTH = 27;

  /** 0000-01-01T00:00:00Z, the earliest time that can be written. */
  public static final long MIN_MICROS = -62_167_219_200_000_000L;

  /** 9999-12-31T23:59:59.999999Z, the latest. */
  public static final long MAX_MICROS = 253_402_300_799_999_999L;

  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final long SECONDS_PER_DAY = 86_400L;
  private static final long DAYS_FROM_MARCH_0000 = 719_468L;
  private static final long DAYS_PER_ERA = 146_097L;

  private Timestamps() {}

  /** The clock's time in microseconds. */
  public static long now(Clock clock) {
    return micros(clock.instant());
  }

  /** An instant in microseconds, rounded down, and kept within the years 0 to 9999. */
  public static long micros(Instant instant) {
    return micros(instant.getEpochSecond(), instant.getNano());
  }

  /**
   * The same of a time that is no instant of the JDK.
   *
   * @param nanoOfSecond 0 to 999,999,999
   */
  public static long micros(long epochSecond, int nanoOfSecond) {
    if (epochSecond < MIN_MICROS / MICROS_PER_SECOND) {
      return MIN_MICROS;
    }
    if (epochSecond > MAX_MICROS / MICROS_PER_SECOND) {
      return MAX_MICROS;
    }
    return epochSecond * MICROS_PER_SECOND + nanoOfSecond / 1_000;
  }

  /** The instant of a time in microseconds. */
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1_000);
  }

  /** The written form of a time; out of range it is the nearest time that can be written. */
  public static String text(long micros) {
    byte[] bytes = new byte[LENGTH];
    write(micros, bytes, 0);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * Writes a time as {@value #LENGTH} bytes of ASCII; out of range, the nearest that can be
   * written.
   *
   * @throws IndexOutOfBoundsException if the array ends before
   */
  public static void write(long micros, byte[] out, int offset) {
    long within = Math.max(MIN_MICROS, Math.min(MAX_MICROS, micros));
    long seconds = Math.floorDiv(within, MICROS_PER_SECOND);
    int fraction = (int) Math.floorMod(within, MICROS_PER_SECOND);
    int ofDay = (int) Math.floorMod(seconds, SECONDS_PER_DAY);
    writeDate(Math.floorDiv(seconds, SECONDS_PER_DAY), out, offset);
    out[offset + 10] = 'T';
    writeTime(ofDay, out, offset + 11);
    out[offset + 19] = '.';
    twoDigits(fraction / 10_000, out, offset + 20);
    twoDigits(fraction / 100 % 100, out, offset + 22);
    twoDigits(fraction % 100, out, offset + 24);
    out[offset + 26] = 'Z';
  }

  /**
   * Writes the date of a day since 1970-01-01 as {@code 2026-11-22}. The proleptic Gregorian
   * calendar, counted in eras of 400 years that begin in March, so that the leap day comes last.
   */
  public static void writeDate(long epochDay, byte[] out, int offset) {
    long day = epochDay + DAYS_FROM_MARCH_0000;
    long era = Math.floorDiv(day, DAYS_PER_ERA);
    int ofEra = (int) (day - era * DAYS_PER_ERA);
    int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int marchMonth = (5 * ofYear + 2) / 153;
    int dayOfMonth = ofYear - (153 * marchMonth + 2) / 5 + 1;
    int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
    int year = (int) (era * 400) + yearOfEra + (month <= 2 ? 1 : 0);
    twoDigits(year / 100, out, offset);
    twoDigits(year % 100, out, offset + 2);
    out[offset + 4] = '-';
    twoDigits(month, out, offset + 5);
    out[offset + 7] = '-';
    twoDigits(dayOfMonth, out, offset + 8);
  }

  /** Writes the second of a day, 0 to 86,399, as {@code 14:03:05}. */
  public static void writeTime(int secondOfDay, byte[] out, int offset) {
    twoDigits(secondOfDay / 3_600, out, offset);
    out[offset + 2] = ':';
    twoDigits(secondOfDay / 60 % 60, out, offset + 3);
    out[offset + 5] = ':';
    twoDigits(secondOfDay % 60, out, offset + 6);
  }

  private static void twoDigits(int value, byte[] out, int offset) {
    out[offset] = (byte) ('0' + value / 10);
    out[offset + 1] = (byte) ('0' + value % 10);
  }

  /**
   * Reads an RFC 3339 time with {@code Z} or an offset, and up to nine digits of fraction, of which
   * six are kept.
   *
   * @return microseconds
   * @throws IllegalArgumentException if it is none, in one line
   */
  public static long parse(CharSequence text) {
    int length = text.length();
    if (length < 20
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || (text.charAt(10) | 0x20) != 't'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      throw bad(text);
    }
    int year = number(text, 0, 4, 0, 9_999);
    int month = number(text, 5, 2, 1, 12);
    int day = number(text, 8, 2, 1, lengthOfMonth(year, month));
    int hour = number(text, 11, 2, 0, 23);
    int minute = number(text, 14, 2, 0, 59);
    int second = number(text, 17, 2, 0, 59);
    int at = 19;
    int fraction = 0;
    if (text.charAt(at) == '.') {
      int first = ++at;
      while (at < length && isDigit(text.charAt(at))) {
        if (at - first < 6) {
          fraction = fraction * 10 + (text.charAt(at) - '0');
        }
        at++;
      }
      if (at == first || at - first > 9) {
        throw bad(text);
      }
      for (int digits = at - first; digits < 6; digits++) {
        fraction *= 10;
      }
    }
    long offset = offsetSeconds(text, at);
    long seconds =
        LocalDate.of(year, month, day).toEpochDay() * SECONDS_PER_DAY
            + hour * 3_600L
            + minute * 60L
            + second
            - offset;
    return seconds * MICROS_PER_SECOND + fraction;
  }

  private static long offsetSeconds(CharSequence text, int at) {
    int length = text.length();
    if (at == length - 1 && (text.charAt(at) | 0x20) == 'z') {
      return 0;
    }
    if (at != length - 6
        || (text.charAt(at) != '+' && text.charAt(at) != '-')
        || text.charAt(at + 3) != ':') {
      throw bad(text);
    }
    long seconds = number(text, at + 1, 2, 0, 23) * 3_600L + number(text, at + 4, 2, 0, 59) * 60L;
    return text.charAt(at) == '-' ? -seconds : seconds;
  }

  private static int lengthOfMonth(int year, int month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return switch (month) {
      case 2 -> leap ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  private static int number(CharSequence text, int from, int digits, int min, int max) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        throw bad(text);
      }
      value = value * 10 + (c - '0');
    }
    if (value < min || value > max) {
      throw bad(text);
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException bad(CharSequence text) {
    return new IllegalArgumentException(
        "time " + Quote.of(text) + ": use RFC 3339, as in 2026-11-22T14:03:05.000000Z");
  }
}
