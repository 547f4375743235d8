package dev.tocsin.trail.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import org.duckdb.DuckDBFunctions;

/**
 * Hears from DuckDB, while it reads, in which files there is a line that is neither an event nor a
 * record. So damage is found by the one reading that answers the question, and only these files are
 * read once more, by our own reader, which knows the places. Thread-safe.
 */
final class DamageMarks {
  /** The function's name in SQL. */
  static final String FUNCTION = "tocsin_damaged";

  private final Set<String> files = new TreeSet<>();

  void register(Connection database) throws SQLException {
    try (var function = DuckDBFunctions.scalarFunction()) {
      var unused =
          function
              .withName(FUNCTION)
              .withParameter(String.class)
              .withReturnType(Boolean.class)
              .withFunction(this::mark)
              .withVolatile()
              .register(database);
    }
  }

  /** Never true: such a line is no event. */
  private synchronized Boolean mark(String file) {
    files.add(file);
    return false;
  }

  /** Names of files as DuckDB was given them, and whatever else a question gave the function. */
  synchronized Set<String> take() {
    Set<String> taken = new TreeSet<>(files);
    files.clear();
    return taken;
  }
}
