package dev.tocsin.encode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventType;
import dev.tocsin.event.Limits;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class EventFormatTest {
  @Test
  void formsAreFoundByTheirNamesInAnyCase() {
    for (EventFormat format : EventFormat.values()) {
      assertThat(EventFormat.find(" " + format.name().replace('_', '-') + " ")).isSameAs(format);
    }
    assertThat(EventFormat.find("xml")).isNull();
    assertThat(EventFormat.names()).isEqualTo("json, text, ecs, ocsf or otlp-json");
  }

  @Test
  void eachFormHasItsOwnEncoder() {
    assertThat(line(EventFormat.JSON)).startsWith("{\"event_id\":");
    assertThat(line(EventFormat.TEXT)).startsWith("2026-11-22 14:08:29 | INFO | event=logout");
    assertThat(line(EventFormat.ECS)).startsWith("{\"@timestamp\":");
    assertThat(line(EventFormat.OCSF)).startsWith("{\"class_uid\":3002,");
    assertThat(line(EventFormat.OTLP_JSON)).startsWith("{\"resourceLogs\":[");
    EventEncoder there = EventFormat.TEXT.encoder(Limits.DEFAULT, ZoneId.of("Asia/Kolkata"));
    assertThat(line(there)).startsWith("2026-11-22 19:38:29+05:30 | ");
  }

  private static String line(EventFormat format) {
    return line(format.encoder(Limits.DEFAULT));
  }

  private static String line(EventEncoder encoder) {
    ByteSink sink = new ByteSink();
    encoder.encode(VocabularyEvents.bare(EventType.LOGOUT), sink);
    return new String(sink.array(), 0, sink.length(), UTF_8);
  }
}
