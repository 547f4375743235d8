package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlCommandTest {
  private static final int EVENTS = 600;

  private static final List<String> ATTACKS =
      List.of(
          "COPY (SELECT 1) TO '{journal}'",
          "COPY security_events TO '{new}'",
          "COPY (SELECT 1) TO '/dev/stdout'",
          "COPY (SELECT 1) TO '{gz}' (FORMAT parquet)",
          "EXPORT DATABASE '{new}'",
          "IMPORT DATABASE '{dir}'",
          "ATTACH '{new}' AS x",
          "ATTACH ':memory:' AS x",
          "DETACH memory",
          "INSTALL httpfs",
          "LOAD httpfs",
          "LOAD '{key}'",
          "SET allowed_paths = ['/etc/passwd']",
          "SET enable_external_access = true",
          "SET lock_configuration = false",
          "SET memory_limit = '100GB'",
          "SET temp_directory = '{dir}'",
          "SET autoinstall_known_extensions = true",
          "SET GLOBAL autoload_known_extensions = true",
          "SET VARIABLE x = 1",
          "RESET memory_limit",
          "PRAGMA enable_profiling",
          "PRAGMA database_list",
          "CREATE TABLE x (a INTEGER)",
          "CREATE OR REPLACE VIEW security_events AS SELECT 1",
          "CREATE MACRO x() AS 1",
          "CREATE SECRET (TYPE s3)",
          "DROP VIEW security_events",
          "ALTER VIEW security_events RENAME TO x",
          "INSERT INTO security_events SELECT * FROM security_events",
          "INSERT INTO tocsin_internal.recent SELECT * FROM tocsin_internal.recent RETURNING *",
          "UPDATE tocsin_internal.recent SET user_id = 'x'",
          "DELETE FROM tocsin_internal.recent",
          "TRUNCATE tocsin_internal.recent",
          "CALL force_checkpoint()",
          "CHECKPOINT",
          "VACUUM",
          "BEGIN",
          "PREPARE x AS SELECT 1",
          "EXECUTE x",
          "EXPLAIN ANALYZE SELECT 1",
          "USE tocsin_internal",
          "SELECT 1; SELECT 2",
          "SELECT 1; DROP VIEW security_events",
          "SELECT 1); DROP VIEW security_events; --",
          "'); DROP VIEW security_events; --",
          "1) UNION SELECT * FROM read_text('{key}') --",
          "SELECT 1 /*",
          "SELECT 1 $$",
          "?",
          "",
          "-- nothing",
          ";",
          "WITH x AS (INSERT INTO y VALUES (1) RETURNING *) SELECT * FROM x",
          "SELECT * FROM read_text('{key}')",
          "SELECT * FROM read_blob('{key}')",
          "SELECT * FROM read_csv('{key}')",
          "SELECT * FROM read_csv_auto('{dir}/*')",
          "SELECT * FROM read_json('{key}')",
          "SELECT * FROM read_ndjson_objects('{key}')",
          "SELECT * FROM read_parquet('{key}')",
          "SELECT * FROM parquet_metadata('{key}')",
          "SELECT * FROM parquet_schema('{key}')",
          "SELECT * FROM parquet_kv_metadata('{key}')",
          "SELECT * FROM sniff_csv('{key}')",
          "SELECT * FROM glob('{dir}/*')",
          "SELECT * FROM glob('/etc/*')",
          "SELECT * FROM read_text('/etc/passwd')",
          "SELECT * FROM read_text('{dir}/../logs/../tag.key')",
          "SELECT * FROM read_text('/proc/self/environ')",
          "SELECT * FROM read_text('/proc/self/fd/0')",
          "SELECT * FROM read_csv('http://127.0.0.1:9/x')",
          "SELECT * FROM read_text('s3://bucket/x')",
          "SELECT * FROM '{key}'",
          "FROM '{dir}/x.csv'",
          "FROM '/etc/passwd'",
          "FROM 'http://127.0.0.1:9/x.parquet'",
          "SELECT * FROM duckdb_secrets()",
          "SELECT getenv('HOME')",
          "SELECT * FROM query('COPY (SELECT 1) TO ''{new}''')",
          "SELECT * FROM query('SELECT * FROM read_text(''{key}'')')",
          "SELECT * FROM query_table('{key}')",
          "SELECT (SELECT content FROM read_text('{key}'))",
          "SELECT * FROM sqlite_scan('{key}', 'x')",
          "SELECT nextval('x')");

  @TempDir private static Path recorded;
  @TempDir private Path temp;
  private Path folder = Path.of("");

  private CommandLineRun sql(String question, String... more) {
    List<String> arguments = new ArrayList<>(List.of("sql", "--dir", folder.toString()));
    arguments.addAll(List.of(more));
    arguments.add(question);
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }

  private List<String> answer(String question) {
    CommandLineRun run = sql(question, "--format", "csv");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out().lines().skip(1).toList();
  }

  @BeforeAll
  static void recordOnce() throws IOException {
    RolledJournal.record(recorded.resolve("logs"), EVENTS);
  }

  private void recordMany() throws IOException {
    folder = Files.createDirectory(temp.resolve("logs"));
    try (var files = Files.list(recorded.resolve("logs"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void recordOne() {
    folder = temp.resolve("logs");
    CommandLineRun run =
        CommandLineRun.withInput(
            "{\"event_type\":\"auth_failure\",\"user_id\":\"bob\",\"ip_address\":\"203.0.113.7\","
                + "\"timestamp\":\"2026-01-10T14:30:45.5Z\",\"details\":{\"k\":[1,{\"a\":null}]},"
                + "\"indicators\":[\"x\"],\"service_id\":7,"
                + "\"message\":\"\\u001b[2J\\u009b1m, \\\"no\\\"\"}\n"
                + "{\"event_type\":\"data_export\",\"user_id\":\"=cmd|'/c calc'!A1\"}\n",
            "emit",
            "--stdin",
            "--dir",
            folder.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  /** What the folder holds, byte for byte, but for the record of who read it. */
  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var all = Files.walk(temp)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith("security_cases")) {
          files.put(file.toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  @Test
  void countsAreThoseOfTheLines() throws Exception {
    recordMany();
    Map<String, Long> counted = new TreeMap<>();
    for (var event : StoredEvents.of(folder, (line, each) -> true)) {
      counted.merge(event.type().name(), 1L, Long::sum);
    }
    List<String> lines =
        answer("SELECT event_type, count(*) FROM security_events GROUP BY ALL ORDER BY 1");
    assertThat(lines)
        .isEqualTo(counted.entrySet().stream().map(e -> e.getKey() + "," + e.getValue()).toList())
        .hasSizeGreaterThan(5);
    assertThat(answer("SELECT count(*), count(DISTINCT event_id) FROM security_events").get(0))
        .as("and of the two reads above")
        .isEqualTo(
            (counted.values().stream().mapToLong(Long::longValue).sum() + 1)
                + ","
                + (counted.values().stream().mapToLong(Long::longValue).sum() + 1));
    assertThat(
            answer(
                "SELECT sum(CAST(details->>'n' AS INT)), sum(service_id::INT), count(indicators[2])"
                    + " FROM security_events WHERE correlation_id LIKE 'c-%'"))
        .containsExactly(EVENTS * (EVENTS - 1) / 2 + "," + EVENTS + "," + EVENTS);
  }

  @Test
  void valuesHaveTheirTypesInEachFormat() {
    recordOne();
    String question =
        "SELECT * EXCLUDE (event_id, created_at) FROM security_events WHERE user_id = 'bob'";
    CommandLineRun json = sql(question, "--format", "json");
    assertThat(json.out())
        .hasLineCount(1)
        .startsWith("{\"event_type\":\"auth_failure\",\"severity\":\"low\",")
        .contains(
            "\"timestamp\":\"2026-01-10T14:30:45.500000Z\"",
            "\"success\":false",
            "\"service_id\":\"7\"",
            "\"details\":{\"k\":[1,{\"a\":null}]}",
            "\"indicators\":[\"x\"]",
            "\"risk_score\":1.5",
            "\"user_name\":null",
            "\"message\":\"\\u001B[2J\\u009B1m, \\\"no\\\"\"");
    CommandLineRun values =
        sql(
            "SELECT 1::HUGEINT AS h, 1.50::DECIMAL(5,2) AS d, 'NaN'::DOUBLE AS nan, DATE '2026-01-02'"
                + " AS day, TIMESTAMP '2026-01-02 03:04:05' AS local, MAP {'a': [now() > now()]} AS"
                + " m, {'b': 'x'} AS s, INTERVAL 3 DAY AS i, '\\xAA'::BLOB AS blob, NULL AS n,"
                + " '{\"a\":\n\"\u0085\"}'::JSON AS j, TIMESTAMPTZ '2026-01-02 00:00:00+02' AS t",
            "--format",
            "json");
    assertThat(values.out().strip())
        .isEqualTo(
            "{\"h\":1,\"d\":1.50,\"nan\":\"NaN\",\"day\":\"2026-01-02\",\"local\":\"2026-01-02T03:04:05\","
                + "\"m\":{\"a\":[false]},\"s\":{\"b\":\"x\"},\"i\":\"3 days\",\"blob\":\"aa\",\"n\":null,"
                + "\"j\":{\"a\":\"\\u0085\"},\"t\":\"2026-01-01T22:00:00.000000Z\"}");
    for (String format : List.of("table", "json", "csv")) {
      assertThat(sql("SELECT message, user_id FROM security_events", "--format", format).out())
          .matches("(?s)[ -~\n]+");
    }
    assertThat(sql("SELECT user_id FROM security_events ORDER BY 1", "--format", "csv").out())
        .contains("\"'=cmd|'/c calc'!A1\"");
    assertThat(sql("SELECT 1 AS \"a\u001b[2J\"").out()).startsWith("a\\u001b[2J\n1");
    assertThat(sql("SELECT * FROM security_events WHERE false").err()).contains("no rows");
  }

  /** Each is refused, and no file is another one after it. */
  @Test
  void anAttackReadsAndWritesNothing() throws Exception {
    recordMany();
    Path key = Files.writeString(temp.resolve("tag.key"), "a secret of 32 bytes, in hex");
    Files.copy(key, folder.resolve("key.log"));
    Path journal = folder.resolve("security_audit.log");
    Map<String, byte[]> before = files();
    for (String attack : ATTACKS) {
      String question =
          attack
              .replace("{journal}", journal.toString())
              .replace("{new}", temp.resolve("new").toString())
              .replace("{gz}", RolledJournal.rolled(folder, ".gz").get(0).toString())
              .replace("{key}", folder.resolve("key.log").toString())
              .replace("{dir}", folder.toString());
      CommandLineRun run = sql(question, "--format", "json");
      assertThat(run.exitCode()).as(attack + run.out() + run.err()).isEqualTo(ExitCode.USAGE);
      assertThat(run.out()).as(attack).isEmpty();
      assertThat(run.err().lines()).as(attack).hasSize(1);
      assertThat(run.err()).as(attack).doesNotContain("a secret");
      Map<String, byte[]> after = files();
      assertThat(after.keySet()).as(attack).isEqualTo(before.keySet());
      after.forEach((file, bytes) -> assertThat(bytes).as(attack).isEqualTo(before.get(file)));
    }
    assertThat(answer("SELECT count(*) FROM security_events WHERE correlation_id IS NOT NULL"))
        .containsExactly(Integer.toString(EVENTS));
  }

  /** The trail itself may be read as files too: it is what the views show. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM security_events;",
        "SELECT 1 -- a comment",
        "SELECT ';' AS \"'\"",
        "SELECT $$ ' ; $$",
        "VALUES (1), (2)",
        "FROM security_events LIMIT 1",
        "DESCRIBE security_events",
        "SHOW TABLES",
        "SUMMARIZE SELECT severity FROM security_events",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t",
        "SELECT current_setting('allowed_paths')",
        // A parameter of its own is the question's text once more.
        "SELECT ?",
      })
  void aQuestionMayHaveManyForms(String question) {
    recordOne();
    CommandLineRun run = sql(question);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().count()).isGreaterThan(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT usr_id FROM security_events | Candidate bindings: \"user_id\"",
        "SELECT usr_id FROM security_events | (character 8)",
        "SELECT '\u00e9\u00e9', usr_id FROM security_events | (character 14)",
        "SELEC 1 | SQL: syntax error at or near \"SELEC\" (character 1)",
        "SELECT * FROM security_event | Did you mean \"security_events\"?",
        "SELECT fooo(1) | Did you mean",
        "SELECT event_id::INT FROM security_events | Could not convert string",
        "SELECT 1/0 + 'a'::INT | Could not convert string",
        "SELECT error('\u001b[2J') | \\u001b[2J",
        "DROP TABLE x | the SQL is not one SELECT: the trail is read only",
        "SELECT * FROM query(concat('FROM suspicious_', 'ips')) | suspicious_ips: write this name in the question itself",
      })
  void aWrongQuestionGetsOneLine(String question, String part) {
    recordOne();
    CommandLineRun run = sql(question);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(part);
  }

  @Test
  void wrongOptionsGetOneLine() {
    recordOne();
    for (String[] each :
        new String[][] {
          {"--format", "xml", "use table, json or csv"},
          {"--timeout", "0", "use a whole number from 1 to 86400"},
          {"--memory", "1", "use a whole number from 64"},
        }) {
      CommandLineRun run = sql("SELECT 1", each[0], each[1]);
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains(each[2]).hasLineCount(1);
    }
    folder = temp.resolve("nowhere");
    assertThat(sql("SELECT 1").exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(sql("SELECT 1").err()).contains("no such folder").hasLineCount(1);
  }

  @Test
  void whatTakesTooLongOrTooMuchEnds() {
    recordOne();
    CommandLineRun endless =
        sql("SELECT count(*) FROM range(100000000000) a, range(1000000) b", "--timeout", "1");
    assertThat(endless.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(endless.err()).contains("took longer than 1 s").hasLineCount(1);
    CommandLineRun flowing = sql("SELECT * FROM range(100000000000)", "--timeout", "1");
    assertThat(flowing.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(flowing.err()).contains("took longer than 1 s").hasLineCount(1);
    CommandLineRun large =
        sql(
            "SELECT list(a.range || 'xxxxxxxxxxxxxxxxxxxx') FROM range(30000000) a",
            "--memory",
            "64");
    assertThat(large.exitCode()).as(large.err()).isEqualTo(ExitCode.DATA);
    assertThat(large.err()).contains("needs more than 64MiB").hasLineCount(1);
  }

  /** Two million rows go through a heap that could not hold them. */
  @Test
  void aHugeAnswerIsStreamed() throws Exception {
    recordOne();
    ProcessBuilder builder =
        TocsinProcess.builder(
            List.of(),
            temp,
            "sql",
            "--dir",
            folder.toString(),
            "--format",
            "csv",
            "SELECT range AS n FROM range(2000000)");
    builder.command().add(1, "-Xmx32m");
    Process process = builder.redirectError(temp.resolve("err").toFile()).start();
    process.getOutputStream().close();
    long bytes = 0;
    try (var in = process.getInputStream()) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
      }
    }
    assertThat(process.waitFor()).as(Files.readString(temp.resolve("err"))).isZero();
    assertThat(bytes).isGreaterThan(2_000_000L * 7 - 1_200_000);
  }

  @Test
  void damageIsToldWithItsPlaceAndTheRestIsAnswered() throws Exception {
    recordMany();
    Path plain = RolledJournal.rolled(folder, ".log").get(0);
    Path active = folder.resolve("security_audit.log");
    List<String> lines = new ArrayList<>(Files.readAllLines(plain));
    int lost = 3;
    lines.set(2, "{\"event_id\":\"x\",\"event_type\":\"auth_failure\",");
    lines.set(4, "garbage");
    lines.set(6, lines.get(6).replace("\"severity\":", "\"severity\"="));
    Files.write(plain, lines);
    Files.writeString(active, "{\"event_id\":\"torn\",\"event_ty", StandardOpenOption.APPEND);
    Path gz = RolledJournal.rolled(folder, ".gz").get(1);
    byte[] bytes = Files.readAllBytes(gz);
    Files.write(gz, Arrays.copyOf(bytes, bytes.length / 2));
    CommandLineRun run =
        sql(
            "SELECT count(*), count(event_type), count(*) FILTER (event_id = 'torn')"
                + " FROM security_events WHERE correlation_id LIKE 'c%'",
            "--format", "csv");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    String[] counts = run.out().lines().skip(1).findFirst().orElseThrow().split(",", -1);
    assertThat(Long.parseLong(counts[0])).isBetween(EVENTS - 150L, EVENTS - lost - 1L);
    assertThat(counts[1]).isEqualTo(counts[0]);
    assertThat(counts[2]).isEqualTo("0");
    assertThat(run.err())
        .contains(plain.getFileName() + ": at byte ", gz.getFileName().toString(), "to its end")
        .contains("neither an event nor a record of the journal")
        .doesNotContain("torn");
    assertThat(run.err().lines()).hasSize(lost + 1);
    // What query shows is the same.
    CommandLineRun query =
        CommandLineRun.of(
            "query", "--dir", folder.toString(), "--limit", "100000", "--format", "json");
    assertThat(Long.parseLong(counts[0]))
        .isEqualTo(query.out().lines().filter(line -> line.contains("\"c-")).count());
  }

  @Test
  void theQuestionIsRecordedBeforeTheAnswerOrThereIsNone() throws Exception {
    recordOne();
    assertThat(sql("SELECT user_id FROM security_events WHERE user_id = 'bob'").out())
        .contains("bob");
    Path record = folder.resolve("security_cases.log");
    assertThat(Files.readString(record, UTF_8))
        .contains("\"command\":\"sql\"", "SELECT user_id FROM security_events WHERE", "\"rows\":1");
    String before = Files.readString(record, UTF_8);
    sql("SELECT nothing FROM security_events");
    assertThat(Files.readString(record, UTF_8)).as("nothing was read").isEqualTo(before);
    Files.delete(record);
    Files.createDirectory(record);
    CommandLineRun refused = sql("SELECT user_id FROM security_events");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(refused.out()).isEmpty();
    assertThat(sql("SELECT user_id FROM security_events", "--unaudited").out()).contains("bob");
  }

  @Test
  void alertsAndAddressesAreThoseOfTheOtherCommands() {
    folder = temp.resolve("logs");
    String dir = folder.toString();
    assertThat(
            CommandLineRun.of(
                    "emit",
                    "--type",
                    "auth_failure",
                    "--ip",
                    "203.0.113.7",
                    "--count",
                    "6",
                    "--dir",
                    dir)
                .exitCode())
        .isZero();
    CommandLineRun.of("emit", "--type", "xss_attempt", "--ip", "2001:db8::5", "--dir", dir);
    String alert = answer("SELECT alert_id FROM security_alerts ORDER BY timestamp LIMIT 1").get(0);
    CommandLineRun.of("alerts", "ack", alert, "--dir", dir);
    CommandLineRun.of("ip", "block", "198.51.100.9", "--for", "2h", "--dir", dir);
    CommandLineRun list = CommandLineRun.of("alerts", "list", "--dir", dir, "--format", "json");
    List<String> told =
        sql(
                "SELECT alert_id, rule, title, key, severity, count, status, acknowledged_by,"
                    + " threat_indicators, recommended_actions, event_ids, first_event, last_event"
                    + " FROM security_alerts ORDER BY timestamp",
                "--format",
                "json")
            .out()
            .lines()
            .toList();
    assertThat(told).hasSameSizeAs(list.out().lines().toList()).isNotEmpty();
    for (String each : told) {
      // Every member of the row is a member of the other command's line, absent ones apart.
      for (String member : each.substring(1, each.length() - 1).split(",(?=\"[a-z_]+\":)", -1)) {
        if (!member.endsWith(":null")) {
          assertThat(list.out()).contains(member);
        }
      }
    }
    assertThat(told.toString()).contains("\"status\":\"acknowledged\"");
    CommandLineRun addresses = CommandLineRun.of("ip", "list", "--dir", dir, "--format", "json");
    List<String> rows =
        sql(
                "SELECT ip_address, blocked, suspicious, alerts, threat_level, first_seen, last_seen,"
                    + " event_count FROM suspicious_ips",
                "--format",
                "json")
            .out()
            .lines()
            .toList();
    assertThat(rows).hasSize(3).hasSameSizeAs(addresses.out().lines().toList());
    for (String each : rows) {
      for (String member : each.substring(1, each.length() - 1).split(",(?=\"[a-z_]+\":)", -1)) {
        assertThat(addresses.out()).contains(member);
      }
    }
    assertThat(rows.toString()).contains("198.51.100.9", "2001:db8::/64", "203.0.113.7");
  }
}
