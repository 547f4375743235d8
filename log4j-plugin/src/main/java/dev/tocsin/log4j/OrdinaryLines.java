package dev.tocsin.log4j;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EcsEncoder;
import dev.tocsin.encode.EventFormat;
import dev.tocsin.encode.OcsfEncoder;
import dev.tocsin.encode.TextEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.time.Instant;

/** Lines for log events that are no security events, where a layout meets them. */
final class OrdinaryLines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final EventFormat format;
  private final String source;
  private final TextEncoder textEncoder;
  private final SharedRedaction redaction;

  /**
   * Lines of one form.
   *
   * @param source name of the application or service, where the form has a place for it
   */
  OrdinaryLines(
      EventFormat format, String source, TextEncoder textEncoder, SharedRedaction redaction) {
    this.format = format;
    this.source = source;
    this.textEncoder = textEncoder;
    this.redaction = redaction;
  }

  void write(LogEvent event, ByteSink sink) {
    if (format == EventFormat.TEXT) {
      Instant instant = event.getInstant();
      textEncoder.encodeLine(
          instant.getEpochSecond() * 1_000_000L + instant.getNanoOfSecond() / 1_000,
          event.getLevel().name(),
          message(event),
          sink);
    } else {
      sink.put(json(event));
    }
  }

  private String message(LogEvent event) {
    return redacted(event.getMessage().getFormattedMessage());
  }

  private String redacted(String message) {
    return redaction.redactor().redact(message);
  }

  private byte[] json(LogEvent event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      switch (format) {
        case ECS -> ecs(event, json);
        case OCSF -> ocsf(event, json);
        case OTLP_JSON -> otlp(event, json);
        case JSON, TEXT -> own(event, json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array can always be written to", e);
    }
    return out.toByteArray();
  }

  private static String time(LogEvent event) {
    Instant instant = event.getInstant();
    return TIME.format(
        java.time.Instant.ofEpochSecond(instant.getEpochSecond(), instant.getNanoOfSecond()));
  }

  private static String logger(LogEvent event) {
    return String.valueOf(event.getLoggerName());
  }

  private void own(LogEvent event, JsonGenerator json) throws IOException {
    json.writeStringField("timestamp", time(event));
    json.writeStringField("level", event.getLevel().name());
    json.writeStringField("logger", logger(event));
    json.writeStringField("message", message(event));
    if (event.getThrown() != null) {
      json.writeStringField("exception", redacted(event.getThrown().toString()));
    }
  }

  private void ecs(LogEvent event, JsonGenerator json) throws IOException {
    json.writeStringField("@timestamp", time(event));
    json.writeStringField("log.level", event.getLevel().name());
    json.writeStringField("message", message(event));
    json.writeStringField("ecs.version", EcsEncoder.VERSION);
    json.writeStringField("log.logger", logger(event));
    json.writeStringField("service.name", source);
    if (event.getThrown() != null) {
      json.writeStringField("error.type", event.getThrown().getClass().getName());
      json.writeStringField("error.message", redacted(event.getThrown().toString()));
    }
  }

  /** A base event: nothing is known of it but that it was logged. */
  private void ocsf(LogEvent event, JsonGenerator json) throws IOException {
    json.writeNumberField("class_uid", 0);
    json.writeStringField("class_name", "Base Event");
    json.writeNumberField("category_uid", 0);
    json.writeStringField("category_name", "Uncategorized");
    json.writeNumberField("type_uid", 99);
    json.writeStringField("type_name", "Base Event: Other");
    json.writeNumberField("activity_id", 99);
    json.writeStringField("activity_name", "log");
    json.writeNumberField("severity_id", ocsfSeverity(event.getLevel()));
    json.writeNumberField("time", event.getInstant().getEpochMillisecond());
    json.writeStringField("message", message(event));
    json.writeObjectFieldStart("metadata");
    json.writeStringField("version", OcsfEncoder.VERSION);
    json.writeObjectFieldStart("product");
    json.writeStringField("name", source);
    json.writeEndObject();
    json.writeStringField("original_time", time(event));
    json.writeStringField("log_level", event.getLevel().name());
    json.writeStringField("log_name", logger(event));
    json.writeEndObject();
    if (event.getThrown() != null) {
      json.writeObjectFieldStart("unmapped");
      json.writeStringField("exception", redacted(event.getThrown().toString()));
      json.writeEndObject();
    }
  }

  private static int ocsfSeverity(Level level) {
    return switch (level.getStandardLevel()) {
      case OFF, FATAL -> 6;
      case ERROR -> 4;
      case WARN -> 3;
      case INFO, DEBUG, TRACE, ALL -> 1;
    };
  }

  private void otlp(LogEvent event, JsonGenerator json) throws IOException {
    Instant instant = event.getInstant();
    String nanos =
        Long.toString(instant.getEpochSecond() * 1_000_000_000L + instant.getNanoOfSecond());
    json.writeArrayFieldStart("resourceLogs");
    json.writeStartObject();
    json.writeObjectFieldStart("resource");
    json.writeArrayFieldStart("attributes");
    attribute("service.name", source, json);
    json.writeEndArray();
    json.writeEndObject();
    json.writeArrayFieldStart("scopeLogs");
    json.writeStartObject();
    json.writeObjectFieldStart("scope");
    json.writeStringField("name", logger(event));
    json.writeEndObject();
    json.writeArrayFieldStart("logRecords");
    json.writeStartObject();
    json.writeStringField("timeUnixNano", nanos);
    json.writeStringField("observedTimeUnixNano", nanos);
    json.writeNumberField("severityNumber", otelSeverity(event.getLevel()));
    json.writeStringField("severityText", event.getLevel().name());
    json.writeObjectFieldStart("body");
    json.writeStringField("stringValue", message(event));
    json.writeEndObject();
    json.writeArrayFieldStart("attributes");
    if (event.getThrown() != null) {
      attribute("exception.type", event.getThrown().getClass().getName(), json);
      attribute("exception.message", redacted(event.getThrown().toString()), json);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void attribute(String key, String value, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", key);
    json.writeObjectFieldStart("value");
    json.writeStringField("stringValue", value);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static int otelSeverity(Level level) {
    return switch (level.getStandardLevel()) {
      case OFF, FATAL -> 21;
      case ERROR -> 17;
      case WARN -> 13;
      case INFO -> 9;
      case DEBUG -> 5;
      case TRACE, ALL -> 1;
    };
  }
}
