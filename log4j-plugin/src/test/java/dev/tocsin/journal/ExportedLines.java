package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.stream.Stream;

/** Lines as they look where they were sent to as log records. */
final class ExportedLines {
  /** A log record of another name. */
  static final String OTHER_RECORD =
      "{\"timeUnixNano\":\"1764000000000000000\",\"severityNumber\":9,"
          + "\"body\":{\"stringValue\":\"sign-in | {\\\"record\\\":\\\"checkpoint\\\"}\"},"
          + "\"attributes\":[{\"key\":\"tocsin.seq\",\"value\":{\"intValue\":\"7\"}},"
          + "{\"key\":\"tocsin.details.x\",\"value\":{\"kvlistValue\":{\"values\":"
          + "[{\"key\":\"event.name\",\"value\":{\"stringValue\":\"tocsin.checkpoint\"}}]}}}],"
          + "\"eventName\":\"tocsin.auth_failure\"}";

  private ExportedLines() {}

  static String quoted(String text) {
    return '"' + new String(new JsonStringEncoder().quoteAsUTF8(text), UTF_8) + '"';
  }

  /** A log record as the collector's file exporter writes it. */
  static String logRecord(String line) {
    return "{\"timeUnixNano\":\"1764000000000000000\",\"body\":{\"stringValue\":"
        + quoted(line)
        + "},\"attributes\":[{\"key\":\"log.record.uid\",\"value\":{\"stringValue\":\"j:1\"}},"
        + "{\"key\":\"tocsin.checkpoint.line\",\"value\":{\"intValue\":\"1\"}}],"
        + "\"eventName\":\"tocsin.checkpoint\"}";
  }

  /** A log record whose name has become an attribute. */
  static String namedByAttribute(String line) {
    return "{\"body\":{\"stringValue\":"
        + quoted(line)
        + "},\"attributes\":[{\"key\":\"event.name\",\"value\":{\"stringValue\":"
        + "\"tocsin.checkpoint\"}}]}";
  }

  static String otlp(List<String> logRecords) {
    return "{\"resourceLogs\":["
        + resource(OTHER_RECORD)
        + ','
        + resource(
            Stream.concat(Stream.of(OTHER_RECORD), logRecords.stream()).collect(joining(",")))
        + "]}";
  }

  private static String resource(String logRecords) {
    return "{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
        + "{\"stringValue\":\"shop\"}}]},\"scopeLogs\":[{\"scope\":{},\"logRecords\":[]},"
        + "{\"scope\":{\"name\":\"dev.tocsin\"},\"logRecords\":["
        + logRecords
        + "]}],\"schemaUrl\":\"https://example.org\"}";
  }

  /** The collector's file: each line twice, among other records, traces and metrics. */
  static String otlpFile(List<String> lines) {
    return otlp(List.of())
        + "\n{\"resourceSpans\":[{\"resource\":{},\"scopeSpans\":[]}]}\n"
        + lines.stream()
            .map(line -> otlp(List.of(logRecord(line), namedByAttribute(line))) + '\n')
            .collect(joining())
        + "{\"resourceMetrics\":[{\"resource\":{},\"scopeMetrics\":[]}]}\n";
  }

  /**
   * Loki's answer, with a stream for each entry as the metadata differ, and one of another kind.
   */
  static String lokiAnswer(List<String> lines) {
    return lines.stream()
        .map(
            line ->
                "{\"stream\":{\"event_name\":\"tocsin.checkpoint\",\"service_name\":\"shop\"},"
                    + "\"values\":[[\"1764000000000000000\","
                    + quoted(line)
                    + "]]}")
        .collect(
            joining(
                ",",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"result\":["
                    + "{\"stream\":{\"event_name\":\"tocsin.logout\"},\"values\":"
                    + "[[\"1\",\"by\"],[\"2\",\"e\"]]},",
                "],\"stats\":{\"summary\":{\"bytesProcessedPerSecond\":1.5}}}}"));
  }

  /** The same where Loki was asked to tell labels from metadata. */
  static String lokiAnswerWithCategories(List<String> lines) {
    return lines.stream()
        .map(
            line ->
                "[\"1764000000000000000\","
                    + quoted(line)
                    + ",{\"structuredMetadata\":{\"event_name\":\"tocsin.checkpoint\"},"
                    + "\"parsed\":{}}]")
        .collect(
            joining(
                ",",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"streams\","
                    + "\"encodingFlags\":[\"categorize-labels\"],\"result\":["
                    + "{\"stream\":{\"service_name\":\"shop\"},\"values\":"
                    + "[[\"1\",\"other\",{\"structuredMetadata\":{\"event_name\":\"x\"}}],",
                "]}]}}"));
  }
}
