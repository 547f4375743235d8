package dev.tocsin.privacy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How long one key for pseudonyms is in use: a day, month or year of the calendar, in UTC. */
public enum KeyPeriod {
  DAY,
  MONTH,
  YEAR;

  private static final int YEAR_CHARS = 4;
  private static final int MONTH_CHARS = 7;

  /** The period of this name, {@code day}, {@code month} or {@code year}, or null. */
  public static @Nullable KeyPeriod find(String name) {
    for (KeyPeriod each : values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    return null;
  }

  /**
   * The name of the period that a time lies in: {@code 2026-11-28}, {@code 2026-11}, or the year.
   */
  public String nameAt(Instant time) {
    String day = LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
    return switch (this) {
      case DAY -> day;
      case MONTH -> day.substring(0, day.length() + MONTH_CHARS - "2026-11-28".length());
      case YEAR -> day.substring(0, day.length() + YEAR_CHARS - "2026-11-28".length());
    };
  }

  /** The end of the period that a time lies in, the first moment of the next one. */
  public Instant endAt(Instant time) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    LocalDate next =
        switch (this) {
          case DAY -> day.plusDays(1);
          case MONTH -> day.withDayOfMonth(1).plusMonths(1);
          case YEAR -> day.withDayOfYear(1).plusYears(1);
        };
    return next.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The beginning of the period that a time lies in. */
  Instant startAt(Instant time) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    LocalDate first =
        switch (this) {
          case DAY -> day;
          case MONTH -> day.withDayOfMonth(1);
          case YEAR -> day.withDayOfYear(1);
        };
    return first.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
