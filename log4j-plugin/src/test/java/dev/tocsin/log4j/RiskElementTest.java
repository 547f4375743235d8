package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiskElementTest {
  private static final String ATTACKER = "203.0.113.66";

  @TempDir private Path folder;

  private void logWith(String element) {
    try (LogSetup log = LogSetup.audit(folder, "", element)) {
      log.security().event(EventType.AUTH_FAILURE).ip("203.0.113.7").log();
      log.security().event(EventType.AUTH_SUCCESS).ip("203.0.113.7").log();
      log.security().event(EventType.XSS_ATTEMPT).ip(ATTACKER).log();
      log.security().event(EventType.AUTH_FAILURE).ip(ATTACKER).log();
    }
  }

  private List<Double> scores() {
    return LogSetup.events(folder).stream().map(SecurityEvent::riskScore).toList();
  }

  private Map<?, ?> told() {
    SecurityEvent configured =
        LogSetup.allEvents(folder).stream()
            .filter(event -> event.type().equals(EventType.AUDIT_CONFIGURED))
            .reduce((first, second) -> second)
            .orElseThrow();
    return (Map<?, ?>) Objects.requireNonNull(configured.details().get("settings"));
  }

  @Test
  void defaultsWrittenOutAreTheDefaults() {
    logWith(
        "<Risk critical=\"10\" high=\"7\" medium=\"4.0\" low=\"1\" info=\"0.5\""
            + " suspiciousFactor=\"1.50\" suspiciousHours=\" 24 \">"
            + "<Multiplier event=\"sql_injection_attempt\" factor=\"2\"/>"
            + "<Multiplier event=\"XSS_ATTEMPT\" factor=\"1.8\"/>"
            + "<Multiplier event=\"auth_failure\" factor=\"1.5\"/>"
            + "<Multiplier event=\"suspicious_activity\" factor=\"1.3\"/>"
            + "<Multiplier event=\"rate_limiting_trigger\" factor=\"1.2\"/></Risk>");
    List<Double> writtenOut = scores();
    Map<?, ?> toldWrittenOut = told();
    folder = folder.resolve("other");

    logWith("");

    assertThat(scores()).isEqualTo(writtenOut).containsExactly(1.5, 0.5, 10.0, 2.3);
    assertThat(toldWrittenOut.get("Risk.Multiplier"))
        .isEqualTo(told().get("Risk.Multiplier"))
        .isEqualTo("none");
    for (String name :
        List.of(
            "critical", "high", "medium", "low", "info", "suspiciousFactor", "suspiciousHours")) {
      assertThat(toldWrittenOut.get("Risk." + name))
          .isNotNull()
          .isEqualTo(told().get("Risk." + name));
    }
  }

  @Test
  void otherFiguresMakeOtherScores() {
    logWith(
        "<Risk high=\"2\" low=\"3\" info=\"0\" suspiciousFactor=\"2.25\" suspiciousHours=\"72\">"
            + "<Multiplier event=\"auth_failure\" factor=\"1\"/></Risk>");

    // 3; 0; 2 times 1.8; 3 times 2.25, rounded half up.
    assertThat(scores()).containsExactly(3.0, 0.0, 3.6, 6.8);
    assertThat(LogSetup.events(folder).get(3).threatLevel())
        .isEqualTo(ThreatLevel.ofRiskTenths(68));
    Map<String, String> expected =
        Map.of(
            "Risk.high", "2",
            "Risk.info", "0",
            "Risk.suspiciousFactor", "2.25",
            "Risk.Multiplier", "auth_failure 1",
            "Risk.suspiciousHours", "72");
    expected.forEach((name, value) -> assertThat(told().get(name)).as(name).isEqualTo(value));
  }

  @Test
  void aTypeOfOnesOwnHasAMultiplier() throws IOException {
    Path types = folder.resolve("types.yaml");
    Files.writeString(
        types, "types: [{name: coupon_redeemed, category: payment, severity: medium}]");
    try (LogSetup log =
        LogSetup.audit(
            folder,
            "types=\"" + types + "\"",
            "<Risk><Multiplier event=\"coupon_redeemed\" factor=\"2\"/></Risk>")) {
      log.security().event("coupon_redeemed").log();
    }
    assertThat(scores()).containsExactly(8.0);
  }

  @Test
  void layoutsReckonAsTheAuditFileDoes() throws IOException {
    String xml =
        LogSetup.auditXml("", "<Risk low=\"2\"/>")
            .replace(
                "<Appenders>",
                "<Appenders><File name=\"copy\" fileName=\"DIR/copy.json\">"
                    + "<SecurityEventLayout/></File>")
            .replace(
                "<AppenderRef ref=\"audit\"/>",
                "<AppenderRef ref=\"audit\"/><AppenderRef ref=\"copy\"/>");
    try (LogSetup log = LogSetup.start(folder, xml)) {
      log.security().event(EventType.AUTH_FAILURE).ip("203.0.113.7").log();
    }
    assertThat(scores()).containsExactly(3.0);
    assertThat(folder.resolve("copy.json")).content().contains("\"risk_score\":3.0");
  }

  @Test
  void theTableKeepsItsHoursUntilTheFileIsClosed() {
    try (LogSetup log = LogSetup.audit(folder, "", "<Risk suspiciousHours=\"1\"/>")) {
      assertThat(window()).isEqualTo(Duration.ofHours(1));
      assertThat(told().get("Risk.suspiciousHours")).isEqualTo("1");
      log.reconfigure(LogSetup.auditXml("", "<Risk suspiciousHours=\"48\"/>"));
      assertThat(window()).isEqualTo(Duration.ofHours(1));
      assertThat(told().get("Risk.suspiciousHours")).as("what is in force").isEqualTo("1");
    }
    try (LogSetup log = LogSetup.audit(folder, "", "<Risk suspiciousHours=\"48\"/>")) {
      assertThat(window()).isEqualTo(Duration.ofDays(2));
      assertThat(log.events()).isEmpty();
    }
  }

  private Duration window() {
    JournalManager open =
        JournalManager.get(
            JournalConfig.builder(folder.resolve("security_audit.log")).build(),
            RiskElement.SUSPICIOUS_WINDOW);
    try {
      return open.suspicious().window();
    } finally {
      open.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "<Risk critical='11'/> | Risk critical \"11\": use 0 to 10, as in 7 or 0.5",
        "<Risk low='-1'/> | Risk low \"-1\": use 0 to 10, as in 7 or 0.5",
        "<Risk info='0.55'/> | Risk info \"0.55\": use 0 to 10, as in 7 or 0.5",
        "<Risk high='1e1'/> | Risk high \"1e1\": use 0 to 10, as in 7 or 0.5",
        "<Risk medium=''/> | Risk medium \"\": use 0 to 10, as in 7 or 0.5",
        "<Risk suspiciousFactor='0.9'/> | Risk suspiciousFactor \"0.9\": use 1 to 100, as in 1.5",
        "<Risk suspiciousFactor='100.01'/> |"
            + " Risk suspiciousFactor \"100.01\": use 1 to 100, as in 1.5",
        "<Risk suspiciousHours='0'/> | Risk suspiciousHours \"0\": use 1 to 87600",
        "<Risk suspiciousHours='99999'/> | Risk suspiciousHours \"99999\": use 1 to 87600",
        "<Risk hihg='2'/> |"
            + " Risk unknown attribute \"hihg\": use one of critical, high, medium, low, info,"
            + " suspiciousFactor, suspiciousHours",
        "<Risk><Multiplier event='auth_failure'/></Risk> |"
            + " Multiplier: give it an event and a factor, as in"
            + " <Multiplier event=\"auth_failure\" factor=\"2\"/>",
        "<Risk><Multiplier event='auth_failure' factor='101'/></Risk> |"
            + " Multiplier factor \"101\": use 0 to 100, as in 1.5",
        "<Risk><Multiplier event='auth_failure' factor='2' times='3'/></Risk> |"
            + " Multiplier unknown attribute \"times\": use one of event, factor",
        "<Risk><Multiplier event='auth_failur' factor='2'/></Risk> |"
            + " Multiplier: event type \"auth_failur\" is not known: did you mean auth_failure?"
            + " Otherwise register it in a types file (types=\"FILE\")",
        "<Risk><Multiplier event='logout' factor='2'/><Multiplier event='auth_logout'"
            + " factor='3'/></Risk> |"
            + " Multiplier event \"auth_logout\": has one already; remove one of them",
      })
  void aMistakeIsNamedWithTheWayOut(String element, String expected) {
    String xml = LogSetup.auditXml("", element);
    assertThatThrownBy(() -> LogSetup.start(folder, xml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("SecurityAudit \"audit\": " + expected);
    assertThat(folder.resolve("security_audit.log")).doesNotExist();
  }
}
