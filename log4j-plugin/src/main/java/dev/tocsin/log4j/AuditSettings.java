package dev.tocsin.log4j;

import dev.tocsin.audit.Markers;
import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.Durability;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.RetentionPolicy;
import dev.tocsin.keys.KeySet;
import dev.tocsin.outlet.Outlet;
import dev.tocsin.privacy.RedactionRules;
import dev.tocsin.risk.RiskModel;
import dev.tocsin.watch.CaseFiles;
import dev.tocsin.watch.WatchSettings;
import dev.tocsin.yaml.EventTypesFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.logging.log4j.core.appender.rolling.CompositeTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.RolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.TimeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.TriggeringPolicy;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * What the attributes and elements of a {@code SecurityAudit} say, checked. Everything that is
 * wrong is found in one go, each in a line of {@link #errors()}.
 */
final class AuditSettings {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private final List<String> errors = new ArrayList<>();
  private final Path file;
  private final String filePattern;
  private final PatternNaming naming;
  private final TriggeringPolicy policy;
  private final Durability durability;
  private final RetentionPolicy retention;
  private final String source;
  private final String writer;
  private final EventTypes types;
  private final List<String> contextDetails;
  private final boolean captureBodies;
  private final Duration asyncTimeout;
  private final @Nullable String keysFrom;
  private final KeySet keys;
  private final boolean evolve;
  private final boolean allowSuppression;
  private final Duration writeTimeout;
  private final RedactionRules redaction;
  private final @Nullable PseudonymSettings pseudonyms;
  private final RulesToCome rules;
  private final RiskModel risk;
  private final Duration suspiciousWindow;
  private final List<Outlet> outlets;

  /** The attributes and elements as they stand in the configuration; null where absent. */
  record Raw(
      @Nullable String fileName,
      @Nullable String filePattern,
      @Nullable String source,
      @Nullable String writer,
      @Nullable String fsync,
      @Nullable String types,
      @Nullable String contextDetails,
      @Nullable String asyncTimeoutMillis,
      @Nullable String captureBodies,
      @Nullable String keys,
      @Nullable String evolve,
      @Nullable String allowSuppression,
      @Nullable String writeTimeoutMillis,
      @Nullable TriggeringPolicy policy,
      @Nullable RolloverStrategy strategy,
      @Nullable RetentionElement retention,
      RedactionSettings.Raw redaction,
      @Nullable RulesElement rules,
      @Nullable RiskElement risk,
      List<Outlet> outlets) {}

  AuditSettings(Raw raw, Configuration configuration) {
    checkReplaced("fileName", raw.fileName());
    checkReplaced("source", raw.source());
    checkReplaced("writer", raw.writer());
    checkReplaced("types", raw.types());
    checkReplaced("keys", raw.keys());
    file = file(raw.fileName());
    String defaultPattern = PatternNaming.defaultPattern(file);
    String pattern = raw.filePattern() == null ? defaultPattern : raw.filePattern();
    var substitutor = configuration.getStrSubstitutor();
    naming =
        attempt(
            PatternNaming.of(defaultPattern, file, substitutor),
            () -> PatternNaming.of(pattern, file, substitutor));
    filePattern = pattern.endsWith(".gz") ? pattern.substring(0, pattern.length() - 3) : pattern;
    boolean dated = pattern.contains("%d");
    if (isTimed(raw.policy()) && !dated) {
      errors.add(
          "filePattern \""
              + pattern
              + "\": has no %d, which TimeBasedTriggeringPolicy needs; use for example "
              + defaultPattern);
    }
    policy = raw.policy() == null ? defaultPolicy(dated) : raw.policy();
    if (raw.strategy() != null) {
      errors.add(
          raw.strategy().getClass().getSimpleName()
              + ": is not for audit files, which are never overwritten; use filePattern for the"
              + " names and <Retention days=\"…\"/> for how long they are kept");
    }
    if (raw.retention() != null) {
      errors.addAll(raw.retention().errors());
    }
    retention = raw.retention() == null ? RetentionPolicy.DEFAULT : raw.retention().policy();
    durability = attempt(Durability.EVERYSEC, () -> durability(raw.fsync()));
    source = orElse(raw.source(), Sources.byDefault());
    writer = orElse(raw.writer(), source);
    types = attempt(EventTypes.builtIn(), () -> types(raw.types()));
    contextDetails = names(raw.contextDetails());
    captureBodies = attempt(false, () -> flag("captureBodies", raw.captureBodies()));
    allowSuppression = attempt(false, () -> flag("allowSuppression", raw.allowSuppression()));
    asyncTimeout =
        attempt(DEFAULT_TIMEOUT, () -> timeout("asyncTimeoutMillis", raw.asyncTimeoutMillis(), 1));
    writeTimeout =
        attempt(DEFAULT_TIMEOUT, () -> timeout("writeTimeoutMillis", raw.writeTimeoutMillis(), 0));
    keysFrom = raw.keys() == null || raw.keys().isBlank() ? null : raw.keys().strip();
    keys = attempt(KeySet.NONE, () -> keys(raw.keys()));
    evolve = attempt(false, () -> flag("evolve", raw.evolve()));
    if (evolve && raw.keys() == null) {
      errors.add(
          "evolve \"true\": needs a tag key that can move on; name a folder of keys in keys");
    }
    redaction = RedactionSettings.rules(raw.redaction(), errors);
    pseudonyms = RedactionSettings.pseudonyms(raw.redaction(), redaction, file, errors);
    RulesElement given = raw.rules();
    if (given != null) {
      errors.addAll(given.errors());
    }
    if (given == null) {
      rules = RulesToCome.beside(() -> WatchSettings.shipped(false, List.of(), List.of()));
    } else if (given.isShipped()) {
      rules = RulesToCome.beside(() -> given.settings(types));
    } else {
      rules = RulesToCome.of(attempt(WatchSettings.off(), () -> given.settings(types)));
    }
    RiskElement riskGiven = raw.risk();
    if (riskGiven != null) {
      errors.addAll(riskGiven.errors());
    }
    risk = riskGiven == null ? RiskModel.DEFAULT : riskGiven.model(types, errors);
    suspiciousWindow = riskGiven == null ? RiskElement.SUSPICIOUS_WINDOW : riskGiven.window();
    outlets = raw.outlets();
    Set<String> names = new HashSet<>();
    for (Outlet outlet : outlets) {
      errors.addAll(outlet.mistakes());
      if (!names.add(outlet.name().toLowerCase(Locale.ROOT))) {
        errors.add(
            "name \"" + outlet.name() + "\": another element beside it has it; give each its own");
      }
    }
  }

  /** What is wrong, one line each; the other methods then answer with defaults. */
  List<String> errors() {
    return errors;
  }

  /** The figures of the risk score. */
  RiskModel risk() {
    return risk;
  }

  /** How long an address stays suspicious. */
  Duration suspiciousWindow() {
    return suspiciousWindow;
  }

  /** The active file, absolute. */
  Path file() {
    return file;
  }

  /** The pattern of sealed files before compression. */
  String filePattern() {
    return filePattern;
  }

  PatternNaming naming() {
    return naming;
  }

  TriggeringPolicy policy() {
    return policy;
  }

  Durability durability() {
    return durability;
  }

  RetentionPolicy retention() {
    return retention;
  }

  String source() {
    return source;
  }

  String writer() {
    return writer;
  }

  EventTypes types() {
    return types;
  }

  List<String> contextDetails() {
    return contextDetails;
  }

  boolean captureBodies() {
    return captureBodies;
  }

  Duration asyncTimeout() {
    return asyncTimeout;
  }

  KeySet keys() {
    return keys;
  }

  boolean evolve() {
    return evolve;
  }

  /** How long a write may take; zero for no limit. */
  Duration writeTimeout() {
    return writeTimeout;
  }

  /** Whether levels and filters may keep security events back. */
  boolean allowSuppression() {
    return allowSuppression;
  }

  RedactionRules redaction() {
    return redaction;
  }

  /** Who gets pseudonyms; null for nobody. */
  @Nullable PseudonymSettings pseudonyms() {
    return pseudonyms;
  }

  /** The rules that are evaluated; waits until they are read. */
  WatchSettings rules() {
    return rules.get();
  }

  /** What follows the journal. */
  List<Outlet> outlets() {
    return outlets;
  }

  /** The settings for whoever looks at a configuration that does not run. */
  AuditInspection.AuditFile describedAs(String name) {
    return new AuditInspection.AuditFile(
        name,
        file,
        naming,
        durability,
        retention,
        keysFrom,
        evolve,
        redaction.on(),
        allowSuppression,
        types);
  }

  /**
   * Makes the folder, for its owner only, while the configuration is being read: an appender that
   * comes later would make it with the rights of ordinary logs. What goes wrong is told at the
   * start, which tries again.
   */
  void claimFolder() {
    try {
      Journal.createFolder(file);
    } catch (JournalException e) {
      StatusLogger.getLogger().debug("tocsin: {}", e.getMessage());
    }
  }

  /** Names between commas; none for null. */
  static List<String> names(@Nullable String list) {
    return list == null
        ? List.of()
        : Arrays.stream(list.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
  }

  private <T> T attempt(T fallback, Supplier<T> attempt) {
    try {
      return attempt.get();
    } catch (IllegalArgumentException e) {
      errors.add(String.valueOf(e.getMessage()));
      return fallback;
    }
  }

  private void checkReplaced(String name, @Nullable String value) {
    String wrong = value == null ? null : unreplaced(name, value);
    if (wrong != null) {
      errors.add(wrong);
    }
  }

  /**
   * What is wrong with a value that has a lookup without a value, which stays in the text as it is
   * and would be the name of a file; null if it has none.
   */
  static @Nullable String unreplaced(String name, String value) {
    int from = value.indexOf("${");
    if (from < 0) {
      return null;
    }
    int end = value.indexOf('}', from);
    return name
        + " \""
        + value
        + "\": "
        + (end < 0 ? value.substring(from) : value.substring(from, end + 1))
        + " has no value; give it one, or a default, as in ${env:NAME:-value}";
  }

  private Path file(@Nullable String fileName) {
    Path fallback = Path.of("security_audit.log").toAbsolutePath();
    if (fileName == null || fileName.isBlank()) {
      errors.add(
          "fileName is missing: name the audit file, as in fileName=\"logs/security_audit.log\"");
      return fallback;
    }
    try {
      Path named = Path.of(fileName).toAbsolutePath().normalize();
      if (CaseFiles.isNamedSo(named)) {
        errors.add(
            "fileName \""
                + fileName
                + "\": the commands record cases and reads in files of that name: choose another, as"
                + " security_audit.log");
      }
      return named;
    } catch (InvalidPathException e) {
      errors.add("fileName \"" + fileName + "\": is no file name here (" + e.getReason() + ")");
      return fallback;
    }
  }

  private static Durability durability(@Nullable String fsync) {
    try {
      return fsync == null ? Durability.EVERYSEC : Durability.parse(fsync);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("fsync " + e.getMessage(), e);
    }
  }

  /**
   * The built-in types and those of a file. Their markers get their parents here, before anybody
   * filters by them: an application that only speaks SLF4J loads no class that would.
   */
  static EventTypes types(@Nullable String file) {
    EventTypes types = EventTypes.builtIn();
    if (file != null) {
      types = types.with(EventTypesFile.read(Path.of(file)));
    }
    types.all().stream().filter(type -> !type.isReserved()).forEach(Markers::of);
    return types;
  }

  private static KeySet keys(@Nullable String where) {
    if (where == null || where.isBlank()) {
      return KeySet.NONE;
    }
    try {
      return KeySet.of(where.strip(), System::getenv);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Duration timeout(String name, @Nullable String millis, long least) {
    if (millis == null) {
      return DEFAULT_TIMEOUT;
    }
    try {
      long value = Long.parseLong(millis.strip());
      if (value >= least && value <= 3_600_000) {
        return Duration.ofMillis(value);
      }
    } catch (NumberFormatException e) {
      // Told below, with the value.
    }
    throw new IllegalArgumentException(
        name + " \"" + millis + "\": use milliseconds, " + least + " to 3600000");
  }

  static boolean flag(String name, @Nullable String text) {
    if (text == null || text.strip().equalsIgnoreCase("false")) {
      return false;
    }
    if (text.strip().equalsIgnoreCase("true")) {
      return true;
    }
    throw new IllegalArgumentException(name + " \"" + text + "\": use true or false");
  }

  private static boolean isTimed(@Nullable TriggeringPolicy policy) {
    return policy instanceof TimeBasedTriggeringPolicy
        || (policy instanceof CompositeTriggeringPolicy composite
            && Arrays.stream(composite.getTriggeringPolicies()).anyMatch(AuditSettings::isTimed));
  }

  private static TriggeringPolicy defaultPolicy(boolean dated) {
    // Without a size it is Log4j's own, 10 MB; a text would be read by what takes a start long.
    TriggeringPolicy bySize = SizeBasedTriggeringPolicy.createPolicy(null);
    return dated
        ? CompositeTriggeringPolicy.createPolicy(
            TimeBasedTriggeringPolicy.newBuilder().build(), bySize)
        : bySize;
  }

  /** The text, or the other one if it is absent or blank. */
  private static String orElse(@Nullable String text, String other) {
    return text == null || text.isBlank() ? other : text;
  }
}
