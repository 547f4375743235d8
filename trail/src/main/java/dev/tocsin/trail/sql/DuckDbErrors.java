package dev.tocsin.trail.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** What DuckDB says of a failure, in one line. It says it as JSON, see {@link DuckDb}. */
final class DuckDbErrors {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String NOT_ONE_SELECT = "Expected a single SELECT statement";

  private DuckDbErrors() {}

  /** The members of the error, all as texts; only a message if it is none of DuckDB's. */
  private static Map<String, String> members(SQLException error) {
    String text = String.valueOf(error.getMessage());
    Map<String, String> members = new HashMap<>();
    int brace = text.indexOf('{');
    if (brace >= 0 && text.contains("\"exception_message\"")) {
      try (JsonParser json = JSON.createParser(text.substring(brace))) {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          members.put(name, json.getText());
          json.skipChildren();
        }
        return members;
      } catch (IOException e) {
        members.clear();
      }
    }
    members.put("exception_message", text);
    return members;
  }

  /** The message alone, on one line. */
  static String message(SQLException error) {
    return oneLine(members(error).getOrDefault("exception_message", ""));
  }

  private static String oneLine(String message) {
    // The question is shown under the message with a mark: the place is told otherwise here.
    String without = message.split("\n\nLINE 1:|\nLINE 1:", 2)[0];
    return without.strip().replaceAll("\\s*\n\\s*", "; ");
  }

  /** Whether DuckDB lost the message of a result that it was to stream. */
  static boolean isLost(SQLException error) {
    return String.valueOf(error.getMessage()).contains("Invalid result set");
  }

  /** What to tell who asked. */
  static TrailSqlException of(SQLException error, String question, String memory) {
    Map<String, String> members = members(error);
    String type = members.getOrDefault("exception_type", "");
    String message = message(error);
    if (message.equals(NOT_ONE_SELECT)) {
      return new TrailSqlException(
          TrailSqlException.Kind.QUESTION,
          "the SQL is not one SELECT: the trail is read only, so ask with one SELECT, WITH, VALUES,"
              + " DESCRIBE or SHOW TABLES",
          error);
    }
    if (type.equalsIgnoreCase("Out of Memory") || message.contains("failed to allocate data")) {
      return new TrailSqlException(
          TrailSqlException.Kind.BOUND,
          "the question needs more than " + memory + " of memory: ask for less, or allow more",
          error);
    }
    if (type.equalsIgnoreCase("Permission")) {
      return new TrailSqlException(
          TrailSqlException.Kind.QUESTION,
          message
              + ": the trail's own files are all that can be read, by security_events,"
              + " security_alerts and suspicious_ips",
          error);
    }
    return new TrailSqlException(
        TrailSqlException.Kind.QUESTION,
        "SQL: " + message + place(members, message, question),
        error);
  }

  /**
   * Where it is, from 1. DuckDB counts from the beginning of either statement, so the word that it
   * names has to stand there.
   */
  private static String place(Map<String, String> members, String message, String question) {
    String position = members.get("position");
    if (position == null || !position.matches("[0-9]{1,9}")) {
      return "";
    }
    // A position counts bytes of UTF-8.
    byte[] bytes = question.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int at = Integer.parseInt(position);
    if (at >= bytes.length) {
      return "";
    }
    String before = new String(bytes, 0, at, java.nio.charset.StandardCharsets.UTF_8);
    String rest = question.substring(Math.min(before.length(), question.length()));
    int quote = message.indexOf('"');
    String named =
        members.containsKey("name")
            ? members.getOrDefault("name", "")
            : quote < 0
                ? ""
                : message.substring(
                    quote + 1, Math.max(quote + 1, message.indexOf('"', quote + 1)));
    return !named.isEmpty() && rest.startsWith(named)
        ? " (character " + (before.length() + 1) + ")"
        : "";
  }
}
