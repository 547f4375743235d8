package dev.tocsin.docs;

import dev.tocsin.event.Category;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventMapping;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the tables of docs/events.md from the types and fields themselves. */
final class EventCatalogue {
  private static final List<Path> WRITERS =
      List.of(
          Checkout.ROOT.resolve("log4j-plugin/src/main/java/dev/tocsin/log4j"),
          Checkout.ROOT.resolve("log4j-plugin/src/main/java/dev/tocsin/watch"),
          Checkout.ROOT.resolve("otel-bridge/src/main/java/dev/tocsin/otel"),
          Checkout.ROOT.resolve("trail/src/main/java/dev/tocsin/cli"),
          Checkout.ROOT.resolve("trail/src/main/java/dev/tocsin/trail"));

  private EventCatalogue() {}

  /** The fields, in the order in which they stand in a line. */
  static String fields() {
    StringBuilder table = new StringBuilder();
    table.append("| field | value | meaning | key in the ThreadContext |\n");
    table.append("| --- | --- | --- | --- |\n");
    for (EventField field : EventField.all()) {
      table.append(
          row(
              code(field.jsonName()),
              value(field.kind()),
              meaning(field),
              field.contextNames().stream()
                  .map(EventCatalogue::code)
                  .collect(Collectors.joining(", "))));
    }
    return table.toString();
  }

  /** A table for each category. */
  static String types() {
    StringBuilder tables = new StringBuilder();
    for (Category category : Category.values()) {
      List<EventType> types =
          EventTypes.builtIn().all().stream()
              .filter(type -> type.category() == category && !type.isReserved())
              .toList();
      if (!types.isEmpty()) {
        tables.append("### ").append(category.markerName()).append("\n\n");
        tables.append("| type | severity | success | compliance tags | OWASP's name |\n");
        tables.append("| --- | --- | --- | --- | --- |\n");
        types.forEach(type -> tables.append(typeRow(type)));
        tables.append('\n');
      }
    }
    return tables.toString();
  }

  private static String typeRow(EventType type) {
    String same =
        type.canonical().equals(type) ? "" : ", the same as " + code(type.canonical().name());
    return row(
        code(type.name()) + same,
        type.severity().text(),
        Boolean.toString(type.success()),
        String.join(", ", type.complianceTags()),
        owasp(type.mapping()));
  }

  /** OWASP's name, or nothing where it has none and one was coined. */
  private static String owasp(@Nullable EventMapping mapping) {
    return mapping == null || mapping.owasp().sureness() == EventMapping.Sureness.COINED
        ? ""
        : code(mapping.owasp().event());
  }

  /** The types that only the product writes, and whether it does so today. */
  static String reserved() {
    String writers = sources();
    StringBuilder table = new StringBuilder();
    table.append("| type | severity | success | compliance tags | written today |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    for (EventType type : EventTypes.builtIn().all()) {
      if (type.isReserved()) {
        table.append(
            row(
                code(type.name()),
                type.severity().text(),
                Boolean.toString(type.success()),
                String.join(", ", type.complianceTags()),
                writers.contains("EventType." + type.markerName() + ",") ? "yes" : "not yet"));
      }
    }
    return table.toString();
  }

  private static String sources() {
    StringBuilder all = new StringBuilder();
    try {
      for (Path folder : WRITERS) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            all.append(Files.readString(file));
          }
        }
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String value(EventField.Kind kind) {
    return switch (kind) {
      case TEXT -> "text";
      case BOOLEAN -> "true or false";
      case INTEGER -> "whole number";
      case DECIMAL -> "number, one decimal";
      case TIME -> "RFC 3339, UTC, microseconds";
      case TEXT_LIST -> "list of texts";
      case MAP -> "map";
      case CHANGES -> "list of `{field, old, new}`";
      case ENUM -> "a word";
    };
  }

  private static String meaning(EventField field) {
    return switch (field) {
      case EVENT_ID -> "UUID version 7, unique and ordered by time; what the call returns";
      case EVENT_TYPE -> "the type's name, in lower case";
      case SEVERITY -> "info, low, medium, high, critical; the type's unless the call says else";
      case TIMESTAMP -> "when it happened";
      case LOGGED_AT -> "when it was logged, if that differs by more than a second";
      case SUCCESS -> "always there; the type's unless the call says else";
      case USER_ID -> "who acted: a stable id";
      case USER_NAME -> "the name people know";
      case ACTOR_TYPE ->
          "always there: user, service, system, anonymous; user if there is a `user_id`, else"
              + " anonymous";
      case TENANT_ID -> "for whom, in a system with several customers";
      case SESSION_ID -> "a keyed hash of the session's id, `key:hash`; never the id";
      case TARGET_TYPE, TARGET_ID ->
          "what was acted on; else the path of the request, else the service";
      case SERVICE_ID -> "a service's text or number";
      case CHANGES -> "what an action changed";
      case IP_ADDRESS -> "the client's address in its canonical form";
      case IP_PROVENANCE -> "how it is known: peer, trusted_proxy, header, call";
      case USER_AGENT -> "the client's program, as it names itself";
      case REQUEST_METHOD -> "HTTP method";
      case REQUEST_URL -> "URL, or path and query";
      case REQUEST_HEADERS -> "those that the call gave";
      case REQUEST_BODY, RESPONSE_BODY -> "only with `captureBodies=\"true\"`";
      case RESPONSE_STATUS -> "HTTP status, 100 to 599";
      case DETAILS -> "further facts: texts, numbers, booleans, lists, maps";
      case MESSAGE -> "the formatted log message";
      case THREAT_LEVEL -> "none, low, medium, high, critical; by the risk score";
      case RISK_SCORE -> "0.0 to 10.0";
      case INDICATORS -> "signs of compromise";
      case STATUS -> "detected";
      case COMPLIANCE_TAGS -> "the type's, and those of the call";
      case SOURCE -> "always there: the application's name";
      case CORRELATION_ID -> "what ties the events of one request together";
      case PARENT_EVENT_ID -> "the event that this one follows from";
      case TRACE_ID, SPAN_ID -> "the trace it belongs to";
      case IS_TRUNCATED -> "true if something had to be cut";
      case ORIGINAL_SIZE -> "bytes that the whole event would have had, if it was cut";
      case SEQ -> "the event's number in its journal, without gaps";
    };
  }
}
