package dev.tocsin.event;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The resource {@code event-map.csv}: one row for each of the 58 types, with its names in other
 * vocabularies; and {@code own-map.csv}: one for each type of the product, by its name, and one for
 * each category, by its marker's name, which stands for the users' types in it.
 */
final class EventMap {
  private static final String RESOURCE = "event-map.csv";
  private static final String OWN = "own-map.csv";
  private static final Map<String, Row> ROWS = read(RESOURCE);
  private static final Map<String, Row> OWN_ROWS = read(OWN);

  private EventMap() {}

  /** One line, by the names of the columns. */
  record Row(Map<String, String> cells) {
    String text(String column) {
      String cell = cells.get(column);
      if (cell == null) {
        throw new IllegalStateException("event map: no column " + column);
      }
      return cell;
    }

    @Nullable String textOrNull(String column) {
      String cell = text(column);
      return cell.isEmpty() ? null : cell;
    }

    int number(String column) {
      return Integer.parseInt(text(column));
    }

    @Nullable Integer numberOrNull(String column) {
      String cell = text(column);
      return cell.isEmpty() ? null : Integer.valueOf(cell);
    }

    List<String> list(String column) {
      String cell = text(column);
      return cell.isEmpty() ? List.of() : List.of(cell.split(";", -1));
    }
  }

  static Row row(String markerName) {
    Row row = ROWS.get(markerName);
    if (row == null) {
      throw new IllegalStateException(RESOURCE + ": no row " + markerName);
    }
    return row;
  }

  /** The row of a type that is none of the 58. */
  static Row ownRow(EventType type) {
    Row row = OWN_ROWS.get(type.isReserved() ? type.name() : type.category().markerName());
    if (row == null) {
      throw new IllegalStateException(OWN + ": no row for " + type.name());
    }
    return row;
  }

  static Collection<String> ownNames() {
    return OWN_ROWS.keySet();
  }

  static Collection<String> markerNames() {
    return ROWS.keySet();
  }

  private static Map<String, Row> read(String name) {
    InputStream resource = EventMap.class.getResourceAsStream(name);
    if (resource == null) {
      throw new IllegalStateException(name + ": not beside " + EventMap.class.getName());
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      Map<String, Row> rows = new LinkedHashMap<>();
      List<String> header = List.of();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<String> cells = cells(line);
        if (header.isEmpty()) {
          header = cells;
          continue;
        }
        Map<String, String> byName = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
          byName.put(header.get(i), cells.get(i));
        }
        rows.put(cells.get(0), new Row(byName));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
