package dev.tocsin.otel.picture;

import dev.tocsin.otel.stack.Sample;
import java.util.List;
import java.util.Map;

/** One large number, in the colour of its threshold. */
final class StatDrawing implements PanelDrawing {
  @Override
  public void draw(Svg svg, Frame frame, Answer answer) {
    List<Sample> samples = answer.samples();
    if (samples.size() > 1) {
      throw new AssertionError("more than one number: " + answer.panel().title());
    }
    String text = answer.panel().noValue();
    String colour = "text";
    if (!samples.isEmpty()) {
      double value = samples.get(0).value();
      text = Units.text(value, answer.panel().unit());
      colour = answer.panel().colour(value);
    }
    svg.text(
        "big middle " + colour + answer.moment(Map.of()),
        frame.middle(),
        frame.y() + frame.height() / 2 + 10,
        text);
  }
}
