package dev.tocsin.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.sql.JsonText;
import dev.tocsin.trail.sql.TrailRows.Column;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints rows in one of the formats, while they come; a bounded number of them is in memory. */
abstract class RowPrinter {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  final Output output;

  private RowPrinter(Output output) {
    this.output = output;
  }

  /** Begins, with what stands above the rows. */
  abstract void head(List<Column> columns);

  /** The next row. */
  abstract void row(List<@Nullable Object> values);

  /** Ends. */
  void end() {}

  /**
   * The one of a format.
   *
   * @throws CliException with code 2 if there is no such format
   */
  static RowPrinter of(String format, Output output) {
    return switch (format) {
      case "table" -> new Table(output);
      case "json" -> new Json(output);
      case "csv" -> new Csv(output);
      default ->
          throw CliException.usage(
              "--format " + SafeText.quoted(format) + ": use table, json or csv");
    };
  }

  /** A value as one text: lists and maps as JSON. */
  static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = JSON.createGenerator(text)) {
        write(json, value);
      } catch (IOException e) {
        throw new UncheckedIOException("a text can always be written to", e);
      }
      return text.toString();
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof BigInteger number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number.toPlainString());
    } else if (value instanceof Float || value instanceof Double) {
      json.writeNumber(value.toString());
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value instanceof JsonText recorded) {
      writeJson(json, recorded.text());
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object each : list) {
        write(json, each);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        json.writeFieldName(String.valueOf(each.getKey()));
        write(json, each.getValue());
      }
      json.writeEndObject();
    } else {
      json.writeString(value.toString());
    }
  }

  /** JSON stays JSON, with our own escapes. */
  private static void writeJson(JsonGenerator json, String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        json.writeString(text);
      } else {
        json.copyCurrentStructureExact(parser);
      }
    }
  }

  /** Columns as wide as their widest value among the first rows. */
  private static final class Table extends RowPrinter {
    private static final int MEASURED = 1_000;

    private final List<String[]> first = new ArrayList<>();
    private int[] widths = {};
    private boolean flowing;

    Table(Output output) {
      super(output);
    }

    @Override
    void head(List<Column> columns) {
      widths = new int[columns.size()];
      take(columns.stream().map(column -> SafeText.oneLine(column.name())).toArray(String[]::new));
    }

    @Override
    void row(List<@Nullable Object> values) {
      take(values.stream().map(value -> SafeText.oneLine(text(value))).toArray(String[]::new));
    }

    private void take(String[] cells) {
      if (flowing) {
        print(cells);
        return;
      }
      first.add(cells);
      for (int i = 0; i < cells.length; i++) {
        widths[i] = Math.max(widths[i], cells[i].length());
      }
      if (first.size() > MEASURED) {
        flow();
      }
    }

    private void flow() {
      flowing = true;
      first.forEach(this::print);
      first.clear();
    }

    private void print(String[] cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < cells.length; i++) {
        line.append(cells[i]);
        if (i + 1 < cells.length) {
          line.append(" ".repeat(Math.max(0, widths[i] - cells[i].length()) + 2));
        }
      }
      output.line(line.toString().stripTrailing());
    }

    @Override
    void end() {
      flow();
    }
  }

  /** An object a line. */
  private static final class Json extends RowPrinter {
    private List<Column> columns = List.of();

    Json(Output output) {
      super(output);
    }

    @Override
    void head(List<Column> columns) {
      this.columns = columns;
    }

    @Override
    void row(List<@Nullable Object> values) {
      output.line(
          JsonLine.of(
              json -> {
                for (int i = 0; i < columns.size(); i++) {
                  json.writeFieldName(columns.get(i).name());
                  write(json, values.get(i));
                }
              }));
    }
  }

  /** As spreadsheets take it, see {@link EventPrinter.Csv}. */
  private static final class Csv extends RowPrinter {
    Csv(Output output) {
      super(output);
    }

    @Override
    void head(List<Column> columns) {
      print(columns.stream().map(Column::name).toList());
    }

    @Override
    void row(List<@Nullable Object> values) {
      print(values.stream().map(RowPrinter::text).toList());
    }

    private void print(List<String> cells) {
      output.line(String.join(",", cells.stream().map(EventPrinter.Csv::cell).toList()));
    }
  }
}
