package dev.tocsin.log4j;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.core.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Which audit appender of a configuration writes which file. A second one on the same file would
 * record each call once more, and rules would count it twice. Thread-safe.
 */
final class ClaimedFiles {
  private static final String COMPONENT = "tocsin.files";

  private final Map<Path, String> appenders = new ConcurrentHashMap<>();

  private ClaimedFiles() {}

  static ClaimedFiles of(Configuration configuration) {
    return PerConfiguration.get(configuration, COMPONENT, ClaimedFiles::new);
  }

  /**
   * Takes a file for an appender.
   *
   * @return the appender that has it already, or null
   */
  @Nullable String claim(Path file, String appender) {
    return appenders.putIfAbsent(file, appender);
  }
}
