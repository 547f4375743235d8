package dev.tocsin.report;

import java.util.List;

/**
 * A part of a report: some words and a table.
 *
 * @param id one word, by which programs find it
 * @param title its heading
 * @param notes what to know when reading it, a paragraph each
 * @param columns names of the columns, which are those of the members in JSON
 * @param rows as many cells each as there are columns
 * @param shape what it looks like
 */
public record Section(
    String id,
    String title,
    List<String> notes,
    List<String> columns,
    List<List<Cell>> rows,
    Shape shape) {

  /** How a page shows it. */
  public enum Shape {
    /** Large numbers. */
    FIGURES,
    /** A plot over time, with the table behind it. */
    TIME,
    /** A plot of bars, with the table beside it. */
    BARS,
    /** A plot by hour and weekday, with the table behind it. */
    HEAT,
    /** The table alone. */
    TABLE
  }

  /** The lists are copied. */
  public Section {
    notes = List.copyOf(notes);
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(id + ": a row of " + row.size() + " cells");
      }
    }
  }
}
