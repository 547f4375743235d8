package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.privacy.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * T3: no secret reaches a file, by whichever way it comes in and whichever way the event goes out.
 */
class RedactionTest {
  private static final String BODIES = "captureBodies=\"true\" contextDetails=\"*\"";

  /** Fields that hold nothing from outside, where digits may be any. */
  private static final Set<EventField> OWN =
      Set.of(
          EventField.EVENT_ID,
          EventField.TIMESTAMP,
          EventField.LOGGED_AT,
          EventField.COMPLIANCE_TAGS,
          EventField.SESSION_ID,
          EventField.SEQ);

  @TempDir private Path folder;

  private static String content(SecurityEvent event) {
    return EventField.all().stream()
        .filter(field -> !OWN.contains(field))
        .map(event::get)
        .filter(value -> value != null)
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }

  /** Logs a text in every place that an event has, by every way in. */
  private static void logEverywhere(LogSetup log, String text) {
    log.security()
        .event(EventType.API_ACCESS)
        .user(text)
        .userName(text)
        .tenant(text)
        .session(text)
        .target(text, text)
        .service(text)
        .userAgent(text)
        .request(text, text)
        .requestHeader("X-Note", text)
        .requestBody(text)
        .responseBody(text)
        .message(text)
        .indicator(text)
        .complianceTag(text)
        .correlation(text)
        .parent(text)
        .trace(text, text)
        .ip(text)
        .change("note", text, List.of(text))
        .detail("note", text)
        .detail("deep", Map.of("list", List.of(Map.of("note", text))))
        .detail(text, "as a name")
        .thrown(new IllegalStateException(text))
        .log();
    log.security().inputValidationViolation(text, text);
    log.security().authAttempt(text, false);
    log.logger().warn(Markers.AUTH_FAILURE, "{}", text, new IllegalStateException(text));
    log.logger()
        .warn(
            Markers.AUTH_FAILURE, new StringMapMessage().with("note", text).with("url.full", text));
    StructuredDataMessage data = new StructuredDataMessage("transfer", text, "api_access");
    data.put("note", text);
    log.logger().error(data);
    ThreadContext.put("request_url", text);
    ThreadContext.put("user_agent.original", text);
    ThreadContext.put("session.id", text);
    ThreadContext.put("note", text);
    log.logger().warn(Markers.AUTH_FAILURE, "by the context");
    ThreadContext.clearMap();
  }

