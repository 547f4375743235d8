package dev.tocsin.spring;

import dev.tocsin.spring.TocsinProperties.Journal;
import dev.tocsin.spring.TocsinProperties.Otel;
import dev.tocsin.spring.TocsinProperties.Receiver;
import dev.tocsin.spring.TocsinProperties.Retention;
import dev.tocsin.spring.TocsinProperties.Rules;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Order;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Makes of the properties of an application the part of Log4j's configuration that holds the audit
 * log. Spring Boot merges it with the rest, as it does with every {@code
 * logging.log4j2.config.override}, before the whole is started: so no event falls between two
 * configurations, and levels that are set by properties stay.
 */
@Plugin(name = "TocsinJournalConfigurationFactory", category = ConfigurationFactory.CATEGORY)
@Order(JournalConfigurationFactory.BEFORE_XML)
public final class JournalConfigurationFactory extends ConfigurationFactory {
  /** Where Log4j's configuration is to look, so that it comes here. */
  static final String LOCATION = "classpath:dev/tocsin/spring/journal.tocsin";

  /** The factory for XML takes what no factory before it has taken. */
  static final int BEFORE_XML = 100;

  private static final String SUFFIX = ".tocsin";

  /** For Log4j. */
  public JournalConfigurationFactory() {}

  @Override
  protected String[] getSupportedTypes() {
    return new String[] {SUFFIX};
  }

  @Override
  public @Nullable Configuration getConfiguration(LoggerContext log4j, ConfigurationSource source) {
    AuditSetup setup = AuditSetup.next(log4j);
    if (setup == null) {
      return null;
    }
    setup.runsIn(log4j);
    ConfigurationBuilder<BuiltConfiguration> builder = newConfigurationBuilder();
    builder.setConfigurationSource(source);
    builder.setConfigurationName("tocsin.* properties");
    builder.setLoggerContext(log4j);
    builder.add(appender(builder, setup));
    // No level: that of the configuration below stays.
    builder.add(builder.newRootLogger().add(builder.newAppenderRef(AuditSetup.APPENDER)));
    return builder.build(false);
  }

  private static AppenderComponentBuilder appender(
      ConfigurationBuilder<?> builder, AuditSetup setup) {
    Journal journal = setup.properties().journal();
    AppenderComponentBuilder appender = builder.newAppender(AuditSetup.APPENDER, "SecurityAudit");
    set(appender, "fileName", journal.file());
    set(appender, "filePattern", journal.filePattern());
    set(appender, "source", setup.source());
    set(appender, "writer", journal.writer());
    set(appender, "fsync", text(journal.fsync()));
    set(appender, "failurePolicy", text(journal.failurePolicy()));
    set(appender, "types", journal.types());
    set(appender, "contextDetails", list(journal.contextDetails()));
    set(appender, "asyncTimeoutMillis", millis(journal.asyncTimeout()));
    set(appender, "writeTimeoutMillis", millis(journal.writeTimeout()));
    set(appender, "captureBodies", journal.captureBodies());
    set(appender, "keys", journal.keys());
    set(appender, "evolve", journal.evolve());
    set(appender, "allowSuppression", journal.allowSuppression());
    set(appender, "redaction", journal.redaction() ? "on" : "off");
    DataSize maxFileSize = journal.maxFileSize();
    if (maxFileSize != null) {
      appender.addComponent(policies(builder, maxFileSize));
    }
    appender.addComponent(retention(builder, journal.retention()));
    appender.addComponent(rules(builder, setup.properties().rules()));
    Otel otel = setup.properties().otel();
    if (otel.enabled()) {
      appender.addComponent(otel(builder, otel));
    }
    return appender;
  }

  private static ComponentBuilder<?> policies(ConfigurationBuilder<?> builder, DataSize size) {
    return builder
        .newComponent("Policies")
        .addComponent(builder.newComponent("TimeBasedTriggeringPolicy"))
        .addComponent(
            builder
                .newComponent("SizeBasedTriggeringPolicy")
                .addAttribute("size", Long.toString(size.toBytes())));
  }

  private static ComponentBuilder<?> retention(
      ConfigurationBuilder<?> builder, Retention retention) {
    ComponentBuilder<?> element = builder.newComponent("Retention");
    set(element, "days", retention.days());
    DataSize size = retention.totalSize();
    set(element, "totalSize", size == null ? null : Long.toString(size.toBytes()));
    set(element, "maxEvents", retention.maxEvents());
    set(element, "minAgeDays", retention.minAgeDays());
    return element;
  }

  private static ComponentBuilder<?> rules(ConfigurationBuilder<?> builder, Rules rules) {
    ComponentBuilder<?> element = builder.newComponent("Rules");
    set(element, "enabled", rules.enabled());
    set(element, "file", rules.file());
    set(element, "simulate", rules.simulate());
    set(element, "neverBlock", list(rules.neverBlock()));
    List<Receiver> receivers = rules.receivers();
    if (receivers != null) {
      receivers.forEach(each -> element.addComponent(receiver(builder, each)));
    }
    return element;
  }

  private static ComponentBuilder<?> receiver(ConfigurationBuilder<?> builder, Receiver receiver) {
    ComponentBuilder<?> element = builder.newComponent("Receiver");
    set(element, "name", receiver.name());
    set(element, "type", receiver.type());
    set(element, "url", receiver.url());
    set(element, "secretFile", receiver.secretFile());
    set(element, "secretEnv", receiver.secretEnv());
    set(element, "user", receiver.user());
    set(element, "passwordFile", receiver.passwordFile());
    set(element, "passwordEnv", receiver.passwordEnv());
    set(element, "tokenFile", receiver.tokenFile());
    set(element, "tokenEnv", receiver.tokenEnv());
    return element;
  }

  private static ComponentBuilder<?> otel(ConfigurationBuilder<?> builder, Otel otel) {
    ComponentBuilder<?> element = builder.newComponent("OpenTelemetry");
    set(element, "endpoint", otel.endpoint());
    set(element, "protocol", otel.protocol());
    set(element, "certificate", otel.certificate());
    set(element, "clientKey", otel.clientKey());
    set(element, "clientCertificate", otel.clientCertificate());
    set(element, "compression", otel.compression());
    set(element, "timeoutMillis", millis(otel.timeout()));
    set(element, "connectTimeoutMillis", millis(otel.connectTimeout()));
    set(element, "proxy", otel.proxy());
    set(element, "allowInsecure", otel.allowInsecure());
    set(element, "also", otel.also());
    set(element, "without", otel.without());
    set(element, "maxEventsPerSecond", otel.maxEventsPerSecond());
    set(element, "flushTimeoutMillis", millis(otel.flushTimeout()));
    set(element, "metrics", otel.metrics());
    set(element, "metricsIntervalMillis", millis(otel.metricsInterval()));
    return element;
  }

  private static void set(ComponentBuilder<?> element, String name, @Nullable Object value) {
    if (value != null) {
      element.addAttribute(name, value.toString());
    }
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static @Nullable String list(@Nullable List<String> values) {
    return values == null ? null : String.join(",", values);
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }
}
