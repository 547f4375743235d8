package dev.tocsin.docs;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What an application has that depends on {@code tocsin-log4j} and on nothing else. */
final class LibraryClassPath {
  private static final List<String> PARTS =
      List.of(
          "tocsin-log4j-",
          "log4j-plugin/target/classes",
          "log4j-api-",
          "log4j-core-",
          "log4j-layout-template-json-",
          "jackson-core-",
          "re2j-",
          "snakeyaml-engine-",
          "jspecify-");

  private LibraryClassPath() {}

  /** Everything the tests have. */
  static String ofTests() {
    return System.getProperty("java.class.path", "");
  }

  static String with(Path... more) {
    return with(List.of(), more);
  }

  /**
   * The same with further libraries of the tests.
   *
   * @param libraries how the names of their files begin, for example {@code disruptor-}
   */
  static String with(List<String> libraries, Path... more) {
    String own =
        Arrays.stream(more).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    String library =
        Arrays.stream(ofTests().split(File.pathSeparator))
            .filter(entry -> isAmong(PARTS, entry) || isAmong(libraries, entry))
            .collect(Collectors.joining(File.pathSeparator));
    return own + File.pathSeparator + library;
  }

  private static boolean isAmong(List<String> parts, String entry) {
    return parts.stream().anyMatch(entry.replace('\\', '/')::contains);
  }
}
