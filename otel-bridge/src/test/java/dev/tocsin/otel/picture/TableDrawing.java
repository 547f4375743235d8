package dev.tocsin.otel.picture;

import dev.tocsin.otel.stack.Json;
import dev.tocsin.otel.stack.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Rows of labels and a number, of one query. The columns before the panel's transformations are
 * those that Grafana makes: the labels in alphabetical order, and the value.
 */
final class TableDrawing implements PanelDrawing {
  private static final double ROW = 23;
  private static final String VALUE = "Value #";

  @Override
  public void draw(Svg svg, Frame frame, Answer answer) {
    if (answer.samples().isEmpty()) {
      PanelDrawing.nothing(svg, frame, answer);
      return;
    }
    List<Map<String, String>> rows = rows(answer);
    List<String> names = List.copyOf(rows.get(0).keySet());
    String last = names.get(names.size() - 1);
    double column = (frame.width() - 70) / (names.size() - 1);
    double y = frame.y() + 14;
    head(svg, frame, names, column, y);
    for (Map<String, String> row : rows) {
      y += ROW;
      if (y > frame.bottom()) {
        break;
      }
      svg.rule("grid", frame.x(), y - 16, frame.right(), y - 16);
      for (int i = 0; i < names.size() - 1; i++) {
        String text = row.getOrDefault(names.get(i), "");
        svg.text("cell", frame.x() + i * column, y, Letters.fit(text, column - 8, Letters.SMALL));
      }
      svg.text("cell end", frame.right(), y, row.getOrDefault(last, ""));
    }
  }

  private static void head(Svg svg, Frame frame, List<String> names, double column, double y) {
    for (int i = 0; i < names.size(); i++) {
      boolean number = i == names.size() - 1;
      svg.text(
          number ? "head end" : "head",
          number ? frame.right() : frame.x() + i * column,
          y,
          names.get(i));
    }
  }

  private static List<Map<String, String>> rows(Answer answer) {
    Map<String, String> renamed = new LinkedHashMap<>();
    String sortedBy = "";
    for (Json each : answer.panel().json().at("transformations").elements()) {
      Json options = each.at("options");
      if (each.at("id").text().equals("organize")) {
        renamed.putAll(options.at("renameByName").texts());
      } else {
        sortedBy = options.at("sort").elements().get(0).at("field").text();
      }
    }
    String value = VALUE + answer.replies().get(0).ref();
    String number = renamed.getOrDefault(value, value);
    if (!sortedBy.equals(number)) {
      throw new AssertionError("not sorted by " + number + ": " + answer.panel().title());
    }
    TreeSet<String> labels = new TreeSet<>();
    answer.samples().forEach(each -> labels.addAll(each.labels().keySet()));
    List<Map<String, String>> rows = new ArrayList<>();
    for (Sample sample : sorted(answer.samples())) {
      Map<String, String> row = new LinkedHashMap<>();
      for (String label : labels) {
        row.put(renamed.getOrDefault(label, label), sample.labels().getOrDefault(label, ""));
      }
      row.put(number, Units.text(sample.value(), answer.panel().unit()));
      rows.add(row);
    }
    return rows;
  }

  // Of equals, those come first whose labels do, so that the picture is the same each time.
  private static List<Sample> sorted(List<Sample> samples) {
    return samples.stream()
        .sorted(
            Comparator.comparingDouble(Sample::value)
                .reversed()
                .thenComparing(each -> each.labels().toString()))
        .toList();
  }
}
