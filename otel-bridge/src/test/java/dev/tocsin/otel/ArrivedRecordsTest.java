package dev.tocsin.otel;

import static dev.tocsin.otel.SampleEvents.SPAN;
import static dev.tocsin.otel.SampleEvents.TIME;
import static dev.tocsin.otel.SampleEvents.TRACE;
import static dev.tocsin.otel.SampleEvents.allRecords;
import static dev.tocsin.otel.SampleEvents.bytes;
import static dev.tocsin.otel.SampleEvents.draft;
import static dev.tocsin.otel.SampleEvents.full;
import static dev.tocsin.otel.SampleEvents.records;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a record reaches a receiver, through the real exporter. */
class ArrivedRecordsTest {
  private final LogRecords records = records();
  private final LogRecords allRecords = allRecords();

  @ParameterizedTest
  @EnumSource(MemoryMode.class)
  void nameTypesAndTraceArrive(MemoryMode mode) throws Exception {
    OtlpWire.Arrived arrived = OtlpWire.through(allRecords.of(full(), 42), mode);
    assertThat(arrived.eventName()).isEqualTo("tocsin.authorization_failure");
    assertThat(arrived.time()).isEqualTo(TIME * 1_000);
    assertThat(arrived.observed()).isEqualTo((TIME + 5_000_000) * 1_000);
    assertThat(arrived.severityNumber()).isEqualTo(18);
    assertThat(arrived.severityText()).isEqualTo("medium");
    assertThat(arrived.body()).isEqualTo("ada must not");
    assertThat(arrived.traceId()).isEqualTo(TRACE);
    assertThat(arrived.spanId()).isEqualTo(SPAN);
    assertThat(arrived.hasFlags()).isFalse();
    assertThat(arrived.droppedAttributes()).isZero();
    assertThat(arrived.attributes())
        .hasSize(38)
        .containsEntry("tocsin.client.blockable", true)
        .containsEntry("http.response.status_code", 403L)
        .containsEntry("tocsin.success", false)
        .containsEntry("tocsin.risk.score", 7.5)
        .containsEntry("tocsin.seq", 42L)
        .containsEntry("tocsin.indicators", List.of("payload"))
        .containsEntry("client.address", "2001:db8:1:2:3::4");
  }

  @ParameterizedTest
  @EnumSource(MemoryMode.class)
  void recordWithoutAMessageArrivesWithoutABody(MemoryMode mode) throws Exception {
    OtlpWire.Arrived arrived = OtlpWire.through(records.of(draft(EventType.DATA_ACCESS), 1), mode);
    assertThat(arrived.body()).isNull();
    assertThat(arrived.traceId()).isEmpty();
    assertThat(arrived.spanId()).isEmpty();
  }

  static Stream<String> hostile() {
    return Stream.of(
        "",
        " ",
        ".",
        "..",
        "a..b",
        "\u0000",
        "\r\n",
        "\u0085\u2028\u2029",
        "\u001b[31m",
        "\u202e",
        "${jndi:ldap://x}",
        "\"\\\"",
        "a\ud800",
        "\udc00a",
        "\udc00\ud800",
        "\ud83d\ude00",
        "\uffff\ufeff",
        "tocsin.severity",
        "é".repeat(120));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileTextArrivesAsItIs(String text) throws Exception {
    EventDraft draft = draft(EventType.XSS_ATTEMPT);
    draft.putDetail(text, text).putDetail("map", Map.of(text, Map.of(text, text)));
    draft.putDetail("list", List.of(text, text)).putDetail("mixed", Arrays.asList(text, 1));
    draft.addChange(text, text, text).addIndicator(text).putRequestHeader(text, text);
    for (EventField field : EventField.all()) {
      if (field.kind() == EventField.Kind.TEXT && field != EventField.EVENT_ID) {
        draft.set(field, text);
      }
    }
    draft.setType(EventType.XSS_ATTEMPT);
    // What has no form in UTF-8 is a question mark in values; names have none of it.
    String value = new String(text.getBytes(UTF_8), UTF_8);
    String name = "tocsin.details." + nameOf(text);
    LogRecordData record = allRecords.of(draft, 1);
    for (MemoryMode mode : MemoryMode.values()) {
      OtlpWire.Arrived arrived = OtlpWire.through(record, mode);
      assertThat(arrived.body()).isEqualTo(value);
      assertThat(arrived.attributes())
          .containsEntry(name, value)
          .containsEntry("tocsin.details.map." + nameOf(text) + "." + nameOf(text), value)
          .containsEntry("tocsin.details.list", List.of(value, value))
          .containsEntry("tocsin.details.mixed", List.of(value, 1L))
          .containsEntry("tocsin.indicators", List.of(value))
          .containsEntry("user.id", value)
          .containsEntry("user_agent.original", value)
          .containsEntry("tocsin.severity", "high")
          .containsEntry(
              "tocsin.changes", List.of(Map.of("field", nameOf(text), "old", value, "new", value)));
      assertThat(arrived.droppedAttributes()).isZero();
    }
  }

  private static String nameOf(String text) {
    return text.codePoints()
        .map(each -> each >= 0xd800 && each < 0xe000 ? 0xfffd : each)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void anyDetailsMakeARecordThatArrives() throws Exception {
    Random random = new Random(20_261_128);
    for (int i = 0; i < 40; i++) {
      EventDraft draft = draft(EventType.DATA_EXPORT);
      for (int n = random.nextInt(30); n > 0; n--) {
        draft.putDetail(text(random), value(random, 0));
      }
      LogRecordData record = records.of(draft, 1);
      OtlpWire.Arrived arrived = OtlpWire.through(record, MemoryMode.REUSABLE_DATA);
      assertThat(arrived.attributes()).hasSameSizeAs(record.getAttributes().asMap());
      assertThat(arrived.droppedAttributes())
          .isEqualTo(record.getTotalAttributeCount() - record.getAttributes().size());
      assertThat(bytes(record)).isLessThan(RecordAttributes.MAX_BYTES + 8_192);
    }
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 6 : 8)) {
      case 0 -> null;
      case 1 -> random.nextLong();
      case 2 -> random.nextInt();
      case 3 -> random.nextDouble();
      case 4 -> random.nextBoolean();
      case 5 -> text(random);
      case 6 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
          list.add(value(random, depth + 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int n = random.nextInt(5); n > 0; n--) {
          map.put(text(random), value(random, depth + 1));
        }
        yield map;
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(6); n > 0; n--) {
      text.append("ab.\u0000\n\ud800\udc00é語\u2028".charAt(random.nextInt(10)));
    }
    return text.toString();
  }
}
