package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tocsin.encode.EcsSchema;
import dev.tocsin.encode.Hostile;
import dev.tocsin.encode.OcsfSchema;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.MarkerManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ECS, OCSF and OTLP on the way out of Log4j, by the layout and by templates. */
class FormatsOfOthersTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
  private static final String ECS_TEMPLATE =
      "<JsonTemplateLayout eventTemplateUri=\"classpath:SecurityEventEcsTemplate.json\"/>";
  private static final String OCSF_TEMPLATE =
      "<JsonTemplateLayout eventTemplateUri=\"classpath:SecurityEventOcsfTemplate.json\"/>";

  @TempDir private Path folder;

  private LogSetup start(String appender) {
    return LogSetup.start(
        folder,
        """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="shop"/>
            %s
          </Appenders>
          <Loggers>
            <Root level="trace"><AppenderRef ref="audit"/><AppenderRef ref="out"/></Root>
          </Loggers>
        </Configuration>
        """
            .formatted(appender));
  }

  private LogSetup file(String layout) {
    return start("<File name=\"out\" fileName=\"DIR/lines.txt\">" + layout + "</File>");
  }

  private static String layout(String format) {
    return "<SecurityEventLayout source=\"shop\" format=\"" + format + "\"/>";
  }

  /** Logs of every type that applications may write, and what is of none. */
  private List<JsonNode> logged(String layout) throws IOException {
    int events = 0;
    try (LogSetup log = file(layout)) {
      for (EventType type : EventTypes.builtIn().all()) {
        if (!type.isReserved()) {
          log.security().event(type).user("ada").ip("203.0.113.7").target("account", "7").log();
          log.logger().warn(MarkerManager.getMarker(type.markerName()), "marked");
          events += 2;
        }
      }
      for (String value : Hostile.VALUES) {
        log.security().event("auth_failure").user(value).detail(value, value).log();
        log.logger().error(value, new IllegalStateException(value));
        events += 2;
      }
      log.logger().fatal("f");
      log.logger().trace("t");
      events += 2;
    }
    List<JsonNode> documents = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("lines.txt"))) {
      documents.add(JSON.readTree(line));
    }
    assertThat(documents).hasSize(events);
    return documents;
  }

  @ParameterizedTest
  @ValueSource(strings = {"<SecurityEventLayout source=\"shop\" format=\"ecs\"/>", ECS_TEMPLATE})
  void everyLineIsOneOfEcs(String layout) throws IOException {
    EcsSchema schema = EcsSchema.require();
    List<JsonNode> documents = logged(layout);
    assertThat(documents)
        .filteredOn(each -> each.has("event.kind"))
        .hasSize(2 * 58 + Hostile.VALUES.size())
        .allSatisfy(each -> assertThat(schema.problems(each)).isEmpty());
    assertThat(documents)
        .filteredOn(each -> !each.has("event.kind"))
        .allSatisfy(
            each ->
                // An ordinary line is no event, but its fields are those of ECS.
                assertThat(schema.problems(each))
                    .allMatch(problem -> problem.matches("event\\.[a-z]+: not there")));
    assertThat(documents)
        .extracting(each -> each.path("error.message").asText())
        .contains("java.lang.IllegalStateException: a\nb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<SecurityEventLayout source=\"shop\" format=\"ocsf\"/>", OCSF_TEMPLATE})
  void everyLineIsOneOfOcsf(String layout) throws IOException {
    OcsfSchema schema = OcsfSchema.require();
    for (JsonNode document : logged(layout)) {
      assertThat(schema.problems(document)).as(document.toString()).isEmpty();
    }
  }

  @Test
  void everyLineIsARequestOfOtlp() throws IOException {
    for (JsonNode document : logged(layout("otlp-json"))) {
      assertThat(document.fieldNames()).toIterable().containsExactly("resourceLogs");
      JsonNode record = document.at("/resourceLogs/0/scopeLogs/0/logRecords/0");
      assertThat(record.get("timeUnixNano").textValue()).matches("\\d{19}");
      assertThat(record.get("severityNumber").intValue()).isBetween(1, 24);
      assertThat(document.at("/resourceLogs/0/resource/attributes/0/value/stringValue").asText())
          .isEqualTo("shop");
    }
  }

  @ParameterizedTest
  @CsvSource({"ecs,event.id", "ocsf,/metadata/uid", "otlp-json,log.record.uid"})
  void consoleHasTheIdThatTheCallReturned(String format, String where) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, UTF_8));
    String id;
    try (LogSetup log = start("<Console name=\"out\">" + layout(format) + "</Console>")) {
      id = log.security().event("auth_success").user("ada").log();
    } finally {
      System.setOut(before);
    }
    JsonNode document = JSON.readTree(bytes.toString(UTF_8));
    JsonNode found =
        where.startsWith("/")
            ? document.at(where)
            : document.has(where) ? document.get(where) : attribute(document, where);
    assertThat(found.asText()).isEqualTo(id);
  }

  private static JsonNode attribute(JsonNode request, String key) {
    for (JsonNode each : request.at("/resourceLogs/0/scopeLogs/0/logRecords/0/attributes")) {
      if (each.get("key").asText().equals(key)) {
        return each.at("/value/stringValue");
      }
    }
    throw new AssertionError(key + ": not in " + request);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecs", "ocsf", "otlp-json"})
  void socketTakesEachForm(String format) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String socket =
          "<Socket name=\"out\" host=\"127.0.0.1\" port=\"%d\">%s</Socket>"
              .formatted(server.getLocalPort(), layout(format));
      try (LogSetup log = start(socket);
          Socket client = server.accept();
          BufferedReader in =
              new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
        String id = log.security().event("auth_failure").user("u1").log();
        Awaitility.await().until(in::ready);
        assertThat(JSON.readTree(in.readLine()).toString()).contains("\"" + id + "\"");
      }
    }
  }

  @Test
  void templateTakesFieldsOfOnesOwn() throws IOException {
    String layout =
        ECS_TEMPLATE.replace(
            "/>",
            "><EventTemplateAdditionalField key=\"host.name\" value=\"web-1\"/></JsonTemplateLayout>");
    try (LogSetup log = file(layout)) {
      log.security().event("auth_failure").user("ada").log();
    }
    JsonNode document = JSON.readTree(folder.resolve("lines.txt").toFile());
    assertThat(document.get("host.name").asText()).isEqualTo("web-1");
    assertThat(document.get("user.id").asText()).isEqualTo("ada");
    assertThat(document.get("process.thread.name").asText())
        .isEqualTo(Thread.currentThread().getName());
  }

  /** A template that is the event alone is an object too. */
  @Test
  void templateMayBeTheEventAlone() throws IOException {
    String layout =
        "<JsonTemplateLayout><EventTemplate><![CDATA[{\"$resolver\": \"securityEvent\","
            + " \"format\": \"ocsf\"}]]></EventTemplate></JsonTemplateLayout>";
    try (LogSetup log = file(layout)) {
      log.security().event("auth_failure").log();
    }
    JsonNode document = JSON.readTree(folder.resolve("lines.txt").toFile());
    assertThat(document.get("class_uid").intValue()).isEqualTo(3_002);
  }

  @Test
  void secretsAreTakenOutOfEachForm() throws IOException {
    for (String layout :
        List.of(layout("ecs"), layout("ocsf"), layout("otlp-json"), ECS_TEMPLATE, OCSF_TEMPLATE)) {
      try (LogSetup log = file(layout)) {
        log.security().event("auth_failure").detail("password", "hunter2").log();
        log.logger().info("password=hunter2");
      }
    }
    assertThat(Files.readString(folder.resolve("lines.txt")))
        .doesNotContain("hunter2")
        .contains("[redacted:password]");
  }
}
