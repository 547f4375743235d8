package dev.tocsin.trail.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.trail.CaseJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain files that are too large for a table in memory, which DuckDB reads itself. */
class PlainFilesTest {
  @TempDir private Path folder;

  private final List<String> damage = new ArrayList<>();

  private List<List<@Nullable Object>> answer(String question) throws Exception {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (TrailSql sql = TrailSql.open(List.of(folder), EventTypes.builtIn(), damage::add)) {
      sql.setRecentBytes(0);
      try (TrailRows answer = sql.query(question)) {
        for (List<@Nullable Object> row = answer.next(); row != null; row = answer.next()) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private Path record(int events) throws Exception {
    for (int i = 0; i < events; i++) {
      CaseJournal.recordIn(folder, EventType.AUDIT_ACCESSED, draft -> draft.putDetail("k", "v"));
    }
    return folder.resolve(CaseJournal.FILE);
  }

  @Test
  void theyAreReadAsTheyAre() throws Exception {
    var unused = record(3);
    assertThat(answer("SELECT event_type, seq, details FROM security_events ORDER BY seq"))
        .containsExactly(
            List.of("audit_accessed", 1L, new JsonText("{\"k\":\"v\"}")),
            List.of("audit_accessed", 2L, new JsonText("{\"k\":\"v\"}")),
            List.of("audit_accessed", 3L, new JsonText("{\"k\":\"v\"}")));
    assertThat(damage).isEmpty();
  }

  /** The condition would pass over the damaged line, if it were looked at first. */
  @Test
  void damageIsToldThoughTheQuestionAsksForOtherLines() throws Exception {
    Path file = record(3);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.replaceAll(
        line -> line.contains("\"seq\":2,") ? line.replace("\"severity\":", "severity:") : line);
    Files.write(file, lines);
    assertThat(answer("SELECT seq FROM security_events WHERE event_type = 'audit_accessed'"))
        .containsExactlyInAnyOrder(List.of(1L), List.of(3L));
    assertThat(damage).hasSize(1);
    assertThat(damage.get(0)).contains(CaseJournal.FILE + ": at byte ");
  }

  @Test
  void anUnfinishedLineIsNothingYet() throws Exception {
    Path file = record(2);
    Files.writeString(file, "{\"event_id\":\"x\",\"event_type\":\"au", StandardOpenOption.APPEND);
    assertThat(answer("SELECT count(*), count(event_type) FROM security_events"))
        .containsExactly(List.of(2L, 2L));
    assertThat(damage).isEmpty();
  }
}
