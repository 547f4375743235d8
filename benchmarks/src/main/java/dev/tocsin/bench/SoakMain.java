package dev.tocsin.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code benchmarks/soak [TIME]}, two minutes by default. The exit code is 1 if something grew or
 * was lost, 2 if TIME is none.
 */
public final class SoakMain {
  private static final Duration DEFAULT = Duration.ofMinutes(2);
  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([smh])");

  private SoakMain() {}

  public static void main(String[] args) throws IOException {
    Duration time;
    try {
      time = time(args);
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks/soak: " + e.getMessage());
      System.exit(2);
      return;
    }
    List<Figure> missed =
        new Soak(time, Duration.ofSeconds(1), () -> {})
            .run().stream().filter(each -> !each.isMet()).toList();
    missed.forEach(each -> System.err.println("benchmarks/soak: " + each.text()));
    System.exit(missed.isEmpty() ? 0 : 1);
  }

  /**
   * How long it is to run.
   *
   * @throws IllegalArgumentException one line, if these are no such arguments
   */
  static Duration time(String... args) {
    if (args.length == 0) {
      return DEFAULT;
    }
    Matcher matcher = TIME.matcher(args[0]);
    if (args.length > 1 || !matcher.matches()) {
      throw new IllegalArgumentException(
          String.join(" ", args) + ": use a number and s, m or h, as in 2m");
    }
    long number = Long.parseLong(matcher.group(1));
    Duration time =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        };
    if (time.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(args[0] + ": too short to tell; use 10s or more");
    }
    return time;
  }
}
