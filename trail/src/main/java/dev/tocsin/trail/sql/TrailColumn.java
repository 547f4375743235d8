package dev.tocsin.trail.sql;

/**
 * A column of a table.
 *
 * @param name as it is written in SQL; it needs no quotes
 * @param type DuckDB's
 * @param expression its value, of the relation that the table is made over
 */
public record TrailColumn(String name, String type, String expression) {
  String quoted() {
    return '"' + name + '"';
  }
}
