package dev.tocsin.trail.sql;

import dev.tocsin.event.EventTypes;
import dev.tocsin.trail.AuditTrail;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** A database in memory whose tables are the journals as of one moment, locked. Not thread-safe. */
final class Session implements Closeable {
  private final DuckDBConnection database;
  private final Set<TrailTable> filled;
  private final JournalSnapshot snapshot;
  private final DamageMarks marks;
  private final LineCheck check;
  private final AuditTrail.Damage damage;
  private final String memory;

  private Session(
      DuckDBConnection database,
      Set<TrailTable> filled,
      JournalSnapshot snapshot,
      DamageMarks marks,
      LineCheck check,
      AuditTrail.Damage damage,
      String memory) {
    this.database = database;
    this.filled = filled;
    this.snapshot = snapshot;
    this.marks = marks;
    this.check = check;
    this.damage = damage;
    this.memory = memory;
  }

  /**
   * Makes one.
   *
   * @param tables to be filled beside the events
   */
  static Session open(
      List<Path> folders,
      EventTypes types,
      Set<TrailTable> tables,
      Set<String> unreadable,
      long memoryBytes,
      long recentBytes,
      AuditTrail.Damage damage)
      throws IOException {
    String memory = (memoryBytes >> 20) + "MiB";
    DamageMarks marks = new DamageMarks();
    LineCheck check = new LineCheck(types, damage);
    JournalSnapshot snapshot = JournalSnapshot.of(folders, unreadable, recentBytes, damage);
    DuckDBConnection database = DuckDb.open(null, true);
    boolean done = false;
    try {
      marks.register(database);
      snapshot.load(new RecentEvents(database, check), check);
      boolean cases = TrailTables.fillCases(database, folders, damage);
      DuckDb.execute(database, eventsView(snapshot.files(), cases));
      TrailTables.fill(database, folders, types, tables, damage);
      lock(database, memory, snapshot.files());
      done = true;
      return new Session(
          database,
          tables.isEmpty() ? EnumSet.noneOf(TrailTable.class) : EnumSet.copyOf(tables),
          snapshot,
          marks,
          check,
          damage,
          memory);
    } catch (SQLException e) {
      throw new TrailSqlException(
          TrailSqlException.Kind.DATA,
          "the journals can't be made tables (" + DuckDbErrors.message(e) + ")",
          e);
    } finally {
      if (!done) {
        close(database);
      }
    }
  }

  private static String eventsView(List<String> files, boolean cases) {
    String recent = "SELECT " + RawEvents.names() + " FROM " + RecentEvents.TABLE;
    String raw =
        files.isEmpty()
            ? recent
            : RawEvents.ofFiles(files, DamageMarks.FUNCTION) + " UNION ALL BY NAME " + recent;
    return "CREATE VIEW security_events AS " + TrailTables.selectEvents('(' + raw + ')', cases);
  }

  /** From here on nothing but these files can be read, and nothing written. */
  private static void lock(DuckDBConnection database, String memory, List<String> files)
      throws SQLException {
    DuckDb.execute(
        database,
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET temp_directory = ''",
        "SET memory_limit = '" + memory + "'",
        "SET allowed_paths = ["
            + files.stream().map(RawEvents::literal).collect(Collectors.joining(", "))
            + "]",
        "SET enable_external_access = false",
        "SET lock_configuration = true");
  }

  boolean has(Set<TrailTable> tables) {
    return filled.containsAll(tables);
  }

  DuckDBConnection database() {
    return database;
  }

  String memory() {
    return memory;
  }

  /** The file of the trail that a failure names, or null. */
  @Nullable String fileIn(SQLException failure) {
    return snapshot.named(DuckDbErrors.message(failure));
  }

  boolean isThere(String file) throws IOException {
    return snapshot.isThere(file);
  }

  /** A file that is not the one any more that was read, or null. */
  @Nullable String changed() throws IOException {
    return snapshot.changed();
  }

  /** Tells what was damaged in what was read until now. */
  void tellDamage() throws IOException {
    snapshot.tellDamage(marks.take(), check);
    String changed = changed();
    if (changed != null) {
      damage.leftOut(changed + ": was rolled while it was read, so events may be missing");
    }
  }

  private static void close(DuckDBConnection database) {
    try {
      database.close();
    } catch (SQLException e) {
      // A database in memory: nothing is lost with it.
    }
  }

  @Override
  public void close() {
    close(database);
  }
}
