package dev.tocsin.otel.picture;

import static java.time.ZoneOffset.UTC;

import dev.tocsin.otel.stack.RealLoki;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Lines with their time, in the order that the panel names, as many as there is room for. */
final class LogsDrawing implements PanelDrawing {
  private static final double ROW = 19;
  private static final double TIME = 76;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(UTC);

  @Override
  public void draw(Svg svg, Frame frame, Answer answer) {
    List<RealLoki.Line> lines = new ArrayList<>(answer.lines());
    if (lines.isEmpty()) {
      PanelDrawing.nothing(svg, frame, answer);
      return;
    }
    if (answer.panel().json().at("options").at("sortOrder").text().equals("Descending")) {
      Collections.reverse(lines);
    }
    double y = frame.y() + 13;
    for (RealLoki.Line line : lines) {
      if (y > frame.bottom()) {
        break;
      }
      svg.rect(severity(line), frame.x(), y - 11, 3, 15, 1);
      svg.text("mono quiet " + Steady.MOMENT, frame.x() + 10, y, CLOCK.format(line.at()));
      svg.text(
          "mono",
          frame.x() + TIME,
          y,
          Letters.fitEqual(line.text(), frame.width() - TIME, Letters.SMALL));
      y += ROW;
    }
  }

  private static String severity(RealLoki.Line line) {
    return switch (line.labels().getOrDefault("tocsin_severity", "")) {
      case "critical" -> "s-dark-red";
      case "high" -> "s-red";
      case "medium" -> "s-orange";
      case "low" -> "s-yellow";
      default -> "s-blue";
    };
  }
}
