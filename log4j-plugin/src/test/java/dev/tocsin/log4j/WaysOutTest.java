package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.AUTH_FAILURE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tocsin.audit.Markers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layouts that a team has already carry the fields. */
class WaysOutTest {
  @TempDir private Path folder;

  private LogSetup file(String layout) {
    return LogSetup.start(
        folder,
        """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="shop"/>
            <File name="lines" fileName="DIR/lines.txt">%s</File>
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
  void aPatternShowsTheLineOneFieldAndTheWholeObject() throws IOException {
    String pattern =
        "%level|%securityEvent|%securityEvent{user_id}|%securityEvent{risk_score}|"
            + "%securityEvent{details}|%securityEvent{json}%n";
    try (LogSetup log = file("<PatternLayout pattern=\"" + pattern + "\"/>")) {
      log.security().event(AUTH_FAILURE).user("zo\u00eb\nx").detail("n", 1).log();
      log.logger().info("ordinary");
    }
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0))
        .startsWith(
            "WARN|event=auth_failure | success=false | user_id=zo\u00eb\\nx | details={'n': 1}|"
                + "zo\u00eb\\nx|1.5|{\"n\":1}|{\"event_id\":\"")
        .endsWith("\"source\":\"unknown_service:java\"}");
    assertThat(lines().get(1)).isEqualTo("INFO|||||");
  }

  @Test
  void aWrongOptionOfThePatternIsNamed() {
    assertThatThrownBy(() -> SecurityEventConverter.newInstance(null, new String[] {"usr"}))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("%securityEvent{usr}: use json, text or a field's name, as in {user_id}");
  }

  @Test
  void theShippedTemplateCarriesTheEvent() throws IOException {
    try (LogSetup log =
        file(
            "<JsonTemplateLayout"
                + " eventTemplateUri=\"classpath:SecurityEventTemplate.json\"/>")) {
      log.security().event(AUTH_FAILURE).user("zoë").log();
      log.logger().warn(Markers.PIN_FAILED, "pin of {} wrong", 5);
      log.logger().info("ordinary");
    }
    assertThat(lines()).hasSize(3);
    for (String line : lines()) {
      assertValidJson(line);
    }
    assertThat(lines().get(0))
        .contains("\"security_event\":{\"event_id\":\"", "\"user_id\":\"zoë\"");
    assertThat(lines().get(1))
        .contains("\"message\":\"pin of 5 wrong\"", "\"event_type\":\"pin_failed\"");
    assertThat(lines().get(2)).doesNotContain("security_event");
  }

  @Test
  void aTemplateOfOnesOwnTakesSingleFields() throws IOException {
    Path template = folder.resolve("template.json");
    Files.writeString(
        template,
        """
        {
          "who": {"$resolver": "securityEvent", "field": "user_id"},
          "risk": {"$resolver": "securityEvent", "field": "risk_score"},
          "tags": {"$resolver": "securityEvent", "field": "compliance_tags"},
          "ok": {"$resolver": "securityEvent", "field": "success"}
        }
        """);
    try (LogSetup log =
        file("<JsonTemplateLayout eventTemplateUri=\"" + template.toUri() + "\"/>")) {
      log.security().event(AUTH_FAILURE).user("u\"1").log();
    }
    assertThat(lines())
        .containsExactly(
            "{\"who\":\"u\\\"1\",\"risk\":1.5,\"tags\":[\"pci-10.2.1.4\",\"soc2-cc6.1\","
                + "\"iso27001-a.8.15\"],\"ok\":false}");
  }

  @Test
  void theLayoutServesASocket() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String socket =
          """
          <Configuration status="off">
            <Appenders>
              <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="shop"/>
              <Socket name="s" host="127.0.0.1" port="%d"><SecurityEventLayout/></Socket>
              <Async name="queue"><AppenderRef ref="s"/></Async>
            </Appenders>
            <Loggers>
              <Root level="info"><AppenderRef ref="audit"/><AppenderRef ref="queue"/></Root>
            </Loggers>
          </Configuration>
          """
              .formatted(server.getLocalPort());
      try (LogSetup log = LogSetup.start(folder, socket);
          Socket client = server.accept();
          BufferedReader in =
              new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
        String id = log.security().event(AUTH_FAILURE).user("u1").log();
        Awaitility.await().until(in::ready);
        assertThat(in.readLine()).startsWith("{\"event_id\":\"" + id + "\"");
      }
    }
  }

  private static void assertValidJson(String line) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      parser.skipChildren();
      assertThat(parser.nextToken()).isNull();
    }
  }
}
