package dev.tocsin.log4j;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventTypesFile;
import dev.tocsin.journal.Durability;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.RetentionPolicy;
import dev.tocsin.privacy.SessionHasher;
import dev.tocsin.risk.RiskModel;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.appender.DefaultErrorHandler;
import org.apache.logging.log4j.core.appender.rolling.CompositeTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.RolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.TimeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.TriggeringPolicy;
import org.apache.logging.log4j.core.async.AsyncLoggerConfig;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginNode;
import org.apache.logging.log4j.core.filter.AbstractFilterable;
import org.jspecify.annotations.Nullable;

/**
 * The appender that keeps the audit file: security events as JSON lines in a journal that rolls, is
 * chained line to line, and is kept as long as {@code Retention} says. Events without a security
 * marker pass it by, so it may hang on the root logger.
 *
 * <pre>{@code
 * <SecurityAudit name="audit" fileName="logs/security_audit.log">
 *   <Retention days="30"/>
 * </SecurityAudit>
 * }</pre>
 *
 * <p>Every attribute is described in {@code docs/configuration.md}. What is wrong in the
 * configuration, or with the file, is told by an exception at the start: a program does not run on
 * with an audit log that it believes in and does not have.
 */
@Plugin(
    name = "SecurityAudit",
    category = Core.CATEGORY_NAME,
    elementType = Appender.ELEMENT_TYPE,
    printObject = true)
public final class SecurityAuditAppender extends AbstractAppender {
  private final Builder settings;
  private final List<String> errors;
  private final Configuration configuration;
  private @Nullable JournalSink sink;
  private @Nullable PolicyHost host;

  private SecurityAuditAppender(
      String name,
      @Nullable Filter filter,
      boolean failClosed,
      Configuration configuration,
      Builder settings,
      List<String> errors) {
    super(name, filter, null, !failClosed, Property.EMPTY_ARRAY);
    this.configuration = configuration;
    this.settings = settings;
    this.errors = errors;
    setHandler(new PassingErrorHandler(this));
  }

  /** Reports errors, and leaves the exception that the caller gets as it is. */
  private static final class PassingErrorHandler extends DefaultErrorHandler {
    PassingErrorHandler(Appender appender) {
      super(appender);
    }

    @Override
    public void error(String message, LogEvent event, Throwable cause) {
      error(message + ": " + cause.getMessage());
    }
  }

  @PluginBuilderFactory
  public static Builder newBuilder() {
    return new Builder();
  }

  @Override
  public void append(LogEvent event) {
    JournalSink current = sink;
    if (current != null) {
      current.append(event);
    }
  }

  /**
   * Opens the journal.
   *
   * @throws ConfigurationException one line that names what is wrong and the way out
   */
  @Override
  public void start() {
    if (!errors.isEmpty()) {
      throw refuse(String.join("; ", errors));
    }
    setStarting();
    List<String> wrong = new ArrayList<>();
    Settings checked = settings.check(configuration, wrong);
    if (!wrong.isEmpty()) {
      throw refuse(String.join("; ", wrong));
    }
    LoggerContext context = configuration.getLoggerContext();
    PolicyHost policies =
        new PolicyHost(context, checked.file().toString(), checked.filePattern(), checked.policy());
    JournalConfig journalConfig =
        JournalConfig.builder(checked.file())
            .writer(checked.writer())
            .naming(checked.naming())
            .trigger(policies)
            .durability(checked.durability())
            .retention(checked.retention())
            .build();
    JournalManager manager;
    try {
      manager = JournalManager.get(journalConfig);
    } catch (ConfigurationException e) {
      throw refuse(String.valueOf(e.getMessage()));
    }
    host = policies;
    policies.attach(manager.journal());
    EventAssembler assembler =
        new EventAssembler(
            checked.types(),
            checked.source(),
            checked.contextDetails(),
            checked.captureBodies(),
            sessionHasher(checked.file()),
            RiskModel.DEFAULT,
            manager.suspicious());
    JournalSink opened =
        new JournalSink(
            getName(),
            context,
            journalConfig,
            manager,
            assembler,
            new JournalSink.Behaviour(
                getFilter(), !ignoreExceptions(), isAsynchronous(context), checked.asyncTimeout()));
    manager.add(opened);
    sink = opened;
    AuditRegistry.register(opened);
    passSecurityEvents(checked.types());
    setStarted();
  }

