package dev.tocsin.log4j;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.TextEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.time.Instant;

/** Lines for log events that are no security events, where a layout meets them. */
final class OrdinaryLines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final boolean text;
  private final TextEncoder textEncoder;
  private final SharedRedaction redaction;

  OrdinaryLines(boolean text, TextEncoder textEncoder, SharedRedaction redaction) {
    this.text = text;
    this.textEncoder = textEncoder;
    this.redaction = redaction;
  }

  void write(LogEvent event, ByteSink sink) {
    if (text) {
      Instant instant = event.getInstant();
      textEncoder.encodeLine(
          instant.getEpochSecond() * 1_000_000L + instant.getNanoOfSecond() / 1_000,
          event.getLevel().name(),
          redacted(event.getMessage().getFormattedMessage()),
          sink);
    } else {
      sink.put(json(event));
    }
  }

  private String redacted(String message) {
    return redaction.redactor().redact(message);
  }

  private byte[] json(LogEvent event) {
    Instant instant = event.getInstant();
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField(
          "timestamp",
          TIME.format(
              java.time.Instant.ofEpochSecond(
                  instant.getEpochSecond(), instant.getNanoOfSecond())));
      json.writeStringField("level", event.getLevel().name());
      json.writeStringField("logger", String.valueOf(event.getLoggerName()));
      json.writeStringField("message", redacted(event.getMessage().getFormattedMessage()));
      if (event.getThrown() != null) {
        json.writeStringField("exception", redacted(event.getThrown().toString()));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array can always be written to", e);
    }
    return out.toByteArray();
  }
}
