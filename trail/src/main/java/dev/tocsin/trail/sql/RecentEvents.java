package dev.tocsin.trail.sql;

import dev.tocsin.journal.JournalLine;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Lines that our own reader read, put into a table: {@value #TABLE}, with {@link RawEvents}'
 * columns. Lines that hold no event are told and left out. Not thread-safe.
 */
public final class RecentEvents {
  /** The table's name. */
  public static final String TABLE = DuckDb.INTERNAL + ".recent";

  private static final String LINES = "tocsin_lines";
  private static final int MOST_LINES = 8_192;
  private static final long MOST_BYTES = 16L << 20;

  private final DuckDBConnection database;
  private final LineCheck check;
  private final List<JournalLine> waiting = new ArrayList<>();
  private long waitingBytes;

  RecentEvents(DuckDBConnection database, LineCheck check) throws SQLException {
    this.database = database;
    this.check = check;
    DuckDb.execute(
        database,
        "CREATE TABLE " + TABLE + "(" + RawEvents.definition() + ")",
        "CREATE TEMP TABLE " + LINES + "(place INTEGER, line VARCHAR)");
  }

  /** Adds a line, if it is an event. */
  void add(JournalLine line) throws SQLException {
    if (!check.isEvent(line)) {
      return;
    }
    waiting.add(line);
    waitingBytes += line.length();
    if (waiting.size() == MOST_LINES || waitingBytes >= MOST_BYTES) {
      flush();
    }
  }

  /** Puts what was added into the table; nothing is added after that. */
  void end() throws SQLException {
    flush();
    DuckDb.execute(database, "DROP TABLE " + LINES);
  }

  private void flush() throws SQLException {
    if (waiting.isEmpty()) {
      return;
    }
    Set<Integer> doubtful = new HashSet<>();
    try (DuckDBAppender appender = database.createAppender("temp", "main", LINES)) {
      for (int i = 0; i < waiting.size(); i++) {
        String text = waiting.get(i).text();
        if (text.indexOf('\ufffd') >= 0 || text.indexOf('\0') >= 0) {
          doubtful.add(i);
        }
        appender.beginRow().append(i).append(text).endRow();
      }
    }
    try (Statement statement = database.createStatement();
        ResultSet invalid =
            statement.executeQuery(
                "SELECT place FROM "
                    + LINES
                    + " WHERE CASE WHEN json_valid(line) THEN json_exists(line, '$.record')"
                    + " OR NOT json_exists(line, '$.event_type') ELSE true END")) {
      while (invalid.next()) {
        doubtful.add(invalid.getInt(1));
      }
    }
    Set<Integer> left = new HashSet<>();
    doubtful.stream().sorted().filter(i -> !check.isWhole(waiting.get(i))).forEach(left::add);
    try (PreparedStatement delete =
        database.prepareStatement("DELETE FROM " + LINES + " WHERE place = ?")) {
      for (int place : left) {
        delete.setInt(1, place);
        delete.execute();
      }
    }
    DuckDb.execute(
        database,
        "INSERT INTO " + TABLE + " " + RawEvents.ofLines(LINES + " WHERE json_valid(line)"),
        "TRUNCATE " + LINES);
    waiting.clear();
    waitingBytes = 0;
  }
}
