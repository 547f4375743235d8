package dev.tocsin.cli;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.AuditSink;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.impl.Log4jContextFactory;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Log4j, started with one configuration for as long as a command needs it, so that events take the
 * very way they take in an application. What Log4j has to say of itself is kept instead of printed:
 * an error at the start ends the command with it.
 */
public final class AuditLog implements AutoCloseable {
  private static final long STOP_SECONDS = 60;
  private static final String SOURCE = "tocsin-emit";
  private static final String APPENDER = "SecurityAudit \"";

  private final LoggerContext context;
  private final StatusKeeper status;
  private @Nullable SecurityLogger logger;

  private AuditLog(LoggerContext context, StatusKeeper status) {
    this.context = context;
    this.status = status;
  }

  /**
   * Starts Log4j with a configuration file.
   *
   * @throws CliException with code 3 if the file is missing or broken, or names what can't be used
   */
  static AuditLog open(Path file) {
    requireConfiguration(file);
    return start(
        file + ": ",
        context -> {
          if (file.toString().endsWith(".xml")) {
            XmlCheck.requireWellFormed(file);
          }
          try (InputStream in = Files.newInputStream(file)) {
            ConfigurationSource source = new ConfigurationSource(in, file.toFile());
            return ConfigurationFactory.getInstance().getConfiguration(context, source);
          }
        });
  }

  /**
   * Looks whether there is a file that {@code --config} may name.
   *
   * @throws CliException with code 3 if there is none
   */
  static void requireConfiguration(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      String why = Files.isDirectory(file) ? "is a folder" : "is not there or can't be read";
      throw CliException.data(
          "--config " + SafeText.quoted(file.toString()) + " " + why + ": name a log4j2.xml", null);
    }
  }

  /** Starts Log4j with one {@code SecurityAudit} appender that writes a journal in the folder. */
  static AuditLog builtIn(Path folder, @Nullable Path types) {
    return builtIn(folder, types, SOURCE);
  }

  /**
   * The same for a command that runs an application in this process.
   *
   * @param source the application's name, as its events bear it
   * @throws CliException with code 3 if the folder can't be used
   */
  public static AuditLog ofApplication(Path folder, String source) {
    return builtIn(folder, null, source);
  }

  private static AuditLog builtIn(Path folder, @Nullable Path types, String source) {
    String file = folder.resolve("security_audit.log").toString();
    return start(
        "",
        context -> {
          ConfigurationBuilder<?> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
          builder.setLoggerContext(context);
          builder.setConfigurationName("tocsin");
          AppenderComponentBuilder appender =
              builder
                  .newAppender("audit", "SecurityAudit")
                  .addAttribute("fileName", literally(file))
                  .addAttribute("source", source)
                  .addAttribute("failurePolicy", "fail-closed");
          if (types != null) {
            appender.addAttribute("types", literally(types.toString()));
          }
          builder.add(appender);
          builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("audit")));
          return builder.build(false);
        });
  }

  /** A file's name is no place for Log4j's variables. */
  private static String literally(String value) {
    return value.replace("${", "$${");
  }

  private interface ConfigurationMaker {
    @Nullable Configuration make(LoggerContext context) throws IOException;
  }

  /**
   * @param prefix stands before what is told of an error: the configuration's file, if there is one
   */
  private static AuditLog start(String prefix, ConfigurationMaker maker) {
    StatusKeeper status = new StatusKeeper();
    StatusLogger.getLogger().registerListener(status);
    Log4jContextFactory factory = (Log4jContextFactory) LogManager.getFactory();
    LoggerContext context =
        factory
            .getSelector()
            .getContext(AuditLog.class.getName(), AuditLog.class.getClassLoader(), false, null);
    AuditLog log = new AuditLog(context, status);
    try {
      Configuration configuration = maker.make(context);
      status.throwFirst(prefix);
      if (configuration == null) {
        throw CliException.data(prefix + "no configuration of Log4j: name a log4j2.xml", null);
      }
      context.start(configuration);
      status.throwFirst(prefix);
      if (AuditRegistry.sinksFor(context).isEmpty()) {
        throw CliException.data(
            prefix + "no SecurityAudit appender: add one, as docs/configuration.md shows", null);
      }
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e instanceof CliException told
          ? told
          : CliException.data(prefix + advised(prefix, deepestMessage(e)), e);
    }
  }

  /**
   * Waits until rules evaluate each event at once: after a start they read the journal back first.
   *
   * @throws CliException with code 3 if that takes more than a minute
   */
  public void awaitRules() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    while (AuditRegistry.health().stream()
        .anyMatch(each -> each.getRules() > 0 && !each.isRulesLive())) {
      if (System.nanoTime() - end > 0) {
        throw CliException.data(
            "the journal is still being read back for the rules: use another folder with --dir",
            null);
      }
      Thread.sleep(10);
    }
  }

  /** The event types of the configuration. */
  EventTypes types() {
    List<AuditSink> sinks = AuditRegistry.sinksFor(context);
    return sinks.isEmpty() ? EventTypes.builtIn() : sinks.get(0).types();
  }

  /**
   * Records an event made of a type and what the filler adds.
   *
   * @return its id
   * @throws CliException with code 3 if it could not be recorded, whatever the failure policy
   */
  String record(EventType type, Consumer<AuditEvent> filler) {
    AuditEvent event = logger().event(type);
    filler.accept(event);
    return told(event::log);
  }

  /** The same for an event that is complete: its time is kept, and its id if it has one. */
  String record(SecurityEvent event) {
    SecurityLogger security = logger();
    return told(() -> security.log(event));
  }

  private SecurityLogger logger() {
    SecurityLogger known = logger;
    if (known == null) {
      known = SecurityLogger.getLogger(context, SOURCE).failClosed();
      logger = known;
    }
    return known;
  }

  private static String told(Supplier<String> call) {
    try {
      return call.get();
    } catch (AuditNotRecordedException e) {
      Throwable cause = e.getCause();
      String why = cause == null ? e.getMessage() : cause.getMessage();
      throw CliException.data(String.valueOf(why), e);
    }
  }

  /** Stops Log4j: what was recorded is sealed and on the disk when this returns. */
  @Override
  public void close() {
    context.stop(STOP_SECONDS, TimeUnit.SECONDS);
    StatusLogger.getLogger().removeListener(status);
  }

  private static String deepestMessage(Throwable failure) {
    String message = failure.toString();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        message = cause.getMessage();
      }
    }
    return message;
  }

  /** Our own appender's messages tell the way out; where the file is named in --dir, say so. */
  private static String advised(String prefix, String message) {
    if (!message.startsWith(APPENDER)) {
      return message + ": mend it or take it out";
    }
    return prefix.isEmpty()
        ? message
            .substring(message.indexOf(": ") + 2)
            .replace("in fileName", "in fileName (here: with --dir)")
        : message;
  }

  /** Keeps the errors that Log4j tells of itself. */
  private static final class StatusKeeper implements StatusListener {
    private final List<StatusData> errors = new CopyOnWriteArrayList<>();

    @Override
    public void log(StatusData data) {
      errors.add(data);
    }

    @Override
    public Level getStatusLevel() {
      return Level.ERROR;
    }

    @Override
    public void close() {}

    void throwFirst(String prefix) {
      if (!errors.isEmpty()) {
        StatusData first = errors.get(0);
        String message = first.getMessage().getFormattedMessage();
        throw CliException.data(prefix + advised(prefix, message), first.getThrowable());
      }
    }
  }
}
