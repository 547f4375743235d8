package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.AUTH_FAILURE;
import static dev.tocsin.event.EventType.DATA_EXPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.Change;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.inspect.InputInspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityAuditAppenderTest {
  @TempDir private Path folder;

  private LogSetup audit() {
    return LogSetup.audit(folder, "", "");
  }

  @Test
  void helperCallsReturnTheIdOfTheEventThatIsInTheFile() {
    try (LogSetup log = audit()) {
      SecurityLogger security = log.security();
      List<String> ids =
          List.of(
              security.authAttempt("zoë", true),
              security.authAttempt("zoë", false),
              security.authorizationFailure("zoë", "/admin"),
              security.inputValidationViolation("<script>", "xss_attempt"),
              security.inputValidationViolation("x", "too_long"),
              security.rateLimitingTrigger("203.0.113.7", "/login", "per_minute"),
              security.suspicious("203.0.113.7", "high_failure_rate", Map.of("failures", 15)));

      assertThat(log.events()).extracting(SecurityEvent::eventId).isEqualTo(ids);
      assertThat(log.events())
          .extracting(event -> event.type().name())
          .containsExactly(
              "auth_success",
              "auth_failure",
              "authorization_failure",
              "xss_attempt",
              "input_validation_violation",
              "rate_limiting_trigger",
              "suspicious");
      SecurityEvent denied = log.events().get(2);
      assertThat(denied.targetType()).isEqualTo("resource");
      assertThat(denied.targetId()).isEqualTo("/admin");
    }
  }

  @Test
  void whatAnInputLooksLikeIsAnIndicatorBesideTheCallersWord() {
    try (LogSetup log = audit()) {
      SecurityLogger security = log.security();
      String script = "<script>alert(1)</script>";
      security.inputValidationViolation(script, "sql_injection_attempt");
      security.inputValidationViolation(script, "too_long");
      security.inputValidationViolation("Miles O'Brien", "too_long");
      security.attackAttempt(script, InputInspector.inspect(script).orElseThrow());

      assertThat(log.events())
          .extracting(event -> event.type().name())
          .containsExactly(
              "sql_injection_attempt",
              "input_validation_violation",
              "input_validation_violation",
              "xss_attempt");
      assertThat(log.events())
          .extracting(SecurityEvent::indicators)
          .containsExactly(
              List.of("cross_site_scripting"),
              List.of("cross_site_scripting"),
              List.of(),
              List.of("cross_site_scripting"));
      // A guess must not keep the caller's own event from blocking.
      assertThat(log.events().get(0).details())
          .containsEntry("indicator_confidence", "high")
          .doesNotContainKey("confidence");
      assertThat(log.events().get(3).details())
          .containsEntry("confidence", "high")
          .containsEntry("violation_type", "xss_attempt")
          .containsEntry("input", script);
    }
  }

  @Test
  void theFluentCallSetsEveryFieldItNames() {
    try (LogSetup log = audit()) {
      String parent = log.security().authAttempt("u1", true);
      log.security()
          .event(DATA_EXPORT)
          .user("u1")
          .userName("Zoë")
          .actor(ActorType.SERVICE)
          .tenant("t1")
          .target("report", "42")
          .service(7)
          .change("role", "user", "admin")
          .ip("2001:DB8::1", Provenance.PEER)
          .userAgent("curl/8")
          .request("GET", "/reports/42?all=1")
          .requestHeader("Accept", "text/csv")
          .responseStatus(200)
          .detail("rows", 1000)
          .message("exported")
          .indicator("bulk")
          .complianceTag("gdpr-32")
          .severity(Severity.HIGH)
          .success(false)
          .correlation("c1")
          .parent(parent)
          .trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")
          .timestamp(Instant.parse("2026-01-02T03:04:05.678901Z"))
          .thrown(new IllegalStateException("too many"))
          .log();

      SecurityEvent event = log.lastEvent();
      assertThat(event.type()).isEqualTo(DATA_EXPORT);
      assertThat(event.userId()).isEqualTo("u1");
      assertThat(event.userName()).isEqualTo("Zoë");
      assertThat(event.actorType()).isEqualTo(ActorType.SERVICE);
      assertThat(event.tenantId()).isEqualTo("t1");
      assertThat(event.targetType()).isEqualTo("report");
      assertThat(event.targetId()).isEqualTo("42");
      assertThat(event.serviceId()).hasToString("7");
      assertThat(event.changes()).containsExactly(new Change("role", "user", "admin"));
      assertThat(event.ipAddress()).isEqualTo("2001:db8::1");
      assertThat(event.ipProvenance()).isEqualTo(Provenance.PEER);
      assertThat(event.userAgent()).isEqualTo("curl/8");
      assertThat(event.requestMethod()).isEqualTo("GET");
      assertThat(event.requestUrl()).isEqualTo("/reports/42?all=1");
      assertThat(event.requestHeaders()).containsEntry("Accept", "text/csv");
      assertThat(event.responseStatus()).isEqualTo(200);
      assertThat(event.details())
          .contains(
              entry("rows", 1000L),
              entry("exception", "java.lang.IllegalStateException"),
              entry("exception_message", "too many"));
      assertThat(event.message()).isEqualTo("exported");
      assertThat(event.indicators()).containsExactly("bulk");
      assertThat(event.complianceTags()).contains("gdpr-32", "pci-10.2.1.1");
      assertThat(event.severity()).isEqualTo(Severity.HIGH);
      assertThat(event.success()).isFalse();
      assertThat(event.correlationId()).isEqualTo("c1");
      assertThat(event.parentEventId()).isEqualTo(parent);
      assertThat(event.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
      assertThat(event.spanId()).isEqualTo("00f067aa0ba902b7");
      assertThat(event.timestamp()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678901Z"));
      assertThat(event.loggedAtMicros()).isPositive();
      assertThat(event.source()).isEqualTo("shop");
      assertThat(event.riskTenths()).isEqualTo(70);
      assertThat(event.threatLevel()).isEqualTo(ThreatLevel.HIGH);
    }
  }

  @Test
  void anEventThatWasLoggedTakesNoFurtherCall() {
    try (LogSetup log = audit()) {
      AuditEvent event = log.security().event(AUTH_FAILURE);
      event.log();
      assertThatThrownBy(() -> event.user("late")).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(event::log)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("this auth_failure event was logged already; begin another with event(...)");
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void typesOfTheProductsOwnAreRefused() {
    try (LogSetup log = audit()) {
      assertThatThrownBy(() -> log.security().event(EventType.AUDIT_DROPPED))
          .hasMessage(
              "event type \"audit_dropped\": is written by Tocsin only; use a type of your own");
      assertThatThrownBy(() -> log.security().event("alert"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void plainMarkedCallsBecomeEventsWithTheirMessage() {
    try (LogSetup log = audit()) {
      log.logger().warn(Markers.AUTH_FAILURE, "sign-in of {} failed", "zoë");
      SecurityEvent event = log.lastEvent();
      assertThat(event.type()).isEqualTo(AUTH_FAILURE);
      assertThat(event.message()).isEqualTo("sign-in of zoë failed");
      assertThat(event.severity()).isEqualTo(Severity.LOW);
      assertThat(event.success()).isFalse();
      assertThat(event.actorType()).isEqualTo(ActorType.ANONYMOUS);
      assertThat(event.targetType()).isEqualTo("service");
      assertThat(event.targetId()).isEqualTo("shop");
      assertThat(event.riskTenths()).isEqualTo(15);
    }
  }

  @Test
  void ordinaryEventsPassTheAuditFileBy() {
    try (LogSetup log = audit()) {
      log.logger().error("not for the auditor");
      log.logger().error(MarkerManager.getMarker("SQL"), "nor this");
      assertThat(log.events()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<ThresholdFilter level=\"fatal\" onMatch=\"ACCEPT\" onMismatch=\"DENY\"/>", ""})
  void noLevelAndNoGlobalFilterHoldsASecurityEventBack(String filter) {
    String xml =
        LogSetup.auditXml("", "")
            .replace("<Appenders>", filter + "<Appenders>")
            .replace("level=\"error\"", "level=\"off\"");
    try (LogSetup log = LogSetup.start(folder, xml)) {
      log.logger().trace(Markers.PIN_FAILED, "quiet");
      log.security().authAttempt("u", true);
      assertThat(log.events()).hasSize(2);
    }
  }

  @Test
  void requestFieldsComeFromTheThreadUnderTheSeedsNamesAndOpenTelemetrys() {
    try (LogSetup log = audit();
        CloseableThreadContext.Instance context =
            CloseableThreadContext.put("user_id", "u5")
                .put("client.address", "::ffff:203.0.113.9")
                .put("http.request.method", "POST")
                .put("url.path", "/pin")
                .put("correlation_id", "c7")
                .put("flavour", "lemon")) {
      assertThat(context).isNotNull();
      log.logger().info(Markers.PIN_FAILED, "wrong");
      log.security().event(AUTH_FAILURE).user("u6").log();

      SecurityEvent plain = log.events().get(0);
      assertThat(plain.userId()).isEqualTo("u5");
      assertThat(plain.ipAddress()).isEqualTo("203.0.113.9");
      assertThat(plain.requestMethod()).isEqualTo("POST");
      assertThat(plain.correlationId()).isEqualTo("c7");
      assertThat(plain.targetType()).isEqualTo("url_path");
      assertThat(plain.targetId()).isEqualTo("/pin");
      assertThat(plain.details()).isEmpty();
      assertThat(log.lastEvent().userId()).as("the call wins").isEqualTo("u6");
    }
  }

  @Test
  void otherContextEntriesGoToTheDetailsWhereConfigured() {
    try (LogSetup log = LogSetup.audit(folder, "contextDetails=\"flavour, size\"", "");
        CloseableThreadContext.Instance context =
            CloseableThreadContext.put("flavour", "lemon").put("colour", "red")) {
      assertThat(context).isNotNull();
      log.security().authAttempt("u", true);
      assertThat(log.lastEvent().details()).containsOnly(entry("flavour", "lemon"));
    }
  }

  @Test
  void anUnregisteredMarkerBelowSecurityIsKeptUnderItsOwnName() {
    Marker own = MarkerManager.getMarker("COUPON_ABUSE").setParents(Markers.SECURITY);
    try (LogSetup log = audit()) {
      log.logger().info(own, "seen");
      assertThat(log.lastEvent().type().name()).isEqualTo("coupon_abuse");
      assertThat(log.lastEvent().severity()).isEqualTo(Severity.MEDIUM);
    }
  }

  @Test
  void aMarkerOfAReservedNameLosesNothing() {
    Marker reserved = MarkerManager.getMarker("AUDIT_DROPPED").setParents(Markers.SECURITY);
    try (LogSetup log = audit()) {
      log.logger().info(reserved, "forged");
      assertThat(log.lastEvent().type().name()).isEqualTo("reserved_audit_dropped");
    }
  }

  @Test
  void typesFromAFileWorkByMarkerAndByName() throws IOException {
    Path types = folder.resolve("types.yaml");
    Files.writeString(
        types,
        """
        types:
          - name: coupon_redeemed
            category: payment
            severity: low
        """);
    try (LogSetup log = LogSetup.audit(folder, "types=\"" + types + "\"", "")) {
      log.security().event("COUPON_REDEEMED").user("u").log();
      log.logger().info(MarkerManager.getMarker("COUPON_REDEEMED"), "redeemed");
      assertThat(log.events())
          .hasSize(2)
          .allSatisfy(event -> assertThat(event.type().name()).isEqualTo("coupon_redeemed"))
          .allSatisfy(event -> assertThat(event.severity()).isEqualTo(Severity.LOW));
    }
  }

  @Test
  void anUnknownTypeNameIsAnErrorThatNamesSimilarOnes() {
    try (LogSetup log = audit()) {
      assertThatThrownBy(() -> log.security().event("auth_failur"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("auth_failur")
          .hasMessageContaining("auth_failure");
    }
  }

  @Test
  void sessionIdsAreStoredAsAKeyedHashThatSurvivesARestart() throws IOException {
    try (LogSetup log = audit()) {
      log.security().event(AUTH_FAILURE).session("S3cr3tSession").log();
      log.security().event(AUTH_FAILURE).session("another").log();
    }
    try (LogSetup log = audit()) {
      log.security().event(AUTH_FAILURE).session("S3cr3tSession").log();
      List<SecurityEvent> events = log.events();
      assertThat(events.get(0).sessionId())
          .matches("[0-9a-f]{8}:[A-Za-z0-9_-]{22}")
          .isEqualTo(events.get(2).sessionId())
          .isNotEqualTo(events.get(1).sessionId());
    }
    assertThat(Files.readString(folder.resolve("security_audit.log")))
        .doesNotContain("S3cr3tSession");
    assertThat(Files.getPosixFilePermissions(folder.resolve("tocsin-session.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void bodiesAreKeptOnlyWhenSwitchedOn() {
    try (LogSetup log = audit()) {
      log.security().event(AUTH_FAILURE).requestBody("pin=1234").responseBody("no").log();
      assertThat(log.lastEvent().requestBody()).isNull();
      assertThat(log.lastEvent().responseBody()).isNull();
      log.reconfigure(LogSetup.auditXml("captureBodies=\"true\"", ""));
      log.security().event(AUTH_FAILURE).requestBody("a=b").log();
      assertThat(log.lastEvent().requestBody()).isEqualTo("a=b");
    }
  }

  @Test
  void anAddressThatAttackedRaisesTheRiskOfItsLaterEventsAlsoAfterARestart() {
    try (LogSetup log = audit()) {
      log.security().event(AUTH_FAILURE).ip("198.51.100.4").log();
      log.security().event(EventType.SQL_INJECTION_ATTEMPT).ip("198.51.100.4").log();
      log.security().event(AUTH_FAILURE).ip("198.51.100.4").log();
      log.security().event(AUTH_FAILURE).ip("198.51.100.5").log();
      assertThat(log.events())
          .extracting(SecurityEvent::riskTenths)
          .containsExactly(15, 100, 23, 15);
    }
    try (LogSetup log = audit()) {
      org.awaitility.Awaitility.await()
          .until(
              () -> {
                log.security().event(AUTH_FAILURE).ip("198.51.100.4").log();
                return log.lastEvent().riskTenths() == 23;
              });
    }
  }

  @Test
  void twoRoutesToOneAppenderRecordAnEventOnce() {
    String xml =
        LogSetup.auditXml("", "")
            .replace(
                "<Loggers>",
                "<Loggers><Logger name=\"test\" level=\"info\"><AppenderRef ref=\"audit\"/></Logger>");
    try (LogSetup log = LogSetup.start(folder, xml)) {
      log.security().authAttempt("u", true);
      assertThat(log.events()).hasSize(1);
      for (int i = 0; i < 3; i++) {
        log.logger().warn(Markers.AUTH_FAILURE, "the same text");
      }
      assertThat(log.events()).as("three calls, on two routes each").hasSize(4);
      Object nosy =
          new Object() {
            @Override
            public String toString() {
              log.security().authAttempt("inner", true);
              return "nosy";
            }
          };
      log.logger().warn(Markers.AUTH_FAILURE, "outer {}", nosy);
      assertThat(log.events().stream().filter(event -> "outer nosy".equals(event.message())))
          .hasSize(1);
    }
  }

  @Test
  void otherAppendersPrintTheEventAsATextLine() {
    try (LogSetup log = audit()) {
      KeepingAppender keeping = KeepingAppender.addTo(log.context());
      log.security().event(AUTH_FAILURE).user("u1").ip("203.0.113.7").log();
      assertThat(keeping.messages())
          .containsExactly("event=auth_failure | success=false | ip=203.0.113.7 | user_id=u1");
      assertThat(keeping.levels()).containsExactly(Level.WARN);
    }
  }
}
