package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.AUDIT_CONFIGURED;
import static dev.tocsin.event.EventType.AUDIT_DROPPED;
import static dev.tocsin.event.EventType.AUDIT_RECOVERED;
import static dev.tocsin.event.EventType.AUDIT_STARTED;
import static dev.tocsin.event.EventType.AUDIT_STOPPED;
import static dev.tocsin.event.EventType.AUTH_SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.Markers;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.Change;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import dev.tocsin.fixture.SmallDisk;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.keys.KeyFolder;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.keys.VerifyKey;
import dev.tocsin.outlet.Outlet;
import dev.tocsin.watch.WatchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T12: what the audit system itself does is in the audit file. */
class SelfAuditTest {
  @TempDir private Path folder;

  private static List<EventType> types(List<SecurityEvent> events) {
    return events.stream().map(SecurityEvent::type).toList();
  }

  private List<SecurityEvent> all() {
    return LogSetup.allEvents(folder);
  }

  private List<SecurityEvent> all(EventType type) {
    return all().stream().filter(event -> event.type().equals(type)).toList();
  }

  private SecurityEvent last(EventType type) {
    List<SecurityEvent> events = all(type);
    return events.get(events.size() - 1);
  }

  @Test
  void aRunBeginsAndEndsInTheFile() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().authAttempt("u", true);
      log.security().event(EventType.DATA_EXPORT).message("m".repeat(20_000)).log();
      log.security().event(EventType.DATA_EXPORT).detail("password", "hunter2").log();
    }
    List<SecurityEvent> events = all();
    assertThat(types(events))
        .startsWith(AUDIT_STARTED, AUDIT_CONFIGURED, AUTH_SUCCESS)
        .endsWith(AUDIT_STOPPED)
        .hasSize(6);
    SecurityEvent started = events.get(0);
    assertThat(started.actorType()).isEqualTo(ActorType.SYSTEM);
    assertThat(started.complianceTags()).contains("pci-10.2.1.6");
    assertThat(started.source()).isEqualTo("shop");
    assertThat(started.details())
        .contains(
            entry("journal", journalId()),
            entry("file", folder.resolve("security_audit.log").toString()),
            entry("writer", "shop"),
            entry("pid", ProcessHandle.current().pid()),
            entry("os_user", System.getProperty("user.name")),
            entry("keyed", false),
            entry("signed", false),
            entry("evolving", false))
        .containsKeys("version", "java")
        .doesNotContainKey("after_stop");
    assertThat(String.valueOf(started.details().get("log4j"))).startsWith("2.");
    assertThat(events.get(events.size() - 1).details())
        .contains(
            entry("pid", ProcessHandle.current().pid()),
            entry("recorded", 5L),
            entry("not_recorded", 0L),
            entry("truncated", 1L),
            entry("redacted", 1L));
  }

  private String journalId() {
    return LogSetup.lines(folder)
        .get(0)
        .text()
        .replaceAll(".*\"journal\":\"([0-9a-f]{32})\".*", "$1");
  }

  /** What comes after it could be cut off unseen, so the last checkpoint vouches for it. */
  @Test
  void theStopStandsBeforeTheLastCheckpoint() {
    LogSetup.audit(folder, "", "").close();
    List<JournalLine> lines = LogSetup.lines(folder);
    assertThat(lines.get(lines.size() - 2).text()).contains("\"event_type\":\"audit_stopped\"");
    assertThat(lines.get(lines.size() - 1).text()).startsWith("{\"record\":\"checkpoint\"");
  }

  @Test
  void aStopCountsItsOwnRunOnly() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().authAttempt("u", true);
    }
    LogSetup.audit(folder, "", "").close();
    assertThat(all(AUDIT_STOPPED))
        .extracting(event -> event.details().get("recorded"))
        .containsExactly(3L, 2L);
  }

  @Test
  void theStartStandsBeforeWhatItFound() throws IOException {
    LogSetup.audit(folder, "", "").close();
    Files.writeString(
        folder.resolve("security_audit.log"), "{\"event_id\":\"cut o", StandardOpenOption.APPEND);
    LogSetup.audit(folder, "", "").close();
    assertThat(types(all()))
        .endsWith(AUDIT_STARTED, AUDIT_RECOVERED, AUDIT_CONFIGURED, AUDIT_STOPPED);
  }

  /** Keeps what it is to write. */
  private record Kept(JournalConfig journalConfig, List<EventType> written)
      implements ProductEvents {
    @Override
    public SettingsInForce settings() {
      return new SettingsInForce(new TreeMap<>());
    }

    @Override
    public ConfigurationOrigin origin() {
      return new ConfigurationOrigin("test", null);
    }

    @Override
    public @Nullable PeriodKeys pseudonymKeys() {
      return null;
    }

    @Override
    public EventTypes types() {
      return EventTypes.builtIn();
    }

    @Override
    public WatchSettings rules() {
      return WatchSettings.off();
    }

    @Override
    public List<Outlet> outlets() {
      return List.of();
    }

    @Override
    public void record(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {
      EventDraft draft = new EventDraft();
      fields.accept(draft.setType(type));
      written.add(draft.type());
    }

    @Override
    public boolean offer(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {
      record(type, severity, fields);
      return true;
    }
  }

  /**
   * The journal looks after its files as soon as it is open, an appender is ready a little later.
   */
  @Test
  void whatHappensBeforeAnybodyCanWriteItIsToldAfterTheStart() throws Exception {
    try (LogSetup log = LogSetup.audit(folder, "", "<SizeBasedTriggeringPolicy size=\"10 KB\"/>")) {
      for (int i = 0; i < 60; i++) {
        log.security().authAttempt("u", true);
      }
    }
    // The plain file and the compressed one, if the stop came between.
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> first =
          files.filter(file -> file.toString().matches(".*-1\\.log(\\.gz)?")).toList();
      assertThat(first).isNotEmpty();
      for (Path each : first) {
        Files.delete(each);
      }
    }
    JournalConfig config = JournalConfig.builder(folder.resolve("security_audit.log")).build();
    Kept kept = new Kept(config, new CopyOnWriteArrayList<>());
    try (StatusLines lines = StatusLines.listen(Level.ERROR)) {
      JournalManager manager = JournalManager.get(config, RiskElement.SUSPICIOUS_WINDOW);
      try {
        await().until(() -> lines.heard().stream().anyMatch(l -> l.contains("is missing")));
        manager.add(kept);
      } finally {
        manager.close();
      }
    }
    assertThat(kept.written())
        .containsExactly(
            AUDIT_STARTED, EventType.AUDIT_SEGMENT_MISSING, AUDIT_CONFIGURED, AUDIT_STOPPED);
  }

  /** A process that was killed has no stop: the next start stands after no stop. */
  @Test
  void anEventAfterTheStopTakesTheJournalUpAgainAndSaysSo() {
    LogSetup log = LogSetup.audit(folder, "", "");
    log.close();
    log.security().authAttempt("late", true);
    assertThat(types(all())).endsWith(AUDIT_CONFIGURED, AUDIT_STOPPED, AUDIT_STARTED, AUTH_SUCCESS);
    assertThat(last(AUDIT_STARTED).details()).containsEntry("after_stop", true);
  }

  @Test
  void keysAreNamedByTheirIdsOnly() throws Exception {
    Path keys = folder.resolve("keys");
    new KeyFolder(keys, new SecureRandom()).generate();
    Path logs = folder.resolve("logs");
    LogSetup.audit(logs, "keys=\"" + keys + "\" evolve=\"true\"", "").close();
    List<SecurityEvent> events = LogSetup.allEvents(logs);
    String signing = VerifyKey.read(keys.resolve("signing.pub")).id();
    assertThat(events.get(0).details())
        .contains(
            entry("keyed", true),
            entry("signed", true),
            entry("evolving", true),
            entry("signing_key_id", signing));
    assertThat(settings(events.get(1)))
        .containsEntry("keys.signing", signing)
        .hasEntrySatisfying("keys.tag", id -> assertThat(id).matches("[0-9a-f]{8}"))
        .hasEntrySatisfying("keys.session", id -> assertThat(id).matches("[0-9a-f]{8}"));
    String written = Files.readString(logs.resolve("security_audit.log"));
    for (String file : List.of("tag.key", "session.key", "signing.key")) {
      assertThat(written).doesNotContain(Files.readAllLines(keys.resolve(file)).get(0));
    }
  }

  private static Map<String, String> settings(SecurityEvent configured) {
    Map<String, String> settings = new TreeMap<>();
    if (configured.details().get("settings") instanceof Map<?, ?> map) {
      map.forEach((name, value) -> settings.put(String.valueOf(name), String.valueOf(value)));
    }
    return settings;
  }

  @Test
  void theSettingsAndTheirHashAreTold() throws Exception {
    LogSetup.audit(folder, "fsync=\"no\"", "<Retention days=\"90\"/><Redact field=\"note\"/>")
        .close();
    SecurityEvent configured = last(AUDIT_CONFIGURED);
    Map<String, String> settings = settings(configured);
    assertThat(settings)
        .contains(
            entry("fsync", "no"),
            entry("filePattern", folder + "/security_audit-%d{yyyy-MM-dd}-%i.log.gz"),
            entry("Retention.days", "90"),
            entry("redaction", "on"),
            entry("Redact.field", "note"),
            entry("keys.tag", "none"),
            entry("failurePolicy", "fail-open"),
            entry("writeTimeoutMillis", "5000"))
        .hasEntrySatisfying(
            "Policies", text -> assertThat(text).contains("size=" + 10 * 1024 * 1024));
    StringBuilder canonical = new StringBuilder();
    settings.forEach((name, value) -> canonical.append(name + "=" + value + "\n"));
    assertThat(configured.details())
        .contains(
            entry("occasion", "start"),
            entry("before", "unknown"),
            entry("settings_sha256", SettingsInForce.sha256(canonical.toString())));
    assertThat(all().get(0).details())
        .containsEntry("settings_sha256", configured.details().get("settings_sha256"));
    assertThat(Files.getPosixFilePermissions(folder.resolve("security_audit.log.settings")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  /** An attribute that is added to the appender must not be left out here. */
  @Test
  void noAttributeIsLeftOut() {
    LogSetup.audit(folder, "", "").close();
    List<String> attributes =
        new ArrayList<>(List.of(SecurityAuditAppender.Builder.ATTRIBUTES.split(", ")));
    assertThat(attributes.remove("keys")).as("told as keys.tag and so on").isTrue();
    assertThat(settings(last(AUDIT_CONFIGURED)).keySet())
        .containsAll(attributes)
        .contains("Policies", "filter", "keys.tag", "Keep.field", "Redact.pattern");
    assertThat(settings(last(AUDIT_CONFIGURED)).values()).noneMatch(text -> text.contains("@"));
  }

  @Test
  void aReloadTellsWhatItChanged() {
    try (LogSetup log = LogSetup.audit(folder, "", "<Retention days=\"30\"/>")) {
      log.reconfigure(LogSetup.auditXml("redaction=\"off\"", "<Retention days=\"7\"/>"));
      SecurityEvent changed = last(AUDIT_CONFIGURED);
      assertThat(changed.details()).containsEntry("occasion", "reload");
      assertThat(changed.changes())
          .containsExactly(
              new Change("Retention.days", "30", "7"), new Change("redaction", "on", "off"));
    }
    assertThat(types(all()).stream().filter(AUDIT_STARTED::equals)).hasSize(1);
    assertThat(types(all()).stream().filter(AUDIT_STOPPED::equals)).hasSize(1);
  }

  @Test
  void aReloadThatChangesNothingIsNotTold() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      for (int i = 0; i < 3; i++) {
        log.reconfigure(LogSetup.auditXml("", ""));
      }
      assertThat(all(AUDIT_CONFIGURED)).hasSize(1);
    }
  }

  @Test
  void whatARestartChangedIsTold() {
    LogSetup.audit(folder, "", "").close();
    LogSetup.audit(folder, "", "").close();
    assertThat(last(AUDIT_CONFIGURED).changes()).isEmpty();
    assertThat(last(AUDIT_CONFIGURED).details()).doesNotContainKey("before");
    LogSetup.audit(folder, "failurePolicy=\"fail-closed\"", "").close();
    assertThat(last(AUDIT_CONFIGURED).details()).containsEntry("occasion", "start");
    assertThat(last(AUDIT_CONFIGURED).changes())
        .containsExactly(new Change("failurePolicy", "fail-open", "fail-closed"));
  }

  @Test
  void theBytesOfAConfigurationFileAreHashedAndAnotherOneIsTold() throws Exception {
    Path file = folder.resolve("log4j2.xml");
    String xml = LogSetup.auditXml("", "").replace("DIR", folder.resolve("logs").toString());
    Files.writeString(file, xml);
    LoggerContext context = new LoggerContext("test", null, file.toUri());
    context.start();
    try {
      Files.writeString(file, xml.replace("level=\"error\"", "level=\"warn\""));
      context.reconfigure();
    } finally {
      context.stop();
    }
    List<SecurityEvent> told =
        LogSetup.allEvents(folder.resolve("logs")).stream()
            .filter(event -> event.type().equals(AUDIT_CONFIGURED))
            .toList();
    assertThat(told).hasSize(2);
    assertThat(told.get(0).details())
        .contains(
            entry("configuration", file.toString()),
            entry("configuration_sha256", SettingsInForce.sha256(xml)));
    assertThat(told.get(1).changes()).isEmpty();
    assertThat(told.get(1).details())
        .containsEntry("configuration_sha256", SettingsInForce.sha256(Files.readString(file)));
  }

  @Test
  void aReloadThatIsRefusedLeavesNoTrace() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      assertThatThrownBy(() -> log.reconfigure(LogSetup.auditXml("fsync=\"sometimes\"", "")))
          .isInstanceOf(ConfigurationException.class);
      assertThat(all(AUDIT_CONFIGURED)).hasSize(1);
    }
  }

  /** Log4j starts appenders in no order: with some of the names the broken one comes second. */
  @Test
  void aReloadThatIsGivenUpHalfWayIsToldThereAndBack() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      for (String name : List.of("a", "b", "c", "other", "second", "third")) {
        String broken =
            LogSetup.auditXml("redaction=\"off\"", "")
                .replace(
                    "<Appenders>",
                    "<Appenders><SecurityAudit name=\""
                        + name
                        + "\" fileName=\"/dev/null/a.log\"/>");
        assertThatThrownBy(() -> log.reconfigure(broken))
            .isInstanceOf(ConfigurationException.class);
      }
      log.security().event(EventType.DATA_EXPORT).detail("password", "hunter2").log();
      assertThat(log.lastEvent().details().get("password")).isNotEqualTo("hunter2");
    }
    List<SecurityEvent> told = all(AUDIT_CONFIGURED);
    assertThat(told).hasSizeGreaterThan(1);
    for (int i = 1; i < told.size(); i += 2) {
      assertThat(told.get(i).details()).containsEntry("occasion", "reload");
      assertThat(told.get(i).changes()).containsExactly(new Change("redaction", "on", "off"));
      assertThat(told.get(i + 1).details()).containsEntry("occasion", "return");
      assertThat(told.get(i + 1).changes()).containsExactly(new Change("redaction", "off", "on"));
    }
  }

  /** T12: a level that a program sets holds no security event back. */
  @Test
  void aLevelSetByAProgramHoldsNothingBack() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      Configurator.setLevel(log.logger(), Level.OFF);
      Configurator.setRootLevel(Level.OFF);
      log.logger().trace(Markers.AUTH_FAILURE, "quiet");
      log.security().authAttempt("u", false);
      assertThat(log.events()).hasSize(2);
    }
  }

  /** Not even a name of a field may be lost to the redaction of names. */
  @Test
  void nothingThatIsToldOfItselfIsRedacted() throws Exception {
    Path keys = folder.resolve("keys");
    new KeyFolder(keys, new SecureRandom()).generate();
    Path logs = folder.resolve("logs");
    try (LogSetup log = LogSetup.audit(logs, "keys=\"" + keys + "\"", "")) {
      log.reconfigure(LogSetup.auditXml("keys=\"" + keys + "\" evolve=\"true\"", ""));
    }
    assertThat(LogSetup.lines(logs))
        .allSatisfy(l -> assertThat(l.text()).doesNotContain("[redacted"));
  }

  @Test
  void whatWasDroppedNamesItsReason() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "256k")) {
      try (LogSetup log = LogSetup.audit(disk.folder(), "", "")) {
        Path ballast = disk.folder().resolve("ballast");
        disk.fill(ballast);
        String printed =
            Captured.standardError(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    log.security().authAttempt("u" + i, true);
                  }
                });
        assertThat(printed).contains("event_id");
        Files.delete(ballast);
        await().until(() -> log.events().stream().anyMatch(e -> e.type().equals(AUDIT_DROPPED)));
        assertThat(log.lastEvent().details())
            .containsKeys("count", "since", "fallback")
            .hasEntrySatisfying(
                "last_failure",
                why -> assertThat(String.valueOf(why)).contains("No space left on device"));
      }
    }
  }
}
