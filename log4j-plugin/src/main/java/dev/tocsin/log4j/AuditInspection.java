package dev.tocsin.log4j;

import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.Durability;
import dev.tocsin.journal.RetentionPolicy;
import dev.tocsin.journal.SegmentNaming;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.status.StatusConsoleListener;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration of Log4j would do with security events, seen without starting it: no file is
 * made, opened for writing or locked, no connection made. So it can be looked at beside the
 * application that runs with it. Lookups get the values that they have in this process. Immutable;
 * not to be made by two threads at once.
 */
public final class AuditInspection {
  /** Where Log4j's status log goes is opened while a configuration is read. */
  private static final Pattern STATUS_FILE =
      Pattern.compile(
          "(?i)((?<![\\w.-])dest[\"']?\\s*[:=]\\s*)(?:\"[^\"]*\"|'[^']*'|([^\\s\"',}>]+))");

  private final InspectedConfiguration configuration;
  private final Level status;
  private final List<String> statusErrors;
  private final AuditRoutes routes;

  private AuditInspection(
      InspectedConfiguration configuration, Level status, List<String> statusErrors) {
    this.configuration = configuration;
    this.status = status;
    this.statusErrors = List.copyOf(statusErrors);
    this.routes = AuditRoutes.of(configuration);
  }

  /**
   * What one {@code SecurityAudit} says; where that is wrong, the defaults.
   *
   * @param name of the appender
   * @param file the active file, absolute
   * @param naming names of sealed files
   * @param fsync when lines reach the disk
   * @param retention when sealed files are deleted
   * @param keys where the keys are, as configured; null for none
   * @param evolve whether the tag key moves on
   * @param redaction whether secrets are replaced
   * @param allowSuppression whether levels and filters may keep events back
   * @param types the built-in event types and those of its file
   */
  public record AuditFile(
      String name,
      Path file,
      SegmentNaming naming,
      Durability fsync,
      RetentionPolicy retention,
      @Nullable String keys,
      boolean evolve,
      boolean redaction,
      boolean allowSuppression,
      EventTypes types) {}

  /**
   * A queue between a logger and an audit file.
   *
   * @param name as in {@code Async "queue"}
   * @param discards whether it is told to lose events when it is full
   */
  public record Queue(String name, boolean discards) {}

  /**
   * The file of an appender that is no audit appender.
   *
   * @param appender as in {@code File "errors"}
   * @param file absolute
   */
  public record OtherFile(String appender, Path file) {}

  /**
   * A {@code Delete} of another appender.
   *
   * @param appender as in {@code RollingFile "lines"}
   * @param folder that is looked through
   * @param depth how many levels of it
   * @param names whether a file may be taken, by its path below the folder
   */
  public record Deletion(String appender, Path folder, int depth, Predicate<Path> names) {
    /** Whether it may delete that file one day. */
    public boolean mayTake(Path file) {
      if (!file.startsWith(folder) || file.equals(folder)) {
        return false;
      }
      Path below = folder.relativize(file);
      return below.getNameCount() <= depth && names.test(below);
    }
  }

  /**
   * Something that keeps security events from the audit files.
   *
   * @param noRoute whether no reference leads to one at all
   * @param text one line that names the place and the way out
   */
  public record Suppression(boolean noRoute, String text) {}

  /**
   * Looks at a configuration file, in any of Log4j's formats that Log4j can read here: JSON and
   * YAML need Jackson on the class path.
   *
   * @throws IOException one line, if it can't be read or is no configuration of Log4j
   */
  public static AuditInspection of(Path file) throws IOException {
    StatusLogger logger = StatusLogger.getLogger();
    StatusConsoleListener console = logger.getFallbackListener();
    Level before = console.getStatusLevel();
    StatusKeeper keeper = new StatusKeeper();
    logger.registerListener(keeper);
    try {
      console.setLevel(Level.ERROR);
      LoggerContext context = new LoggerContext("tocsin-inspection");
      Configuration read =
          ConfigurationFactory.getInstance().getConfiguration(context, quietSource(file));
      if (!(read instanceof AbstractConfiguration text)) {
        throw new IOException(
            file
                + ": is no configuration that Log4j can read here: name a log4j2.xml or .properties;"
                + " for .json and .yaml it needs Jackson on the class path");
      }
      Level status = console.getStatusLevel();
      InspectedConfiguration configuration = new InspectedConfiguration(context, text);
      configuration.initialize();
      if (configuration.getRootNode().getChildren().isEmpty() && !keeper.errors.isEmpty()) {
        throw new IllegalStateException(keeper.errors.get(0));
      }
      return new AuditInspection(configuration, status, keeper.errors);
    } catch (RuntimeException e) {
      // Log4j's parsers tell in the status log what is wrong, and then trip over it.
      String why = keeper.errors.isEmpty() ? e.toString() : keeper.errors.get(0);
      throw new IOException(file + ": is no configuration of Log4j (" + why + "): mend it", e);
    } finally {
      logger.removeListener(keeper);
      console.setLevel(before);
    }
  }

  private static ConfigurationSource quietSource(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String quiet =
        STATUS_FILE
            .matcher(text)
            .replaceAll(found -> found.group(1) + (found.group(2) == null ? "\"err\"" : "err"));
    return new ConfigurationSource(
        new ByteArrayInputStream(quiet.getBytes(StandardCharsets.ISO_8859_1)), file.toFile());
  }

  /** What would stop the start, one line each, as the appenders tell it. */
  public List<String> mistakes() {
    return SecurityAuditAppender.mistakes(configuration, routes.audits());
  }

  /** What keeps security events from the audit files, allowed or not; not if there is none. */
  public List<Suppression> suppressions() {
    return routes.audits().isEmpty()
        ? List.of()
        : routes.problems(audits().stream().map(AuditFile::types).toList());
  }

  /** The audit appenders, by name. */
  public List<AuditFile> audits() {
    return routes.audits().stream()
        .map(SecurityAuditAppender::described)
        .sorted(Comparator.comparing(AuditFile::name))
        .toList();
  }

  /** Queues that events of some logger can't go round on their way to an audit file. */
  public List<Queue> queues() {
    return AsynchronousPlaces.of(configuration, configuration.asyncLoggers());
  }

  /** Files that other appenders write. */
  public List<OtherFile> otherFiles() {
    return configuration.otherFiles();
  }

  /** What other appenders delete. */
  public List<Deletion> deletions() {
    return configuration.deletions();
  }

  /** From which level on Log4j tells what it has to say of itself. */
  public Level status() {
    return status;
  }

  /** Whether Log4j stops when the JVM ends. */
  public boolean isShutdownHookEnabled() {
    return configuration.isShutdownHookEnabled();
  }

  /** What Log4j itself finds wrong in the configuration, and would go on without. */
  public List<String> statusErrors() {
    return statusErrors;
  }

  /** Keeps the errors that Log4j tells of itself, instead of their being printed. */
  private static final class StatusKeeper implements StatusListener {
    private final List<String> errors = new CopyOnWriteArrayList<>();

    @Override
    public void log(StatusData data) {
      errors.add(data.getMessage().getFormattedMessage());
    }

    @Override
    public Level getStatusLevel() {
      return Level.ERROR;
    }

    @Override
    public void close() {}
  }
}
