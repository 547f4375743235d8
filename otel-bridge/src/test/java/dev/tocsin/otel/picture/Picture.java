package dev.tocsin.otel.picture;

import dev.tocsin.otel.stack.Json;
import java.util.List;
import java.util.Map;

/**
 * A dashboard as an SVG: its panels where {@code gridPos} puts them, each with what the stores
 * answered. It is not what Grafana draws, only laid out and coloured like it.
 */
public final class Picture {
  private static final double WIDTH = 1200;
  private static final double EDGE = 12;
  private static final double HEAD = 64;
  private static final double FOOT = 34;
  private static final double GAP = 8;
  private static final double COLUMN = (WIDTH - 2 * EDGE + GAP) / 24;
  private static final double ROW = 30;
  private static final double TITLE = 30;

  private static final String CAPTION =
      "Drawn by DashboardsTest from what the real Loki and Prometheus answered to the queries of"
          + " this dashboard, asked about known data (docs/dashboards.md). Not a screenshot of"
          + " Grafana.";

  private static final List<String> COLOURS =
      List.of(
          "green #3a8f3f",
          "yellow #c9a000",
          "orange #e0752d",
          "red #d8394c",
          "dark-red #96152b",
          "blue #3274c9",
          "purple #8f5fbf",
          "teal #1f9e9e",
          "pink #cf5f9f",
          "brown #946a3d",
          "grey #7d8790",
          "lime #86a81e",
          "sky #6db3e8",
          "olive #6b6f1d");

  private Picture() {}

  /**
   * Draws a dashboard.
   *
   * @param variables what stands in the fields above the panels
   * @param answers one for each panel
   */
  public static String of(Json dashboard, Map<String, String> variables, List<Answer> answers) {
    String title = dashboard.at("title").text();
    double rows =
        answers.stream()
            .map(each -> each.panel().json().at("gridPos"))
            .mapToDouble(each -> number(each, "y") + number(each, "h"))
            .max()
            .orElseThrow();
    double height = HEAD + rows * ROW + FOOT;
    Svg svg = new Svg();
    svg.line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                .formatted((int) WIDTH, (int) height)
            + " aria-labelledby=\"title desc\"\n"
            + "     font-family=\"system-ui, -apple-system, 'Segoe UI', sans-serif\">");
    svg.line("<title id=\"title\">" + Svg.escaped(title) + "</title>");
    svg.line(
        "<desc id=\"desc\">"
            + Svg.escaped(dashboard.at("description").text() + " " + CAPTION)
            + "</desc>");
    style(svg);
    svg.rect("page", 0, 0, WIDTH, height, 8);
    svg.text("name", EDGE + 4, 30, title);
    svg.text("small quiet", EDGE + 4, 50, dashboard.at("description").text());
    fields(svg, dashboard, variables);
    answers.forEach(each -> panel(svg, each));
    svg.text("small quiet", EDGE + 4, height - 13, CAPTION);
    svg.line("</svg>");
    return svg.toString();
  }

  private static double number(Json json, String name) {
    return Double.parseDouble(json.at(name).text());
  }

  private static void fields(Svg svg, Json dashboard, Map<String, String> variables) {
    double right = WIDTH - EDGE;
    String time = "the last 30 minutes";
    double width = Letters.width(time, Letters.SMALL) + 20;
    svg.rect("panel", right - width, 12, width, 24, 4);
    svg.text("small middle", right - width / 2, 28, time);
    right -= width + GAP;
    List<Json> all = dashboard.at("templating").at("list").elements();
    for (int i = all.size() - 1; i >= 0; i--) {
      String value = variables.get(all.get(i).at("name").text());
      if (value != null) {
        String text = all.get(i).at("label").text() + ": " + value;
        width = Letters.width(text, Letters.SMALL) + 20;
        svg.rect("panel", right - width, 12, width, 24, 4);
        svg.text("small middle", right - width / 2, 28, text);
        right -= width + GAP;
      }
    }
  }

  private static void panel(Svg svg, Answer answer) {
    Json place = answer.panel().json().at("gridPos");
    Frame frame =
        new Frame(
            EDGE + number(place, "x") * COLUMN,
            HEAD + number(place, "y") * ROW,
            number(place, "w") * COLUMN - GAP,
            number(place, "h") * ROW - GAP);
    svg.rect("panel", frame.x(), frame.y(), frame.width(), frame.height(), 4);
    svg.text(
        "title",
        frame.x() + 10,
        frame.y() + 20,
        Letters.fitBold(answer.panel().title(), frame.width() - 16, 12.5));
    Frame inner =
        new Frame(
            frame.x() + 12, frame.y() + TITLE, frame.width() - 24, frame.height() - TITLE - GAP);
    PanelDrawing.of(answer.panel().type()).draw(svg, inner, answer);
  }

  private static void style(Svg svg) {
    svg.line(
        """
        <style>
        text { fill: #1d252b; }
        .page { fill: #f4f5f7; }
        .panel { fill: #ffffff; stroke: #d9dde1; }
        .name { font-size: 18px; font-weight: 600; }
        .title { font-size: 12.5px; font-weight: 600; }
        .small, .cell, .head { font-size: 11.5px; }
        .head { fill: #3274c9; font-weight: 600; }
        .mono { font-size: 11.5px; font-family: ui-monospace, Menlo, Consolas, monospace; white-space: pre; }
        .quiet { fill: #5b6770; }
        .big { font-size: 34px; font-weight: 500; }
        .middle { text-anchor: middle; }
        .end { text-anchor: end; }
        .grid { stroke: #e4e7ea; }
        .track { fill: #eceff2; }
        .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }"""
            .stripTrailing());
    for (String each : COLOURS) {
      String name = each.substring(0, each.indexOf(' '));
      String colour = each.substring(each.indexOf(' ') + 1);
      svg.line(
          ".s-%1$s, .big.%1$s { fill: %2$s; } .ls-%1$s { stroke: %2$s; }".formatted(name, colour));
    }
    svg.line(
        """
        @media (prefers-color-scheme: dark) {
        text { fill: #d8dde1; }
        .page { fill: #111418; }
        .panel { fill: #1b2026; stroke: #2d343b; }
        .head { fill: #6ea6ee; }
        .quiet { fill: #98a3ac; }
        .grid { stroke: #2d343b; }
        .track { fill: #262d34; }
        }
        </style>"""
            .stripTrailing());
  }
}
