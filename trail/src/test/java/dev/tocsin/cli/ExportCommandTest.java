package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tocsin.event.EventField;
import dev.tocsin.event.SecurityEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportCommandTest {
  private static final int EVENTS = 400;

  @TempDir private Path temp;
  private Path folder = Path.of("");

  @BeforeEach
  void recordMany() throws Exception {
    folder = temp.resolve("logs");
    RolledJournal.record(folder, EVENTS);
  }

  private CommandLineRun export(String target, Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("export", "--dir", folder.toString(), "--to", target, "--out", out.toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }

  /** The columns that show whether an event is whole, in the order of recording. */
  private List<List<String>> recorded() throws Exception {
    List<List<String>> rows = new ArrayList<>();
    for (SecurityEvent event : StoredEvents.of(folder, (line, each) -> true)) {
      rows.add(
          Stream.of(
                  EventField.EVENT_ID,
                  EventField.TIMESTAMP,
                  EventField.USER_ID,
                  EventField.MESSAGE,
                  EventField.RISK_SCORE)
              .map(field -> String.valueOf(event.get(field)))
              .toList());
    }
    return rows;
  }

  private static List<List<String>> rows(Connection database, String from) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT event_id, strftime(timestamp::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ'), user_id,"
                    + " message, risk_score FROM "
                    + from)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
          row.add(result.getString(i) == null ? "null" : result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static long number(Connection database, String question) throws Exception {
    try (Statement statement = database.createStatement();
        ResultSet result = statement.executeQuery(question)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** T24: what is read back is what the lines say. */
  @Test
  void parquetHasEveryEventWithTypes() throws Exception {
    List<List<String>> recorded = recorded();
    Path out = temp.resolve("events.parquet");
    CommandLineRun run = export("parquet", out);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(recorded.size() + " events in " + out + "\n");
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:")) {
      String file = "'" + out + "'";
      try (Statement statement = database.createStatement()) {
        statement.execute("SET TimeZone = 'UTC'");
      }
      assertThat(rows(database, file)).isEqualTo(recorded);
      assertThat(
              number(
                  database,
                  "SELECT sum((details->>'n')::INT) FROM "
                      + file
                      + " WHERE service_id IS NOT NULL"))
          .isEqualTo(EVENTS * (EVENTS - 1) / 2);
      assertThat(
              number(
                  database,
                  "SELECT count(*) FROM (DESCRIBE FROM "
                      + file
                      + ") WHERE column_name || column_type IN ('indicatorsVARCHAR[]',"
                      + " 'successBOOLEAN', 'timestampTIMESTAMP WITH TIME ZONE', 'seqBIGINT')"))
          .isEqualTo(4);
    }
  }

  /** What each encoder writes is held to the schemas in its own tests. */
  @ParameterizedTest
  @CsvSource({
    "ecs, '', event.id, ecs.version",
    "ocsf, metadata, uid, class_uid",
    "otlp-json, '', log.record.uid, resourceLogs"
  })
  void linesHaveEveryEventInOtherTerms(String target, String object, String id, String mark)
      throws Exception {
    List<String> recorded = recorded().stream().map(row -> row.get(0)).toList();
    Path out = temp.resolve("events.ndjson");
    CommandLineRun run = export(target, out);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(recorded.size() + " events in " + out + "\n");
    List<String> ids = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      JsonNode event = new ObjectMapper().readTree(line);
      assertThat(event.has(mark)).as(line).isTrue();
      ids.add(id(event, object, id));
    }
    assertThat(ids).isEqualTo(recorded);
  }

  private static String id(JsonNode event, String object, String id) {
    if (event.has("resourceLogs")) {
      return attribute(event, id);
    }
    return (object.isEmpty() ? event : event.path(object)).path(id).asText();
  }

  private static String attribute(JsonNode request, String key) {
    JsonNode record = request.findValue("logRecords").path(0);
    for (JsonNode attribute : record.path("attributes")) {
      if (attribute.path("key").asText().equals(key)) {
        return attribute.path("value").path("stringValue").asText();
      }
    }
    return "";
  }

  @Test
  void duckdbHasTheThreeTables() throws Exception {
    List<List<String>> recorded = recorded();
    Path out = temp.resolve("trail.duckdb");
    assertThat(export("duckdb", out).exitCode()).isZero();
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:" + out)) {
      try (Statement statement = database.createStatement()) {
        statement.execute("SET TimeZone = 'UTC'");
      }
      assertThat(rows(database, "security_events")).isEqualTo(recorded);
      assertThat(number(database, "SELECT count(*) FROM duckdb_tables()")).isEqualTo(3);
      assertThat(number(database, "SELECT count(*) FROM suspicious_ips"))
          .isEqualTo(
              CommandLineRun.of("ip", "list", "--dir", folder.toString(), "--format", "json")
                  .out()
                  .lines()
                  .count());
    }
  }

  @Test
  void csvCanBeReadBackToTheLetter() throws Exception {
    CommandLineRun more =
        CommandLineRun.withInput(
            "{\"event_type\":\"data_export\",\"user_id\":\"=cmd|' /C calc'!A0\",\"message\":\"'a\\\\n"
                + "\\u2028 \\ud83d\\ude00 \\\"x\\\", y\\r\\n\\u001b[2J\"}\n",
            "emit",
            "--stdin",
            "--dir",
            folder.toString());
    assertThat(more.exitCode()).isZero();
    List<List<String>> recorded = recorded();
    Path out = temp.resolve("events.csv");
    assertThat(export("csv", out).exitCode()).isZero();
    List<String> lines = Files.readAllLines(out, UTF_8);
    List<String> head = List.of(lines.get(0).split(",", -1));
    assertThat(head).isEqualTo(EventField.all().stream().map(EventField::jsonName).toList());
    List<List<String>> back = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      assertThat(cells).hasSameSizeAs(head);
      assertThat(cells).noneMatch(cell -> cell.matches("(?s)[=+@-].*|.*\\p{Cntrl}.*"));
      back.add(
          Stream.of("event_id", "timestamp", "user_id", "message", "risk_score")
              .map(name -> undone(cells.get(head.indexOf(name))))
              .toList());
    }
    assertThat(back).isEqualTo(recorded);
  }

  /** The cells of a line, as RFC 4180 has them. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && inside && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        inside = !inside;
      } else if (c == ',' && !inside) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  private static String undone(String cell) {
    if (cell.isEmpty()) {
      return "null";
    }
    String text = cell.matches("(?s)'[=+@'-].*") ? cell.substring(1) : cell;
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '\\') {
        out.append(text.charAt(i));
        continue;
      }
      char c = text.charAt(++i);
      switch (c) {
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  @Test
  void conditionsAreThoseOfQuery() throws Exception {
    Path out = temp.resolve("some.csv");
    assertThat(
            export(
                    "csv",
                    out,
                    "--type",
                    "lockout",
                    "--ip",
                    "198.51.0.0/22",
                    "--from",
                    "2026-01-03T00:00:00Z",
                    "--until",
                    "2026-01-20T00:00:00Z")
                .exitCode())
        .isZero();
    long query =
        CommandLineRun.of(
                "query",
                "--dir",
                folder.toString(),
                "--type",
                "lockout",
                "--ip",
                "198.51.0.0/22",
                "--from",
                "2026-01-03T00:00:00Z",
                "--to",
                "2026-01-20T00:00:00Z",
                "--format",
                "json",
                "--limit",
                "100000")
            .out()
            .lines()
            .count();
    assertThat(Files.readAllLines(out)).hasSize((int) query + 1).hasSizeBetween(10, EVENTS / 4);
    assertThat(Files.readString(folder.resolve("security_cases.log")))
        .contains(
            "\"command\":\"export\"", "\"export\":\"csv\"", "\"events\":" + query, "198.51.0.0/22");
  }

  @Test
  void aFileIsReplacedOnlyByForceAndNeverHalf() throws Exception {
    Path out = temp.resolve("events.csv");
    assertThat(export("csv", out).exitCode()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
    byte[] before = Files.readAllBytes(out);
    CommandLineRun again = export("csv", out);
    assertThat(again.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(again.err()).contains("is there already").contains("--force").hasLineCount(1);
    assertThat(Files.readAllBytes(out)).isEqualTo(before);
    assertThat(export("parquet", out, "--force").exitCode()).isZero();
    assertThat(new String(Files.readAllBytes(out), 0, 4, UTF_8)).isEqualTo("PAR1");
    // One that fails in the middle leaves what was there, and nothing beside it.
    before = Files.readAllBytes(out);
    Path gz = RolledJournal.rolled(folder, ".gz").get(1);
    Files.write(gz, Arrays.copyOf(Files.readAllBytes(gz), 3_000));
    CommandLineRun cut = export("parquet", out, "--force");
    assertThat(cut.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(Files.readAllBytes(out)).isEqualTo(before);
    try (var files = Files.list(temp)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("events.csv", "logs", "logs-log4j2.xml");
    }
  }

  @Test
  void damagedLinesAreToldAndLeftOut() throws Exception {
    Path plain = RolledJournal.rolled(folder, ".log").get(0);
    List<String> lines = new ArrayList<>(Files.readAllLines(plain));
    lines.set(3, "garbage");
    Files.write(plain, lines);
    Path out = temp.resolve("events.csv");
    CommandLineRun run = export("csv", out, "--correlation", "c-7");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err()).contains(plain.getFileName() + ": at byte ").hasLineCount(1);
    assertThat(Files.readAllLines(out)).hasSizeGreaterThan(3);
  }

  @Test
  void whatCannotBeWrittenIsToldInOneLine() throws Exception {
    for (Object[] each :
        new Object[][] {
          {
            "xml",
            temp.resolve("x"),
            ExitCode.USAGE,
            "--to \"xml\": use parquet, csv, duckdb, ecs, ocsf or"
          },
          {"csv", folder.resolve("x.csv"), ExitCode.USAGE, "lies in the folder of a journal"},
          {"csv", folder.resolve("security_audit.log"), ExitCode.USAGE, "folder of a journal"},
          {"csv", temp.resolve("no").resolve("x"), ExitCode.DATA, "no such folder"},
          {"csv", folder, ExitCode.USAGE, "is a folder: name a file"},
        }) {
      CommandLineRun run = export((String) each[0], (Path) each[1]);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(each[2]);
      assertThat(run.err()).contains((String) each[3]).hasLineCount(1);
    }
    CommandLineRun time = export("csv", temp.resolve("x"), "--until", "soon");
    assertThat(time.err()).contains("--until \"soon\": use RFC 3339").hasLineCount(1);
    CommandLineRun order = export("csv", temp.resolve("x"), "--from", "-1d", "--until", "-2d");
    assertThat(order.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(order.err()).contains("--until \"-2d\": nothing is between them").hasLineCount(1);
    Path record = folder.resolve("security_cases.log");
    Files.deleteIfExists(record);
    Files.createDirectory(record);
    CommandLineRun refused = export("csv", temp.resolve("x"));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(refused.err()).contains("nothing is exported");
    assertThat(temp.resolve("x")).doesNotExist();
  }
}
