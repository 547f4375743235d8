package dev.tocsin.trail.sql;

import dev.tocsin.event.EventField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The tables, with the columns that the MINGUS system had and all others that there are. */
public enum TrailTable {
  SECURITY_EVENTS,
  SECURITY_ALERTS,
  SUSPICIOUS_IPS;

  /** The columns of each. */
  private static final class Columns {
    static final List<TrailColumn> EVENTS = List.copyOf(events());
    static final List<TrailColumn> ALERTS =
        List.copyOf(
            plain(
                "alert_id VARCHAR",
                "rule VARCHAR",
                "title VARCHAR",
                "description VARCHAR",
                "severity VARCHAR",
                "timestamp TIMESTAMP WITH TIME ZONE",
                "key VARCHAR",
                "count BIGINT",
                "bursts BIGINT",
                "first_event TIMESTAMP WITH TIME ZONE",
                "last_event TIMESTAMP WITH TIME ZONE",
                "event_ids VARCHAR[]",
                "threat_indicators VARCHAR[]",
                "recommended_actions VARCHAR[]",
                "action VARCHAR",
                "status VARCHAR",
                "acknowledged_by VARCHAR",
                "acknowledged_at TIMESTAMP WITH TIME ZONE",
                "escalated_at TIMESTAMP WITH TIME ZONE",
                "resolved_by VARCHAR",
                "resolved_at TIMESTAMP WITH TIME ZONE",
                "resolution VARCHAR",
                "created_at TIMESTAMP WITH TIME ZONE"));
    static final List<TrailColumn> IPS =
        List.copyOf(
            plain(
                "ip_address VARCHAR",
                "threat_level VARCHAR",
                "first_seen TIMESTAMP WITH TIME ZONE",
                "last_seen TIMESTAMP WITH TIME ZONE",
                "event_count BIGINT",
                "blocked BOOLEAN",
                "suspicious BOOLEAN",
                "alerts INTEGER",
                "blocked_since TIMESTAMP WITH TIME ZONE",
                "blocked_until TIMESTAMP WITH TIME ZONE",
                "blocked_by VARCHAR"));

    private Columns() {}
  }

  /** Its name in SQL. */
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its columns, in their order. */
  public List<TrailColumn> columns() {
    return switch (this) {
      case SECURITY_EVENTS -> Columns.EVENTS;
      case SECURITY_ALERTS -> Columns.ALERTS;
      case SUSPICIOUS_IPS -> Columns.IPS;
    };
  }

  /** The columns as {@code CREATE TABLE} has them. */
  String definition() {
    return columns().stream()
        .map(column -> column.quoted() + ' ' + column.type())
        .collect(Collectors.joining(", "));
  }

  private static List<TrailColumn> plain(String... definitions) {
    List<TrailColumn> columns = new ArrayList<>();
    for (String each : definitions) {
      int blank = each.indexOf(' ');
      String name = each.substring(0, blank);
      columns.add(new TrailColumn(name, each.substring(blank + 1), '"' + name + '"'));
    }
    return columns;
  }

  /** The fields of an event in their order; what its cases say of it stands beside its status. */
  private static List<TrailColumn> events() {
    List<TrailColumn> columns = new ArrayList<>();
    for (EventField field : EventField.all()) {
      String name = field.jsonName();
      String raw = "e.\"" + name + '"';
      columns.add(
          switch (field) {
            case STATUS -> new TrailColumn(name, "VARCHAR", "coalesce(c.status, " + raw + ")");
            case REQUEST_HEADERS -> cast(name, "MAP(VARCHAR, VARCHAR)", raw);
            default -> of(field, name, raw);
          });
      if (field == EventField.STATUS) {
        for (String joined :
            List.of("case_ids", "investigation_notes", "remediation_actions", "audit_trail")) {
          columns.add(new TrailColumn(joined, "VARCHAR[]", "coalesce(c." + joined + ", [])"));
        }
      }
    }
    columns.add(
        new TrailColumn(
            "created_at",
            "TIMESTAMP WITH TIME ZONE",
            "try_cast(coalesce(e.logged_at, e.\"timestamp\") AS TIMESTAMP WITH TIME ZONE)"));
    return columns;
  }

  private static TrailColumn of(EventField field, String name, String raw) {
    return switch (field.kind()) {
      case BOOLEAN -> cast(name, "BOOLEAN", raw);
      case INTEGER -> cast(name, "BIGINT", raw);
      case DECIMAL -> cast(name, "DOUBLE", raw);
      case TIME -> cast(name, "TIMESTAMP WITH TIME ZONE", raw);
      case TEXT_LIST -> cast(name, "VARCHAR[]", raw);
      case MAP, CHANGES -> new TrailColumn(name, "JSON", raw);
      case TEXT, ENUM -> new TrailColumn(name, "VARCHAR", raw);
    };
  }

  private static TrailColumn cast(String name, String type, String raw) {
    return new TrailColumn(name, type, "try_cast(" + raw + " AS " + type + ")");
  }
}
