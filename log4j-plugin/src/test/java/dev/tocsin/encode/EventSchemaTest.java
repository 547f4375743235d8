package dev.tocsin.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.Category;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Timestamps;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * T13: PCI DSS 4.0, 10.2.2. Every event of every type tells the six things, whatever the call did.
 */
class EventSchemaTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:03:05Z"), ZoneOffset.UTC);

  private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);
  private final JsonEventReader reader = JsonEventReader.lenient();
  private final EventIds ids = new EventIds(CLOCK, new Random(1));

  static Stream<EventType> types() {
    return EventTypes.builtIn().all().stream();
  }

  @Test
  void seedTypesAre58() {
    assertThat(types().filter(type -> type.origin() == EventType.Origin.SEED)).hasSize(58);
  }

  @ParameterizedTest
  @MethodSource("types")
  void tellsWhoWhatWhenWhetherFromWhereAndOnWhat(EventType type) throws Exception {
    EventDraft draft = new EventDraft().setType(type).setTimestampMicros(Timestamps.now(CLOCK));
    ids.next(draft);
    SecurityEvent event = encoded(draft);
    assertThat(event.eventId()).isNotEmpty();
    assertThat(event.eventType()).isEqualTo(type);
    assertThat(event.severity()).isEqualTo(type.severity());
    assertThat(event.timestamp()).isEqualTo(CLOCK.instant());
    assertThat(event.success()).isEqualTo(type.success());
    assertThat(event.actorType())
        .isEqualTo(type.category() == Category.AUDIT ? ActorType.SYSTEM : ActorType.ANONYMOUS);
    assertThat(event.targetType()).isEqualTo("service");
    assertThat(event.source()).isEqualTo("unknown");
    assertThat(event.complianceTags()).isEqualTo(type.complianceTags()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("types")
  void keepsWhatTheCallTold(EventType type) throws Exception {
    EventDraft draft = new EventDraft().setType(type).setTimestampMicros(Timestamps.now(CLOCK));
    draft.setSuccess(!type.success());
    draft.set(EventField.USER_ID, "ann");
    draft.setActorType(ActorType.USER);
    draft.set(EventField.IP_ADDRESS, "203.0.113.7");
    draft.set(EventField.TARGET_TYPE, "report");
    draft.set(EventField.TARGET_ID, "42");
    draft.set(EventField.SOURCE, "shop");
    SecurityEvent event = encoded(draft);
    assertThat(event).isEqualTo(draft.toEvent());
    assertThat(event.success()).isEqualTo(!type.success());
  }

  private SecurityEvent encoded(EventDraft draft) throws EventFormatException {
    ByteSink sink = new ByteSink();
    encoder.encode(draft, sink);
    return reader.read(sink.array(), 0, sink.length(), EventTypes.builtIn());
  }
}
