package dev.tocsin.log4j;

import dev.tocsin.audit.AuditCounters;
import dev.tocsin.audit.AuditTally;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.SideFile;
import dev.tocsin.keys.SigningKey;
import dev.tocsin.keys.TagKey;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * What a journal tells of the one who writes it: that a process began and ended to write, and with
 * which settings (PCI DSS 10.2.1.6). The settings of last time are kept in a file beside the
 * journal, so that a change is seen over a restart too. For one thread at a time.
 */
final class SelfAudit {
  /** Of the file that keeps the settings. */
  static final String SUFFIX = "settings";

  private final Journal journal;
  private final AuditTally tally;
  private final AuditCounters atStart;
  private final Instant opened;
  private final SideFile kept;
  private @Nullable SettingsInForce told;
  private @Nullable ConfigurationOrigin toldOrigin;

  /** Why settings are told. */
  enum Occasion {
    /** A process begins to write. */
    START,
    /** Log4j has taken another configuration. */
    RELOAD,
    /** Log4j has given up a configuration, and the one before is in force again. */
    RETURN;

    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** For a journal that was just opened. */
  SelfAudit(Journal journal, AuditTally tally) {
    this.journal = journal;
    this.tally = tally;
    this.atStart = tally.counters();
    this.opened = journal.config().clock().instant();
    this.kept = new SideFile(journal.config().file(), SUFFIX);
  }

  /**
   * Tells that this process writes the journal.
   *
   * @param again whether it only takes it up once more, for an event that came after Log4j's stop
   */
  void started(ProductEvents recorder, boolean again) {
    recorder.record(
        EventType.AUDIT_STARTED,
        null,
        draft -> {
          JournalConfig config = journal.config();
          TagKey tagKey = config.keys().tagKey();
          SigningKey signingKey = config.keys().signingKey();
          draft
              .putDetail("journal", journal.id())
              .putDetail("file", config.file().toString())
              .putDetail("writer", config.writer())
              .putDetail("version", version(SelfAudit.class))
              .putDetail("log4j", version(LoggerContext.class))
              .putDetail("java", System.getProperty("java.vm.name") + " " + Runtime.version())
              .putDetail("pid", ProcessHandle.current().pid())
              .putDetail("os_user", System.getProperty("user.name"))
              .putDetail("keyed", tagKey != null)
              .putDetail("signed", signingKey != null)
              .putDetail("evolving", config.evolve());
          if (tagKey != null) {
            draft.putDetail("tag_key_id", tagKey.id());
          }
          if (signingKey != null) {
            draft.putDetail("signing_key_id", signingKey.id());
          }
          if (again) {
            draft.putDetail("after_stop", true);
          }
          addConfiguration(recorder, draft);
        });
  }

  private static String version(Class<?> of) {
    String version = of.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private static void addConfiguration(ProductEvents recorder, EventDraft draft) {
    ConfigurationOrigin origin = recorder.origin();
    draft
        .putDetail("settings_sha256", recorder.settings().sha256())
        .putDetail("configuration", origin.location());
    if (origin.sha256() != null) {
      draft.putDetail("configuration_sha256", origin.sha256());
    }
  }

  /**
   * Tells the settings in force, and what of them is another than last time. At a start always;
   * later only if something is: a reload that changes nothing has nothing to tell.
   */
  void configured(ProductEvents recorder, Occasion occasion) {
    SettingsInForce settings = recorder.settings();
    ConfigurationOrigin origin = recorder.origin();
    SettingsInForce before = told == null ? keptSettings() : told;
    if (occasion != Occasion.START && settings.equals(before) && origin.equals(toldOrigin)) {
      return;
    }
    Consumer<EventDraft> fields =
        draft -> {
          draft.putDetail("occasion", occasion.text());
          addConfiguration(recorder, draft);
          draft.putDetail("settings", settings.values());
          if (before == null) {
            draft.putDetail("before", "unknown");
          } else {
            settings
                .since(before)
                .forEach(each -> draft.addChange(each.name(), each.before(), each.now()));
          }
        };
    if (occasion != Occasion.RETURN) {
      recorder.record(EventType.AUDIT_CONFIGURED, null, fields);
    } else if (!recorder.offer(EventType.AUDIT_CONFIGURED, null, fields)) {
      // By somebody else's hand, so it takes no journal up again for it.
      StatusLogger.getLogger()
          .error("tocsin: {}: audit_configured could not be written", journal.config().file());
    }
    if (before == null || !settings.equals(before)) {
      keep(settings);
    }
    told = settings;
    toldOrigin = origin;
  }

  /** Those of the process before; null if nothing is known of them. */
  private @Nullable SettingsInForce keptSettings() {
    try {
      Optional<String> text = kept.read();
      return text.isPresent() ? SettingsInForce.parse(text.get()) : null;
    } catch (IOException e) {
      warn("can't be read", e);
      return null;
    }
  }

  private void keep(SettingsInForce settings) {
    try {
      kept.replace(settings.canonical());
    } catch (IOException e) {
      warn("can't be written", e);
    }
  }

  private void warn(String what, IOException e) {
    StatusLogger.getLogger()
        .warn(
            "tocsin: {}: {} ({}); the next start can't tell which settings have changed",
            kept.path(),
            what,
            e.toString());
  }

  /** Tells that this process writes the journal no more, and what it counted in that time. */
  void stopped(ProductEvents recorder) {
    AuditCounters run = tally.counters().minus(atStart);
    boolean written =
        recorder.offer(
            EventType.AUDIT_STOPPED,
            null,
            draft ->
                draft
                    .putDetail("journal", journal.id())
                    .putDetail("pid", ProcessHandle.current().pid())
                    .putDetail("started", opened.toString())
                    .putDetail("recorded", run.recorded())
                    .putDetail("not_recorded", run.notRecorded())
                    .putDetail("written_late", journal.writtenLate())
                    .putDetail("truncated", run.truncated())
                    .putDetail("redacted", run.redacted())
                    .putDetail("unrestorable", run.unrestorable())
                    .putDetail("invalid_values", run.invalidValues())
                    .putDetail("unregistered_types", run.unregisteredTypes())
                    .putDetail("reserved_names", run.reservedNames()));
    if (!written) {
      StatusLogger.getLogger()
          .error("tocsin: {}: audit_stopped could not be written", journal.config().file());
    }
  }
}
