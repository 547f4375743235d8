package dev.tocsin.otel.picture;

/** Draws the panels of one type. */
interface PanelDrawing {
  /** Draws what is below the panel's title. */
  void draw(Svg svg, Frame frame, Answer answer);

  /** Who draws the panels of a type. */
  static PanelDrawing of(String type) {
    return switch (type) {
      case "stat" -> new StatDrawing();
      case "bargauge" -> new BarGaugeDrawing();
      case "table" -> new TableDrawing();
      case "timeseries" -> new TimeSeriesDrawing();
      case "logs" -> new LogsDrawing();
      default -> throw new AssertionError("nobody draws a panel of type " + type);
    };
  }

  /** What stands where there is nothing to draw. */
  static void nothing(Svg svg, Frame frame, Answer answer) {
    svg.text(
        "quiet middle", frame.middle(), frame.y() + frame.height() / 2, answer.panel().noValue());
  }
}
