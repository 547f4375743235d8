package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import java.util.ArrayList;
import java.util.List;

/** Rows of text under a head, each column as wide as its widest value. */
final class TableText {
  private final List<String[]> rows = new ArrayList<>();

  TableText(String... head) {
    rows.add(head);
  }

  /** Adds a row, as many values as the head has; whatever is in them stays in its place. */
  void row(String... values) {
    String[] safe = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      safe[i] = SafeText.oneLine(values[i]);
    }
    rows.add(safe);
  }

  void print(Output output) {
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row[i]);
        if (i + 1 < columns) {
          line.append(" ".repeat(widths[i] - row[i].length() + 2));
        }
      }
      output.line(line.toString().stripTrailing());
    }
  }
}
