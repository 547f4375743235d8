package dev.tocsin.trail.export;

import dev.tocsin.event.EventTypes;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.AuditTrail.Recorded;
import dev.tocsin.trail.sql.TrailDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A DuckDB file with the three tables of {@code tocsin sql}, or a Parquet file with the first.
 * Events are those that are wanted, with what cases say of them; alerts and addresses are all. Not
 * thread-safe.
 */
public final class DuckDbTarget implements ExportTarget {
  private final Path file;
  private final boolean parquet;
  private final TrailDatabase tables;

  private DuckDbTarget(Path file, boolean parquet, TrailDatabase tables) {
    this.file = file;
    this.parquet = parquet;
    this.tables = tables;
  }

  /** A DuckDB file. */
  public static ExportTarget database(
      Path file, List<Path> folders, EventTypes types, AuditTrail.Damage damage)
      throws IOException {
    return new DuckDbTarget(file, false, TrailDatabase.create(file, folders, types, damage));
  }

  /** A Parquet file, made from a database beside it. */
  public static ExportTarget parquet(
      Path file, List<Path> folders, EventTypes types, AuditTrail.Damage damage)
      throws IOException {
    Path database = file.resolveSibling(file.getFileName() + ".duckdb");
    return new DuckDbTarget(file, true, TrailDatabase.create(database, folders, types, damage));
  }

  @Override
  public void write(Recorded event) throws IOException {
    tables.add(event.line());
  }

  @Override
  public void finish() throws IOException {
    if (parquet) {
      tables.writeParquet(file);
    } else {
      tables.finish();
    }
  }

  @Override
  public void close() throws IOException {
    tables.close();
  }
}
