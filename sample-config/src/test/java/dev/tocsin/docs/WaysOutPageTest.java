package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.MarkerManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows what docs/ways-out.md says of differences between the audit file and other outputs. */
class WaysOutPageTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  /** Starts an audit file and the same events in a second file. */
  private LoadedConfiguration start() throws IOException {
    Path types =
        Files.writeString(
            folder.resolve("types.yaml"),
            "types: [{name: coupon_abuse, category: payment, severity: high, compliance_tags: [soc2-cc7.2]}]");
    return LoadedConfiguration.start(
        """
        <Configuration>
          <Appenders>
            <SecurityAudit name="audit" fileName="logs/a.log" source="shop" captureBodies="true" types="%s"/>
            <File name="lines" fileName="logs/lines.txt"><SecurityEventLayout source="shop"/></File>
            <File name="typed" fileName="logs/typed.txt"><SecurityEventLayout types="%s"/></File>
          </Appenders>
          <Loggers>
            <Root level="info">
              <AppenderRef ref="audit"/><AppenderRef ref="lines"/><AppenderRef ref="typed"/>
            </Root>
          </Loggers>
        </Configuration>
        """
            .formatted(types, types),
        folder);
  }

  private JsonNode event(String file) throws IOException {
    List<String> lines =
        Files.readAllLines(folder.resolve(file)).stream()
            .filter(line -> line.contains("\"event_id\""))
            .toList();
    return MAPPER.readTree(lines.get(lines.size() - 1));
  }

  @Test
  void idOfASecurityLoggerCallIsTheSameEverywhereAndThatOfAMarkedCallIsNot() throws IOException {
    try (LoadedConfiguration loaded = start()) {
      String id = loaded.audit();
      assertThat(event("a.log").get("event_id").asText()).isEqualTo(id);
      assertThat(event("lines.txt").get("event_id").asText()).isEqualTo(id);
      loaded.logger().info(Markers.LOGOUT, "bye");
      assertThat(event("lines.txt").get("event_id")).isNotEqualTo(event("a.log").get("event_id"));
    }
  }

  @Test
  void numbersTagsSessionsAndBodiesAreInTheAuditFileOnly() throws IOException {
    try (LoadedConfiguration loaded = start()) {
      loaded
          .security()
          .event("api_access")
          .session("s-1")
          .requestBody("body")
          .responseBody("body")
          .log();
      List<String> onlyThere = List.of("seq", "tag", "session_id", "request_body", "response_body");
      assertThat(event("a.log").fieldNames()).toIterable().containsAll(onlyThere);
      assertThat(event("lines.txt").fieldNames())
          .toIterable()
          .doesNotContainAnyElementsOf(onlyThere);
    }
  }

  @Test
  void layoutKnowsTypesOfOnesOwnOnlyFromItsOwnAttribute() throws IOException {
    try (LoadedConfiguration loaded = start()) {
      loaded.logger().info(MarkerManager.getMarker("COUPON_ABUSE"), "used twice");
      assertThat(event("a.log").get("severity").asText()).isEqualTo("high");
      assertThat(event("typed.txt").get("severity").asText()).isEqualTo("high");
      assertThat(event("lines.txt").get("event_type").asText()).isEqualTo("coupon_abuse");
      assertThat(event("lines.txt").get("severity").asText()).isEqualTo("medium");
      assertThat(event("lines.txt").has("compliance_tags")).isFalse();
    }
  }

  @Test
  void suspiciousAddressRaisesTheRiskInTheAuditFileOnly() throws IOException {
    try (LoadedConfiguration loaded = start()) {
      SecurityLogger security = loaded.security();
      security.event("xss_attempt").ip("203.0.113.7").log();
      security.event("auth_failure").ip("203.0.113.7").log();
      assertThat(event("lines.txt").get("risk_score").asDouble()).isEqualTo(1.5);
      assertThat(event("a.log").get("risk_score").asDouble()).isGreaterThan(2);
    }
  }
}
