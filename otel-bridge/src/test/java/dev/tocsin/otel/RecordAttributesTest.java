package dev.tocsin.otel;

import static dev.tocsin.otel.SampleEvents.allRecords;
import static dev.tocsin.otel.SampleEvents.attributes;
import static dev.tocsin.otel.SampleEvents.bytes;
import static dev.tocsin.otel.SampleEvents.draft;
import static dev.tocsin.otel.SampleEvents.full;
import static dev.tocsin.otel.SampleEvents.records;
import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordAttributesTest {
  private static final AttributeKey<Boolean> TRUNCATED = booleanKey("tocsin.truncated");
  private final LogRecords records = records();
  private final LogRecords allRecords = allRecords();

  @Test
  void recordHasNoMoreAttributesThanAStoreTakes() {
    EventDraft draft = full();
    for (int i = 0; i < 200; i++) {
      draft.putDetail("d" + i, i);
      draft.putRequestHeader("h" + i, "x");
    }
    LogRecordData record = allRecords.of(draft, 42);
    assertThat(record.getAttributes().size()).isEqualTo(RecordAttributes.MAX_ATTRIBUTES);
    assertThat(record.getAttributes().get(TRUNCATED)).isTrue();
    // 128 details and 128 headers, as more are not in the event.
    assertThat(record.getTotalAttributeCount()).isEqualTo(38 + 126 + 126);
    assertThat(attributes(record)).containsKeys("tocsin.details.reason", "tocsin.details.d0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "語", "\ud83d\ude00", "\ud800"})
  void recordHasNoMoreBytesThanAStoreTakes(String character) {
    String huge = character.repeat(16_384 / character.length());
    EventDraft draft = full();
    for (EventField field : EventField.all()) {
      if (field.kind() == EventField.Kind.TEXT
          && field != EventField.EVENT_ID
          && field != EventField.EVENT_TYPE
          && field != EventField.IP_ADDRESS) {
        draft.set(field, huge);
      }
    }
    draft.set(EventField.REQUEST_URL, "https://h/" + huge + "?" + huge);
    draft.putDetail("one", huge).putDetail("two", List.of(huge)).addIndicator(huge);
    draft.putRequestHeader("x", huge).putRequestHeader("y", huge);
    LogRecordData record = allRecords.of(draft, 42);
    assertThat(bytes(record)).isLessThan(RecordAttributes.MAX_BYTES + 2_048);
    assertThat(record.getAttributes().get(TRUNCATED)).isTrue();
    assertThat(attributes(record))
        .containsKeys("log.record.uid", "client.address", "tocsin.client.network", "user.id");
    assertThat(Objects.requireNonNull(record.getBodyValue()).asString().getBytes(UTF_8).length)
        .isLessThanOrEqualTo(RecordAttributes.MAX_BODY_BYTES);
  }

  @Test
  void longIdIsCutSoThatTheOthersHaveRoom() {
    EventDraft draft = draft(EventType.AUTH_FAILURE);
    draft.set(EventField.USER_ID, "語".repeat(1_000));
    draft.set(EventField.CORRELATION_ID, "x".repeat(1_024));
    LogRecordData record = records.of(draft, 1);
    assertThat(record.getAttributes().get(stringKey("user.id"))).isEqualTo("語".repeat(341));
    assertThat(record.getAttributes().get(stringKey("tocsin.correlation.id"))).hasSize(1_024);
    assertThat(record.getAttributes().get(TRUNCATED)).isTrue();
    assertThat(record.getTotalAttributeCount()).isEqualTo(record.getAttributes().size());
  }

  @Test
  void longTextTakesOnlyTheRoomThatIsLeft() {
    EventDraft draft = draft(EventType.API_ACCESS);
    draft.set(EventField.USER_AGENT, "語".repeat(16_384));
    draft.putDetail("why", "x".repeat(10_000));
    assertThat(draft.omittedBytes()).isZero();
    LogRecordData record = records.of(draft, 1);
    assertThat(record.getAttributes().get(stringKey("tocsin.details.why"))).hasSize(10_000);
    assertThat(record.getAttributes().get(stringKey("user_agent.original")))
        .hasSizeBetween(12_000, 13_100);
    assertThat(record.getAttributes().get(TRUNCATED)).isTrue();
  }

  @Test
  void bytesAreCountedExactlyWhereItMatters() {
    EventDraft draft = draft(EventType.DATA_EXPORT);
    draft.putDetail("a", "x".repeat(15_500)).putDetail("b", List.of("y".repeat(15_500)));
    draft.set(EventField.USER_AGENT, "z".repeat(15_500));
    draft.set(EventField.USER_ID, "u".repeat(RecordAttributes.MAX_ID_BYTES));
    LogRecordData record = records.of(draft, 1);
    assertThat(attributes(record))
        .containsEntry("tocsin.details.a", "x".repeat(15_500))
        .containsEntry("tocsin.details.b", List.of("y".repeat(15_500)))
        .containsEntry("user.id", "u".repeat(RecordAttributes.MAX_ID_BYTES))
        .doesNotContainKey("tocsin.truncated");
    assertThat(record.getAttributes().get(stringKey("user_agent.original"))).hasSize(15_500);
  }

  @Test
  void textsAreNotCutInsideACharacter() {
    EventDraft draft = draft(EventType.AUTH_FAILURE);
    draft.set(EventField.USER_ID, "x".repeat(1_022) + "\ud83d\ude00");
    assertThat(records.of(draft, 1).getAttributes().get(stringKey("user.id")))
        .isEqualTo("x".repeat(1_022));
  }

  @Test
  void namesAreNotCut() {
    Map<String, Object> inner = Map.of("y".repeat(200), 1, "z", 2);
    LogRecordData record =
        records.of(draft(EventType.DATA_EXPORT).putDetail("x".repeat(100), inner), 1);
    assertThat(attributes(record))
        .containsEntry("tocsin.details." + "x".repeat(100) + ".z", 2L)
        .containsEntry("tocsin.truncated", true);
    assertThat(record.getTotalAttributeCount()).isEqualTo(record.getAttributes().size() + 1);
  }

  @Test
  void listsTakeNoMoreThanTheirShare() {
    EventDraft draft = draft(EventType.THREAT_DETECTED);
    for (int i = 0; i < 100; i++) {
      draft.addIndicator(i + "x".repeat(300));
    }
    LogRecordData record = records.of(draft, 1);
    assertThat(record.getAttributes().get(stringArrayKey("tocsin.indicators")))
        .hasSizeBetween(20, 30)
        .startsWith("0" + "x".repeat(300));
    assertThat(record.getAttributes().get(TRUNCATED)).isTrue();
  }
}
