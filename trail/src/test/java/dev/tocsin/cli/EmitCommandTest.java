package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a JVM of its own, against a real Log4j and real files. */
class EmitCommandTest {
  private static final String UUID_PATTERN = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  @TempDir private Path folder;

  @Test
  void recordsAnEventWithAllThatTheOptionsSay() throws Exception {
    ProcessRun run =
        TocsinProcess.run(
            folder,
            ("emit --type AUTH_FAILURE --user u7 --user-name Ann --actor service --tenant t1"
                    + " --session s1 --service 12 --target doc-9 --target-type document"
                    + " --ip ::ffff:192.0.2.1 --user-agent curl/8 --method POST --url /login?a=1"
                    + " --response-status 401 --success true --severity critical --detail n=15"
                    + " --detail word=x=y --indicator sqlmap --compliance-tag pci-10.2.1.1"
                    + " --correlation c1 --parent 019aa9d0-0000-7000-8000-000000000001"
                    + " --timestamp 2026-01-10T15:30:45+01:00")
                .split(" "));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches(UUID_PATTERN + "\n");

    SecurityEvent event = events(folder.resolve("logs")).get(0);
    assertThat(event.eventId()).isEqualTo(run.out().strip());
    assertThat(event.type().name()).isEqualTo("auth_failure");
    assertThat(event.userId()).isEqualTo("u7");
    assertThat(event.userName()).isEqualTo("Ann");
    assertThat(event.actorType()).hasToString("SERVICE");
    assertThat(event.tenantId()).isEqualTo("t1");
    assertThat(event.sessionId()).isNotNull().isNotEqualTo("s1");
    assertThat(event.serviceId()).isEqualTo("12");
    assertThat(event.targetId()).isEqualTo("doc-9");
    assertThat(event.targetType()).isEqualTo("document");
    assertThat(event.ipAddress()).isEqualTo("192.0.2.1");
    assertThat(event.userAgent()).isEqualTo("curl/8");
    assertThat(event.requestMethod()).isEqualTo("POST");
    assertThat(event.requestUrl()).isEqualTo("/login?a=1");
    assertThat(event.responseStatus()).isEqualTo(401);
    assertThat(event.success()).isTrue();
    assertThat(event.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(event.details().get("n")).hasToString("15").isInstanceOf(Number.class);
    assertThat(event.details()).containsEntry("word", "x=y");
    assertThat(event.indicators()).containsExactly("sqlmap");
    assertThat(event.complianceTags()).contains("pci-10.2.1.1", "pci-10.2.1.4");
    assertThat(event.correlationId()).isEqualTo("c1");
    assertThat(event.parentEventId()).isEqualTo("019aa9d0-0000-7000-8000-000000000001");
    assertThat(event.timestamp()).isEqualTo(Instant.parse("2026-01-10T14:30:45Z"));
    assertThat(event.loggedAt()).isNotNull();
  }

  @Test
  void countsUp() throws Exception {
    ProcessRun run = emit("--type", "qr_generated", "--count", "300", "--dir", "j");
    assertThat(run.outLines()).hasSize(300).doesNotHaveDuplicates();
    assertThat(events(folder.resolve("j")))
        .extracting(SecurityEvent::eventId)
        .isEqualTo(run.outLines());
  }

  @Test
  void goesThroughAConfigurationWithTypesOfTheUsersOwn() throws Exception {
    Files.writeString(
        folder.resolve("types.yaml"),
        "types:\n  - name: badge_denied\n    category: authorization\n    severity: high\n");
    Files.writeString(
        folder.resolve("log4j2.xml"),
        """
        <Configuration status="warn">
          <Appenders>
            <SecurityAudit name="audit" fileName="own/trail.log" types="types.yaml"/>
          </Appenders>
          <Loggers><Root level="error"><AppenderRef ref="audit"/></Root></Loggers>
        </Configuration>
        """);
    ProcessRun run = emit("--config", "log4j2.xml", "--type", "badge_denied");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).matches(UUID_PATTERN + "\n");
    byte[] line = Files.readAllLines(folder.resolve("own/trail.log")).get(3).getBytes(UTF_8);
    assertThat(new String(line, UTF_8)).contains("\"event_type\":\"badge_denied\"", "\"high\"");

    ProcessRun stream = stdin("{\"event_type\":\"badge_denied\"}\n", "--config", "log4j2.xml");
    assertThat(stream.err()).isEmpty();
    assertThat(stream.exitCode()).isZero();
  }

