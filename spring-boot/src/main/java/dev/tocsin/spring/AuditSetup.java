package dev.tocsin.spring;

import dev.tocsin.spring.TocsinProperties.Journal;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.core.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.StringUtils;

/**
 * What one application asks of Log4j, on its way from Spring's environment to {@link
 * JournalConfigurationFactory}, which Log4j makes and calls. Log4j's context carries it.
 *
 * @param properties what is configured
 * @param applicationName for events, where no source is configured; null if there is none
 * @param given the properties that are set, with where they were set
 */
record AuditSetup(
    TocsinProperties properties,
    @Nullable String applicationName,
    List<ConfigurationProperty> given) {
  private static final String ASKED = AuditSetup.class.getName() + ".asked";
  private static final String RUNNING = AuditSetup.class.getName() + ".running";

  AuditSetup {
    given = List.copyOf(given);
  }

  /** Name of the appender that the properties make. */
  static final String APPENDER = "tocsin";

  /** Is what the next configuration is made of, unless another is in use. */
  void askOf(LoggerContext log4j) {
    log4j.putObject(ASKED, this);
  }

  /** Is what the present configuration was made of. */
  void runsIn(LoggerContext log4j) {
    log4j.putObject(RUNNING, this);
  }

  static @Nullable AuditSetup asked(LoggerContext log4j) {
    return log4j.getObject(ASKED) instanceof AuditSetup setup ? setup : null;
  }

  static @Nullable AuditSetup running(LoggerContext log4j) {
    return log4j.getObject(RUNNING) instanceof AuditSetup setup ? setup : null;
  }

  /** What the next configuration is made of: what runs, as long as a context uses it. */
  static @Nullable AuditSetup next(LoggerContext log4j) {
    AuditSetup running = running(log4j);
    return running != null && JournalUse.isOn(log4j) ? running : asked(log4j);
  }

  static void forget(LoggerContext log4j) {
    log4j.removeObject(RUNNING);
  }

  /** Whether both make the same audit log. */
  boolean makesSameAs(AuditSetup other) {
    return properties.journal().equals(other.properties.journal())
        && properties.rules().equals(other.properties.rules())
        && properties.otel().equals(other.properties.otel())
        && String.valueOf(source()).equals(String.valueOf(other.source()));
  }

  /** Name of the application in events; null for Tocsin's default. */
  @Nullable String source() {
    Journal journal = properties.journal();
    return journal.source() != null ? journal.source() : applicationName;
  }

  /** The properties that a message is about: it quotes their values, or names their durations. */
  List<ConfigurationProperty> mentionedIn(String message) {
    List<ConfigurationProperty> mentioned = new ArrayList<>();
    for (ConfigurationProperty each : given) {
      String value = String.valueOf(each.getValue());
      if ((value.length() > 1 && message.contains(value))
          || message.contains(attribute(each) + "Millis")) {
        mentioned.add(each);
      }
    }
    return mentioned;
  }

  /** {@code tocsin.journal.write-timeout} is told to Log4j as {@code writeTimeoutMillis}. */
  private static String attribute(ConfigurationProperty property) {
    StringBuilder attribute = new StringBuilder();
    for (String word :
        property.getName().getLastElement(ConfigurationPropertyName.Form.DASHED).split("-", -1)) {
      attribute.append(attribute.isEmpty() ? word : StringUtils.capitalize(word));
    }
    return attribute.toString();
  }
}
