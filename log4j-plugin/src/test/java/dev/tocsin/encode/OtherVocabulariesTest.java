package dev.tocsin.encode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventMapping;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Limits;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event of every type is one that ECS and OCSF allow, by their own files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherVocabulariesTest {
  private static final JsonMapper JSON = new JsonMapper();

  private OcsfSchema ocsf;
  private EcsSchema ecs;
  private final OcsfEncoder ocsfEncoder = new OcsfEncoder(Limits.DEFAULT);
  private final EcsEncoder ecsEncoder = new EcsEncoder(Limits.DEFAULT);

  @BeforeAll
  void readSchemas() throws IOException {
    ocsf = OcsfSchema.require();
    ecs = EcsSchema.require();
  }

  static Stream<EventType> types() {
    return VocabularyEvents.types();
  }

  private static JsonNode encoded(EventEncoder encoder, EventView event) throws IOException {
    ByteSink sink = new ByteSink();
    encoder.encode(event, sink);
    return JSON.readTree(new String(sink.array(), 0, sink.length(), UTF_8));
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyEventIsOneOfOcsf(EventType type) throws IOException {
    for (EventDraft event : VocabularyEvents.of(type)) {
      JsonNode document = encoded(ocsfEncoder, event);
      assertThat(ocsf.problems(document)).as(document.toString()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyEventIsOneOfEcs(EventType type) throws IOException {
    for (EventDraft event : VocabularyEvents.of(type)) {
      JsonNode document = encoded(ecsEncoder, event);
      assertThat(ecs.problems(document)).as(document.toString()).isEmpty();
    }
  }

  /** What the map says of a type is what an event of it has that says nothing else. */
  @ParameterizedTest
  @MethodSource("types")
  void plainEventHasWhatTheMapSays(EventType type) throws IOException {
    JsonNode document = encoded(ocsfEncoder, VocabularyEvents.bare(type));
    EventMapping.Ocsf mapped = type.ocsf();
    assertThat(document.get("class_uid").intValue()).isEqualTo(mapped.classUid());
    assertThat(document.get("class_name").textValue()).isEqualTo(mapped.className());
    assertThat(document.get("activity_id").intValue()).isEqualTo(mapped.activityId());
    assertThat(document.get("type_uid").intValue()).isEqualTo(mapped.typeUid());
    assertThat(document.get("severity_id").intValue()).isEqualTo(mapped.severityId());
    assertThat(document.path("is_alert").asBoolean()).isEqualTo(mapped.isAlert());
    assertThat(document.path("action_id").asInt(-1))
        .isEqualTo(mapped.actionId() == null ? -1 : mapped.actionId());
    assertThat(document.path("disposition_id").asInt(-1))
        .isEqualTo(mapped.dispositionId() == null ? -1 : mapped.dispositionId());
    if (mapped.statusId() != null) {
      assertThat(document.get("status_id").intValue()).isEqualTo(mapped.statusId());
    }
    JsonNode fields = encoded(ecsEncoder, VocabularyEvents.bare(type));
    assertThat(fields.get("event.kind").textValue()).isEqualTo(type.ecs().kind());
    assertThat(fields.get("event.category"))
        .extracting(JsonNode::textValue)
        .containsExactlyElementsOf(type.ecs().category());
    assertThat(fields.get("event.type"))
        .extracting(JsonNode::textValue)
        .containsExactlyElementsOf(type.ecs().type());
    assertThat(fields.get("event.outcome").textValue()).isEqualTo(type.ecs().outcome().text());
    assertThat(fields.get("event.action").textValue()).isEqualTo(type.name());
  }
}
