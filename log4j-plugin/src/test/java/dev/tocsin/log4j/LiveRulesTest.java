package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.BlockList;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.fixture.SmallDisk;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules in an appender: which ones, over which events, and when they change. */
class LiveRulesTest {
  private static final String OWN =
      """
      title: Export
      name: export
      detection: {s: {event_type: data_export}, condition: s}
      ---
      title: Many exports
      name: many_exports
      correlation:
        {type: event_count, rules: export, group-by: user_id, timespan: 1h, condition: {gte: %d}}
      """;

  @TempDir private Path folder;

  private LogSetup start(String rules) {
    return LogSetup.audit(folder, "", rules).awaitRules();
  }

  private AuditHealth health() {
    return health(folder);
  }

  private static AuditHealth health(Path folder) {
    String file = folder.resolve("security_audit.log").toString();
    return AuditRegistry.health().stream()
        .filter(each -> each.getJournal().equals(file))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> rules(LogSetup log, EventType type) {
    return log.events().stream()
        .filter(event -> event.type().equals(type))
        .map(event -> event.details().get("rule") + " " + event.details().get("key"))
        .toList();
  }

  @Test
  void theShippedRulesAreOnWithoutAWord() {
    try (LogSetup log =
        LogSetup.start(
            folder, LogSetup.auditXml("", "").replace("<Rules enabled=\"false\"/>", ""))) {
      log.awaitRules();
      for (int i = 0; i < 5; i++) {
        assertThat(BlockList.isBlocked("198.51.100.77")).isFalse();
        log.security().event(EventType.AUTH_FAILURE).ip("198.51.100.77").log();
      }
      assertThat(BlockList.isBlocked("198.51.100.77")).isTrue();
      assertThat(BlockList.blockedUntil("198.51.100.77")).isPresent();
      assertThat(BlockList.isBlocked("198.51.100.78")).isFalse();
      assertThat(BlockList.isBlocked("no address")).isFalse();
      assertThat(rules(log, EventType.ALERT)).containsExactly("high_failure_rate 198.51.100.77");
      assertThat(health().getAlerts()).isEqualTo(1);
      assertThat(health().getOpenAlerts()).isEqualTo(1);
      assertThat(health().getBlockedClients()).isEqualTo(1);
      assertThat(health().getRules()).isEqualTo(5);
    }
    assertThat(BlockList.isBlocked("198.51.100.77")).isFalse();
  }

  @Test
  void plainMarkedCallsAndContextsCountAndIpv6ByNetwork() {
    try (LogSetup log = start("<Rules/>")) {
      for (int i = 0; i < 5; i++) {
        ThreadContext.put("client.address", "2001:db8:7:7::" + i);
        log.logger().warn(Markers.of(EventType.PIN_FAILED), "wrong PIN");
        ThreadContext.remove("client.address");
      }
      assertThat(rules(log, EventType.ALERT))
          .containsExactly("high_failure_rate 2001:db8:7:7::/64");
      assertThat(BlockList.isBlocked("2001:db8:7:7:ffff::1")).isTrue();
      assertThat(BlockList.isBlocked("2001:db8:7:8::1")).isFalse();
      assertThat(health().getEvaluated()).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void aRuleCanLogASuspiciousEventAndTheNextEventOfTheClientIsRiskier() {
    try (LogSetup log = start("<Rules simulate=\"false\"/>")) {
      for (int i = 0; i < 50; i++) {
        log.security().event(EventType.QR_SCANNED).ip("198.51.100.9").log();
      }
      List<SecurityEvent> suspicious =
          log.events().stream().filter(e -> e.type().equals(EventType.SUSPICIOUS)).toList();
      assertThat(suspicious).hasSize(1);
      assertThat(suspicious.get(0).details()).containsEntry("reason", "excessive_scanning");
      Double before = log.events().get(0).riskScore();
      log.security().event(EventType.QR_SCANNED).ip("198.51.100.9").log();
      assertThat(log.lastEvent().riskScore()).isGreaterThan(before);
      assertThat(BlockList.isBlocked("198.51.100.9")).isFalse();
    }
  }

  @Test
  void whatIsSimulatedOnlyAlerts() {
    try (LogSetup log = start("<Rules simulate=\"true\"/>")) {
      log.security().event(EventType.SQL_INJECTION_ATTEMPT).ip("198.51.100.5").log();
      for (int i = 0; i < 5; i++) {
        log.security().event(EventType.AUTH_FAILURE).ip("198.51.100.6").log();
      }
      assertThat(rules(log, EventType.ALERT)).hasSize(2);
      assertThat(BlockList.isBlocked("198.51.100.5")).isFalse();
      assertThat(BlockList.isBlocked("198.51.100.6")).isFalse();
      Double before = log.events().get(log.events().size() - 2).riskScore();
      log.security().event(EventType.AUTH_FAILURE).ip("198.51.100.6").log();
      assertThat(log.lastEvent().riskScore()).isEqualTo(before);
    }
  }

  @Test
  void whoIsNeverBlockedIsToldOfAllTheSame() {
    try (LogSetup log = start("<Rules neverBlock=\"198.51.100.0/24, 2001:db8::1\"/>")) {
      log.security().event(EventType.SQL_INJECTION_ATTEMPT).ip("198.51.100.5").log();
      log.security().event(EventType.SQL_INJECTION_ATTEMPT).ip("127.0.0.1").log();
      log.security().event(EventType.SQL_INJECTION_ATTEMPT).ip("203.0.113.5").log();
      assertThat(rules(log, EventType.ALERT)).hasSize(3);
      assertThat(rules(log, EventType.CLIENT_BLOCKED)).hasSize(1);
      assertThat(BlockList.isBlocked("203.0.113.5")).isTrue();
      // Its network is shut out, it is not.
      log.security().event(EventType.SQL_INJECTION_ATTEMPT).ip("2001:db8::2").log();
      assertThat(BlockList.isBlocked("2001:db8::2")).isTrue();
      assertThat(BlockList.isBlocked("2001:db8::1")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail-open", "fail-closed"})
  void whatCantBeRecordedIsJudgedAllTheSame(String policy) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "256k");
        LogSetup log =
            LogSetup.audit(disk.folder(), "failurePolicy=\"" + policy + "\"", "<Rules/>")) {
      log.awaitRules();
      disk.fill(disk.folder().resolve("ballast"));
      String printed =
          Captured.standardError(
              () -> {
                // What is left of the last page of the file takes a few more events.
                await().until(() -> goesUnrecorded(log, EventType.API_ACCESS, disk.folder()));
                for (int i = 0; i < 5; i++) {
                  assertThat(BlockList.isBlocked("198.51.100.77")).as("after %s", i).isFalse();
                  assertThat(goesUnrecorded(log, EventType.AUTH_FAILURE, disk.folder())).isTrue();
                }
              });
      assertThat(BlockList.isBlocked("198.51.100.77")).as(printed).isTrue();
    }
  }

  private static boolean goesUnrecorded(LogSetup log, EventType type, Path folder) {
    long before = health(folder).getNotRecorded();
    try {
      log.security().event(type).ip("198.51.100.77").log();
    } catch (AuditNotRecordedException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
    return health(folder).getNotRecorded() > before;
  }

  @Test
  void rulesCanBeSwitchedOff() {
    try (LogSetup log = LogSetup.audit(folder, "", "<Rules enabled=\"false\"/>")) {
      log.security().event(EventType.SQL_INJECTION_ATTEMPT).ip("198.51.100.5").log();
      assertThat(log.events()).hasSize(1);
      assertThat(health().getRules()).isZero();
    }
  }

  @Test
  void aRulesFileIsReadAgainWhenItChangesAndABrokenOneChangesNothing() throws Exception {
    Path file = folder.resolve("rules.yaml");
    Files.writeString(file, OWN.formatted(3));
    try (LogSetup log = start("<Rules file=\"DIR/rules.yaml\"/>")) {
      export(log, "ann", 2);
      Files.writeString(file, OWN.formatted(3).replace("gte", "least"));
      await().until(() -> health().getRefusedRules() == 1);
      SecurityEvent refused = changes(log).get(0);
      assertThat(refused.success()).isFalse();
      assertThat(refused.details().get("error"))
          .asString()
          .contains("rules.yaml:8:")
          .contains("gte");
      export(log, "ann", 1);
      assertThat(rules(log, EventType.ALERT)).containsExactly("many_exports ann");

      export(log, "bob", 1);
      Files.writeString(file, OWN.formatted(2));
      await().until(() -> changes(log).size() == 2);
      assertThat(changes(log).get(1).success()).isTrue();
      await()
          .until(
              () -> {
                // The one before counts, as the new rules have read it back.
                export(log, "bob", 1);
                return rules(log, EventType.ALERT).contains("many_exports bob");
              });
      assertThat(rules(log, EventType.ALERT)).doesNotHaveDuplicates();
    }
  }

  private static void export(LogSetup log, String user, int times) {
    for (int i = 0; i < times; i++) {
      log.security().event(EventType.DATA_EXPORT).user(user).log();
    }
  }

  private static List<SecurityEvent> changes(LogSetup log) {
    return log.events().stream()
        .filter(event -> event.type().equals(EventType.AUDIT_RULES_CHANGED))
        .toList();
  }

  @Test
  void receiversAreToldWhenAnAlertBegins() throws Exception {
    Queue<String> bodies = new ConcurrentLinkedQueue<>();
    HttpServer hook =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/",
        exchange -> {
          assertThat(exchange.getRequestHeaders()).containsKey("Tocsin-Signature");
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    hook.start();
    Files.writeString(folder.resolve("secret"), "a secret of more than 32 characters, at least");
    Files.writeString(
        folder.resolve("rules.yaml"), OWN.formatted(2) + "response: {notify: pager}\n");
    String rules =
        """
        <Rules file="DIR/rules.yaml">
          <Receiver name="pager" type="webhook" url="http://127.0.0.1:%d/" secretFile="DIR/secret"/>
        </Rules>
        """
            .formatted(hook.getAddress().getPort());
    try (LogSetup log = start(rules)) {
      export(log, "ann", 2);
      await().until(() -> bodies.size() == 1);
      assertThat(bodies.peek())
          .contains("\"status\":\"firing\"")
          .contains("\"rule\":\"many_exports\"")
          .contains("\"key\":{\"user_id\":\"ann\"}");
      await().until(() -> health().getNotified() == 1);
      await().until(() -> health().getNotificationsWaiting() == 0);
      assertThat(health().getNotificationsLost()).isZero();
    } finally {
      hook.stop(0);
    }
  }

  @Test
  void aRuleThatNotifiesNobodyKnownIsRefused() throws Exception {
    Files.writeString(
        folder.resolve("rules.yaml"), OWN.formatted(2) + "response: {notify: pager}\n");
    try (StatusLines lines = StatusLines.listen(Level.ERROR)) {
      startQuietly("<Rules file=\"DIR/rules.yaml\"/>").close();
      assertThat(lines.heard())
          .anyMatch(line -> line.contains("notifies \"pager\", which is no Receiver"));
    }
  }

  @Test
  void aReconfigurationKeepsCountsAlertsAndBlocks() {
    try (LogSetup log = start("<Rules/>")) {
      for (int i = 0; i < 4; i++) {
        log.security().event(EventType.AUTH_FAILURE).ip("198.51.100.77").log();
      }
      log.security().event(EventType.XSS_ATTEMPT).ip("198.51.100.3").log();
      log.reconfigure(LogSetup.auditXml("fsync=\"no\"", "<Rules/>"));
      assertThat(BlockList.isBlocked("198.51.100.3")).isTrue();
      log.security().event(EventType.AUTH_FAILURE).ip("198.51.100.77").log();
      assertThat(BlockList.isBlocked("198.51.100.77")).isTrue();
      assertThat(rules(log, EventType.ALERT)).hasSize(2);
      assertThat(changes(log)).isEmpty();
    }
  }

  @Test
  void whatIsWrongIsRefusedWithTheWayOut() throws Exception {
    Files.writeString(folder.resolve("broken.yaml"), "title: x\nname: y\ndetektion: z\n");
    Map<String, String> wrong =
        Map.of(
            "<Rules file=\"DIR/broken.yaml\"/>", "broken.yaml:3:1",
            "<Rules file=\"DIR/absent.yaml\"/>", "give a readable file",
            "<Rules file=\"${env:NO_SUCH_NAME}\"/>", "has no value",
            "<Rules enabled=\"yes\"/>", "Rules enabled \"yes\": use true or false",
            "<Rules neverBlock=\"10.0.0.0/99\"/>", "after the slash use 0 to 32",
            "<Rules files=\"x\"/>", "files");
    wrong.forEach(
        (element, message) -> {
          try (StatusLines lines = StatusLines.listen(Level.ERROR)) {
            startQuietly(element).close();
            assertThat(lines.heard()).anyMatch(line -> line.contains(message));
          }
        });
  }

  private LogSetup startQuietly(String element) {
    try {
      return LogSetup.audit(folder, "", element);
    } catch (RuntimeException e) {
      org.apache.logging.log4j.status.StatusLogger.getLogger().error(e.getMessage());
      return LogSetup.start(folder, "<Configuration status=\"off\"/>");
    }
  }
}
