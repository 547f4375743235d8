package dev.tocsin.otel;

import static dev.tocsin.otel.SampleEvents.SCOPE;
import static dev.tocsin.otel.SampleEvents.SHOP;
import static dev.tocsin.otel.SampleEvents.attributes;
import static dev.tocsin.otel.SampleEvents.draft;
import static dev.tocsin.otel.SampleEvents.mapOf;
import static dev.tocsin.otel.SampleEvents.records;
import static io.opentelemetry.api.common.AttributeKey.booleanArrayKey;
import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleArrayKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longArrayKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.api.common.AttributeKey.valueKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Severity;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DetailAttributesTest {
  private final LogRecords records = records();

  private LogRecordData withDetails(Map<String, ?> details) {
    return records.of(draft(EventType.DATA_EXPORT).putDetails(details), 1);
  }

  private @Nullable Object detail(@Nullable Object value) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("x", value);
    return attributes(withDetails(details)).get("tocsin.details.x");
  }

  @Test
  void detailsKeepTheirTypes() {
    Attributes attributes =
        withDetails(
                Map.of(
                    "text",
                    "a",
                    "small",
                    3,
                    "long",
                    9_007_199_254_740_993L,
                    "decimal",
                    0.1,
                    "flag",
                    false,
                    "texts",
                    List.of("a", "b"),
                    "longs",
                    List.of(1, 2L),
                    "decimals",
                    new double[] {1.5, 2.0},
                    "flags",
                    List.of(true, false)))
            .getAttributes();
    assertThat(attributes.get(stringKey("tocsin.details.text"))).isEqualTo("a");
    assertThat(attributes.get(longKey("tocsin.details.small"))).isEqualTo(3);
    assertThat(attributes.get(longKey("tocsin.details.long"))).isEqualTo(9_007_199_254_740_993L);
    assertThat(attributes.get(doubleKey("tocsin.details.decimal"))).isEqualTo(0.1);
    assertThat(attributes.get(booleanKey("tocsin.details.flag"))).isFalse();
    assertThat(attributes.get(stringArrayKey("tocsin.details.texts"))).containsExactly("a", "b");
    assertThat(attributes.get(longArrayKey("tocsin.details.longs"))).containsExactly(1L, 2L);
    assertThat(attributes.get(doubleArrayKey("tocsin.details.decimals"))).containsExactly(1.5, 2.0);
    assertThat(attributes.get(booleanArrayKey("tocsin.details.flags")))
        .containsExactly(true, false);
  }

  @Test
  void mapsAreFlattened() {
    assertThat(attributes(withDetails(Map.of("a", Map.of("b", Map.of("c", 1, "d", "x"))))))
        .containsEntry("tocsin.details.a.b.c", 1L)
        .containsEntry("tocsin.details.a.b.d", "x")
        .doesNotContainKeys("tocsin.details.a", "tocsin.details.a.b");
  }

  @Test
  void listsOfSeveralKindsAndEmptyMapsAreValuesOfAnyKind() throws Exception {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("mixed", Arrays.asList(1, "a", true, 2.5, null));
    details.put("numbers", List.of(1, 2.5));
    details.put("maps", List.of(Map.of("a", 1), Map.of("b", List.of("c"))));
    details.put("lists", List.of(List.of(1, 2), List.of("a")));
    details.put("none", List.of());
    details.put("empty", Map.of());
    LogRecordData record = withDetails(details);
    assertThat(record.getAttributes().get(valueKey("tocsin.details.mixed"))).isNotNull();
    for (MemoryMode mode : MemoryMode.values()) {
      assertThat(OtlpWire.through(record, mode).attributes())
          .containsEntry("tocsin.details.mixed", Arrays.asList(1L, "a", true, 2.5, null))
          .containsEntry("tocsin.details.numbers", List.of(1L, 2.5))
          .containsEntry("tocsin.details.maps", List.of(Map.of("a", 1L), Map.of("b", List.of("c"))))
          .containsEntry("tocsin.details.lists", List.of(List.of(1L, 2L), List.of("a")))
          .containsEntry("tocsin.details.none", List.of())
          .containsEntry("tocsin.details.empty", Map.of());
    }
  }

  @Test
  void nullIsNoAttribute() {
    assertThat(detail(null)).isNull();
    assertThat(withDetails(Map.of()).getTotalAttributeCount())
        .isEqualTo(withDetails(mapOf("x", null)).getTotalAttributeCount());
  }

  @Test
  void numbersThatNoDoubleHoldsAreTexts() {
    assertThat(detail(Double.NaN)).isEqualTo("NaN");
    assertThat(detail(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    assertThat(detail(new java.math.BigDecimal("0.12345678901234567890")))
        .isEqualTo("0.12345678901234567890");
    assertThat(detail(Severity.HIGH)).isEqualTo("HIGH");
  }

  @Test
  void twoDetailsOfOneFlatNameAreToldAsOneLeftOut() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("a.b", 1);
    details.put("a", Map.of("b", 2));
    LogRecordData record = withDetails(details);
    assertThat(record.getAttributes().get(longKey("tocsin.details.a.b"))).isEqualTo(2);
    assertThat(record.getTotalAttributeCount()).isEqualTo(record.getAttributes().size() + 1);
  }

  @Test
  void detailsAreChosenByName() {
    EventDraft draft =
        draft(EventType.ALERT)
            .putDetail("rule", "r")
            .putDetail("internal", "x")
            .putDetail("internal.note", "y")
            .putDetail("internals", "z")
            .putDetail("person", Map.of("name", "ada", "age", 36))
            .putDetail("list", List.of(Map.of("secret", 1, "open", 2)));
    LogRecords without =
        new LogRecords(
            SHOP,
            SCOPE,
            FieldChoice.parse(null, "details.internal, details.person.name, details.list.secret"));
    assertThat(attributes(without.of(draft, 1)))
        .doesNotContainKeys(
            "tocsin.details.internal", "tocsin.details.internal.note", "tocsin.details.person.name")
        .containsEntry("tocsin.details.internals", "z")
        .containsEntry("tocsin.details.person.age", 36L)
        .containsEntry("tocsin.rule", "r")
        .extractingByKey("tocsin.details.list")
        .asString()
        .contains("open")
        .doesNotContain("secret");
    LogRecords only =
        new LogRecords(SHOP, SCOPE, FieldChoice.parse("details.rule, details.person", "details"));
    assertThat(attributes(only.of(draft, 1)))
        .containsEntry("tocsin.details.rule", "r")
        .containsEntry("tocsin.rule", "r")
        .containsEntry("tocsin.details.person.name", "ada")
        .doesNotContainKeys("tocsin.details.internal", "tocsin.details.list");
    LogRecords none = new LogRecords(SHOP, SCOPE, FieldChoice.parse(null, "details"));
    assertThat(attributes(none.of(draft, 1))).doesNotContainKey("tocsin.rule");
  }
}
