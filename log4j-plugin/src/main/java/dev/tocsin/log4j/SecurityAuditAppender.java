package dev.tocsin.log4j;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.keys.KeySet;
import dev.tocsin.keys.Secret;
import dev.tocsin.outlet.Outlet;
import dev.tocsin.privacy.Pseudonymizer;
import dev.tocsin.privacy.Redactor;
import dev.tocsin.privacy.SessionHasher;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LifeCycle;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.appender.DefaultErrorHandler;
import org.apache.logging.log4j.core.appender.rolling.RolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.TriggeringPolicy;
import org.apache.logging.log4j.core.async.AsyncLoggerConfig;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.LoggerConfig;
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
  private final AuditSettings settings;
  private final List<String> errors;
  private final Configuration configuration;
  private final boolean inMemory;
  private @Nullable JournalSink sink;
  private @Nullable PolicyHost host;

  private SecurityAuditAppender(
      String name,
      @Nullable Filter filter,
      boolean failClosed,
      Configuration configuration,
      AuditSettings settings,
      List<String> errors,
      boolean inMemory) {
    super(name, filter, null, !failClosed, Property.EMPTY_ARRAY);
    this.configuration = configuration;
    this.settings = settings;
    this.errors = errors;
    this.inMemory = inMemory;
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
    AuditRoutes routes = AuditRoutes.of(configuration);
    // First, so that no journal is opened, or changed by a reload, for a configuration with
    // mistakes.
    List<String> mistakes = mistakes(configuration, withThis(routes.audits()));
    if (!mistakes.isEmpty()) {
      throw Refusal.giveUp(configuration, String.join("; ", mistakes));
    }
    if (routes.audits().contains(this)) {
      refuseSuppression(routes);
    }
    open();
  }

  /** Starts in a configuration that runs already, and has all its loggers lead here. */
  void startAttached() {
    start();
    configuration.addAppender(this);
    configuration.getRootLogger().addAppender(this, null, null);
    for (LoggerConfig logger : configuration.getLoggers().values()) {
      if (!logger.isAdditive() && logger != configuration.getRootLogger()) {
        logger.addAppender(this, null, null);
      }
    }
    Passage.catchNested(configuration, getName(), Objects.requireNonNull(sink));
  }

  /** Told once for the configuration: by the first of its audit appenders that starts. */
  private void refuseSuppression(AuditRoutes routes) {
    if (routes.audits().stream().anyMatch(LifeCycle::isStarted)) {
      return;
    }
    List<String> problems =
        routes
            .problems(routes.audits().stream().map(each -> each.settings.types()).toList())
            .stream()
            .map(AuditInspection.Suppression::text)
            .toList();
    boolean allowed = routes.audits().stream().anyMatch(each -> each.settings.allowSuppression());
    if (!problems.isEmpty() && !allowed) {
      throw Refusal.giveUp(configuration, named(String.join("; ", problems)));
    }
    problems.forEach(problem -> LOGGER.warn("SecurityAudit \"{}\": {}", getName(), problem));
  }

  private void open() {
    setStarting();
    LoggerContext context = configuration.getLoggerContext();
    PolicyHost policies =
        new PolicyHost(settings.file().toString(), settings.filePattern(), settings.policy());
    JournalConfig journalConfig =
        JournalConfig.builder(settings.file())
            .writer(settings.writer())
            .naming(settings.naming())
            .trigger(policies)
            .durability(settings.durability())
            .retention(settings.retention())
            .keys(settings.keys())
            .evolve(settings.evolve())
            .writeTimeout(settings.writeTimeout())
            .build();
    @Nullable JournalManager manager;
    SessionHasher sessions;
    @Nullable Pseudonymizer pseudonyms;
    try {
      pseudonyms = SharedRedaction.of(configuration).prepare(settings.pseudonyms());
      manager = inMemory ? null : JournalManager.get(journalConfig, settings.suspiciousWindow());
      sessions = sessionHasher(manager);
    } catch (ConfigurationException e) {
      throw Refusal.giveUp(configuration, named(String.valueOf(e.getMessage())));
    }
    if (!settings.redaction().on()) {
      LOGGER.warn(
          "SecurityAudit \"{}\": redaction is off, secrets are written as they come; remove"
              + " redaction=\"off\" to have them replaced",
          getName());
    }
    Redactor redactor = Redactor.of(settings.redaction(), sessions, pseudonyms);
    SettingsInForce inForce;
    try {
      inForce =
          SettingsInForce.of(
              getName(),
              settings,
              !ignoreExceptions(),
              getFilter(),
              manager == null ? settings.suspiciousWindow() : manager.suspicious().window());
    } catch (RuntimeException | LinkageError e) {
      // The text of somebody's filter, or shipped rules that are gone with their file.
      if (manager != null) {
        manager.close();
      }
      throw Refusal.giveUp(configuration, named("its settings can't be told: " + e));
    }
    if (manager != null) {
      host = policies;
      policies.attach(manager.journal());
    }
    EventAssembler assembler =
        new EventAssembler(
            settings.types(),
            settings.source(),
            settings.contextDetails(),
            settings.captureBodies(),
            () -> redactor,
            settings::risk,
            manager == null ? null : manager.suspicious());
    JournalSink opened =
        new JournalSink(
            getName(),
            context,
            journalConfig,
            manager == null ? new MemoryStore(settings.file()) : manager,
            assembler,
            new JournalSink.Behaviour(
                getFilter(),
                !ignoreExceptions(),
                isAsynchronous(context),
                settings.asyncTimeout(),
                inForce,
                ConfigurationOrigin.of(configuration),
                settings.rules(),
                settings.outlets(),
                MessageKeepers.of(configuration)));
    if (manager != null) {
      tellKeys();
      manager.add(opened);
    }
    sink = opened;
    if (context != null) {
      JournalSink.dismissLeftBehind(context);
    }
    AuditRegistry.register(opened);
    Passage.open(configuration, getName(), opened, settings.types());
    StoppedContexts.record();
    if (context instanceof AsyncLoggerContext) {
      LOGGER.warn(
          "SecurityAudit \"{}\": all loggers of \"{}\" are asynchronous: plain marked calls are lost"
              + " after Log4j has stopped, and in its queue when the process is killed; use"
              + " SecurityLogger where that matters, or no AsyncLoggerContextSelector",
          getName(),
          context.getName());
    }
    setStarted();
  }

  /** An auditor asks for this first. */
  private void tellKeys() {
    KeySet keys = settings.keys();
    keys.warnings().forEach(warning -> LOGGER.warn("tocsin: {}", warning));
    if (keys.isEmpty()) {
      LOGGER.warn(
          "tocsin: {}: no keys are configured: its tags show damage and no forger, nothing is"
              + " signed, and the key for session ids lies beside it",
          settings.file());
    }
  }

  private Set<SecurityAuditAppender> withThis(List<SecurityAuditAppender> others) {
    Set<SecurityAuditAppender> all = new LinkedHashSet<>(others);
    all.add(this);
    return all;
  }

  /** Of these audit appenders, and of layouts and patterns. */
  static List<String> mistakes(Configuration configuration, Collection<SecurityAuditAppender> all) {
    List<String> mistakes = new ArrayList<>();
    for (SecurityAuditAppender each : all) {
      if (!each.errors.isEmpty()) {
        mistakes.add(each.named(String.join("; ", each.errors)));
      }
    }
    mistakes.addAll(Refusal.mistakes(configuration));
    return mistakes;
  }

  /** Whether it writes no file. */
  boolean isInMemory() {
    return inMemory;
  }

  /** What it is configured to do. */
  AuditInspection.AuditFile described() {
    return settings.describedAs(getName());
  }

  private String named(String what) {
    return "SecurityAudit \"" + getName() + "\": " + what;
  }

  /**
   * By default the key lies beside the journal; without it the journal is given up again. Where
   * there is no journal, it lasts as long as the appender.
   */
  private SessionHasher sessionHasher(@Nullable JournalManager manager) {
    Secret given = settings.keys().sessionKey();
    if (given != null) {
      return new SessionHasher(given.bytes());
    }
    if (manager == null) {
      byte[] key = new byte[SessionHasher.KEY_BYTES];
      new SecureRandom().nextBytes(key);
      return new SessionHasher(key);
    }
    Path folder = Objects.requireNonNull(manager.journal().config().file().getParent());
    try {
      return SessionHasher.fromFolder(folder, new SecureRandom());
    } catch (IOException e) {
      manager.close();
      throw new ConfigurationException("the session key can't be used: " + e.getMessage(), e);
    }
  }

  /** Whether a logging call may return before this appender has run. */
  private boolean isAsynchronous(@Nullable LoggerContext context) {
    return context instanceof AsyncLoggerContext
        || configuration.getAppenders().values().stream().anyMatch(AsyncAppender.class::isInstance)
        || configuration.getLoggers().values().stream()
            .anyMatch(AsyncLoggerConfig.class::isInstance);
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
        StoppedContexts.leaveIfUnused();
      } else {
        current.leaveBehind();
      }
      current.release();
    }
    setStopped();
    return stopped;
  }

  /** Collects what the configuration says; see {@code docs/configuration.md}. */
  public static final class Builder extends AbstractFilterable.Builder<Builder>
      implements org.apache.logging.log4j.core.util.Builder<SecurityAuditAppender> {
    static final String ATTRIBUTES =
        "name, fileName, filePattern, source, writer, fsync, failurePolicy, types, contextDetails,"
            + " asyncTimeoutMillis, captureBodies, keys, evolve, allowSuppression,"
            + " writeTimeoutMillis, redaction";

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
    @PluginBuilderAttribute private @Nullable String captureBodies;
    @PluginBuilderAttribute private @Nullable String keys;
    @PluginBuilderAttribute private @Nullable String evolve;
    @PluginBuilderAttribute private @Nullable String allowSuppression;
    @PluginBuilderAttribute private @Nullable String writeTimeoutMillis;
    @PluginBuilderAttribute private @Nullable String redaction;

    @PluginElement("Policy")
    private @Nullable TriggeringPolicy policy;

    @PluginElement("Strategy")
    private @Nullable RolloverStrategy strategy;

    @PluginElement("Retention")
    private @Nullable RetentionElement retention;

    @PluginElement("Redact")
    private RedactElement[] redact = {};

    @PluginElement("Keep")
    private KeepElement[] keep = {};

    @PluginElement("Pseudonymize")
    private @Nullable PseudonymizeElement pseudonymize;

    @PluginElement("Rules")
    private @Nullable RulesElement rules;

    @PluginElement("Risk")
    private @Nullable RiskElement risk;

    @PluginElement("Outlets")
    private Outlet[] outlets = {};

    @PluginConfiguration private @Nullable Configuration configuration;

    @PluginNode private @Nullable Node node;

    private boolean inMemory = AuditInMemory.isOn();

    private Builder() {}

    /** Has it write no file. */
    Builder inMemory() {
      this.inMemory = true;
      return this;
    }

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

    /** Whether request and response bodies are kept: {@code true} or {@code false} (default). */
    public Builder setCaptureBodies(String value) {
      this.captureBodies = value;
      return this;
    }

    /** A folder of keys, or {@code env:PREFIX}; by default none. */
    public Builder setKeys(String value) {
      this.keys = value;
      return this;
    }

    /** Whether the tag key moves on after each checkpoint; by default {@code false}. */
    public Builder setEvolve(String value) {
      this.evolve = value;
      return this;
    }

    /** Whether levels and filters may keep events back: {@code true} or {@code false} (default). */
    public Builder setAllowSuppression(String value) {
      this.allowSuppression = value;
      return this;
    }

    /** Whether secrets are replaced: {@code on} (default) or {@code off}. */
    public Builder setRedaction(String value) {
      this.redaction = value;
      return this;
    }

    /** What is redacted beside the built-in rules. */
    public Builder setRedact(RedactElement... values) {
      this.redact = values.clone();
      return this;
    }

    /** What is not redacted. */
    public Builder setKeep(KeepElement... values) {
      this.keep = values.clone();
      return this;
    }

    /** Which rules are evaluated; by default those that are shipped. */
    public Builder setRules(RulesElement value) {
      this.rules = value;
      return this;
    }

    /** What follows the journal, as a bridge to a collector does; by default nothing. */
    public Builder setOutlets(Outlet... values) {
      this.outlets = values.clone();
      return this;
    }

    /** Who gets pseudonyms; by default nobody. */
    public Builder setPseudonymize(PseudonymizeElement value) {
      this.pseudonymize = value;
      return this;
    }

    /**
     * How long a call waits for a write that hangs, in milliseconds; 0: for ever; by default 5000.
     */
    public Builder setWriteTimeoutMillis(String value) {
      this.writeTimeoutMillis = value;
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

    /** How dangerous events are; by default as {@code docs/events.md} has it. */
    public Builder setRisk(RiskElement value) {
      this.risk = value;
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
      AuditSettings checked =
          new AuditSettings(
              new AuditSettings.Raw(
                  fileName,
                  filePattern,
                  source,
                  writer,
                  fsync,
                  types,
                  contextDetails,
                  asyncTimeoutMillis,
                  captureBodies,
                  keys,
                  evolve,
                  allowSuppression,
                  writeTimeoutMillis,
                  policy,
                  strategy,
                  retention,
                  new RedactionSettings.Raw(
                      redaction, List.of(redact), List.of(keep), pseudonymize),
                  rules,
                  risk,
                  List.of(outlets)),
              owner);
      errors.addAll(checked.errors());
      boolean forWriting = !(owner instanceof InspectedConfiguration) && !inMemory;
      if (errors.isEmpty() && forWriting) {
        String other = ClaimedFiles.of(owner).claim(checked.file(), String.valueOf(name));
        if (other != null) {
          errors.add(
              "fileName \""
                  + fileName
                  + "\": SecurityAudit \""
                  + other
                  + "\" writes it already: give each a file of its own");
        }
      }
      if (errors.isEmpty()) {
        if (forWriting) {
          checked.claimFolder();
        }
        SharedRedaction.of(owner).add(checked.redaction(), checked.pseudonyms());
        SharedRisk.of(owner).add(checked.risk());
      }
      return new SecurityAuditAppender(
          name == null ? "SecurityAudit" : name,
          getFilter(),
          failClosed,
          owner,
          checked,
          errors,
          inMemory);
    }
  }
}