  private ConfigurationException refuse(String what) {
    String message = "SecurityAudit \"" + getName() + "\": " + what;
    LOGGER.error(message);
    return new ConfigurationException(message);
  }

  private static SessionHasher sessionHasher(Path file) {
    Path folder = Objects.requireNonNull(file.getParent());
    try {
      return SessionHasher.fromFolder(folder, new SecureRandom());
    } catch (IOException e) {
      throw new ConfigurationException(
          folder.resolve(SessionHasher.KEY_FILE) + ": the session key can't be used: " + e, e);
    }
  }

  /** Whether a logging call may return before this appender has run. */
  private boolean isAsynchronous(LoggerContext context) {
    return context instanceof AsyncLoggerContext
        || configuration.getAppenders().values().stream().anyMatch(AsyncAppender.class::isInstance)
        || configuration.getLoggers().values().stream()
            .anyMatch(AsyncLoggerConfig.class::isInstance);
  }

  /** No level and no global filter holds a security event back: this filter comes before them. */
  private void passSecurityEvents(EventTypes types) {
    Filter present = configuration.getFilter();
    if (present != null) {
      configuration.removeFilter(present);
    }
    configuration.addFilter(new SecurityEventFilter(new TypeResolver(types)));
    if (present != null) {
      configuration.addFilter(present);
    }
  }

  @Override
  public boolean stop(long timeout, TimeUnit timeUnit) {
    setStopping();
    boolean stopped = super.stop(timeout, timeUnit, false);
    PolicyHost policies = host;
    if (policies != null) {
      policies.detach();
    }
    JournalSink current = sink;
    if (current != null) {
      LoggerContext context = configuration.getLoggerContext();
      if (context == null || !(context.isStopping() || context.isStopped())) {
        // A reconfiguration: the appender of the new configuration serves this context now.
        AuditRegistry.unregister(current);
      }
      current.release();
    }
    setStopped();
    return stopped;
  }

  /** What the attributes and elements say, once they were checked. */
  private record Settings(
      Path file,
      String filePattern,
      PatternNaming naming,
      TriggeringPolicy policy,
      Durability durability,
      RetentionPolicy retention,
      String writer,
      String source,
      EventTypes types,
      List<String> contextDetails,
      boolean captureBodies,
      Duration asyncTimeout) {}

