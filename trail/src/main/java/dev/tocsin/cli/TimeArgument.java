package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A time on the command line: RFC 3339, or how long ago, as in {@code -7d}. */
final class TimeArgument {
  private static final Pattern AGO = Pattern.compile("-([0-9]{1,6})([smhd])");

  private TimeArgument() {}

  /**
   * Reads one.
   *
   * @throws CliException with code 2 if it is none
   */
  static Instant parse(String option, String text, Instant now) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      return now.minus(span(ago.group(1), ago.group(2)));
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw CliException.usage(
          option
              + " "
              + SafeText.quoted(text)
              + ": use RFC 3339, as 2026-01-10T14:30:45Z, or how long ago, as -24h or -7d");
    }
  }

  /**
   * Goes on if a time begins before it ends.
   *
   * @param from what {@code --from} gives, or null
   * @param to what the option of the end gives, or null
   * @throws CliException with code 2 if it does not
   */
  static void requireOrder(
      @Nullable String from, String toOption, @Nullable String to, Instant now) {
    if (from != null
        && to != null
        && !parse("--from", from, now).isBefore(parse(toOption, to, now))) {
      throw CliException.usage(
          "--from "
              + SafeText.quoted(from)
              + ", "
              + toOption
              + " "
              + SafeText.quoted(to)
              + ": nothing is between them: use a beginning before the end");
    }
  }

  /**
   * So many of a unit.
   *
   * @param count decimal digits, not too many for a {@code long}
   * @param unit {@code s}, {@code m}, {@code h} or {@code d}
   */
  static Duration span(String count, String unit) {
    long number = Long.parseLong(count);
    return switch (unit) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
