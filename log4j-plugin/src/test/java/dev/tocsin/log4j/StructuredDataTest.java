package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.tocsin.audit.Markers;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.message.StructuredDataId;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What names an event that comes as structured data: its marker, its type, its id. */
class StructuredDataTest {
  /** As log4j-audit has it. */
  private static final Marker AUDIT =
      new MarkerManager.Log4jMarker("Audit").addParents(new MarkerManager.Log4jMarker("EVENT"));

  @TempDir private Path folder;

  /**
   * In the shape of log4j-audit's message: the event's name is the id, and the type never varies.
   */
  private static final class AuditShaped extends StructuredDataMessage {
    private static final class AuditId extends StructuredDataId {
      AuditId(String name) {
        super(name, null, null);
      }
    }

    AuditShaped(String eventName, Map<String, String> data) {
      super(new AuditId(eventName), null, "Audit");
      putAll(data);
    }
  }

  private static void audit(LogSetup log, String eventName) {
    log.logger().log(Level.OFF, AUDIT, new AuditShaped(eventName, Map.of("amount", "12.50")));
  }

  @Test
  void eventsOfLog4jAuditKeepTheirNamesAndOnesThatAreTypesAreThose() throws IOException {
    Path types = folder.resolve("types.yaml");
    Files.writeString(
        types,
        """
        types:
          - {name: transfer, category: payment, severity: high, outcome: success}
          - {name: bill_pay, category: payment, severity: low, outcome: success}
        """);
    try (LogSetup log = LogSetup.audit(folder, "types=\"" + types + "\"", "")) {
      audit(log, "transfer");
      audit(log, "billPay");
      audit(log, "DATA_EXPORT");
      audit(log, "deposit");
      audit(log, "closeAccount");
    }
    assertThat(LogSetup.events(folder))
        .extracting(e -> e.type().name(), SecurityEvent::severity, e -> e.details())
        .containsExactly(
            tuple("transfer", Severity.HIGH, Map.of("amount", "12.50")),
            tuple(
                "bill_pay",
                Severity.LOW,
                Map.of("amount", "12.50", "structured_data_id", "billPay")),
            tuple(
                "data_export",
                EventType.DATA_EXPORT.severity(),
                Map.of("amount", "12.50", "structured_data_id", "DATA_EXPORT")),
            tuple("deposit", Severity.MEDIUM, Map.of("amount", "12.50")),
            tuple(
                "close_account",
                Severity.MEDIUM,
                Map.of("amount", "12.50", "structured_data_id", "closeAccount")));
  }

  @Test
  void noIdMakesAnEventOfTheProductsOwn() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      audit(log, "auditStarted");
      audit(log, "alert");
      audit(log, "Audit");
    }
    assertThat(LogSetup.events(folder))
        .extracting(e -> e.type().name())
        .containsExactly("reserved_audit_started", "reserved_alert", "audit");
  }

  @Test
  void aMarkerThatIsATypeDecidesAndTheMessagesNamesAreDetails() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.logger()
          .info(Markers.AUTH_SUCCESS, new StructuredDataMessage("tx@32473", "m", "transfer"));
      Marker own = new MarkerManager.Log4jMarker("LDAP_INJECTION").setParents(Markers.ATTACK);
      log.logger().info(own, new StructuredDataMessage("pin_failed", "m", "x"));
    }
    assertThat(LogSetup.events(folder))
        .extracting(e -> e.type().name())
        .containsExactly("auth_success", "ldap_injection");
    assertThat(LogSetup.events(folder).get(0).details())
        .containsOnly(
            entry("structured_data_id", "tx@32473"), entry("structured_data_type", "transfer"));
    assertThat(LogSetup.events(folder).get(1).details())
        .containsOnly(
            entry("structured_data_id", "pin_failed"), entry("structured_data_type", "x"));
  }

  @Test
  void withoutAMarkerTheTypeComesBeforeTheIdAndOneOfThemMustBeRegistered() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.logger().trace(new StructuredDataMessage("lockout@32473", "m", "data_export"));
      log.logger().trace(new StructuredDataMessage("lockout@32473", "m", "lunch"));
      log.logger().trace(new StructuredDataMessage("lunch@32473", "m", "lunch"));
      log.logger().trace(new StructuredDataMessage("audit_started@32473", "m", "alert"));
    }
    assertThat(LogSetup.events(folder))
        .extracting(e -> e.type().name())
        .containsExactly("data_export", "lockout");
    assertThat(LogSetup.events(folder).get(1).details())
        .containsOnly(
            entry("structured_data_id", "lockout@32473"), entry("structured_data_type", "lunch"));
  }

  @Test
  void aMarkerThatIsACategoryLeavesTheNameToTheMessage() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.logger().trace(Markers.ATTACK, new StringMapMessage().with("event_type", "XSS_ATTEMPT"));
      log.logger().trace(Markers.ATTACK, new StringMapMessage().with("event_type", "Ldap Trick"));
      log.logger().trace(Markers.ATTACK, new StringMapMessage().with("input", "x"));
      log.logger().trace(Markers.SECURITY, new StructuredDataMessage("a@1", "m", "transfer"));
      log.logger().trace(Markers.PIN_FAILED, new StringMapMessage().with("event_type", "logout"));
    }
    assertThat(LogSetup.events(folder))
        .extracting(e -> e.type().name())
        .containsExactly("xss_attempt", "ldap_trick", "attack", "transfer", "pin_failed");
    assertThat(LogSetup.events(folder).get(1).details())
        .containsOnly(entry("event_type", "Ldap Trick"));
    assertThat(LogSetup.events(folder).get(4).details())
        .as("what the marker overrules is not lost")
        .containsOnly(entry("event_type", "logout"));
  }

  @Test
  void aMessageThatNamesItsEventPassesALevelThatIsOffUnlessItIsMadeOnlyThen() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      StringMapMessage message = new StringMapMessage().with("event_type", "pin_failed");
      log.logger().trace(message);
      log.logger().atTrace().log(message);
      log.logger().log(Level.TRACE, (org.apache.logging.log4j.Marker) null, message);
      assertThat(log.events()).hasSize(3);
      log.logger().trace(() -> message);
      log.logger().trace((Object) message);
      assertThat(log.events()).as("asked before the message is known").hasSize(3);
    }
  }
}