  /** Collects what the configuration says; see {@code docs/configuration.md}. */
  public static final class Builder extends AbstractFilterable.Builder<Builder>
      implements org.apache.logging.log4j.core.util.Builder<SecurityAuditAppender> {
    static final String ATTRIBUTES =
        "name, fileName, filePattern, source, writer, fsync, failurePolicy, types, contextDetails,"
            + " asyncTimeoutMillis, captureBodies";

    /** Stands first, because what it takes away would trip the injection of the others. */
    @UnusableElements private List<String> unusableElements = List.of();

    @PluginBuilderAttribute private @Nullable String name;
    @PluginBuilderAttribute private @Nullable String fileName;
    @PluginBuilderAttribute private @Nullable String filePattern;
    @PluginBuilderAttribute private @Nullable String source;
    @PluginBuilderAttribute private @Nullable String writer;
    @PluginBuilderAttribute private @Nullable String fsync;
    @PluginBuilderAttribute private @Nullable String failurePolicy;
    @PluginBuilderAttribute private @Nullable String types;
    @PluginBuilderAttribute private @Nullable String contextDetails;
    @PluginBuilderAttribute private @Nullable String asyncTimeoutMillis;
    @PluginBuilderAttribute private boolean captureBodies;

    @PluginElement("Policy")
    private @Nullable TriggeringPolicy policy;

    @PluginElement("Strategy")
    private @Nullable RolloverStrategy strategy;

    @PluginElement("Retention")
    private @Nullable RetentionElement retention;

    @PluginConfiguration private @Nullable Configuration configuration;

    @PluginNode private @Nullable Node node;

    private Builder() {}

    /** Name of the appender; required. */
    public Builder setName(String value) {
      this.name = value;
      return this;
    }

    /** The active file; required. */
    public Builder setFileName(String value) {
      this.fileName = value;
      return this;
    }

    /** Names of sealed files, with {@code %i}; by default by day, compressed. */
    public Builder setFilePattern(String value) {
      this.filePattern = value;
      return this;
    }

    /** Name of the application or service; by default {@code OTEL_SERVICE_NAME}. */
    public Builder setSource(String value) {
      this.source = value;
      return this;
    }

    /** Stable name of the writer; by default the source. */
    public Builder setWriter(String value) {
      this.writer = value;
      return this;
    }

    /** {@code always}, {@code everysec} (default) or {@code no}. */
    public Builder setFsync(String value) {
      this.fsync = value;
      return this;
    }

    /** {@code fail-open} (default) or {@code fail-closed}. */
    public Builder setFailurePolicy(String value) {
      this.failurePolicy = value;
      return this;
    }

    /** A YAML file with event types of one's own. */
    public Builder setTypes(String value) {
      this.types = value;
      return this;
    }

    /** Names, separated by commas, of context entries that go to the details; {@code *}: all. */
    public Builder setContextDetails(String value) {
      this.contextDetails = value;
      return this;
    }

    /** How long a SecurityLogger call waits for an asynchronous route; by default 5000. */
    public Builder setAsyncTimeoutMillis(String value) {
      this.asyncTimeoutMillis = value;
      return this;
    }

    /** Whether request and response bodies are kept; by default not. */
    public Builder setCaptureBodies(boolean value) {
      this.captureBodies = value;
      return this;
    }

    /** When the file rolls; by default daily and at 10 MB. */
    public Builder setPolicy(TriggeringPolicy value) {
      this.policy = value;
      return this;
    }

    /** Not supported; here so that it can be refused by name. */
    public Builder setStrategy(RolloverStrategy value) {
      this.strategy = value;
      return this;
    }

    /** How long sealed files are kept; by default 30 days. */
    public Builder setRetention(RetentionElement value) {
      this.retention = value;
      return this;
    }

    /** Where the appender stands in the configuration; null outside of one. */
    public Builder setNode(Node value) {
      this.node = value;
      return this;
    }

    /** The configuration this appender belongs to. */
    public Builder setConfiguration(Configuration value) {
      this.configuration = value;
      return this;
    }

    @Override
    public SecurityAuditAppender build() {
      List<String> errors = new ArrayList<>();
      String policyText = failurePolicy == null ? "fail-open" : failurePolicy;
      boolean failClosed = policyText.equalsIgnoreCase("fail-closed");
      if (!failClosed && !policyText.equalsIgnoreCase("fail-open")) {
        errors.add("failurePolicy \"" + policyText + "\": use fail-open or fail-closed");
      }
      if (name == null) {
        errors.add("name is missing: give the appender one, as in name=\"audit\"");
      }
      Configuration owner = Objects.requireNonNull(configuration, "configuration");
      if (node != null) {
        errors.addAll(UnknownParts.of(node, owner, unusableElements, ATTRIBUTES));
      }
      return new SecurityAuditAppender(
          name == null ? "SecurityAudit" : name, getFilter(), failClosed, owner, this, errors);
    }

    private Settings check(Configuration config, List<String> errors) {
      Path file = file(errors);
      String pattern = filePattern == null ? PatternNaming.defaultPattern(file) : filePattern;
      String sourceName = source == null || source.isBlank() ? Sources.byDefault() : source;
      if (strategy != null) {
        errors.add(
            strategy.getClass().getSimpleName()
                + ": is not for audit files, which are never overwritten; use filePattern for the"
                + " names and <Retention days=\"…\"/> for how long they are kept");
      }
      if (retention != null) {
        errors.addAll(retention.errors());
      }
      PatternNaming naming =
          attempt(
              errors,
              PatternNaming.of(
                  PatternNaming.defaultPattern(file), file, config.getStrSubstitutor()),
              fallback -> PatternNaming.of(pattern, file, config.getStrSubstitutor()));
      if (isTimed(policy) && !pattern.contains("%d")) {
        errors.add(
            "filePattern \""
                + pattern
                + "\": has no %d, which TimeBasedTriggeringPolicy needs; use for example "
                + PatternNaming.defaultPattern(file));
      }
      return new Settings(
          file,
          pattern.endsWith(".gz") ? pattern.substring(0, pattern.length() - 3) : pattern,
          naming,
          policy == null ? defaultPolicy(pattern.contains("%d")) : policy,
          attempt(
              errors,
              Durability.EVERYSEC,
              fallback -> fsync == null ? fallback : parseFsync(fsync)),
          retention == null ? RetentionPolicy.DEFAULT : retention.policy(),
          writer == null || writer.isBlank() ? sourceName : writer,
          sourceName,
          attempt(errors, EventTypes.builtIn(), this::readTypes),
          contextDetails == null
              ? List.of()
              : Arrays.stream(contextDetails.split(",")).map(String::strip).toList(),
          captureBodies,
          attempt(errors, Duration.ofSeconds(5), this::readTimeout));
    }

    private static boolean isTimed(@Nullable TriggeringPolicy policy) {
      return policy instanceof TimeBasedTriggeringPolicy
          || (policy instanceof CompositeTriggeringPolicy composite
              && Arrays.stream(composite.getTriggeringPolicies()).anyMatch(Builder::isTimed));
    }

    private Path file(List<String> errors) {
      if (fileName == null || fileName.isBlank()) {
        errors.add(
            "fileName is missing: name the audit file, as in fileName=\"logs/security_audit.log\"");
        return Path.of("security_audit.log").toAbsolutePath();
      }
      try {
        return Path.of(fileName).toAbsolutePath().normalize();
      } catch (InvalidPathException e) {
        errors.add("fileName \"" + fileName + "\": is no file name here (" + e.getReason() + ")");
        return Path.of("security_audit.log").toAbsolutePath();
      }
    }

    private static Durability parseFsync(String text) {
      try {
        return Durability.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("fsync " + e.getMessage(), e);
      }
    }

    private EventTypes readTypes(EventTypes builtIn) {
      if (types == null) {
        return builtIn;
      }
      List<EventType> own = EventTypesFile.read(Path.of(types));
      own.forEach(Markers::of);
      return builtIn.with(own);
    }

    private Duration readTimeout(Duration fallback) {
      if (asyncTimeoutMillis == null) {
        return fallback;
      }
      try {
        long millis = Long.parseLong(asyncTimeoutMillis.strip());
        if (millis >= 1 && millis <= 3_600_000) {
          return Duration.ofMillis(millis);
        }
      } catch (NumberFormatException e) {
        // Told below, with the value.
      }
      throw new IllegalArgumentException(
          "asyncTimeoutMillis \"" + asyncTimeoutMillis + "\": use milliseconds, 1 to 3600000");
    }

    private static <T> T attempt(List<String> errors, T fallback, Function<T, T> attempt) {
      try {
        return attempt.apply(fallback);
      } catch (IllegalArgumentException e) {
        errors.add(String.valueOf(e.getMessage()));
        return fallback;
      }
    }

    private static TriggeringPolicy defaultPolicy(boolean dated) {
      TriggeringPolicy bySize = SizeBasedTriggeringPolicy.createPolicy("10 MB");
      return dated
          ? CompositeTriggeringPolicy.createPolicy(
              TimeBasedTriggeringPolicy.newBuilder().build(), bySize)
          : bySize;
    }
  }
}
