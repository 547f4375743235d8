package dev.tocsin.otel.picture;

import dev.tocsin.otel.stack.Sample;
import java.util.Map;
import java.util.Objects;

/** A bar for each query, with its name before and its number behind it. */
final class BarGaugeDrawing implements PanelDrawing {
  private static final double NUMBER = 44;

  @Override
  public void draw(Svg svg, Frame frame, Answer answer) {
    Map<String, String> names = answer.panel().names();
    double most = answer.samples().stream().mapToDouble(Sample::value).max().orElse(0);
    double longest =
        names.values().stream()
            .mapToDouble(each -> Letters.width(each, Letters.SMALL))
            .max()
            .orElse(0);
    double row = frame.height() / answer.replies().size();
    double from = frame.x() + longest + 8;
    double room = frame.right() - NUMBER - from;
    for (int i = 0; i < answer.replies().size(); i++) {
      Answer.Reply reply = answer.replies().get(i);
      double top = frame.y() + i * row;
      double base = top + row / 2 + 4;
      String name = Objects.requireNonNull(names.get(reply.ref()), "a query without a name");
      svg.text("small", frame.x(), base, name);
      svg.rect("track", from, top + 3, room, row - 6, 2);
      if (reply.samples().isEmpty()) {
        svg.text("small end", frame.right(), base, answer.panel().noValue());
        continue;
      }
      double value = reply.samples().get(0).value();
      if (value > 0) {
        svg.rect("s-blue", from, top + 3, room * value / most, row - 6, 2);
      }
      svg.text("small end", frame.right(), base, Units.text(value, answer.panel().unit()));
    }
  }
}
