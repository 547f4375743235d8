package dev.tocsin.doctor;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the process that the application runs in: a process next to it sees neither its
 * system properties nor its class path, so they are given. Immutable.
 */
public final class JvmFacts {
  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final @Nullable ClassPath classPath;

  /**
   * @param properties system properties as given with {@code -D}
   * @param environment its environment variables
   * @param classPath null if it is not known
   */
  public JvmFacts(
      Map<String, String> properties,
      Map<String, String> environment,
      @Nullable ClassPath classPath) {
    this.properties = Map.copyOf(properties);
    this.environment = Map.copyOf(environment);
    this.classPath = classPath;
  }

  /** Its class path, if that is known. */
  Optional<ClassPath> classPath() {
    return Optional.ofNullable(classPath);
  }

  /**
   * A setting of Log4j's own, from where Log4j takes it: a system property under its name of today
   * or of before, an environment variable, {@code log4j2.component.properties} on the class path.
   *
   * @param name as in {@code log4j2.contextSelector}
   * @param before the property's name of before Log4j 2.10
   */
  Optional<String> setting(String name, String before) {
    String variable =
        name.replace("log4j2.", "LOG4J.")
            .replaceAll("([a-z])([A-Z])", "$1_$2")
            .replace('.', '_')
            .toUpperCase(Locale.ROOT);
    Properties component =
        classPath == null ? new Properties() : classPath.log4jComponentProperties();
    for (String value :
        new @Nullable String[] {
          properties.get(name),
          properties.get(before),
          environment.get(variable),
          component.getProperty(name),
          component.getProperty(before)
        }) {
      if (value != null && !value.isBlank()) {
        return Optional.of(value.strip());
      }
    }
    return Optional.empty();
  }
}
