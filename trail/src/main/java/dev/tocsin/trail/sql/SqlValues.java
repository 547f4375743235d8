package dev.tocsin.trail.sql;

import dev.tocsin.event.Timestamps;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;
import org.duckdb.JsonNode;
import org.jspecify.annotations.Nullable;

/** DuckDB's values as those of a {@link TrailRows} row. */
final class SqlValues {
  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ISO_LOCAL_DATE_TIME;
  private static final Instant YEAR_10000 = Instant.parse("9999-12-31T23:59:59.999999Z");

  private SqlValues() {}

  static @Nullable Object of(@Nullable Object value) throws SQLException {
    if (value == null || value instanceof Boolean || value instanceof String) {
      return value;
    }
    if (value instanceof Number number) {
      // JSON has neither NaN nor infinities.
      boolean finite =
          !(number instanceof Double || number instanceof Float)
              || Double.isFinite(number.doubleValue());
      return finite ? number : number.toString();
    }
    if (value instanceof JsonNode json) {
      return new JsonText(json.toString());
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().isAfter(YEAR_10000) || time.getYear() < 1
          ? time.toString()
          : Timestamps.text(Timestamps.micros(time.toInstant()));
    }
    if (value instanceof Timestamp time) {
      return LOCAL.format(time.toLocalDateTime());
    }
    if (value instanceof DuckDBStruct struct) {
      return members(struct.getMap());
    }
    if (value instanceof Map<?, ?> map) {
      return members(map);
    }
    if (value instanceof Array array) {
      return list((Object[]) array.getArray());
    }
    if (value instanceof Object[] array) {
      return list(array);
    }
    if (value instanceof Struct struct) {
      return list(struct.getAttributes());
    }
    if (value instanceof List<?> list) {
      return list(list.toArray());
    }
    if (value instanceof Blob blob) {
      return HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
    }
    return value.toString();
  }

  private static List<@Nullable Object> list(@Nullable Object[] values) throws SQLException {
    List<@Nullable Object> list = new ArrayList<>(values.length);
    for (Object each : values) {
      list.add(of(each));
    }
    return list;
  }

  private static Map<String, @Nullable Object> members(Map<?, ?> values) throws SQLException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : values.entrySet()) {
      members.put(String.valueOf(of(each.getKey())), of(each.getValue()));
    }
    return members;
  }
}
