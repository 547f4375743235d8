package dev.tocsin.sample.demo;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.cli.CliException;
import dev.tocsin.journal.ConsumerCursor;
import dev.tocsin.journal.ConsumerCursor.Position;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.otel.OtlpSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * The bridge of the demo's application to a collector, and an account of what it did, as the files
 * and the figures tell it. Used by one thread.
 */
final class DemoBridge {
  private static final String NAME = "otel";

  /** What OpenTelemetry says of a collector that is not there; the account tells it. */
  private static final Logger OPEN_TELEMETRY = Logger.getLogger("io.opentelemetry");

  private final String url;
  private final String place;
  private final Path folder;
  private final ConsumerCursor cursor;
  private long before;
  private @Nullable String trouble;
  private long undelivered;

  private DemoBridge(OtlpSettings settings, String url, Path folder) {
    URI endpoint = settings.endpoint();
    this.place = endpoint.getScheme() + "://" + endpoint.getRawAuthority();
    this.url = url;
    this.folder = folder;
    this.cursor = new ConsumerCursor(file().toAbsolutePath(), NAME);
  }

  /**
   * A bridge that is not at work yet.
   *
   * @throws CliException with code 2 if the address is none
   */
  static DemoBridge to(String url, Path folder) {
    OtlpSettings.Builder settings = OtlpSettings.builder(System::getenv).endpoint(url);
    List<String> mistakes = settings.mistakes();
    if (!mistakes.isEmpty()) {
      throw CliException.usage(
          String.join("; ", mistakes).replaceFirst("^endpoint(?=: )", "--otlp"));
    }
    return new DemoBridge(settings.build(), url, folder);
  }

  private Path file() {
    return folder.resolve("security_audit.log");
  }

  /**
   * Adds it to the audit log of a running application, as an edited configuration would.
   *
   * @param source the application's name
   * @throws IOException if the cursor can't be read
   */
  void start(String source) throws IOException {
    before = confirmed().map(Position::seq).orElse(0L);
    OPEN_TELEMETRY.setLevel(java.util.logging.Level.OFF);
    LoggerContext context =
        (LoggerContext) LogManager.getContext(DemoBridge.class.getClassLoader(), false);
    ConfigurationBuilder<?> log4j = ConfigurationBuilderFactory.newConfigurationBuilder();
    log4j.setLoggerContext(context);
    log4j.setConfigurationName("tocsin");
    log4j.add(
        log4j
            .newAppender("audit", "SecurityAudit")
            .addAttribute("fileName", literally(file().toString()))
            .addAttribute("source", source)
            .addAttribute("failurePolicy", "fail-closed")
            .addComponent(
                log4j
                    .newComponent("OpenTelemetry")
                    .addAttribute("name", NAME)
                    .addAttribute("endpoint", literally(url))));
    log4j.add(log4j.newRootLogger(Level.INFO).add(log4j.newAppenderRef("audit")));
    context.reconfigure(log4j.build(false));
  }

  /** How far the collector has confirmed; empty where no cursor is, or one that was cut. */
  private Optional<Position> confirmed() throws IOException {
    try {
      return cursor.read();
    } catch (JournalException e) {
      return Optional.empty();
    }
  }

  /** Neither is a place for Log4j's variables. */
  private static String literally(String value) {
    return value.replace("${", "$${");
  }

  /** Keeps what only the running application tells. */
  void lookAtFigures() {
    String journal = file().toAbsolutePath().normalize().toString();
    AuditRegistry.health().stream()
        .filter(each -> each.getJournal().equals(journal))
        .forEach(
            each -> {
              trouble = each.getOutletTrouble();
              undelivered = each.getUndeliveredEvents();
            });
  }

  /**
   * What it did, once the application has ended; one line.
   *
   * @throws IOException if the journal or the cursor can't be read
   */
  String account() throws IOException {
    Optional<Position> at = confirmed();
    if (at.isEmpty()) {
      return "bridge to " + place + ": did not start" + why();
    }
    long waiting = waiting(at.get());
    String sent =
        "bridge to "
            + place
            + ": "
            + (at.get().seq() - before - undelivered)
            + " events sent, "
            + (undelivered == 0 ? "" : undelivered + " it will not get, ");
    return waiting == 0
        ? sent + "none waits"
        : sent
            + waiting
            + " wait on the disk"
            + why()
            + "; later: tocsin ship "
            + folder
            + " --otlp "
            + place;
  }

  private String why() {
    return trouble == null ? "" : " (" + trouble + ")";
  }

  private long waiting(Position from) throws IOException {
    long waiting = 0;
    try (JournalReader reader = JournalReader.openAt(folder, from.journal(), from.segment())) {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        waiting += line.seq() > from.seq() ? 1 : 0;
      }
    }
    return waiting;
  }
}
