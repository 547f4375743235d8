package dev.tocsin.otel;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events and records that the tests of this package share. */
final class SampleEvents {
  static final long TIME = 1_795_356_509_123_456L;
  static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  static final String SPAN = "00f067aa0ba902b7";
  static final Resource SHOP = Resource.create(Attributes.of(stringKey("service.name"), "shop"));
  static final InstrumentationScopeInfo SCOPE =
      InstrumentationScopeInfo.builder("dev.tocsin").setVersion("0.1.0").build();

  private SampleEvents() {}

  /** Makes records in which everything leaves that is not left out. */
  static LogRecords records() {
    return records(null, null);
  }

  /** Makes records of everything, with headers and bodies. */
  static LogRecords allRecords() {
    return records("request_headers, request_body, response_body", null);
  }

  static LogRecords records(@Nullable String also, @Nullable String without) {
    return new LogRecords(SHOP, SCOPE, FieldChoice.parse(also, without));
  }

  static EventDraft draft(EventType type) {
    return new EventDraft().setType(type).setTimestampMicros(TIME);
  }

  /** An event with something in every field. */
  static EventDraft full() {
    EventDraft draft =
        draft(EventType.AUTHORIZATION_FAILURE)
            .setId(0x01a2_0560_0cb3_7000L, 0xac03_b92a_5e86_a18bL)
            .setLoggedAtMicros(TIME + 5_000_000)
            .setActorType(ActorType.SERVICE)
            .setAddress(ClientAddress.parse("2001:db8:1:2:3::4"))
            .setIpProvenance(Provenance.TRUSTED_PROXY)
            .setResponseStatus(403)
            .setRiskTenths(75)
            .setStatus(Status.CONTAINED)
            .setServiceId(7)
            .setOriginalSize(70_000)
            .setSeq(42)
            .addChange("limit", 10, 2.5)
            .addChange("owner", null, Map.of("id", "u-2"))
            .addIndicator("payload")
            .addComplianceTag("pci-10.2.1.1")
            .putDetail("reason", "no right")
            .putDetail("tries", 3)
            .putRequestHeader("Accept", "text/html")
            .putRequestHeader("X-Note", "a");
    Map<EventField, String> texts = new LinkedHashMap<>();
    texts.put(EventField.USER_ID, "u-1");
    texts.put(EventField.USER_NAME, "ada");
    texts.put(EventField.TENANT_ID, "t-1");
    texts.put(EventField.SESSION_ID, "52e3e765:o6bhTgCSmrfI9f4jYVMgxg");
    texts.put(EventField.TARGET_TYPE, "account");
    texts.put(EventField.TARGET_ID, "a-9");
    texts.put(EventField.USER_AGENT, "curl/8");
    texts.put(EventField.REQUEST_METHOD, "POST");
    texts.put(EventField.REQUEST_URL, "/admin/users?page=2");
    texts.put(EventField.REQUEST_BODY, "a=1");
    texts.put(EventField.RESPONSE_BODY, "no");
    texts.put(EventField.MESSAGE, "ada must not");
    texts.put(EventField.SOURCE, "till");
    texts.put(EventField.CORRELATION_ID, "c-1");
    texts.put(EventField.PARENT_EVENT_ID, "01a20560-0cb3-7000-ac03-b92a5e86a18a");
    texts.put(EventField.TRACE_ID, TRACE);
    texts.put(EventField.SPAN_ID, SPAN);
    texts.forEach(draft::set);
    for (EventField field : EventField.all()) {
      assertThat(draft.get(field)).as(field.jsonName()).isNotNull();
    }
    return draft;
  }

  /** By name. */
  static Map<String, Object> attributes(LogRecordData record) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    record.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    return attributes;
  }

  /** A map that may have nulls, of names and values in turn. */
  static Map<String, @Nullable Object> mapOf(@Nullable Object... pairs) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return map;
  }

  /** Bytes of the names and values of all attributes. */
  static int bytes(LogRecordData record) {
    return record.getAttributes().asMap().entrySet().stream()
        .mapToInt(
            each ->
                each.getKey().getKey().getBytes(UTF_8).length
                    + String.valueOf(each.getValue()).getBytes(UTF_8).length)
        .sum();
  }
}
