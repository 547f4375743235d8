package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.Timestamps;
import dev.tocsin.report.Cell;
import dev.tocsin.report.Report;
import dev.tocsin.report.Section;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as CSV, a value a line: the section, the row by its number and its first cell, the
 * column, the value, and the command that gives it again.
 */
final class CsvReport {
  private CsvReport() {}

  static void write(Report report, OutputStream out) throws IOException {
    StringBuilder csv = new StringBuilder("section,row,name,column,value,query\n");
    line(csv, "report", 1, "", "from", Timestamps.text(Timestamps.micros(report.from())), null);
    line(csv, "report", 1, "", "to", Timestamps.text(Timestamps.micros(report.to())), null);
    line(csv, "report", 1, "", "verdict", report.verdict().text(), null);
    for (Section section : report.sections()) {
      for (int row = 0; row < section.rows().size(); row++) {
        List<Cell> cells = section.rows().get(row);
        for (int i = 1; i < cells.size(); i++) {
          String query = cells.get(i) instanceof Cell.Count number ? number.query() : null;
          line(
              csv,
              section.id(),
              row + 1,
              cells.get(0).shown(),
              section.columns().get(i),
              cells.get(i).shown(),
              query);
        }
      }
    }
    out.write(csv.toString().getBytes(UTF_8));
  }

  private static void line(
      StringBuilder csv,
      String section,
      int row,
      String name,
      String column,
      String value,
      @Nullable String query) {
    csv.append(section)
        .append(',')
        .append(row)
        .append(',')
        .append(EventPrinter.Csv.cell(name))
        .append(',')
        .append(column)
        .append(',')
        .append(EventPrinter.Csv.cell(value))
        .append(',')
        .append(query == null ? "" : '"' + query.replace("\"", "\"\"") + '"')
        .append('\n');
  }
}
