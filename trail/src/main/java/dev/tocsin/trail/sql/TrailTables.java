package dev.tocsin.trail.sql;

import dev.tocsin.event.EventTypes;
import dev.tocsin.respond.Block;
import dev.tocsin.risk.SuspiciousAddresses;
import dev.tocsin.trail.AlertRecord;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.Cases;
import dev.tocsin.trail.ClientRecord;
import dev.tocsin.trail.EventCases;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Makes the tables that are not read from the files themselves, and the one of the events. */
public final class TrailTables {
  private static final String CASES = DuckDb.INTERNAL + ".cases";

  private TrailTables() {}

  /**
   * A SELECT of the events' columns.
   *
   * @param raw relation with {@link RawEvents}' columns
   * @param cases whether {@link #fillCases} found some
   */
  static String selectEvents(String raw, boolean cases) {
    return TrailTable.SECURITY_EVENTS.columns().stream()
        .map(column -> cast(column, cases))
        .collect(
            Collectors.joining(
                ", ",
                "SELECT ",
                " FROM "
                    + raw
                    + " e"
                    + (cases ? " LEFT JOIN " + CASES + " c ON e.event_id = c.event_id" : "")));
  }

  private static String cast(TrailColumn column, boolean cases) {
    String expression = column.expression();
    if (!cases) {
      expression = expression.replaceAll("\\bc\\.[a-z_]+", "NULL");
    }
    return "CAST(" + expression + " AS " + column.type() + ") AS " + column.quoted();
  }

  /**
   * Reads what cases say of events.
   *
   * @return whether there is a case of any event
   */
  static boolean fillCases(DuckDBConnection database, List<Path> folders, AuditTrail.Damage damage)
      throws IOException, SQLException {
    DuckDb.execute(
        database,
        "CREATE TABLE "
            + CASES
            + "(event_id VARCHAR, status VARCHAR, case_ids VARCHAR[], investigation_notes VARCHAR[],"
            + " remediation_actions VARCHAR[], audit_trail VARCHAR[])");
    Cases cases = Cases.read(folders, damage);
    boolean any = false;
    try (PreparedStatement insert = insert(database, CASES, 6)) {
      for (String id : cases.eventIds()) {
        EventCases joined = cases.joined(id);
        if (joined != null) {
          any = true;
          put(
              database,
              insert,
              id,
              joined.status().text(),
              joined.caseIds(),
              joined.investigationNotes(),
              joined.remediationActions(),
              joined.auditTrail());
        }
      }
    }
    return any;
  }

  /** Makes the tables that are asked for; the others say, when they are read, that they are not. */
  static void fill(
      DuckDBConnection database,
      List<Path> folders,
      EventTypes types,
      Set<TrailTable> tables,
      AuditTrail.Damage damage)
      throws IOException, SQLException {
    for (TrailTable table : List.of(TrailTable.SECURITY_ALERTS, TrailTable.SUSPICIOUS_IPS)) {
      if (tables.contains(table)) {
        fill(database, folders, types, table, damage);
      } else {
        DuckDb.execute(database, withoutRows(table));
      }
    }
  }

  private static String withoutRows(TrailTable table) {
    String error = "error('" + table.sqlName() + ": write this name in the question itself')";
    return table.columns().stream()
        .map(column -> "CAST(" + error + " AS " + column.type() + ") AS " + column.quoted())
        .collect(Collectors.joining(", ", "CREATE VIEW " + table.sqlName() + " AS SELECT ", ""));
  }

  /** Makes one of the tables and fills it. */
  static void fill(
      DuckDBConnection database,
      List<Path> folders,
      EventTypes types,
      TrailTable table,
      AuditTrail.Damage damage)
      throws IOException, SQLException {
    DuckDb.execute(database, "CREATE TABLE " + table.sqlName() + "(" + table.definition() + ")");
    try (PreparedStatement insert = insert(database, table.sqlName(), table.columns().size())) {
      if (table == TrailTable.SECURITY_ALERTS) {
        for (AlertRecord alert : AuditTrail.of(folders, types).alerts(damage)) {
          put(database, insert, alert);
        }
      } else {
        for (ClientRecord client : AuditTrail.of(folders, types).clients(damage)) {
          put(database, insert, client);
        }
      }
    }
  }

  private static void put(DuckDBConnection database, PreparedStatement insert, AlertRecord alert)
      throws SQLException {
    put(
        database,
        insert,
        alert.id().toString(),
        alert.rule(),
        alert.title(),
        alert.description(),
        alert.severity().text(),
        alert.firedAt(),
        alert.keyText(),
        alert.count(),
        alert.bursts(),
        alert.firstEvent(),
        alert.lastEvent(),
        alert.eventIds(),
        alert.indicators(),
        alert.recommendations(),
        alert.action(),
        alert.status(),
        alert.acknowledgedBy(),
        alert.acknowledgedAt(),
        alert.escalatedAt(),
        alert.resolvedBy(),
        alert.resolvedAt(),
        alert.resolution(),
        alert.firedAt());
  }

  private static void put(DuckDBConnection database, PreparedStatement insert, ClientRecord client)
      throws SQLException {
    SuspiciousAddresses.Entry seen = client.seen();
    Block block = client.block().orElse(null);
    put(
        database,
        insert,
        client.address().network(),
        seen == null ? "none" : seen.threatLevel().text(),
        seen == null ? null : seen.firstSeen(),
        seen == null ? null : seen.lastSeen(),
        seen == null ? 0L : seen.eventCount(),
        block != null,
        client.suspicious(),
        client.alerts(),
        block == null ? null : block.since(),
        block == null ? null : block.until(),
        block == null ? null : block.rule().map(rule -> "rule " + rule).or(block::by).orElse(null));
  }

  private static PreparedStatement insert(DuckDBConnection database, String table, int columns)
      throws SQLException {
    return database.prepareStatement(
        "INSERT INTO "
            + table
            + " VALUES ("
            + String.join(", ", Collections.nCopies(columns, "?"))
            + ")");
  }

  private static void put(
      DuckDBConnection database, PreparedStatement insert, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof Instant time) {
        insert.setObject(i + 1, time.atOffset(ZoneOffset.UTC));
      } else if (value instanceof List<?> list) {
        insert.setArray(i + 1, database.createArrayOf("VARCHAR", list.toArray()));
      } else {
        insert.setObject(i + 1, value);
      }
    }
    insert.execute();
  }
}
