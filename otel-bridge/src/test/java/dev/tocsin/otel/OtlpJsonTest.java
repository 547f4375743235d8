package dev.tocsin.otel;

import static dev.tocsin.otel.SampleEvents.draft;
import static dev.tocsin.otel.SampleEvents.full;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.OtlpJsonEncoder;
import dev.tocsin.event.AlwaysPresent;
import dev.tocsin.event.Category;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Severity;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lines of {@link OtlpJsonEncoder} are the records that the bridge makes: the mapping stands in
 * two places, as one of them knows no OpenTelemetry, and this holds them together.
 */
class OtlpJsonTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final OtlpJsonEncoder encoder = new OtlpJsonEncoder();

  static Stream<EventType> types() {
    return Stream.concat(
        EventTypes.builtIn().all().stream(),
        Stream.of(
            EventType.builder("coupon_abuse", Category.PAYMENT)
                .severity(Severity.HIGH)
                .otelSeverityNumber(21)
                .build(),
            EventTypes.unregistered("Odd Thing")));
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeIsTheBridgesRecord(EventType type) throws IOException {
    assertSame(draft(type));
    for (Severity severity : Severity.values()) {
      assertSame(draft(type).setSeverity(severity).setSuccess(!type.success()));
    }
    assertSame(full().setType(type));
    EventDraft ofRule = full().setType(type).putDetail("rule", "r-1");
    assertSame(ofRule);
    assertSame(ofRule.putDetail("alert_id", "01a20560-0cb3-7000-ac03-b92a5e86a18b"));
    assertSame(ofRule.putDetail("alert_id", "none"));
  }

  @Test
  void eventReadFromAFileIsTheBridgesRecord() throws IOException {
    assertSame(full().toEvent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/b?c=d#e",
        "https://shop.example/a?b#c",
        "https://ada:secret@shop.example/a?b=@#c",
        "https://shop.example",
        "1https://shop.example/a",
        "://x/y",
        "a b",
        "?q",
        "#f",
        "?",
        "#?x#y",
        "",
        "//host/a",
        "x+y-z.1://h/p"
      })
  void partsOfAnUrlAreTheBridges(String url) throws IOException {
    EventDraft draft = draft(EventType.API_ACCESS);
    draft.set(EventField.REQUEST_URL, url);
    assertSame(draft);
    draft.set(EventField.TARGET_ID, "t");
    assertSame(draft);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, Long.MAX_VALUE / 1_000, Long.MAX_VALUE / 1_000 + 1})
  void timesAreTheBridges(long micros) throws IOException {
    assertSame(draft(EventType.LOGOUT).setTimestampMicros(micros));
    assertSame(draft(EventType.LOGOUT).setTimestampMicros(Timestamps.MIN_MICROS));
    assertSame(draft(EventType.LOGOUT).setLoggedAtMicros(micros == 0 ? 5 : micros));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7",
        "4BF92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7",
        "00000000000000000000000000000000 00f067aa0ba902b7",
        "4bf92f3577b34da6a3ce929d0e0e4736 0000000000000000",
        "4bf92f3577b34da6a3ce929d0e0e4736 x",
        "1-5759e988 00f067aa0ba902b7"
      })
  void spansAreTheBridges(String ids) throws IOException {
    EventDraft draft = draft(EventType.LOGOUT);
    draft.set(EventField.TRACE_ID, ids.substring(0, ids.indexOf(' ')));
    assertSame(draft);
    draft.set(EventField.SPAN_ID, ids.substring(ids.indexOf(' ') + 1));
    assertSame(draft);
  }

  @Test
  void detailsAndChangesOfEveryKindAreTheBridges() throws IOException {
    EventDraft draft = draft(EventType.DATA_MODIFICATION);
    Map<String, @Nullable Object> deep = new LinkedHashMap<>();
    deep.put("text", "x");
    deep.put("none", null);
    deep.put("empty", Map.of());
    deep.put("list", Arrays.asList("a", 1, null, Map.of("k", List.of(true))));
    draft.putDetail("flat", "x").putDetail("n", 3).putDetail("d", 2.5).putDetail("b", true);
    draft.putDetail("longs", List.of(1, 2)).putDetail("texts", List.of("a", "b"));
    draft.putDetail("flags", List.of(true)).putDetail("decimals", List.of(1.5, 2.0));
    draft.putDetail("nothing", List.of()).putDetail("emptyMap", Map.of());
    draft.putDetail("nan", Double.NaN).putDetail("big", 1e300).putDetail("nul", null);
    draft.putDetail("n".repeat(256), "longest");
    assertSame(draft);
    draft.putDetail("deep", deep).putDetail("deep.text", "later").putDetail("x", Map.of("a", deep));
    draft.addChange("limit", 10, 2.5).addChange("owner", null, deep);
    assertSame(draft);
    assertSame(draft.toEvent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "2001:db8:1:2:3::4", "::1", "::", "1:2:3:4:5:6:7:8"})
  void addressesAndNetworksAreTheBridges(String address) throws IOException {
    EventDraft draft = draft(EventType.LOGOUT);
    draft.setAddress(Objects.requireNonNull(ClientAddress.parse(address)));
    assertSame(draft);
  }

  /** What Loki would refuse is cut at the same places. */
  @Test
  void largeEventsAreCutAsTheBridgeCutsThem() throws IOException {
    Random random = new Random(11);
    String[] texts = {"a", "é", "用", "😀", "\ud800", "\n", "\""};
    for (int i = 0; i < 300; i++) {
      EventDraft draft = i % 2 == 0 ? full() : draft(EventType.SUSPICIOUS);
      draft.setThreatLevel(ThreatLevel.LOW);
      for (EventField field : EventField.all()) {
        if (field.kind() == EventField.Kind.TEXT
            && field != EventField.EVENT_TYPE
            && field != EventField.EVENT_ID
            && field != EventField.IP_ADDRESS
            && field != EventField.SOURCE
            && random.nextInt(4) == 0) {
          draft.set(field, texts[random.nextInt(texts.length)].repeat(random.nextInt(9_000)));
        }
      }
      int details = random.nextInt(130);
      for (int d = 0; d < details; d++) {
        String text =
            texts[random.nextInt(texts.length)].repeat(random.nextInt(i % 3 == 0 ? 5 : 900));
        draft.putDetail("n" + d, d % 7 == 0 ? List.of(text, "x") : text);
      }
      for (int n = random.nextInt(40); n > 0; n--) {
        draft.addIndicator(texts[random.nextInt(texts.length)].repeat(random.nextInt(1_500)));
      }
      assertSame(draft);
    }
  }

  private void assertSame(EventView event) throws IOException {
    String source = AlwaysPresent.source(event).toString();
    LogRecordData expected =
        new LogRecords(
                Resource.create(Attributes.of(AuditResource.SERVICE_NAME, source)),
                Version.scope("j"),
                FieldChoice.DEFAULT)
            .of(event, event.seq());
    ByteSink sink = new ByteSink();
    encoder.encode(event, sink);
    String line = new String(sink.array(), 0, sink.length(), UTF_8);
    assertThat(line).doesNotContain("\n");
    JsonNode whole = JSON.readTree(line);
    JsonNode resource = only(whole, "resourceLogs");
    assertThat(attributes(resource.get("resource"))).isEqualTo(Map.of("service.name", source));
    JsonNode scope = only(resource, "scopeLogs");
    assertThat(scope.at("/scope/name").asText()).isEqualTo(Version.NAME);
    JsonNode record = only(scope, "logRecords");
    assertThat(record.get("timeUnixNano").isTextual()).isTrue();
    assertThat(record.get("timeUnixNano").asText())
        .isEqualTo(Long.toString(expected.getTimestampEpochNanos()));
    assertThat(record.get("observedTimeUnixNano").asText())
        .isEqualTo(Long.toString(expected.getObservedTimestampEpochNanos()));
    assertThat(record.get("severityNumber").isInt()).isTrue();
    assertThat(record.get("severityNumber").intValue())
        .isEqualTo(expected.getSeverity().getSeverityNumber());
    assertThat(record.get("severityText").asText()).isEqualTo(expected.getSeverityText());
    assertThat(record.get("eventName").asText()).isEqualTo(expected.getEventName());
    assertThat(record.has("body")).isEqualTo(expected.getBodyValue() != null);
    if (expected.getBodyValue() != null) {
      assertThat(value(record.get("body"))).isEqualTo(expected.getBodyValue().getValue());
    }
    boolean spanned = expected.getSpanContext().isValid();
    assertThat(record.has("traceId")).isEqualTo(spanned);
    assertThat(record.has("spanId")).isEqualTo(spanned);
    if (spanned) {
      assertThat(record.get("traceId").asText()).isEqualTo(expected.getSpanContext().getTraceId());
      assertThat(record.get("spanId").asText()).isEqualTo(expected.getSpanContext().getSpanId());
    }
    assertThat(attributes(record)).isEqualTo(attributes(expected));
    int dropped = expected.getTotalAttributeCount() - expected.getAttributes().size();
    assertThat(record.path("droppedAttributesCount").asInt(0)).isLessThanOrEqualTo(dropped);
  }

  private static JsonNode only(JsonNode parent, String list) {
    assertThat(parent.get(list)).hasSize(1);
    return parent.get(list).get(0);
  }

  /** By name, each of which may stand there once. */
  static Map<String, Object> attributes(JsonNode parent) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (JsonNode each : parent.get("attributes")) {
      assertThat(each.size()).isEqualTo(2);
      assertThat(attributes.put(each.get("key").asText(), value(each.get("value"))))
          .as(each.get("key").asText())
          .isNull();
    }
    return attributes;
  }

  private static Object value(JsonNode any) {
    if (any.isEmpty()) {
      return "(nothing)";
    }
    assertThat(any.size()).isEqualTo(1);
    String kind = any.fieldNames().next();
    JsonNode value = any.get(kind);
    return switch (kind) {
      case "stringValue" -> value.textValue();
      case "intValue" -> {
        assertThat(value.isTextual()).as("64 bits are texts in OTLP's JSON").isTrue();
        yield Long.valueOf(value.textValue());
      }
      case "doubleValue" -> value.doubleValue();
      case "boolValue" -> value.booleanValue();
      case "arrayValue" -> {
        List<Object> list = new ArrayList<>();
        value.get("values").forEach(each -> list.add(value(each)));
        yield list;
      }
      case "kvlistValue" -> {
        Map<String, Object> map = new LinkedHashMap<>();
        value
            .get("values")
            .forEach(each -> map.put(each.get("key").asText(), value(each.get("value"))));
        yield map;
      }
      default -> throw new AssertionError("no value of OTLP: " + kind);
    };
  }

  private static Map<String, Object> attributes(LogRecordData record) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    record.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), plain(key, value)));
    return attributes;
  }

  private static Object plain(AttributeKey<?> key, Object value) {
    return value instanceof Value<?> any ? plain(any) : Objects.requireNonNull(value, key.getKey());
  }

  private static Object plain(Value<?> any) {
    if (any.getType() == ValueType.EMPTY) {
      return "(nothing)";
    }
    if (any.getType() == ValueType.ARRAY) {
      List<Object> list = new ArrayList<>();
      ((List<?>) any.getValue()).forEach(each -> list.add(plain((Value<?>) each)));
      return list;
    }
    if (any.getType() == ValueType.KEY_VALUE_LIST) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (Object each : (List<?>) any.getValue()) {
        map.put(((KeyValue) each).getKey(), plain(((KeyValue) each).getValue()));
      }
      return map;
    }
    return any.getValue();
  }
}
