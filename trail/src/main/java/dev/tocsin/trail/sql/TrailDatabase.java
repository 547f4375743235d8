package dev.tocsin.trail.sql;

import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.trail.AuditTrail;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/**
 * A DuckDB file that events are put into, as {@link TrailSql} shows them. No question of a user is
 * asked there. Not thread-safe.
 */
public final class TrailDatabase implements Closeable {
  private final DuckDBConnection database;
  private final List<Path> folders;
  private final EventTypes types;
  private final AuditTrail.Damage damage;
  private final RecentEvents events;
  private final boolean cases;

  private TrailDatabase(
      DuckDBConnection database,
      List<Path> folders,
      EventTypes types,
      AuditTrail.Damage damage,
      RecentEvents events,
      boolean cases) {
    this.database = database;
    this.folders = folders;
    this.types = types;
    this.damage = damage;
    this.events = events;
    this.cases = cases;
  }

  /**
   * Makes one.
   *
   * @param file that is not there, in a folder that only its owner may enter: DuckDB makes its
   *     files with the rights that the process gives any
   * @param damage what can't be read, and is left out
   */
  public static TrailDatabase create(
      Path file, List<Path> folders, EventTypes types, AuditTrail.Damage damage)
      throws IOException {
    DuckDBConnection database = DuckDb.open(file, false);
    boolean done = false;
    try {
      DuckDb.execute(database, "SET memory_limit = '512MiB'");
      RecentEvents events = new RecentEvents(database, new LineCheck(types, damage));
      boolean cases = TrailTables.fillCases(database, folders, damage);
      done = true;
      return new TrailDatabase(database, folders, types, damage, events, cases);
    } catch (SQLException e) {
      throw failure(file, e);
    } finally {
      if (!done) {
        close(database);
      }
    }
  }

  private static TrailSqlException failure(Path file, SQLException e) {
    return new TrailSqlException(
        TrailSqlException.Kind.DATA,
        file + ": can't be written (" + DuckDbErrors.message(e) + ")",
        e);
  }

  /** Adds the event of a line. */
  public void add(JournalLine line) throws IOException {
    try {
      events.add(line);
    } catch (SQLException e) {
      throw failure(line.file(), e);
    }
  }

  private String select() throws SQLException {
    events.end();
    return TrailTables.selectEvents(RecentEvents.TABLE, cases);
  }

  /** Completes the tables; nothing is added after that. */
  public void finish() throws IOException {
    try {
      DuckDb.execute(database, "CREATE TABLE security_events AS " + select());
      for (TrailTable table : List.of(TrailTable.SECURITY_ALERTS, TrailTable.SUSPICIOUS_IPS)) {
        TrailTables.fill(database, folders, types, table, damage);
      }
      DuckDb.execute(database, "DROP SCHEMA " + DuckDb.INTERNAL + " CASCADE", "CHECKPOINT");
    } catch (SQLException e) {
      throw failure(Path.of("database"), e);
    }
  }

  /** Writes the events into a Parquet file; nothing is added after that. */
  public void writeParquet(Path file) throws IOException {
    try {
      DuckDb.execute(
          database,
          "COPY ("
              + select()
              + ") TO "
              + RawEvents.literal(file.toAbsolutePath().toString())
              + " (FORMAT parquet, COMPRESSION zstd)");
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  private static void close(DuckDBConnection database) {
    try {
      database.close();
    } catch (SQLException e) {
      // What was to be kept has been written.
    }
  }

  @Override
  public void close() {
    close(database);
  }
}
