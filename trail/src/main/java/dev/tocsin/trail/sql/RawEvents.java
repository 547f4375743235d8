package dev.tocsin.trail.sql;

import dev.tocsin.event.EventField;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The members of a line as columns that take whatever stands there: texts, and JSON for lists and
 * maps. A value of a wrong kind costs its column then, never the event.
 */
final class RawEvents {
  private RawEvents() {}

  private static String type(EventField field) {
    return switch (field.kind()) {
      case MAP, CHANGES, TEXT_LIST -> "JSON";
      default -> "VARCHAR";
    };
  }

  private static String list(String before, String between, String after) {
    return EventField.all().stream()
        .map(field -> before + field.jsonName() + between + type(field) + after)
        .collect(Collectors.joining(", "));
  }

  /** As {@code CREATE TABLE} has them. */
  static String definition() {
    return list("\"", "\" ", "");
  }

  /** As {@code from_json} has them. */
  private static String structure() {
    return "{" + list("\"", "\":\"", "\"") + "}";
  }

  /** As a list of names. */
  static String names() {
    return EventField.all().stream()
        .map(field -> '"' + field.jsonName() + '"')
        .collect(Collectors.joining(", "));
  }

  /** Those of lines in a table with one column, {@code line}. */
  static String ofLines(String table) {
    return "SELECT unnest(from_json(line, '" + structure() + "')) FROM " + table;
  }

  /**
   * Those of files. What is neither an event nor a record of the journal is told to a function, in
   * every row that is read: it stands in each column's way, so that no condition comes before it.
   */
  static String ofFiles(List<String> files, String marks) {
    String names = files.stream().map(RawEvents::literal).collect(Collectors.joining(", "));
    String columns = list("", ": '", "'") + ", record: 'VARCHAR'";
    String kept =
        EventField.all().stream()
            .map(
                field ->
                    "if(is_event, \""
                        + field.jsonName()
                        + "\", NULL) AS \""
                        + field.jsonName()
                        + '"')
            .collect(Collectors.joining(", "));
    return "SELECT "
        + kept
        + " FROM (SELECT *, CASE"
        + " WHEN event_type IS NOT NULL AND seq IS NOT NULL AND record IS NULL THEN true"
        + " WHEN record IS NOT NULL AND event_type IS NULL THEN false"
        + " ELSE "
        + marks
        + "(filename) END AS is_event FROM read_json(["
        + names
        + "], columns = {"
        + columns
        + "}, format = 'newline_delimited', ignore_errors = true, filename = true,"
        + " maximum_object_size = 16777216)) WHERE is_event";
  }

  static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
