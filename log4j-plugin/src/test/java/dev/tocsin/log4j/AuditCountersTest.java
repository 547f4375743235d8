package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.DATA_EXPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.AuditCounters;
import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.SecurityEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.core.impl.JdkMapAdapterStringMap;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.apache.logging.log4j.util.BiConsumer;
import org.apache.logging.log4j.util.TriConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T17: each bound has a counter that tells when it was hit, and nothing is lost uncounted. */
class AuditCountersTest {
  /** A run's audit_started, audit_configured and audit_stopped. */
  private static final int OWN = LogSetup.AT_START + 1;

  @TempDir private Path folder;

  private AuditCounters counters() {
    return AuditRegistry.tally(folder.resolve("security_audit.log")).counters();
  }

  private static Marker unregistered(String name) {
    return new MarkerManager.Log4jMarker(name).setParents(Markers.SECURITY);
  }

  @Test
  void whatIsRecordedIsCountedByWhatItIs() {
    AuditCounters before = AuditRegistry.counters();
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().authAttempt("u", true);
      log.security().event(DATA_EXPORT).message("m".repeat(20_000)).log();
      log.security().event(DATA_EXPORT).ip("not an address").responseStatus(7).log();
      log.logger().info(Markers.DATA_EXPORT, "m");
      log.logger().info(unregistered("VPN_LOGIN"), "m");
      log.logger().info(unregistered("AUDIT_DROPPED"), "m");
      log.logger().error("no security event");
    }
    AuditCounters expected = new AuditCounters(6 + OWN, 0, 1, 2, 1, 1, 0, 0);
    assertThat(counters()).isEqualTo(expected);
    assertThat(AuditRegistry.counters()).isEqualTo(before.plus(expected));
    assertThat(LogSetup.events(folder)).hasSize(6);
  }

  @Test
  void aReconfigurationKeepsTheFigures() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().authAttempt("u", true);
      log.reconfigure(LogSetup.auditXml("", ""));
      log.security().authAttempt("u", true);
      assertThat(AuditRegistry.sinksFor(log.context()))
          .singleElement()
          .satisfies(
              sink -> assertThat(sink.counters().recorded()).isEqualTo(LogSetup.AT_START + 2));
    }
  }

  @Test
  void cutsOfEveryKindAreTruncations() {
    Map<String, Object> deep = Map.of("k", "v");
    for (int i = 0; i < 10; i++) {
      deep = Map.of("k", deep);
    }
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().event(DATA_EXPORT).detail("depth", deep).log();
      log.security().event(DATA_EXPORT).detail("entries", new int[200]).log();
      log.security().event(DATA_EXPORT).detail("name".repeat(100), 1).log();
      log.security().event(DATA_EXPORT).message("\u0000".repeat(15_000)).log();
      log.security().event(DATA_EXPORT).message("a".repeat(16_384)).log();
    }
    assertThat(counters().truncated()).isEqualTo(4);
    assertThat(LogSetup.events(folder))
        .extracting(SecurityEvent::isTruncated)
        .containsExactly(true, true, true, true, false);
  }

  @Test
  void whatFindsNoSinkIsNotRecorded() {
    String none =
        "<Configuration status=\"off\"><Loggers><Root level=\"error\"/></Loggers></Configuration>";
    AuditCounters before = AuditRegistry.counters();
    try (LogSetup log = LogSetup.start(folder, none)) {
      Captured.standardError(() -> log.security().authAttempt("u", false));
    }
    assertThat(AuditRegistry.counters())
        .isEqualTo(before.plus(new AuditCounters(0, 1, 0, 0, 0, 0, 0, 0)));
  }

  @Test
  void aJournalThatIsNotToBeHadAgainAfterTheStopLosesNoEventSilently() throws Exception {
    LogSetup log = LogSetup.audit(folder, "", "");
    log.security().authAttempt("before", true);
    log.close();
    List<String> kept = new ArrayList<>();
    try (OtherWriter other = OtherWriter.start(folder)) {
      assertThat(other.pid()).isPositive();
      Captured.standardError(() -> kept.add(log.security().authAttempt("u", false)))
          .lines()
          .forEach(kept::add);
    }
    Path fallback = folder.resolve("security_audit.log.fallback");
    if (Files.exists(fallback)) {
      kept.addAll(Files.readAllLines(fallback));
    }
    assertThat(kept).hasSize(2);
    assertThat(kept.get(1)).startsWith("{\"event_id\":\"" + kept.get(0) + "\"").endsWith("}");
    assertThat(counters().notRecorded()).isEqualTo(1);
  }

  /** Context data whose own code throws: stands for whatever nobody has thought of. */
  private static final class BrokenContext extends JdkMapAdapterStringMap {
    private static final long serialVersionUID = 1;

    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public <V> void forEach(BiConsumer<String, ? super V> action) {
      throw new IllegalStateException("broken");
    }

    @Override
    public <V, S> void forEach(TriConsumer<String, ? super V, S> action, S state) {
      throw new IllegalStateException("broken");
    }
  }

  private static void logBroken(LogSetup log) {
    log.logger()
        .get()
        .log(
            Log4jLogEvent.newBuilder()
                .setLoggerName("x")
                .setLevel(Level.ERROR)
                .setMarker(Markers.DATA_EXPORT)
                .setMessage(new SimpleMessage("m"))
                .setContextData(new BrokenContext())
                .build());
  }

  @Test
  void anEventThatBreaksTheAssemblyIsKeptAsFarAsItWent() throws Exception {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      logBroken(log);
    }
    assertThat(Files.readAllLines(folder.resolve("security_audit.log.fallback")))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line).contains("\"event_type\":\"data_export\"", "\"message\":\"m\""));
    assertThat(counters().notRecorded()).isEqualTo(1);
  }

  @Test
  void anEventThatBreaksTheAssemblyFailsAClosedCall() {
    try (LogSetup log = LogSetup.audit(folder, "failurePolicy=\"fail-closed\"", "")) {
      assertThatThrownBy(() -> logBroken(log))
          .isInstanceOf(AuditNotRecordedException.class)
          .hasMessageContaining("(data_export) was not recorded: broken");
    }
  }

  @Test
  void anUnregisteredTypeIsToldOnceInOneLine() {
    List<String> told = new ArrayList<>();
    StatusListener listener = new Listener(told);
    StatusLogger.getLogger().registerListener(listener);
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      for (int i = 0; i < 3; i++) {
        log.logger().info(unregistered("VPN\nLOGIN"), "m");
        log.logger().info(unregistered("ALERT"), "m");
      }
      log.reconfigure(LogSetup.auditXml("", ""));
      log.logger().info(unregistered("VPN\nLOGIN"), "m");
    } finally {
      StatusLogger.getLogger().removeListener(listener);
    }
    assertThat(told)
        .containsExactly(
            "tocsin: "
                + folder.resolve("security_audit.log")
                + ": event type \"vpn_login\": nobody registered it, so its severity is medium;"
                + " register it in a types file (types=\"FILE\")",
            "tocsin: "
                + folder.resolve("security_audit.log")
                + ": event type \"reserved_alert\": its marker's name is kept for the product;"
                + " rename the marker");
    assertThat(counters().unregisteredTypes()).isEqualTo(4);
    assertThat(counters().reservedNames()).isEqualTo(3);
  }

  @Test
  void aFloodOfUnregisteredTypesIsCountedAndNotTold() {
    List<String> told = new ArrayList<>();
    StatusListener listener = new Listener(told);
    StatusLogger.getLogger().registerListener(listener);
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      for (int i = 0; i < 300; i++) {
        log.logger().info(unregistered("TYPE_" + i), "m");
      }
    } finally {
      StatusLogger.getLogger().removeListener(listener);
    }
    assertThat(told).hasSize(100);
    assertThat(told.get(99)).endsWith("further ones are counted, and not told");
    assertThat(counters().unregisteredTypes()).isEqualTo(300);
  }

  private record Listener(List<String> told) implements StatusListener {
    @Override
    public void log(StatusData data) {
      String text = data.getMessage().getFormattedMessage();
      if (text.contains("event type")) {
        told.add(text);
      }
    }

    @Override
    public Level getStatusLevel() {
      return Level.WARN;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
