package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.servlet.Exposition.Family;
import dev.tocsin.servlet.Exposition.Kind;
import dev.tocsin.servlet.Exposition.Points;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  private static String written(MetricsFormat format) {
    Exposition out = new Exposition(format);
    Points events = new Points();
    events.add(2, Exposition.labels("a", "x", "b", "y"));
    events.add(Long.MAX_VALUE - 2, Exposition.labels("a", "x", "b", "y"));
    events.add(-1, Exposition.labels("a", "back\\slash \"quote\" line\nfeed \u00e4"));
    out.write(new Family("shop_events", Kind.COUNTER, "", "Events."), events);
    out.write(new Family("shop_none", Kind.GAUGE, "", "There is none."), new Points());
    Points room = new Points();
    room.add(3, "");
    out.write(new Family("shop_free_bytes", Kind.GAUGE, "bytes", "Room."), room);
    return new String(out.end(), UTF_8);
  }

  @Test
  void writesOpenMetrics() {
    assertThat(written(MetricsFormat.OPENMETRICS))
        .isEqualTo(
            """
            # TYPE shop_events counter
            # HELP shop_events Events.
            shop_events_total{a="back\\\\slash \\"quote\\" line\\nfeed \u00e4"} -1
            shop_events_total{a="x",b="y"} 9223372036854775807
            # TYPE shop_free_bytes gauge
            # UNIT shop_free_bytes bytes
            # HELP shop_free_bytes Room.
            shop_free_bytes 3
            # EOF
            """);
  }

  @Test
  void writesPrometheusText() {
    assertThat(written(MetricsFormat.PROMETHEUS))
        .isEqualTo(
            """
            # TYPE shop_events_total counter
            # HELP shop_events_total Events.
            shop_events_total{a="back\\\\slash \\"quote\\" line\\nfeed \u00e4"} -1
            shop_events_total{a="x",b="y"} 9223372036854775807
            # TYPE shop_free_bytes gauge
            # HELP shop_free_bytes Room.
            shop_free_bytes 3
            """);
  }
}
