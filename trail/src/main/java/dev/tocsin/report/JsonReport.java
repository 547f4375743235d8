package dev.tocsin.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.tocsin.event.Timestamps;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A report as one JSON object: {@code sections} by their ids, each with {@code rows} whose members
 * are the columns. A number is an object of {@code value} and the {@code query} that gives it
 * again; times are RFC 3339, spans seconds.
 */
public final class JsonReport {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonReport() {}

  /**
   * Writes it in UTF-8, of which it only uses ASCII.
   *
   * @param out is left open
   * @throws IOException if it can't be written
   */
  public static void write(Report report, OutputStream out) throws IOException {
    JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter();
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    json.writeStringField("from", time(report.from()));
    json.writeStringField("to", time(report.to()));
    json.writeStringField("made", time(report.made()));
    json.writeArrayFieldStart("dirs");
    for (String folder : report.folders()) {
      json.writeString(folder);
    }
    json.writeEndArray();
    if (report.framework().isPresent()) {
      json.writeStringField("framework", report.framework().get().id());
    }
    json.writeStringField("verdict", report.verdict().text());
    json.writeNumberField("verify_exit", report.exitCode());
    json.writeObjectFieldStart("sections");
    for (Section section : report.sections()) {
      write(section, json);
    }
    json.writeEndObject();
    json.writeEndObject();
    json.flush();
    out.write('\n');
    out.flush();
  }

  private static String time(Instant time) {
    return Timestamps.text(Timestamps.micros(time));
  }

  private static void write(Section section, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(section.id());
    json.writeStringField("title", section.title());
    json.writeArrayFieldStart("notes");
    for (String note : section.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rows");
    for (List<Cell> row : section.rows()) {
      json.writeStartObject();
      for (int i = 0; i < row.size(); i++) {
        json.writeFieldName(section.columns().get(i));
        write(row.get(i), json);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(Cell cell, JsonGenerator json) throws IOException {
    if (cell instanceof Cell.Count number) {
      json.writeStartObject();
      json.writeNumberField("value", number.value());
      if (number.query() != null) {
        json.writeStringField("query", number.query());
      }
      json.writeEndObject();
    } else if (cell instanceof Cell.Time time) {
      if (time.time() == null) {
        json.writeNull();
      } else {
        json.writeString(time(time.time()));
      }
    } else if (cell instanceof Cell.Span span) {
      if (span.span() == null) {
        json.writeNull();
      } else {
        json.writeNumber(span.span().toMillis() / 1000.0);
      }
    } else if (cell instanceof Cell.Mark mark) {
      json.writeStartObject();
      json.writeStringField("kind", mark.kind().name().toLowerCase(Locale.ROOT));
      json.writeStringField("text", mark.text());
      json.writeEndObject();
    } else {
      json.writeString(cell.shown());
    }
  }
}