  @Test
  void keepsTimeIdAndSourceOfAnEventFromStandardInput() throws Exception {
    String id = "0192f1c0-1111-4222-8333-abcdefabcdef";
    ProcessRun run =
        stdin(
            "\ufeff{\"event_type\":\"auth_failure\",\"event_id\":\""
                + id
                + "\",\"timestamp\":\"2026-01-10T14:30:45.123456Z\",\"user_id\":\"Grüße 世界\","
                + "\"source\":\"billing\",\"seq\":77,\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}\r\n"
                + "\n  \n"
                + "{\"event_type\":\"lockout\",\"details\":{\"a\":[1,true,{\"b\":null}]}}");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines()).hasSize(2).first().isEqualTo(id);

    List<SecurityEvent> events = events(folder.resolve("logs"));
    assertThat(events).hasSize(2);
    SecurityEvent first = events.get(0);
    assertThat(first.eventId()).isEqualTo(id);
    assertThat(first.timestamp()).isEqualTo(Instant.parse("2026-01-10T14:30:45.123456Z"));
    assertThat(first.loggedAt()).isAfter(first.timestamp());
    assertThat(first.userId()).isEqualTo("Grüße 世界");
    assertThat(first.source()).isEqualTo("billing");
    assertThat(first.seq()).as("after audit_started and audit_configured").isEqualTo(3);
    assertThat(events.get(1).source()).isEqualTo("tocsin-emit");
    assertThat(UUID.fromString(String.valueOf(events.get(1).eventId())).version()).isEqualTo(7);
  }

  @Test
  void tellsEachBadLineWithItsNumberAndGoesOn() throws Exception {
    Process process = TocsinProcess.builder(List.of(), folder, "emit", "--stdin").start();
    try (OutputStream in = process.getOutputStream()) {
      in.write("{\"event_type\":\"auth_success\"}\n".getBytes(UTF_8));
      in.write("{\"event_type\":\"auth_sucess\"}\n".getBytes(UTF_8));
      in.write("not json\n".getBytes(UTF_8));
      in.write("\n".getBytes(UTF_8));
      in.write("{\"event_type\":\"alert\"}\n".getBytes(UTF_8));
      in.write("{\"event_type\":\"logout\",\"user_id\":\"M\u00fcller\"}\n".getBytes(ISO_8859_1));
      in.write(("{\"event_type\":\"logout\",\"message\":\"" + "x".repeat(1 << 20)).getBytes(UTF_8));
      in.write("\"}\n".getBytes(UTF_8));
      in.write("{\"event_type\":\"logout\",\"usr_id\":\"\\u001b[2Jx\"}\n".getBytes(UTF_8));
      in.write("{\"event_type\":\"logout\",\"ip_address\":\"\u001b[2J\"}\n".getBytes(UTF_8));
      in.write("{\"record\":\"segment\",\"tag\":\"x\"}\n".getBytes(UTF_8));
      in.write("{\"event_type\":\"logout\",\"event_id\":\"7\"}\n".getBytes(UTF_8));
      in.write("{\"event_type\":\"logout\"}".getBytes(UTF_8));
    }
    ProcessRun run = ProcessRun.of(process);
    assertThat(run.exitCode()).isEqualTo(ExitCode.FINDING);
    assertThat(run.outLines()).hasSize(2);
    List<String> told = run.err().lines().toList();
    assertThat(told).hasSize(10).allMatch(line -> line.startsWith("tocsin: stdin:"));
    assertThat(told.get(0)).contains("stdin:2: ", "\"auth_sucess\"", "auth_success");
    assertThat(told.get(1)).contains("stdin:3: ", "no JSON");
    assertThat(told.get(2)).contains("stdin:5: ", "\"alert\"");
    assertThat(told.get(3))
        .isEqualTo("tocsin: stdin:6: not UTF-8: convert it, as with iconv -t UTF-8");
    assertThat(told.get(4))
        .isEqualTo(
            "tocsin: stdin:7: 1,048,612 bytes: a line has at most 1,048,576; shorten the event");
    assertThat(told.get(5)).contains("stdin:8: ", "usr_id", "user_id");
    assertThat(told.get(6)).contains("stdin:9: ").doesNotContain("\u001b");
    assertThat(told.get(7)).contains("stdin:10: ", "record");
    assertThat(told.get(8)).contains("stdin:11: ", "event_id", "\"7\"");
    assertThat(told.get(9)).isEqualTo("tocsin: stdin: lines left out: 9; events recorded: 2");
    assertThat(events(folder.resolve("logs"))).hasSize(2);
  }

  @Test
  void printsEachIdAtOnceWhenThePipeWaits() throws Exception {
    Process process = TocsinProcess.builder(List.of(), folder, "emit", "--stdin").start();
    try (OutputStream in = process.getOutputStream();
        BufferedReader out = process.inputReader(UTF_8)) {
      for (int i = 1; i <= 3; i++) {
        in.write("{\"event_type\":\"data_access\"}\n".getBytes(UTF_8));
        in.flush();
        assertThat(out.readLine()).matches(UUID_PATTERN);
        assertThat(Files.readAllLines(folder.resolve("logs/security_audit.log"))).hasSize(3 + i);
      }
    }
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void recordsOnWhenNobodyReadsTheIdsAnyMore() throws Exception {
    Process process = TocsinProcess.builder(List.of(), folder, "emit", "--stdin").start();
    process.getInputStream().close();
    String line = "{\"event_type\":\"data_access\"}\n";
    try (OutputStream in = process.getOutputStream()) {
      for (int i = 0; i < 5_000; i++) {
        in.write(line.getBytes(UTF_8));
      }
    }
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(err).isEmpty();
    assertThat(events(folder.resolve("logs"))).hasSize(5_000);
  }

  @Test
  void takesWhatALongInputGivesThroughRollsInOrder() throws Exception {
    int count = 60_000;
    Process process = TocsinProcess.builder(List.of(), folder, "emit", "--stdin").start();
    List<String> ids = new ArrayList<>();
    Thread reader = new Thread(() -> process.inputReader(UTF_8).lines().forEach(ids::add), "ids");
    reader.start();
    try (OutputStream in = process.getOutputStream()) {
      for (int i = 0; i < count; i++) {
        in.write(
            ("{\"event_type\":\"api_access\",\"details\":{\"n\":"
                    + i
                    + "},\"message\":\"a call of the interface, told at some length\"}\n")
                .getBytes(UTF_8));
      }
    }
    reader.join();
    assertThat(process.waitFor()).isZero();
    assertThat(ids).hasSize(count).doesNotHaveDuplicates();
    try (var files = Files.list(folder.resolve("logs"))) {
      assertThat(files.filter(file -> file.toString().matches(".*-\\d+\\.log(\\.gz)?")))
          .isNotEmpty();
    }
    List<SecurityEvent> events = events(folder.resolve("logs"));
    assertThat(events).extracting(SecurityEvent::eventId).isEqualTo(ids);
    for (int i = 0; i < count; i++) {
      assertThat(events.get(i).seq()).isEqualTo(i + 3);
      assertThat(events.get(i).details().get("n")).hasToString(Integer.toString(i));
    }
  }

  private ProcessRun emit(String... args) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("emit"));
    all.addAll(List.of(args));
    return TocsinProcess.run(folder, all.toArray(String[]::new));
  }

  private ProcessRun stdin(String input, String... args) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("emit", "--stdin"));
    all.addAll(List.of(args));
    Process process = TocsinProcess.builder(List.of(), folder, all.toArray(String[]::new)).start();
    process.getOutputStream().write(input.getBytes(UTF_8));
    return ProcessRun.of(process);
  }

  /** All events of a folder in the order of the journal, the product's own left out. */
  static List<SecurityEvent> events(Path folder) throws IOException {
    return StoredEvents.of(folder, (line, event) -> !event.type().isReserved());
  }
}
