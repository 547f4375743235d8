package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.PIN_FAILED;
import static dev.tocsin.event.EventType.QR_GENERATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.Markers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityEventLayoutTest {
  @TempDir private Path folder;

  private LogSetup files(String layout) {
    return LogSetup.start(
        folder,
        """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="shop"/>
            <RollingFile name="lines" fileName="DIR/lines.txt" filePattern="DIR/lines-%%i.txt">
              %s
              <SizeBasedTriggeringPolicy size="1 GB"/>
            </RollingFile>
          </Appenders>
          <Loggers>
            <Root level="info"><AppenderRef ref="audit"/><AppenderRef ref="lines"/></Root>
          </Loggers>
        </Configuration>
        """
            .formatted(layout));
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("lines.txt"));
  }

  @Test
  void textLinesAreThoseOfTheSeed() throws IOException {
    try (LogSetup log = files("<SecurityEventLayout format=\"text\"/>")) {
      log.security()
          .event(QR_GENERATED)
          .ip("192.168.1.1")
          .service(1)
          .timestamp(Instant.parse("2026-01-10T14:30:45Z"))
          .log();
      log.security()
          .event(PIN_FAILED)
          .ip("192.168.1.2")
          .user("5")
          .timestamp(Instant.parse("2026-01-10T14:31:22Z"))
          .log();
      log.security()
          .event(dev.tocsin.event.EventType.SUSPICIOUS)
          .ip("192.168.1.3")
          .detail("reason", "high_failure_rate")
          .details(Map.of("failures", 15))
          .timestamp(Instant.parse("2026-01-10T14:32:00Z"))
          .log();
    }
    assertThat(lines())
        .containsExactly(
            "2026-01-10 14:30:45 | INFO | event=qr_generated | success=true | ip=192.168.1.1"
                + " | service_id=1",
            "2026-01-10 14:31:22 | WARNING | event=pin_failed | success=false | ip=192.168.1.2"
                + " | user_id=5",
            "2026-01-10 14:32:00 | ERROR | SUSPICIOUS | ip=192.168.1.3"
                + " | reason=high_failure_rate | details={'failures': 15}");
  }

  @Test
  void textLinesTakeATimeZone() throws IOException {
    try (LogSetup log = files("<SecurityEventLayout format=\"text\" zone=\"Asia/Kolkata\"/>")) {
      log.security().event(PIN_FAILED).timestamp(Instant.parse("2026-01-10T14:31:22Z")).log();
    }
    assertThat(lines().get(0)).startsWith("2026-01-10 20:01:22+05:30 | WARNING | ");
  }

  @Test
  void jsonIsTheAuditFilesObjectWithoutNumberTagAndSession() throws IOException {
    try (LogSetup log = files("<SecurityEventLayout source=\"shop\"/>")) {
      log.security().event(PIN_FAILED).user("5").ip("192.0.2.1").session("s3cret").log();
      String audited = LogSetup.lines(folder).get(1 + LogSetup.AT_START).text();
      assertThat(lines()).hasSize(1);
      assertThat(lines().get(0)).doesNotContain("s3cret", "session_id", "\"seq\"", "\"tag\"");
      assertThat(audited.replaceFirst("\"session_id\":\"[^\"]*\",", ""))
          .startsWith(lines().get(0).substring(0, lines().get(0).length() - 1));
    }
  }

  @Test
  void eventsThatAreNoSecurityEventsAreLinesToo() throws IOException {
    try (LogSetup log = files("<SecurityEventLayout format=\"json\"/>")) {
      log.logger().info("two\nlines | forged");
      log.logger().info(Markers.PIN_FAILED, "marked");
    }
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0))
        .contains("\"level\":\"INFO\"", "\"message\":\"two\\nlines | forged\"");
    assertThat(lines().get(1)).contains("\"event_type\":\"pin_failed\"");
  }

  @Test
  void ordinaryTextLinesCantForgeAField() throws IOException {
    try (LogSetup log = files("<SecurityEventLayout format=\"text\"/>")) {
      log.logger().warn("two\nlines | event=forged");
    }
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).contains(" | WARN | ").doesNotContain(" | event=forged");
  }

  @Test
  void wrongSettingsKeepTheConfigurationFromStarting() {
    assertThatThrownBy(() -> files("<SecurityEventLayout format=\"yaml\"/>"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("SecurityEventLayout: format \"yaml\": use json, text, ecs, ocsf or otlp-json");
    assertThatThrownBy(() -> files("<SecurityEventLayout zone=\"Mars\"/>"))
        .hasMessage("SecurityEventLayout: zone \"Mars\": use a name such as UTC or Europe/Berlin");
    assertThatThrownBy(() -> files("<SecurityEventLayout types=\"no/such.yaml\"/>"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no/such.yaml");
  }

  @Test
  void typesOfOnesOwnKeepTheirSeverity() throws IOException {
    Path types = folder.resolve("types.yaml");
    Files.writeString(types, "types: [{name: coupon_redeemed, category: payment, severity: info}]");
    try (LogSetup log = files("<SecurityEventLayout types=\"" + types + "\"/>")) {
      log.logger()
          .info(org.apache.logging.log4j.MarkerManager.getMarker("COUPON_REDEEMED"), "redeemed");
    }
    assertThat(lines().get(0))
        .contains("\"event_type\":\"coupon_redeemed\"", "\"severity\":\"info\"");
  }
}
