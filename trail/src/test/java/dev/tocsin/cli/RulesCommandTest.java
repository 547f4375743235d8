package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCommandTest {
  private static final String RULES =
      """
      title: Failed
      name: failed
      detection: {s: {event_type: auth_failure}, condition: s}
      ---
      title: Many
      name: many
      level: high
      correlation:
        type: event_count
        rules: failed
        group-by: [ip_address, user_id]
        timespan: 1m
        condition: {gte: 3}
      """;

  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String failures(int count, String ip) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(
          """
          {"event_id":"01900000-0000-7000-8000-0000000000%02d","event_type":"auth_failure","severity":"medium","timestamp":"2026-11-22T10:00:%02d.000000Z","success":false,"user_id":"u","actor_type":"user","target_type":"session","ip_address":"%s","source":"t"}
          """
              .formatted(i, i, ip));
    }
    return lines.toString();
  }

  private static CommandLineRun rules(Object... words) {
    String[] all = new String[words.length + 1];
    all[0] = "rules";
    for (int i = 0; i < words.length; i++) {
      all[i + 1] = words[i].toString();
    }
    return CommandLineRun.of(all);
  }

  @Test
  void aGoodFileIsSummedUp() throws IOException {
    Path file = write("r.yaml", RULES);
    CommandLineRun run = rules("check", file);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(file + ": 2 rules, 1 that alert, 0 switched off\n");
  }

  @Test
  void aRuleOfOneEventThatAlertsIsOneRule() throws IOException {
    Path file =
        write(
            "r.yaml",
            """
            title: A success
            name: a
            level: high
            detection: {s: {success: true}, condition: s}
            """);
    assertThat(rules("check", file).out())
        .isEqualTo(file + ": 1 rule, 1 that alert, 0 switched off\n");
    assertThat(rules("list", file).out().lines())
        .hasSize(2)
        .anyMatch(line -> line.matches("a +high +on +alert +A success *"));
    assertThat(rules("list", file, "--format", "json").out()).hasLineCount(1);
    Path off = write("off.yaml", Files.readString(file) + "enabled: false\n");
    assertThat(rules("check", off).out())
        .isEqualTo(off + ": 1 rule, 0 that alert, 1 switched off\n");
  }

  @Test
  void aMistakeIsAFinding() throws IOException {
    Path file = write("r.yaml", RULES.replace("1m", "1 min"));
    CommandLineRun run = rules("check", file);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).hasLineCount(1).startsWith(file + ":12:13: timespan \"1 min\": use");
    assertThat(rules("check", folder.resolve("no")).exitCode()).isEqualTo(3);
    assertThat(rules("test", file, "--events", "-").exitCode()).isEqualTo(3);
    assertThat(rules("test").exitCode()).isEqualTo(2);
    assertThat(rules().exitCode()).isEqualTo(2);
  }

  @Test
  void theSchemaForEditorsIsPrinted() {
    CommandLineRun run = rules("schema");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("{\n")
        .contains("\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"")
        .endsWith("}\n");
  }

  @Test
  void theShippedRulesAreListed() {
    CommandLineRun run = rules("list");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .hasSize(14)
        .anyMatch(line -> line.matches("high_failure_rate +high +on +alert, block +Many .*"))
        .anyMatch(line -> line.matches("password_spraying +high +off +alert +One .*"));
    assertThat(rules("list", "--format", "json").out())
        .hasLineCount(13)
        .contains("{\"rule\":\"critical_violations\",\"title\":");
  }

  @Test
  void recordedEventsAreJudged() throws IOException {
    Path rules = write("r.yaml", RULES);
    Path trace = write("t.ndjson", failures(4, "192.0.2.1") + failures(2, "192.0.2.2"));
    CommandLineRun table = rules("test", rules, "--events", trace);
    assertThat(table.exitCode()).as(table.err()).isZero();
    assertThat(table.out().lines().skip(1))
        .containsExactly(
            "2026-11-22T10:00:02.000000Z  many  high      ip_address=192.0.2.1, user_id=u  4    "
                + "  2026-11-22T10:00:00.000000Z  2026-11-22T10:00:03.000000Z  active");
    assertThat(table.err()).isEqualTo("6 events played, 1 alerts\n");
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(Files.readAllBytes(trace));
    }
    Path gz = Files.write(folder.resolve("t.ndjson.gz"), compressed.toByteArray());
    assertThat(rules("test", rules, "--events", gz, "--format", "json").out())
        .hasLineCount(1)
        .contains(
            "\"rule\":\"many\"",
            "\"key\":{\"ip_address\":\"192.0.2.1\",\"user_id\":\"u\"}",
            "\"count\":4",
            "\"status\":\"active\"",
            "\"event_ids\":[\"01900000-0000-7000-8000-000000000000\"");
  }

  @Test
  void alertsAreComparedWithWhatIsExpected() throws IOException {
    Path rules = write("r.yaml", RULES);
    Path trace = write("t.ndjson", failures(3, "192.0.2.1"));
    Path right = write("e.yaml", "alerts:\n- {rule: many, count: 3, severity: high}\n");
    assertThat(rules("test", rules, "--events", trace, "--expect", right).exitCode()).isZero();
    Path wrong = write("w.yaml", "alerts:\n- {rule: many, count: 9}\n");
    CommandLineRun run = rules("test", rules, "--events", trace, "--expect", wrong);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "tocsin: did not come: rule many, count 9\n",
            "tocsin: was not expected: rule many, key ip_address=192.0.2.1, user_id=u, ");
    Path broken = write("b.yaml", "alerts:\n- {rul: many}\n");
    CommandLineRun bad = rules("test", rules, "--events", trace, "--expect", broken);
    assertThat(bad.exitCode()).isEqualTo(3);
    assertThat(bad.err()).contains(broken + ":2:4: key \"rul\": did you mean rule?");
  }

  @Test
  void aBadLineIsToldAndTheRestGoesOn() throws IOException {
    Path trace = write("t.ndjson", "{\"event_type\"\n" + failures(5, "192.0.2.1"));
    CommandLineRun run = rules("test", "--events", trace);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("tocsin: " + trace + ":1: ", "5 events played, 1 alerts");
    assertThat(run.out()).contains("high_failure_rate");
  }

  @Test
  void aFolderOfJournalsIsPlayedAndTheReadIsRecorded() throws IOException {
    String dir = folder.resolve("logs").toString();
    CommandLineRun emitted =
        CommandLineRun.of(
            "emit", "--dir", dir, "--type", "auth_failure", "--ip", "192.0.2.1", "--count", "5");
    assertThat(emitted.exitCode()).as(emitted.err()).isZero();
    CommandLineRun run = rules("test", "--events", dir);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("high_failure_rate");
    Path cases = Path.of(dir, "security_cases.log");
    assertThat(cases).content().containsOnlyOnce("\"command\":\"rules test\"");
    assertThat(rules("test", "--events", Path.of(dir, "security_audit.log")).exitCode()).isZero();
    assertThat(cases).content().matches("(?s)(.*\"command\":\"rules test\".*){2}");
  }

  @Test
  void whatCantBePlayedIsOneLineAndLeavesNothing() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    CommandLineRun run = rules("test", "--events", empty);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .isEqualTo(
            "tocsin: "
                + empty
                + ": holds no journal: name the folder that the audit files are in\n");
    assertThat(empty).isEmptyDirectory();
    Path gz = write("x.gz", "no gzip");
    assertThat(rules("test", "--events", gz).err())
        .hasLineCount(1)
        .startsWith("tocsin: " + gz + ": can't be read (Not in GZIP format): give NDJSON");
    Path deep = write("deep.yaml", "[".repeat(200_000));
    assertThat(rules("check", deep).out()).hasLineCount(1).contains("too deep");
  }

  @Test
  void nothingInARuleMovesTheCursor() throws IOException {
    Path file = write("r.yaml", RULES.replace("title: Many", "title: \"M\\x9b2Jany\""));
    for (String format : new String[] {"table", "json"}) {
      CommandLineRun run = rules("list", file, "--format", format);
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains("2Jany").doesNotContain("\u009b");
    }
  }
}
