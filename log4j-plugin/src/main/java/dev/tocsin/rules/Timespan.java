package dev.tocsin.rules;

import dev.tocsin.event.Quote;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as Sigma writes them: {@code 30s}, {@code 15m}, {@code 24h}, {@code 7d}. */
public final class Timespan {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd])");

  private Timespan() {}

  /**
   * Reads a time.
   *
   * @param max the longest that is taken
   * @throws IllegalArgumentException if it is none, zero, or longer; one line
   */
  public static Duration parse(String what, String text, Duration max) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          what + " " + Quote.of(text) + ": use a whole number with s, m, h or d, as in 15m");
    }
    long number = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    if (duration.isZero() || duration.compareTo(max) > 0) {
      throw new IllegalArgumentException(what + " " + Quote.of(text) + ": use 1s to " + text(max));
    }
    return duration;
  }

  /** The shortest way to write a time of whole seconds. */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0 && seconds > 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0 && seconds > 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
