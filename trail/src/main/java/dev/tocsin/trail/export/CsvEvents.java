package dev.tocsin.trail.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Term;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Events as CSV (RFC 4180): all fields in their order, a line each. Lists and maps are JSON. Every
 * change to a text can be undone: {@code \n}, {@code \r}, {@code \t}, {@code \}{@code uXXXX} stand
 * for characters that end a line or move a cursor, {@code \\} for a backslash; and an apostrophe
 * stands before a text that begins with one, or that a spreadsheet would take for a formula.
 */
public final class CsvEvents {
  private static final String FORMULA = "=+-@'";

  private final JsonEncoder json = new JsonEncoder(Limits.WIDEST);

  private CsvEvents() {}

  /** A file of them. */
  public static ExportTarget open(Path file) throws IOException {
    CsvEvents events = new CsvEvents();
    return LineTarget.open(
        file,
        EventField.all().stream().map(EventField::jsonName).collect(Collectors.joining(",")),
        events::encode);
  }

  private void encode(EventView event, ByteSink sink) {
    String line =
        EventField.all().stream().map(field -> cell(event, field)).collect(Collectors.joining(","));
    sink.put(line.getBytes(UTF_8));
  }

  private String cell(EventView event, EventField field) {
    Object value = event.get(field);
    if (value == null) {
      return "";
    }
    return switch (field.kind()) {
      case TEXT_LIST, MAP, CHANGES -> quoted(json(event, field));
      default -> quoted(text(value instanceof Term term ? term.text() : value.toString()));
    };
  }

  /** Begins with a bracket or brace, so it is no formula, and has no raw control characters. */
  private String json(EventView event, EventField field) {
    ByteSink sink = new ByteSink();
    json.encodeValue(event, field, sink);
    return new String(sink.array(), 0, sink.length(), UTF_8);
  }

  static String text(String value) {
    StringBuilder out = new StringBuilder(value.length() + 8);
    if (!value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0) {
      out.append('\'');
    }
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (SafeText.isHarmless(c)) {
                    out.appendCodePoint(c);
                  } else {
                    for (char each : Character.toChars(c)) {
                      out.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
                    }
                  }
                }
              }
            });
    return out.toString();
  }

  private static String quoted(String cell) {
    return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\'')
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }
}
