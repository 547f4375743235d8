package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.trail.CaseJournal;
import dev.tocsin.trail.sql.TrailColumn;
import dev.tocsin.trail.sql.TrailRows;
import dev.tocsin.trail.sql.TrailSql;
import dev.tocsin.trail.sql.TrailSqlException;
import dev.tocsin.trail.sql.TrailTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrailSqlTest {
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| `([^`]+)` \\| .+ \\|");

  @TempDir private Path temp;

  private static List<List<@Nullable Object>> answer(TrailSql sql, String question)
      throws Exception {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (TrailRows answer = sql.query(question)) {
      for (List<@Nullable Object> row = answer.next(); row != null; row = answer.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** The page's tables of columns are those that there are. */
  @Test
  void everyColumnStandsInTheGuide() throws Exception {
    Path folder = temp.resolve("logs");
    CommandLineRun.of("emit", "--type", "auth_failure", "--dir", folder.toString());
    String page = Files.readString(Path.of("..", "docs", "sql.md"));
    try (TrailSql sql = TrailSql.open(List.of(folder), EventTypes.builtIn(), what -> {})) {
      for (TrailTable table : TrailTable.values()) {
        String section = page.substring(page.indexOf("\n## " + table.sqlName()) + 4);
        Matcher rows = ROW.matcher(section.substring(0, section.indexOf("\n## ")));
        List<String> told = new ArrayList<>();
        while (rows.find()) {
          told.add(rows.group(1) + " " + rows.group(2));
        }
        List<String> columns = new ArrayList<>();
        for (TrailColumn column : table.columns()) {
          columns.add(column.name() + " " + column.type());
        }
        assertThat(told).as(table.sqlName()).isEqualTo(columns);
        assertThat(answer(sql, "DESCRIBE " + table.sqlName()))
            .extracting(row -> row.get(0) + " " + row.get(1))
            .isEqualTo(columns);
      }
    }
  }

  /** The page's questions are answered, each by some row where the journal has its subject. */
  @Test
  void everyQuestionOfTheGuideIsAnswered() throws Exception {
    Path folder = temp.resolve("logs");
    String dir = folder.toString();
    CommandLineRun.of(
        "emit",
        "--type",
        "auth_failure",
        "--user",
        "bob",
        "--ip",
        "203.0.113.7",
        "--count",
        "6",
        "--dir",
        dir);
    CommandLineRun.of(
        "emit", "--type", "auth_success", "--user", "al", "--ip", "203.0.113.7", "--dir", dir);
    CommandLineRun.of("emit", "--type", "suspicious", "--detail", "reason=odd", "--dir", dir);
    for (int i = 0; i < 6; i++) {
      CommandLineRun.of(
          "emit", "--type", "pin_failed", "--user", "u" + i, "--ip", "203.0.113.8", "--dir", dir);
    }
    String page = Files.readString(Path.of("..", "docs", "sql.md"));
    String block = page.substring(page.indexOf("```sql\n") + 7);
    List<String> questions =
        List.of(block.substring(0, block.indexOf(";\n```")).split(";\n\n", -1));
    assertThat(questions).hasSize(10);
    try (TrailSql sql = TrailSql.open(List.of(folder), EventTypes.builtIn(), what -> {})) {
      for (String question : questions) {
        assertThat(answer(sql, question)).as(question).isNotEmpty();
      }
    }
  }

  /** Each answer holds every event that was recorded up to some moment, and each of them once. */
  @Test
  void besideAWriterThatRollsNothingIsMissing() throws Exception {
    Path folder = temp.resolve("logs");
    Path configuration = temp.resolve("log4j2.xml");
    Files.writeString(
        configuration,
        """
        <Configuration status="error">
          <Appenders>
            <SecurityAudit name="audit" fileName="%s/security_audit.log"
                filePattern="%s/security_audit-%%d{yyyy-MM-dd}-%%i.log.gz">
              <Policies><SizeBasedTriggeringPolicy size="30 KB"/></Policies>
              <Rules enabled="false"/>
            </SecurityAudit>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="audit"/></Root></Loggers>
        </Configuration>
        """
            .formatted(folder, folder));
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 6_000; i++) {
      lines.append("{\"event_type\":\"auth_failure\",\"user_id\":\"u").append(i).append("\"}\n");
    }
    CommandLineRun.of("emit", "--config", configuration.toString(), "--type", "auth_failure");
    CompletableFuture<CommandLineRun> writer =
        CompletableFuture.supplyAsync(
            () ->
                CommandLineRun.withInput(
                    lines.toString(), "emit", "--stdin", "--config", configuration.toString()));
    List<Long> counts = new ArrayList<>();
    boolean last;
    do {
      last = writer.isDone();
      try (TrailSql sql = TrailSql.open(List.of(folder), EventTypes.builtIn(), what -> {})) {
        List<@Nullable Object> row =
            answer(sql, "SELECT count(*), count(DISTINCT seq), max(seq) FROM security_events")
                .get(0);
        assertThat(row.get(1)).isEqualTo(row.get(0));
        assertThat(row.get(2)).isEqualTo(row.get(0));
        counts.add((Long) row.get(0));
      }
    } while (!last);
    assertThat(writer.join().exitCode()).isZero();
    assertThat(counts).isSorted().hasSizeGreaterThan(1);
    assertThat(counts.get(counts.size() - 1)).isGreaterThan(6_000);
  }

  @Test
  void whatCasesSayOfAnEventIsJoined() throws Exception {
    Path folder = temp.resolve("logs");
    CommandLineRun emitted =
        CommandLineRun.of(
            "emit", "--type", "auth_failure", "--count", "2", "--dir", folder.toString());
    String id = emitted.out().lines().findFirst().orElseThrow();
    CaseJournal.recordIn(
        folder,
        EventType.CASE_OPENED,
        draft ->
            draft
                .putDetail("case_id", "C-1")
                .addChange("status", null, "investigating")
                .addChange("event_ids", List.of(), List.of(id)));
    try (TrailSql sql = TrailSql.open(List.of(folder), EventTypes.builtIn(), what -> {})) {
      List<List<@Nullable Object>> rows =
          answer(
              sql,
              "SELECT event_id, status, len(case_ids), len(audit_trail) FROM security_events WHERE"
                  + " event_type = 'auth_failure' ORDER BY event_id");
      assertThat(rows).hasSize(2);
      assertThat(rows.get(0).subList(0, 3)).containsExactly(id, "investigating", 1L);
      assertThat(rows.get(1).subList(1, 4)).containsExactly("detected", 0L, 0L);
    }
  }

  @Test
  void boundsAreChecked() {
    assertThatThrownBy(
            () ->
                TrailSql.open(
                    List.of(), EventTypes.builtIn(), 1, Duration.ofSeconds(1), what -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aQuestionCanFollowOneThatFailed() throws Exception {
    Path folder = temp.resolve("logs");
    CommandLineRun.of("emit", "--type", "auth_failure", "--dir", folder.toString());
    try (TrailSql sql = TrailSql.open(List.of(folder), EventTypes.builtIn(), what -> {})) {
      assertThatThrownBy(() -> answer(sql, "SELEC 1"))
          .isInstanceOfSatisfying(
              TrailSqlException.class,
              e -> assertThat(e.kind()).isEqualTo(TrailSqlException.Kind.QUESTION));
      assertThat(answer(sql, "SELECT count(*) FROM security_alerts")).containsExactly(List.of(0L));
      assertThat(answer(sql, "SELECT 1 FROM security_events WHERE event_type = 'auth_failure'"))
          .hasSize(1);
    }
  }

  /** Where DuckDB's library can't be unpacked there is one line that says so. */
  @Test
  void withoutAFolderForTheLibraryThereIsOneLine() throws Exception {
    CommandLineRun.of("emit", "--type", "auth_failure", "--dir", temp.resolve("logs").toString());
    ProcessBuilder builder = TocsinProcess.builder(List.of(), temp, "sql", "SELECT 1");
    builder.command().add(1, "-Djava.io.tmpdir=/nowhere/at/all");
    ProcessRun run = ProcessRun.of(builder.start());
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    // Newer JDKs themselves warn of such a folder before anything else runs.
    assertThat(
            run.err()
                .lines()
                .filter(
                    line -> !line.startsWith("OpenJDK") && !line.startsWith("WARNING: java.io")))
        .hasSize(1);
    assertThat(run.err()).contains("/nowhere/at/all: DuckDB's native library can't be loaded");
  }
}
