package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventField;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.ThreatLevel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryCommandTest {
  private static final int EVENTS = 3_000;
  private static final int ROLLS = 12;
  private static final List<String> TYPES =
      List.of("auth_failure", "auth_success", "lockout", "auth_account_locked", "data_export");
  private static final List<String> USERS = List.of("bob", "o'brien", "\\u00e9va \\\"x\\\"", "al");

  @TempDir private Path folder;

  private CommandLineRun query(String... more) {
    List<String> arguments = new ArrayList<>(List.of("query", "--dir", folder.toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }

  private static void record(Path folder, String lines) {
    CommandLineRun run =
        CommandLineRun.withInput(lines, "emit", "--stdin", "--dir", folder.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  /** Events of all kinds over several segments, some of them compressed by the end. */
  private void recordMany() throws IOException {
    Path configuration = folder.resolveSibling("log4j2.xml");
    Files.writeString(
        configuration,
        """
        <Configuration status="error">
          <Appenders>
            <SecurityAudit name="audit" fileName="%s/security_audit.log"
                filePattern="%s/security_audit-%%d{yyyy-MM-dd}-%%i.log.gz">
              <Policies><SizeBasedTriggeringPolicy size="100 KB"/></Policies>
              <Rules enabled="false"/>
            </SecurityAudit>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="audit"/></Root></Loggers>
        </Configuration>
        """
            .formatted(folder, folder));
    Random random = new Random(11);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      lines.append(
          String.format(
              "{\"event_type\":\"%s\",\"timestamp\":\"2026-01-%02dT%02d:30:00Z\",\"success\":%s,"
                  + "\"user_id\":\"%s\",\"ip_address\":\"%s\",\"correlation_id\":\"c-%d\","
                  + "\"target_id\":\"t%d\",\"severity\":\"%s\",\"message\":\"number %d\"}%n",
              TYPES.get(random.nextInt(TYPES.size())),
              1 + random.nextInt(28),
              random.nextInt(24),
              random.nextBoolean(),
              USERS.get(random.nextInt(USERS.size())),
              random.nextInt(5) == 0 ? "2001:db8::" + i % 7 : "198.51." + i % 9 + ".7",
              random.nextInt(50),
              random.nextInt(40),
              random.nextBoolean() ? "low" : "high",
              i));
    }
    CommandLineRun run =
        CommandLineRun.withInput(
            lines.toString(), "emit", "--stdin", "--config", configuration.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(rolled("")).hasSizeGreaterThan(ROLLS);
    // A writer that stops leaves the last ones to its next start.
    for (Path plain : rolled(".log")) {
      if (!plain.toString().contains("-2.log")) {
        try (OutputStream out =
            new GZIPOutputStream(Files.newOutputStream(Path.of(plain + ".gz")))) {
          Files.copy(plain, out);
        }
        Files.delete(plain);
      }
    }
  }

  private List<Path> rolled(String end) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("security_audit-"))
          .filter(file -> file.toString().endsWith(end))
          .sorted()
          .toList();
    }
  }

  private List<String> counted(Predicate<SecurityEvent> wanted) throws IOException {
    List<String> ids = new ArrayList<>();
    for (SecurityEvent event :
        StoredEvents.of(
            folder,
            (line, each) -> !EventFilter.ROUTINE.contains(each.type()) && wanted.test(each))) {
      ids.add(String.valueOf(event.eventId()));
    }
    Collections.reverse(ids);
    return ids;
  }

  private List<String> found(String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--format", "json", "--limit", "100000"));
    CommandLineRun run = query(arguments.toArray(new String[0]));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out()
        .lines()
        .map(line -> line.replaceAll(".*\"event_id\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  /** Each condition, and all together, against a recount of the lines without any of its code. */
  @Test
  void findsExactlyWhatWasAskedForNewestFirst() throws Exception {
    recordMany();
    assertThat(found()).isEqualTo(counted(each -> true)).hasSize(EVENTS);
    assertThat(found("--type", "lockout"))
        .isEqualTo(
            counted(each -> List.of("lockout", "auth_account_locked").contains(each.type().name())))
        .hasSizeBetween(1_000, 1_400);
    assertThat(found("--type", "data_export", "--type", "auth_success"))
        .isEqualTo(
            counted(each -> List.of("data_export", "auth_success").contains(each.type().name())));
    assertThat(found("--user", "o'brien"))
        .isEqualTo(counted(each -> "o'brien".equals(each.userId())))
        .isNotEmpty();
    assertThat(found("--user", "\u00e9va \"x\""))
        .isEqualTo(counted(each -> "\u00e9va \"x\"".equals(each.userId())))
        .isNotEmpty();
    assertThat(found("--user", "al")).isEqualTo(counted(each -> "al".equals(each.userId())));
    assertThat(found("--ip", "198.51.3.7"))
        .isEqualTo(counted(each -> "198.51.3.7".equals(each.ipAddress())))
        .isNotEmpty();
    assertThat(found("--ip", "2001:DB8:0::3"))
        .isEqualTo(counted(each -> "2001:db8::3".equals(each.ipAddress())))
        .isNotEmpty();
    assertThat(found("--ip", "2001:db8::/32"))
        .isEqualTo(counted(each -> String.valueOf(each.ipAddress()).startsWith("2001:db8:")))
        .isNotEmpty();
    assertThat(found("--success", "false", "--severity", "high"))
        .isEqualTo(counted(each -> !each.success() && each.severity().text().equals("high")))
        .isNotEmpty();
    assertThat(found("--correlation", "c-7"))
        .isEqualTo(counted(each -> "c-7".equals(each.correlationId())))
        .isNotEmpty();
    assertThat(found("--target", "t3", "--success", "true"))
        .isEqualTo(counted(each -> "t3".equals(each.targetId()) && each.success()))
        .isNotEmpty();
    assertThat(found("--text", "NUMBER 29"))
        .isEqualTo(counted(each -> String.valueOf(each.message()).contains("number 29")))
        .hasSize(111);
    assertThat(found("--from", "2026-01-10T00:00:00Z", "--to", "2026-01-12T05:30:00Z"))
        .isEqualTo(
            counted(
                each -> {
                  String time = String.valueOf(each.get(EventField.TIMESTAMP));
                  return time.compareTo("2026-01-10T00:00:00") >= 0
                      && time.compareTo("2026-01-12T05:30:00") < 0;
                }))
        .isNotEmpty();
    assertThat(found("--field", "user_id=o'brien", "--field", "target_id=t3"))
        .isEqualTo(counted(each -> "o'brien".equals(each.userId()) && "t3".equals(each.targetId())))
        .isNotEmpty();
    assertThat(found("--field", "compliance_tags=pci-10.2.1.4"))
        .isEqualTo(counted(each -> each.complianceTags().contains("pci-10.2.1.4")))
        .isNotEmpty();
    assertThat(found("--field", "success=false", "--field", "threat_level=high"))
        .isEqualTo(
            counted(
                each -> !each.success() && each.get(EventField.THREAT_LEVEL) == ThreatLevel.HIGH))
        .isNotEmpty();
    assertThat(found("--any", "target_id=t3", "--any", "user_id=al", "--success", "true"))
        .isEqualTo(
            counted(
                each ->
                    ("t3".equals(each.targetId()) || "al".equals(each.userId())) && each.success()))
        .isNotEmpty();
    CommandLineRun number = query("--user", "al", "--from", "2026-01-10T00:00:00Z", "--count");
    assertThat(number.out().trim())
        .isEqualTo("" + found("--user", "al", "--from", "2026-01-10T00:00:00Z").size());
    assertThat(found("--user", "nobody")).isEmpty();
    assertThat(query("--user", "nobody", "--count").out()).isEqualTo("0\n");
    CommandLineRun few = query("--limit", "3", "--format", "json");
    assertThat(few.out().lines()).hasSize(3);
    assertThat(few.err()).contains("the newest 3; there may be more");
  }

  @Test
  void showsThemInEachFormat() {
    record(
        folder,
        """
        {"event_type":"auth_failure","timestamp":"2026-01-10T14:30:45Z","user_id":"bob","ip_address":"203.0.113.7","message":"\\u001b[2J\\u009b1m, \\"no\\""}
        {"event_type":"data_export","timestamp":"2026-01-10T14:31:22Z","user_id":"=cmd|'/c calc'!A1","target_id":"report"}
        """);
    assertThat(query().out().lines().toList())
        .satisfiesExactly(
            head ->
                assertThat(head).matches("TIME +TYPE +SEVERITY +OK +USER +CLIENT +TARGET +MESSAGE"),
            second ->
                assertThat(second)
                    .startsWith("2026-01-10T14:31:22")
                    .contains("data_export", "=cmd|'/c calc'!A1", "report"),
            first -> assertThat(first).contains("auth_failure", "bob", "203.0.113.7"));
    assertThat(query("--format", "csv").out())
        .startsWith("event_id,timestamp,event_type,severity,success,user_id,")
        .contains("\"'=cmd|'/c calc'!A1\"", ",data_export,medium,true,", ",low,")
        .contains(", \"\"no\"\"\"");
    for (String format : List.of("table", "json", "csv")) {
      assertThat(query("--format", format).out()).matches("(?s)[ -~\n]+");
    }
    assertThat(query("--format", "json").out())
        .contains("\\u009b1m", "\"seq\":", "\"tag\":")
        .hasLineCount(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--type nothing | event type \"nothing\" is not known",
        "--type nothing | register it in a types file (--types FILE)",
        "--severity loud | severity",
        "--ip 300.1.1.1 | --ip \"300.1.1.1\": use an address, or a range as in 203.0.113.0/24 or 2001:db8::/32",
        "--ip 10.0.0.0/33 | --ip \"10.0.0.0/33\": use an address, or a range",
        "--success maybe | --success \"maybe\": use true or false",
        "--from yesterday | --from \"yesterday\": use RFC 3339",
        "--from -1d --to -2d | --from \"-1d\", --to \"-2d\": nothing is between them: use a beginning before the end",
        "--from -1d --to -1d | use a beginning before the end",
        "--text '' | --text \"\": is empty: say what to look for, or leave --text out",
        "--user '' | --user \"\": is empty",
        "--correlation '' | --correlation \"\": is empty",
        "--parent '' | --parent \"\": is empty",
        "--target '' | --target \"\": is empty",
        "--field user=bob | --field \"user=bob\": use NAME=VALUE with a field's name",
        "--any x=1 | --any \"x=1\": use NAME=VALUE with a field's name",
        "--field user_id | --field \"user_id\": use NAME=VALUE with a field's name",
        "--limit 0 | --limit \"0\": use a whole number from 1 to 100000",
        "--limit 100001 | --limit \"100001\": use a whole number from 1 to 100000",
        "--format xml | --format \"xml\": use table, json or csv",
      })
  void badInputGetsOneLine(String arguments, String part) {
    CommandLineRun run = query(arguments.replace("''", "").split(" ", -1));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(part);
  }

  @Test
  void whatIsMissingOrDamagedIsToldAndTheRestIsRead() throws Exception {
    assertThat(query().exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(query().err()).contains("no journal there");
    recordMany();
    Path cut = rolled(".gz").get(2);
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    CommandLineRun run = query("--limit", "100000", "--format", "json");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err())
        .contains(cut + ": can't be read to its end")
        .contains("see tocsin verify");
    assertThat(run.out().lines().count()).isBetween((long) EVENTS * 9 / 10, EVENTS - 1L);
    CommandLineRun number = query("--count");
    assertThat(number.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(number.out()).as("no number of a part").isEmpty();
    assertThat(number.err()).contains(cut + ": can't be read to its end");
  }

  /** Such a file is none of a journal any more, by its bytes; by its name it was. */
  @ParameterizedTest
  @CsvSource({
    ".gz, emptied, ends in its first bytes",
    ".gz, overwritten, Not in GZIP format",
    ".log, emptied, does not begin as a segment",
    ".log, overwritten, does not begin as a segment"
  })
  void aFileWhoseBeginIsGoneIsToldByEveryCommandThatReads(String kind, String how, String why)
      throws Exception {
    recordMany();
    Path gone = rolled(kind).get(0);
    byte[] bytes = how.equals("emptied") ? new byte[0] : Files.readAllBytes(gone);
    Arrays.fill(bytes, 0, Math.min(bytes.length, 2), (byte) 'x');
    Files.write(gone, bytes);
    Files.writeString(folder.resolve("application-2026-01-01-1.log"), "");
    Files.writeString(folder.resolve(gone.getFileName() + ".bak"), "");
    String dir = folder.toString();
    for (CommandLineRun run :
        List.of(
            query(),
            query("--count"),
            CommandLineRun.of("stats", "--dir", dir),
            CommandLineRun.of("alerts", "list", "--dir", dir),
            CommandLineRun.of("sql", "--dir", dir, "SELECT count(*) FROM security_events"),
            CommandLineRun.of(
                "export", "--dir", dir, "--to", "csv", "--out", folder + "-export.csv"),
            CommandLineRun.of("rules", "test", "--events", dir),
            CommandLineRun.of("doctor", "--dir", dir),
            CommandLineRun.of("verify", "--dir", dir))) {
      assertThat(run.exitCode()).as(run.out() + run.err()).isNotZero();
      assertThat(run.out() + run.err())
          .contains(gone.toString())
          .contains(why)
          .doesNotContain("application-")
          .doesNotContain(".bak");
    }
    assertThat(query("--count").out()).as("no number of a part").isEmpty();
  }

  /** One damaged place can spoil all lines behind it: they are counted, and not told one by one. */
  @Test
  void ofManyDamagedLinesOfAFileTheFirstAreToldAndTheOthersCounted() throws Exception {
    recordMany();
    Path spoilt = rolled(".gz").get(2);
    String text;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(spoilt))) {
      text = new String(in.readAllBytes(), UTF_8);
    }
    int events = text.split("\"event_type\":", -1).length - 1;
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(spoilt))) {
      out.write(text.replace("\"event_type\":", "\"event_type\";").getBytes(UTF_8));
    }
    assertThat(events).isGreaterThan(100);
    String name = folder.relativize(spoilt).toString();
    for (String[] command :
        new String[][] {
          {"query", "--count"},
          {"query", "--limit", "100000"},
          {"stats"},
          {"ip", "list"},
          {"tail", "--lines", "100000"}
        }) {
      List<String> words = new ArrayList<>(List.of(command));
      words.addAll(List.of("--dir", folder.toString()));
      CommandLineRun run = CommandLineRun.of(words.toArray(String[]::new));
      assertThat(run.exitCode()).as(words.get(0)).isEqualTo(ExitCode.DATA);
      List<String> told = run.err().lines().filter(line -> line.contains(name)).toList();
      assertThat(told).as(words.get(0)).hasSize(LeftOut.SINGLE + 1);
      assertThat(told.subList(0, LeftOut.SINGLE))
          .allSatisfy(
              line ->
                  assertThat(line)
                      .contains(name + ": at byte ")
                      .endsWith(": left out; see tocsin verify"));
      assertThat(told.get(LeftOut.SINGLE))
          .isEqualTo(
              "tocsin: "
                  + spoilt
                  + String.format(
                      Locale.ROOT,
                      ": %,d more lines: left out; see tocsin verify",
                      events - LeftOut.SINGLE));
    }
  }

  @Test
  void theReadIsRecordedOrNothingIsShown() throws Exception {
    record(folder, "{\"event_type\":\"auth_failure\",\"user_id\":\"bob\"}\n");
    query("--user", "bob");
    assertThat(Files.readString(folder.resolve("security_cases.log"), UTF_8))
        .contains("\"command\":\"query\"", "\"--user\",\"bob\"", "\"events\":1");
    CommandLineRun.of("alerts", "list", "--dir", folder.toString());
    assertThat(Files.readString(folder.resolve("security_cases.log"), UTF_8))
        .as("of a command below another, whose options are shared, too")
        .contains("\"command\":\"alerts list\"");
    Files.delete(folder.resolve("security_cases.log"));
    Files.createDirectory(folder.resolve("security_cases.log"));
    CommandLineRun refused = query();
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(refused.out()).isEmpty();
    assertThat(query("--unaudited").out()).contains("bob");
  }
}
