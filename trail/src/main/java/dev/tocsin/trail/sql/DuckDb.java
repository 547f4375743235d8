package dev.tocsin.trail.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Opens DuckDB; the first time in a process that loads its native library. */
public final class DuckDb {
  /** The schema of tables that are nobody's business. */
  static final String INTERNAL = "tocsin_internal";

  private DuckDb() {}

  /**
   * A database.
   *
   * @param file its file, made if it is not there; null for one in memory
   * @param streams whether results are handed over while they are computed
   * @throws TrailSqlException if the native library can't be loaded, or the file not be opened
   */
  public static DuckDBConnection open(@Nullable Path file, boolean streams)
      throws TrailSqlException {
    Properties settings = new Properties();
    settings.setProperty("jdbc_stream_results", Boolean.toString(streams));
    String url = "jdbc:duckdb:" + (file == null ? "" : file.toAbsolutePath());
    try {
      DuckDBConnection database = DuckDBConnection.newConnection(url, false, settings);
      execute(
          database,
          "SET autoinstall_known_extensions = false",
          "SET autoload_known_extensions = false",
          "SET temp_directory = ''",
          "SET TimeZone = 'UTC'",
          "SET errors_as_json = true",
          "CREATE SCHEMA " + INTERNAL);
      return database;
    } catch (LinkageError e) {
      throw withoutLibrary(e);
    } catch (SQLException e) {
      throw new TrailSqlException(
          TrailSqlException.Kind.DATA,
          "DuckDB can't be opened (" + DuckDbErrors.message(e) + ")",
          e);
    } catch (Exception e) {
      throw withoutLibrary(e);
    }
  }

  private static TrailSqlException withoutLibrary(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new TrailSqlException(
        TrailSqlException.Kind.DATA,
        System.getProperty("java.io.tmpdir")
            + ": DuckDB's native library can't be loaded from there ("
            + String.valueOf(root.getMessage()).lines().findFirst().orElse("")
            + "): name a folder that is writable and not mounted noexec, as in"
            + " TOCSIN_JAVA_OPTS=-Djava.io.tmpdir=DIR",
        cause);
  }

  /** Runs statements of our own. */
  public static void execute(Connection database, String... statements) throws SQLException {
    try (Statement statement = database.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }
}