  @Test
  void noSecretOfTheCorpusIsInAFileByAnyWayIn() throws IOException {
    List<Corpus.Planted> corpus = Corpus.secrets();
    String layouts =
        """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="audit" fileName="DIR/security_audit.log" %s/>
            <File name="json" fileName="DIR/json.txt"><SecurityEventLayout/></File>
            <File name="text" fileName="DIR/text.txt"><SecurityEventLayout format="text"/></File>
            <File name="pattern" fileName="DIR/pattern.txt">
              <PatternLayout pattern="%%securityEvent{json} %%securityEvent%%n" alwaysWriteExceptions="false"/>
            </File>
            <File name="template" fileName="DIR/template.txt">
              <JsonTemplateLayout eventTemplate='{"event": {"$resolver": "securityEvent"}}'/>
            </File>
          </Appenders>
          <Loggers>
            <Root level="error">
              <AppenderRef ref="audit"/><AppenderRef ref="json"/><AppenderRef ref="text"/>
              <AppenderRef ref="pattern"/><AppenderRef ref="template"/>
            </Root>
          </Loggers>
        </Configuration>
        """
            .formatted(BODIES);
    try (LogSetup log = LogSetup.start(folder, layouts)) {
      for (Corpus.Planted planted : corpus) {
        logEverywhere(log, planted.text());
      }
    }
    List<SecurityEvent> events = LogSetup.events(folder);
    int perText = events.size() / corpus.size();
    assertThat(events).hasSize(corpus.size() * perText);
    assertThat(perText).isGreaterThanOrEqualTo(7);
    int found = 0;
    for (int i = 0; i < events.size(); i++) {
      Corpus.Planted planted = corpus.get(i / perText);
      String content = content(events.get(i));
      for (String secret : planted.secrets()) {
        if (content.contains(secret)) {
          found++;
          System.out.println("came out: " + planted + " in " + content);
        }
      }
    }
    assertThat(found).isZero();
    int looked = 0;
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        looked++;
        String text = file.toString().endsWith(".gz") ? "" : Files.readString(file, UTF_8);
        assertThat(
                corpus.stream()
                    .flatMap(planted -> planted.secrets().stream())
                    .filter(secret -> secret.length() >= 10 && text.contains(secret)))
            .as(file.toString())
            .isEmpty();
      }
    }
    System.out.println(
        "redaction: "
            + corpus.size()
            + " secrets by "
            + perText
            + " ways in, "
            + events.size()
            + " events, "
            + looked
            + " files, "
            + found
            + " came out");
  }

  @Test
  void whatIsRedactedIsCounted() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security()
          .event(EventType.API_ACCESS)
          .message("password=hunter2 and token=abc123")
          .detail("pin", 4821)
          .session("8f14e45fceea167a")
          .log();
      log.security().event(EventType.API_ACCESS).message("nothing here").log();
      assertThat(AuditRegistry.tally(folder.resolve("security_audit.log")).counters().redacted())
          .isEqualTo(2);
    }
  }

  @Test
  void ownRulesHoldInTheFileAndInEveryLayout() throws IOException {
    String xml =
        """
        <Configuration status="off">
          <Appenders>
            <File name="early" fileName="DIR/early.txt"><SecurityEventLayout/></File>
            <SecurityAudit name="audit" fileName="DIR/security_audit.log">
              <Redact field="note"/>
              <Redact pattern="EMP-\\d+"/>
              <Keep field="order_token"/>
            </SecurityAudit>
            <File name="late" fileName="DIR/late.txt">
              <PatternLayout pattern="%m %securityEvent{json}%n" alwaysWriteExceptions="false"/>
            </File>
          </Appenders>
          <Loggers>
            <Root level="error">
              <AppenderRef ref="early"/><AppenderRef ref="audit"/><AppenderRef ref="late"/>
            </Root>
          </Loggers>
        </Configuration>
        """;
    try (LogSetup log = LogSetup.start(folder, xml)) {
      log.security()
          .event(EventType.DATA_EXPORT)
          .detail("note", "private")
          .detail("by", "EMP-123")
          .detail("order_token", "abc123")
          .log();
      log.logger().error("EMP-123 is no security event, password=hunter2");
      assertThat(log.lastEvent().details())
          .containsExactly(
              entry("note", "[redacted:field]"),
              entry("by", "[redacted:pattern]"),
              entry("order_token", "abc123"));
    }
    String early = Files.readString(folder.resolve("early.txt"));
    assertThat(early)
        .contains("\"order_token\":\"abc123\"", "no security event")
        .doesNotContain("private", "EMP-123", "hunter2");
    assertThat(Files.readAllLines(folder.resolve("late.txt")).get(0))
        .contains("order_token", "[redacted:field]")
        .doesNotContain("private", "EMP-123");
  }

  @Test
  void offIsToldAndStillHashesSessions() {
    List<String> warnings = new ArrayList<>();
    try (StatusWarnings listening = new StatusWarnings(warnings);
        LogSetup log = LogSetup.audit(folder, "redaction=\"off\"", "")) {
      assertThat(listening).isNotNull();
      log.security()
          .event(EventType.API_ACCESS)
          .message("password=hunter2")
          .session("8f14e45fceea167a")
          .log();
      assertThat(log.lastEvent().message()).isEqualTo("password=hunter2");
      assertThat(log.lastEvent().sessionId()).isNotEqualTo("8f14e45fceea167a").hasSize(31);
    }
    assertThat(warnings)
        .containsExactly(
            "SecurityAudit \"audit\": redaction is off, secrets are written as they come; remove"
                + " redaction=\"off\" to have them replaced");
  }

  /** A cut leaves no half of a secret, which nothing could be told by. */
  @Test
  void aSecretAtTheCutDoesNotEscapeByBeingHalf() {
    List<String> secrets = new ArrayList<>();
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      for (Corpus.Planted planted : Corpus.secrets()) {
        String secret = planted.secrets().get(0);
        boolean shaped = planted.kind().equals("service_key") || planted.kind().equals("card");
        if (shaped && secret.length() >= 14 && secret.indexOf('%') < 0) {
          String before = "some words ".repeat(1_489);
          String start = before.substring(0, 16_384 - secret.length() + 2) + " ";
          log.security().event(EventType.API_ACCESS).message(start + secret + " more words").log();
          secrets.add(secret.substring(0, secret.length() - 4));
        }
      }
    }
    List<SecurityEvent> events = LogSetup.events(folder);
    assertThat(secrets).hasSizeGreaterThan(50);
    for (int i = 0; i < secrets.size(); i++) {
      assertThat(events.get(i).isTruncated()).isTrue();
      assertThat(events.get(i).message()).hasSizeGreaterThan(16_000).doesNotContain(secrets.get(i));
    }
  }

  @Test
  void whatNobodyRecordsIsPrintedWithoutItsSecrets() {
    String none =
        "<Configuration status=\"off\"><Loggers><Root level=\"error\"/></Loggers></Configuration>";
    try (LogSetup log = LogSetup.start(folder, none)) {
      String printed =
          Captured.standardError(
              () ->
                  log.security()
                      .event(EventType.API_ACCESS)
                      .message("password=hunter2")
                      .session("8f14e45fceea167a")
                      .requestBody("the body")
                      .log());
      assertThat(printed)
          .contains("password=[redacted:password]")
          .doesNotContain("hunter2", "8f14e45fceea167a", "the body");
    }
  }
}
