package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.fixture.FrozenDisk;
import dev.tocsin.fixture.SmallDisk;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalListener;
import dev.tocsin.keys.KeyFolder;
import dev.tocsin.risk.SuspiciousAddresses;
import dev.tocsin.watch.Watcher;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.InstanceNotFoundException;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.MarkerManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever watches over a journal can read, from Java and over JMX. */
class AuditHealthTest {
  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  @TempDir private Path folder;

  private static AuditHealth health(Path folder) {
    String file = folder.resolve("security_audit.log").toString();
    return AuditRegistry.health().stream()
        .filter(each -> each.getJournal().equals(file))
        .findFirst()
        .orElseThrow(() -> new AssertionError(file));
  }

  private static ObjectName name(Path folder) throws Exception {
    return HealthBean.name(folder.resolve("security_audit.log").toString());
  }

  @Test
  void tellsOfAnOpenJournalWhatThereIsToTell() throws Exception {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().event(EventType.DATA_EXPORT).message("m".repeat(20_000)).log();
      log.security().event(EventType.DATA_EXPORT).detail("password", "hunter2").log();
      log.security().event(EventType.SQL_INJECTION_ATTEMPT).ip("198.51.100.4").log();
      log.security().event(EventType.DATA_EXPORT).ip("no address").log();
      log.logger().info(MarkerManager.getMarker("ALERT").setParents(Markers.SECURITY), "forged");
      log.logger().info(MarkerManager.getMarker("VPN").setParents(Markers.SECURITY), "new");
      AuditHealth health = health(folder);
      assertThat(health.getJournalId()).matches("[0-9a-f]{32}");
      assertThat(health.isWritable()).isTrue();
      assertThat(health.getFailingSince()).isNull();
      assertThat(health.getFailure()).isNull();
      assertThat(health.getRecorded()).isEqualTo(6 + LogSetup.AT_START);
      assertThat(health.getNotRecorded()).isZero();
      assertThat(health.getTruncated()).isEqualTo(1);
      assertThat(health.getRedacted()).isEqualTo(1);
      assertThat(health.getInvalidValues()).isEqualTo(1);
      assertThat(health.getReservedNames()).isEqualTo(1);
      assertThat(health.getUnregisteredTypes()).isEqualTo(1);
      assertThat(health.getUntoldTypes()).isZero();
      assertThat(health.getSuspiciousAddresses()).isEqualTo(1);
      assertThat(health.getEvictedAddresses()).isZero();
      assertThat(health.getEvictedAlerts()).isZero();
      assertThat(health.getSegments()).isEqualTo(1);
      assertThat(health.getBytes()).isEqualTo(Files.size(folder.resolve("security_audit.log")));
      assertThat(health.getFreeBytes()).isPositive();
      assertThat(List.of(health.isKeyed(), health.isSigned(), health.isEvolving()))
          .containsOnly(false);
      await().until(() -> health.getDurableSeq() == 6 + LogSetup.AT_START);
      Instant seen = Instant.parse(health.getDurableTime());
      await().until(() -> Instant.parse(health.getDurableTime()).isAfter(seen));
      assertThat(Instant.parse(health.getLastCheckpoint())).isBeforeOrEqualTo(seen);
    }
    assertThat(AuditRegistry.health())
        .extracting(AuditHealth::getJournal)
        .doesNotContain(folder.resolve("security_audit.log").toString());
  }

  @Test
  void tellsOfSignInsAlsoAfterARestart() throws Exception {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().event(EventType.QR_GENERATED).log();
      log.security().event(EventType.QR_GENERATED).log();
      log.security().event(EventType.AUTH_SUCCESS).user("alice").session("s1").log();
      log.security().event(EventType.PIN_FAILED).user("bob").session("s2").log();
      log.security().event(EventType.LOCKOUT).user("bob").session("s2").log();
      figures(2, 1, 1, 1);
    }
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      figures(2, 1, 1, 1);
      log.security().event(EventType.QR_GENERATED).log();
      figures(3, 1, 1, 1);
    }
  }

  private void figures(long codes, long logins, long failed, long locked) {
    AuditHealth health = health(folder);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        List.of(
                            health.getQrSessionsLastHour(),
                            health.getSuccessfulLogins24h(),
                            health.getFailedAttemptsLastHour(),
                            health.getLockedSessions()))
                    .containsExactly(codes, logins, failed, locked));
  }

  @Test
  void tellsOfKeys() throws Exception {
    Path keys = folder.resolve("keys");
    new KeyFolder(keys, new SecureRandom()).generate();
    Path logs = folder.resolve("logs");
    try (LogSetup log = LogSetup.audit(logs, "keys=\"" + keys + "\" evolve=\"true\"", "")) {
      assertThat(log.context().isStarted()).isTrue();
      AuditHealth health = health(logs);
      assertThat(List.of(health.isKeyed(), health.isSigned(), health.isEvolving()))
          .containsOnly(true);
    }
  }

  /** A name may hold what has a meaning in names of beans. */
  @Test
  void isABeanByTheNameOfTheFileUntilTheLastUserHasGone() throws Exception {
    Path hostile = Files.createDirectory(folder.resolve("a,b=c\"d*e?f:g"));
    ObjectName name = name(hostile);
    assertThat(name.isPattern()).isFalse();
    try (LogSetup first = LogSetup.start(hostile, xml(hostile))) {
      try (LogSetup second = LogSetup.start(hostile, xml(hostile))) {
        second.security().authAttempt("u", true);
        await().until(() -> SERVER.isRegistered(name));
        AuditHealth bean = JMX.newMXBeanProxy(SERVER, name, AuditHealth.class);
        assertThat(bean.getJournal()).isEqualTo(hostile.resolve("security_audit.log").toString());
        assertThat(bean.getRecorded()).isEqualTo(health(hostile).getRecorded());
        assertThat(bean.getFailure()).isNull();
        assertThat(SERVER.getMBeanInfo(name).getAttributes())
            .extracting(MBeanAttributeInfo::getName)
            .hasSameSizeAs(AuditHealth.class.getMethods());
      }
      assertThat(SERVER.isRegistered(name)).as("another context still writes it").isTrue();
      assertThat(first.context().isStarted()).isTrue();
    }
    assertThatThrownBy(() -> SERVER.getMBeanInfo(name))
        .isInstanceOf(InstanceNotFoundException.class);
  }

  @Test
  void aStopBeforeItIsABeanLeavesNeitherABeanNorAThread() throws Exception {
    Set<Thread> ofOthers = beanThreads();
    LogSetup.audit(folder, "", "").close();

    await().atMost(Duration.ofMillis(500)).until(() -> ofOthers.containsAll(beanThreads()));
    assertThat(SERVER.isRegistered(name(folder))).isFalse();
  }

  private static Set<Thread> beanThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("tocsin-jmx"))
        .collect(Collectors.toSet());
  }

  private static String xml(Path folder) {
    return LogSetup.auditXml("", "").replace("DIR", folder.toString().replace("\"", "&quot;"));
  }

  @Test
  void aStartDoesNotFailBecauseOfTheBean() throws Exception {
    ObjectName name = name(folder);
    SERVER.registerMBean(new StandardMBean((Runnable) () -> {}, Runnable.class), name);
    try (StatusLines lines = StatusLines.listen(Level.WARN);
        LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().authAttempt("u", true);
      assertThat(health(folder).getRecorded()).isEqualTo(1 + LogSetup.AT_START);
      await().until(() -> lines.heard().stream().anyMatch(each -> each.contains("read over JMX")));
    }
    assertThat(SERVER.isRegistered(name)).as("what somebody else has registered").isTrue();
    SERVER.unregisterMBean(name);
  }

  @Test
  void figuresGoOnOverARestartInOneProcess() {
    for (int run = 1; run <= 3; run++) {
      try (LogSetup log = LogSetup.audit(folder, "", "")) {
        log.security().authAttempt("u", true);
        // The stop of each run before is counted too.
        assertThat(health(folder).getRecorded())
            .isEqualTo((long) run * (1 + LogSetup.AT_START) + run - 1);
      }
    }
  }

  @Test
  void aJournalThatCantBeWrittenSaysSinceWhenAndWhy() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "256k")) {
      try (LogSetup log = LogSetup.audit(disk.folder(), "", "")) {
        AuditHealth health = health(disk.folder());
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
        assertThat(health.isWritable()).isFalse();
        assertThat(health.getFailure()).contains("can't be written (No space left on device)");
        assertThat(Instant.parse(String.valueOf(health.getFailingSince())))
            .isBeforeOrEqualTo(Instant.now());
        assertThat(health.getNotRecorded()).isPositive();
        assertThat(health.getNotRecordedTold()).isZero();
        assertThat(health.getFreeBytes()).isZero();
        Files.delete(ballast);
        await().until(() -> health.getNotRecordedTold() == health.getNotRecorded());
        assertThat(health.isWritable()).isTrue();
        assertThat(health.getFailingSince()).isNull();
        assertThat(health.getFailure()).isNull();
        await().atMost(Duration.ofSeconds(30)).until(() -> health.getFreeBytes() > 0);
      }
    }
  }

  @Test
  void comesBackWhileTheFileSystemHangs() throws Exception {
    try (FrozenDisk disk = FrozenDisk.mount(folder);
        LogSetup log = LogSetup.audit(disk.folder(), "writeTimeoutMillis=\"300\"", "")) {
      AuditHealth health = health(disk.folder());
      disk.freeze();
      String printed =
          Captured.standardError(
              () -> {
                while (health.isWritable()) {
                  log.security().authAttempt("u", true);
                }
              });
      assertThat(printed).isNotNull();
      assertThat(health.getFailure()).contains("a write does not come back within 300 ms");
      assertThat(health.getFailingSince()).isNotNull();
      assertThat(health.getDurableSeq()).isNotNegative();
      assertThat(health.getBytes()).isGreaterThanOrEqualTo(-1);
      disk.thaw();
      await().until(health::isWritable);
    }
  }

  @Test
  void addressesThatHadToLeaveAreCounted() throws Exception {
    Clock clock = Clock.systemUTC();
    SuspiciousAddresses few = new SuspiciousAddresses(2, Duration.ofHours(1), clock);
    JournalConfig config = JournalConfig.builder(folder.resolve("a.log")).build();
    try (Journal journal = Journal.open(config, JournalListener.NONE)) {
      AuditHealth health =
          new JournalHealth(
              journal,
              AuditRegistry.tally(config.file()),
              few,
              new Watcher(journal),
              new dev.tocsin.figures.MonitoringFigures());
      EventDraft attack = new EventDraft().setType(EventType.XSS_ATTEMPT);
      attack.setTimestampMicros(clock.millis() * 1_000);
      for (String address : List.of("203.0.113.1", "203.0.113.2", "203.0.113.3")) {
        attack.set(EventField.IP_ADDRESS, address);
        few.observe(attack);
      }
      assertThat(health.getSuspiciousAddresses()).isEqualTo(2);
      assertThat(health.getEvictedAddresses()).isEqualTo(1);
    }
  }

  @Test
  void typesOfWhichNobodyWasToldAreCounted() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      for (int i = 0; i < 150; i++) {
        log.logger()
            .info(
                new MarkerManager.Log4jMarker("HEALTH_TYPE_" + i).setParents(Markers.SECURITY),
                "m");
      }
      assertThat(health(folder).getUnregisteredTypes()).isEqualTo(150);
      assertThat(health(folder).getUntoldTypes()).isEqualTo(50);
    }
  }
}
