package dev.tocsin.servlet;

import dev.tocsin.event.Quote;
import dev.tocsin.rules.Timespan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests one client, one user or all together may send to an end point. It is a token
 * bucket: {@code requests} at once, and as many again spread over each {@code window}.
 *
 * @param scope whose requests are counted together
 * @param path a pattern as in servlet mappings ({@code /login}, {@code /api/*}, {@code *.pdf});
 *     empty for every path
 * @param requests 1 to 1,000,000
 * @param window one second to a day
 */
public record RateLimit(Scope scope, Optional<String> path, int requests, Duration window) {
  private static final Pattern FORM =
      Pattern.compile("(\\S+)(?:\\s+([/*]\\S*))?\\s+([0-9]{1,7})/(\\S+)");
  private static final int MOST_REQUESTS = 1_000_000;
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final String HOW =
      ": write address, user or endpoint, a path if it is for one, and the limit, as in"
          + " address /login 10/1m";

  /** Whose requests are counted together. */
  public enum Scope {
    /** Those of one IPv4 address, or of one IPv6 network of 64 bits. */
    ADDRESS,
    /** Those of one user, by the name of the request's principal; others are not limited. */
    USER,
    /** Those of all clients to one path, or to all the paths of the pattern together. */
    ENDPOINT;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public RateLimit {
    path.ifPresent(PathPatterns::checked);
    if (requests < 1 || requests > MOST_REQUESTS) {
      throw new IllegalArgumentException(
          "rate limit of " + requests + " requests: use 1 to " + MOST_REQUESTS);
    }
    if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("rate limit's window " + window + ": use 1s to 1d");
    }
  }

  /**
   * Reads limits with semicolons between them, as configuration has them: {@code address 600/1m;
   * address /login 10/1m; user 1000/1h; endpoint /export 5/1m}.
   *
   * @throws IllegalArgumentException if one is none; the message names it
   */
  public static List<RateLimit> parse(String text) {
    List<RateLimit> limits = new ArrayList<>();
    for (String each : text.split(";", -1)) {
      if (!each.isBlank()) {
        limits.add(parseOne(each.strip()));
      }
    }
    return List.copyOf(limits);
  }

  private static RateLimit parseOne(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("rate limit " + Quote.of(text) + HOW);
    }
    return new RateLimit(
        scope(parts.group(1), text),
        Optional.ofNullable(parts.group(2)),
        Integer.parseInt(parts.group(3)),
        Timespan.parse("rate limit's window", parts.group(4), LONGEST));
  }

  private static Scope scope(String word, String text) {
    for (Scope scope : Scope.values()) {
      if (scope.text().equals(word)) {
        return scope;
      }
    }
    throw new IllegalArgumentException("rate limit " + Quote.of(text) + HOW);
  }

  /** The form in which it is configured. */
  @Override
  public String toString() {
    return scope.text()
        + path.map(pattern -> " " + pattern).orElse("")
        + " "
        + requests
        + "/"
        + Timespan.text(window);
  }
}
