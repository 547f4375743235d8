package dev.tocsin.trail.sql;

import java.io.Closeable;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an answer, computed while they are read; a bounded number of them is in memory. A
 * value is null, a {@link Boolean}, a finite {@link Number}, a {@link String}, a {@link JsonText},
 * a list of values or a map from text to values. Times with a zone are texts as RFC 3339 has them,
 * in UTC with microseconds; those without one have no zone there either. Not thread-safe.
 */
public final class TrailRows implements Closeable {
  private static final String SELECT = "SELECT * FROM query(?)";
  private static final int AHEAD_ROWS = 10_000;
  private static final long AHEAD_CHARS = 4L << 20;

  private final Session session;
  private final String question;
  private final Duration timeout;
  private final ScheduledExecutorService timer;
  private final List<Column> columns = new ArrayList<>();
  private final Deque<List<@Nullable Object>> ahead = new ArrayDeque<>();
  private @Nullable PreparedStatement statement;
  private @Nullable ResultSet result;
  private @Nullable Future<?> deadline;
  private volatile boolean late;
  private boolean exhausted;
  private boolean told;

  /**
   * A column of the answer.
   *
   * @param name as DuckDB names it
   * @param type DuckDB's, as {@code VARCHAR[]}
   */
  public record Column(String name, String type) {}

  TrailRows(Session session, String question, Duration timeout, ScheduledExecutorService timer) {
    this.session = session;
    this.question = question;
    this.timeout = timeout;
    this.timer = timer;
  }

  /** Computes the first rows. */
  void readAhead() throws SQLException, IOException {
    PreparedStatement asked = session.database().prepareStatement(SELECT);
    statement = asked;
    deadline =
        timer.schedule(
            () -> {
              late = true;
              cancel(asked);
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    asked.setString(1, question);
    ResultSet rows = asked.executeQuery();
    result = rows;
    ResultSetMetaData meta = rows.getMetaData();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      columns.add(new Column(meta.getColumnName(i), meta.getColumnTypeName(i)));
    }
    long chars = 0;
    while (ahead.size() < AHEAD_ROWS && chars < AHEAD_CHARS) {
      List<@Nullable Object> row = read();
      if (row == null) {
        return;
      }
      ahead.add(row);
      chars += row.stream().mapToLong(value -> String.valueOf(value).length()).sum();
    }
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      // It has just ended.
    }
  }

  private @Nullable List<@Nullable Object> read() throws SQLException {
    ResultSet rows = Objects.requireNonNull(result);
    if (late) {
      // What flows without a pause does not hear that it was cancelled.
      throw new SQLException("late");
    }
    if (exhausted || !rows.next()) {
      exhausted = true;
      stopClock();
      return null;
    }
    List<@Nullable Object> row = new ArrayList<>(columns.size());
    for (int i = 1; i <= columns.size(); i++) {
      row.add(SqlValues.of(rows.getObject(i)));
    }
    return Collections.unmodifiableList(row);
  }

  /** The columns, at least one. */
  public List<Column> columns() {
    return Collections.unmodifiableList(columns);
  }

  /** Whether all rows are computed. */
  public boolean isWhole() {
    return exhausted;
  }

  /** How many rows are in memory; before the first was taken, and if {@link #isWhole}, all. */
  public int waiting() {
    return ahead.size();
  }

  /**
   * The next row, or null after the last.
   *
   * @throws TrailSqlException one line, if the rest can't be computed
   * @throws IOException if a journal can't be read
   */
  public @Nullable List<@Nullable Object> next() throws IOException {
    List<@Nullable Object> row = ahead.poll();
    if (row == null && !exhausted) {
      try {
        row = read();
      } catch (SQLException e) {
        throw failure(e);
      }
    }
    if (row == null && !told) {
      told = true;
      session.tellDamage();
    }
    return row;
  }

  /** What to tell of a failure. */
  TrailSqlException failure(SQLException e) {
    if (late) {
      return new TrailSqlException(
          TrailSqlException.Kind.BOUND,
          "the question took longer than "
              + timeout.toSeconds()
              + " s: ask for less, or allow more time",
          e);
    }
    String file = session.fileIn(e);
    if (file != null) {
      return new TrailSqlException(
          TrailSqlException.Kind.DATA,
          file + ": can't be read any more (" + DuckDbErrors.message(e) + "): ask again",
          e);
    }
    return DuckDbErrors.of(e, question, session.memory());
  }

  /** DuckDB loses the message of a failure before the first row of a stream; this finds it. */
  SQLException found(SQLException lost) {
    if (late || !DuckDbErrors.isLost(lost)) {
      return lost;
    }
    try (PreparedStatement again =
        session
            .database()
            .prepareStatement("CREATE OR REPLACE TEMP TABLE tocsin_asked AS " + SELECT)) {
      again.setString(1, question);
      Future<?> end =
          timer.schedule(() -> cancel(again), timeout.toMillis(), TimeUnit.MILLISECONDS);
      try {
        again.execute();
      } finally {
        end.cancel(false);
      }
      return lost;
    } catch (SQLException e) {
      return e;
    }
  }

  private void stopClock() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  /** Ends it; what was not read is not computed. */
  @Override
  public void close() {
    stopClock();
    ahead.clear();
    exhausted = true;
    PreparedStatement asked = statement;
    statement = null;
    if (asked != null) {
      cancel(asked);
      try {
        asked.close();
      } catch (SQLException e) {
        // Nothing of it is needed any more.
      }
    }
  }
}
