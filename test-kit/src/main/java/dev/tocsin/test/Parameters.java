package dev.tocsin.test;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * JUnit's configuration parameters for the kit, from {@code junit-platform.properties} or the
 * system properties.
 *
 * @param inMemory whether the application's audit appenders write no files
 * @param failClosed the failure policy where the configuration has no audit appender
 * @param report folder of the coverage report; null for none
 * @param required what the run has to exercise
 * @param mistakes what is wrong with them, one line each
 */
record Parameters(
    boolean inMemory,
    boolean failClosed,
    @Nullable Path report,
    List<String> required,
    List<String> mistakes) {
  static final String JOURNAL = "tocsin.journal";
  static final String FAILURE_POLICY = "tocsin.failurePolicy";
  static final String REPORT = "tocsin.coverage.report";
  static final String REQUIRE = "tocsin.coverage.require";

  static Parameters of(Function<String, Optional<String>> source) {
    List<String> mistakes = new ArrayList<>();
    return new Parameters(
        choice(source, JOURNAL, "memory", "file", mistakes),
        choice(source, FAILURE_POLICY, "fail-closed", "fail-open", mistakes),
        folder(source, mistakes),
        source.apply(REQUIRE).stream()
            .flatMap(list -> Arrays.stream(list.split(",")))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList(),
        mistakes);
  }

  private static boolean choice(
      Function<String, Optional<String>> source,
      String name,
      String yes,
      String no,
      List<String> mistakes) {
    String value = source.apply(name).map(String::strip).orElse(no);
    if (!value.equalsIgnoreCase(yes) && !value.equalsIgnoreCase(no)) {
      mistakes.add(name + " \"" + value + "\": use " + yes + " or " + no);
    }
    return value.equalsIgnoreCase(yes);
  }

  private static @Nullable Path folder(
      Function<String, Optional<String>> source, List<String> mistakes) {
    String value = source.apply(REPORT).map(String::strip).orElse("");
    try {
      return value.isEmpty() ? null : Path.of(value);
    } catch (InvalidPathException e) {
      mistakes.add(REPORT + " \"" + value + "\": is no folder's name (" + e.getReason() + ")");
      return null;
    }
  }
}
