package dev.tocsin.otel;

import static dev.tocsin.otel.SampleEvents.SCOPE;
import static dev.tocsin.otel.SampleEvents.SHOP;
import static dev.tocsin.otel.SampleEvents.SPAN;
import static dev.tocsin.otel.SampleEvents.TIME;
import static dev.tocsin.otel.SampleEvents.TRACE;
import static dev.tocsin.otel.SampleEvents.allRecords;
import static dev.tocsin.otel.SampleEvents.attributes;
import static dev.tocsin.otel.SampleEvents.draft;
import static dev.tocsin.otel.SampleEvents.full;
import static dev.tocsin.otel.SampleEvents.mapOf;
import static dev.tocsin.otel.SampleEvents.records;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.Category;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogRecordsTest {
  private final LogRecords records = records();
  private final LogRecords allRecords = allRecords();

  static Stream<String[]> mapped() throws IOException {
    try (InputStream csv = EventType.class.getResourceAsStream("event-map.csv")) {
      List<String> lines =
          new String(Objects.requireNonNull(csv).readAllBytes(), UTF_8).lines().toList();
      List<String> head = List.of(lines.get(0).split(",", -1));
      int name = head.indexOf("otel_event_name");
      int number = head.indexOf("otel_severity_number");
      assertThat(lines).hasSize(59);
      return lines.stream()
          .skip(1)
          .map(line -> line.split(",", -1))
          .map(cells -> new String[] {cells[0], cells[name], cells[number]})
          .toList()
          .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mapped")
  void everyTypeOfTheMapHasItsNameAndNumber(String marker, String name, String number) {
    LogRecordData record = records.of(draft(EventTypes.builtIn().require(marker)), 1);
    assertThat(record.getEventName()).isEqualTo(name.replace("<prefix>", "tocsin"));
    assertThat(record.getSeverity().getSeverityNumber()).isEqualTo(Integer.parseInt(number));
  }

  static Stream<EventType> types() {
    return EventTypes.builtIn().all().stream();
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeHasItsNameAndItsSeverity(EventType type) {
    LogRecordData record = records.of(draft(type), 1);
    assertThat(record.getEventName()).isEqualTo("tocsin." + type.name());
    assertThat(record.getSeverityText()).isEqualTo(type.severity().text());
    assertThat(record.getSeverity().getSeverityNumber()).isEqualTo(type.otelSeverityNumber());
    assertThat(record.getAttributes().get(stringArrayKey("tocsin.compliance.tags")))
        .isEqualTo(type.complianceTags());
  }

  @ParameterizedTest
  @CsvSource({"INFO,9", "LOW,10", "MEDIUM,13", "HIGH,17", "CRITICAL,18"})
  void severityThatIsNotTheTypesHasItsOwnNumber(Severity severity, int number) {
    for (EventType type : EventTypes.builtIn().all()) {
      LogRecordData record = records.of(draft(type).setSeverity(severity), 1);
      int expected = severity == type.severity() ? type.otelSeverityNumber() : number;
      assertThat(record.getSeverity().getSeverityNumber()).as(type.name()).isEqualTo(expected);
      assertThat(record.getSeverityText()).isEqualTo(severity.text());
      assertThat(record.getAttributes().get(stringKey("tocsin.severity")))
          .isEqualTo(severity.text());
    }
  }

  @Test
  void typesOfUsersAndUnregisteredOnesAreNamedAlike() {
    EventType own =
        EventType.builder("coupon_abuse", Category.PAYMENT)
            .severity(Severity.HIGH)
            .otelSeverityNumber(21)
            .build();
    assertThat(records.of(draft(own), 1).getEventName()).isEqualTo("tocsin.coupon_abuse");
    assertThat(records.of(draft(own), 1).getSeverity().getSeverityNumber()).isEqualTo(21);
    assertThat(records.of(draft(EventTypes.unregistered("Odd Thing")), 1).getEventName())
        .isEqualTo("tocsin.odd_thing");
  }

  @Test
  void everyFieldLeaves() {
    LogRecordData record = allRecords.of(full(), 42);
    assertThat(record.getResource()).isSameAs(SHOP);
    assertThat(record.getInstrumentationScopeInfo()).isSameAs(SCOPE);
    assertThat(record.getEventName()).isEqualTo("tocsin.authorization_failure");
    assertThat(record.getTimestampEpochNanos()).isEqualTo(TIME * 1_000);
    assertThat(record.getObservedTimestampEpochNanos()).isEqualTo((TIME + 5_000_000) * 1_000);
    assertThat(record.getSeverity().getSeverityNumber()).isEqualTo(18);
    assertThat(record.getSeverityText()).isEqualTo("medium");
    assertThat(Objects.requireNonNull(record.getBodyValue()).asString()).isEqualTo("ada must not");
    assertThat(record.getSpanContext().getTraceId()).isEqualTo(TRACE);
    assertThat(record.getSpanContext().getSpanId()).isEqualTo(SPAN);
    assertThat(record.getSpanContext().isValid()).isTrue();
    assertThat(record.getSpanContext().isSampled()).isFalse();
    assertThat(attributes(record))
        .contains(
            entry("log.record.uid", "01a20560-0cb3-7000-ac03-b92a5e86a18b"),
            entry("client.address", "2001:db8:1:2:3::4"),
            entry("user.id", "u-1"),
            entry("user.name", "ada"),
            entry("session.id", "52e3e765:o6bhTgCSmrfI9f4jYVMgxg"),
            entry("user_agent.original", "curl/8"),
            entry("http.request.method", "POST"),
            entry("url.path", "/admin/users"),
            entry("url.query", "page=2"),
            entry("http.response.status_code", 403L),
            entry("http.request.header.accept", List.of("text/html")),
            entry("http.request.header.x-note", List.of("a")),
            entry("http.request.body.content", "a=1"),
            entry("http.response.body.content", "no"),
            entry("tocsin.client.network", "2001:db8:1:2::/64"),
            entry("tocsin.client.provenance", "trusted_proxy"),
            entry("tocsin.client.blockable", true),
            entry("tocsin.severity", "medium"),
            entry("tocsin.success", false),
            entry("tocsin.actor.type", "service"),
            entry("tocsin.tenant.id", "t-1"),
            entry("tocsin.target.type", "account"),
            entry("tocsin.target.id", "a-9"),
            entry("tocsin.service.id", "7"),
            entry("tocsin.risk.score", 7.5),
            entry("tocsin.threat.level", "high"),
            entry("tocsin.status", "contained"),
            entry("tocsin.indicators", List.of("payload")),
            entry("tocsin.source", "till"),
            entry("tocsin.correlation.id", "c-1"),
            entry("tocsin.parent.id", "01a20560-0cb3-7000-ac03-b92a5e86a18a"),
            entry("tocsin.truncated", true),
            entry("tocsin.original.size", 70_000L),
            entry("tocsin.seq", 42L),
            entry("tocsin.details.reason", "no right"),
            entry("tocsin.details.tries", 3L))
        .containsEntry(
            "tocsin.compliance.tags",
            List.of("pci-10.2.1.4", "soc2-cc6.3", "iso27001-a.8.15", "pci-10.2.1.1"))
        .containsKey("tocsin.changes")
        .hasSize(38);
    assertThat(record.getTotalAttributeCount()).isEqualTo(38);
  }

  @Test
  void headersAndBodiesStayUnlessSwitchedOn() {
    assertThat(attributes(records.of(full(), 42)))
        .hasSize(34)
        .allSatisfy((name, value) -> assertThat(name).doesNotContain("header", "body"));
  }

  @Test
  void eventWithNothingSaysWhatEveryEventSays() {
    LogRecordData record = records.of(draft(EventType.DATA_ACCESS), 0);
    assertThat(attributes(record))
        .containsOnly(
            entry("tocsin.severity", "info"),
            entry("tocsin.success", true),
            entry("tocsin.actor.type", "anonymous"),
            entry("tocsin.target.type", "service"),
            entry("tocsin.status", "detected"),
            entry("tocsin.compliance.tags", EventType.DATA_ACCESS.complianceTags()),
            entry("tocsin.source", "unknown"));
    assertThat(record.getBodyValue()).isNull();
    assertThat(record.getSpanContext().isValid()).isFalse();
    assertThat(record.getTimestampEpochNanos()).isEqualTo(TIME * 1_000);
    assertThat(record.getObservedTimestampEpochNanos()).isEqualTo(TIME * 1_000);
    assertThat(record.getTotalAttributeCount()).isEqualTo(7);
  }

  @Test
  void whatWasReadFromTheFileMakesTheSameRecord() throws Exception {
    ByteSink line = new ByteSink();
    EventDraft event = full();
    new JsonEncoder(Limits.DEFAULT).encode(event, line);
    EventDraft read = new EventDraft();
    JsonEventReader.lenient().read(line.array(), 0, line.length(), EventTypes.builtIn(), read);
    assertThat(allRecords.of(read, read.seq())).isEqualTo(allRecords.of(event, 42));
  }

  @Test
  void recordStaysAsItIsWhenTheDraftIsUsedAgain() {
    EventDraft draft = full();
    StringBuilder agent = new StringBuilder("curl/8");
    draft.set(EventField.USER_AGENT, agent);
    draft.putDetail("list", List.of("a", "b")).putDetail("map", Map.of("a", List.of(1, "b")));
    LogRecordData record = allRecords.of(draft, 42);
    LogRecordData same = allRecords.of(draft.toEvent(), 42);
    Map<String, Object> before = attributes(record);
    agent.replace(0, 4, "evil");
    draft.reset();
    draft.setType(EventType.AUTH_SUCCESS).putDetail("reason", "other").addIndicator("other");
    draft.addChange("other", 1, 2).setComplianceTags(List.of("other")).putDetail("list", "x");
    assertThat(record).isEqualTo(same);
    assertThat(attributes(record)).isEqualTo(before);
  }

  @Test
  void recordsOfOneEventAreEqual() {
    assertThat(records.of(full(), 42)).isEqualTo(records.of(full(), 42));
    assertThat(records.of(full(), 42)).isNotEqualTo(records.of(full(), 43));
  }

  @Test
  void recordIsWrittenWithoutWhatMightBePrivate() {
    assertThat(records.of(full(), 42))
        .hasToString("tocsin.authorization_failure 01a20560-0cb3-7000-ac03-b92a5e86a18b");
  }

  @Test
  @SuppressWarnings("deprecation")
  void bodyOfTheOldKindIsTheSame() {
    assertThat(records.of(full(), 42).getBody().asString()).isEqualTo("ada must not");
    assertThat(records.of(draft(EventType.DATA_ACCESS), 1).getBody())
        .isEqualTo(io.opentelemetry.sdk.logs.data.Body.empty());
  }

  @Test
  void sourceIsLeftOutWhereTheResourceSaysIt() {
    EventDraft draft = draft(EventType.DATA_ACCESS);
    draft.set(EventField.SOURCE, "shop");
    assertThat(attributes(records.of(draft, 1))).doesNotContainKey("tocsin.source");
    LogRecords others = new LogRecords(Resource.empty(), SCOPE, FieldChoice.DEFAULT);
    assertThat(attributes(others.of(draft, 1))).containsEntry("tocsin.source", "shop");
  }

  @Test
  void changesAreAListOfMaps() throws Exception {
    assertThat(OtlpWire.through(allRecords.of(full(), 42), MemoryMode.REUSABLE_DATA).attributes())
        .extractingByKey("tocsin.changes")
        .isEqualTo(
            List.of(
                Map.of("field", "limit", "old", 10L, "new", 2.5),
                mapOf("field", "owner", "old", null, "new", Map.of("id", "u-2"))));
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00.000001Z, 1000",
    "2262-04-11T23:47:16.854775Z, 9223372036854775000",
  })
  void timesAreNanoseconds(String time, long nanos) {
    LogRecordData record =
        records.of(draft(EventType.DATA_ACCESS).setTimestampMicros(Timestamps.parse(time)), 1);
    assertThat(record.getTimestampEpochNanos()).isEqualTo(nanos);
    assertThat(attributes(record)).doesNotContainKey("tocsin.timestamp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00.000000Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00.000000Z",
        "2262-04-11T23:47:16.854776Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void timesThatNanosecondsDoNotReachAreTexts(String time) {
    LogRecordData record =
        records.of(
            draft(EventType.DATA_ACCESS)
                .setTimestampMicros(Timestamps.parse(time))
                .setLoggedAtMicros(TIME),
            1);
    assertThat(record.getTimestampEpochNanos()).isZero();
    assertThat(record.getObservedTimestampEpochNanos()).isEqualTo(TIME * 1_000);
    assertThat(attributes(record)).containsEntry("tocsin.timestamp", time);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "2001:db8::1, 2001:db8::/64",
    "::1, ::/64",
  })
  void networkIsTheAddressOrThe64BitsOfIt(String address, String network) {
    LogRecordData record =
        records.of(draft(EventType.AUTH_FAILURE).setAddress(ClientAddress.parse(address)), 1);
    assertThat(attributes(record))
        .containsEntry("client.address", address)
        .containsEntry("tocsin.client.network", network);
  }

  /** Said only where it is so, and of the whole event, whatever of it leaves. */
  @Test
  void onlyAnEventThatMayLeadToABlockSaysSo() {
    String mark = "tocsin.client.blockable";
    LogRecords few = records(null, "details, ip_provenance");
    for (LogRecords each : List.of(records, few)) {
      assertThat(attributes(each.of(of("192.0.2.7"), 1))).containsEntry(mark, true);
      assertThat(attributes(each.of(of("192.0.2.7").putDetail("confidence", "high"), 1)))
          .containsEntry(mark, true);
      for (EventDraft guess :
          List.of(
              of("192.0.2.7").setIpProvenance(Provenance.HEADER),
              of("192.0.2.7").putDetail("confidence", "medium"),
              of("192.0.2.7").putDetail("confidence", Map.of("level", "high")),
              of("192.0.2.7").putDetail("cross_site", true))) {
        assertThat(attributes(each.of(guess, 1)))
            .containsKey("tocsin.client.network")
            .doesNotContainKey(mark);
      }
    }
    assertThat(attributes(records(null, "ip_address").of(of("192.0.2.7"), 1)))
        .doesNotContainKey(mark);
    assertThat(attributes(records.of(draft(EventType.AUTH_FAILURE), 1))).doesNotContainKey(mark);
  }

  private static EventDraft of(String address) {
    return draft(EventType.AUTH_FAILURE).setAddress(ClientAddress.parse(address));
  }

  @Test
  void pseudonymHasNoNetwork() {
    String pseudonym = "p1:2026-11:" + "abcdefghijklmnopqrstuvwxyz234567";
    EventDraft draft = draft(EventType.AUTH_FAILURE);
    assertThat(draft.setAddressPseudonym(pseudonym)).isTrue();
    assertThat(attributes(records.of(draft, 1)))
        .containsEntry("client.address", pseudonym)
        .doesNotContainKeys("tocsin.client.network", "tocsin.client.blockable");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        TRACE + ",-",
        "-," + SPAN,
        "00000000000000000000000000000000," + SPAN,
        TRACE + ",0000000000000000",
        "4BF92F3577B34DA6A3CE929D0E0E4736," + SPAN,
        "1-5759e988-bd862e3fe1be46a994272793," + SPAN,
        "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäö," + SPAN,
        "'',''",
      })
  void idsThatMakeNoSpanAreKeptAsTexts(@Nullable String trace, @Nullable String span) {
    EventDraft draft = draft(EventType.API_ACCESS);
    if (trace != null) {
      draft.set(EventField.TRACE_ID, trace);
    }
    if (span != null) {
      draft.set(EventField.SPAN_ID, span);
    }
    LogRecordData record = records.of(draft, 1);
    assertThat(record.getSpanContext().isValid()).isFalse();
    assertThat(record.getAttributes().get(stringKey("tocsin.trace.id"))).isEqualTo(trace);
    assertThat(record.getAttributes().get(stringKey("tocsin.span.id"))).isEqualTo(span);
  }

  @Test
  void alertNamesItsRule() {
    EventDraft alert = draft(EventType.ALERT).putDetail("rule", "high_failure_rate");
    assertThat(attributes(records.of(alert, 1)))
        .containsEntry("tocsin.rule", "high_failure_rate")
        .containsEntry("tocsin.details.rule", "high_failure_rate");
    EventDraft suspicious =
        draft(EventType.SUSPICIOUS)
            .putDetail("rule", "high_failure_rate")
            .putDetail("alert_id", new UUID(1, 2).toString());
    assertThat(attributes(records.of(suspicious, 1)))
        .containsEntry("tocsin.rule", "high_failure_rate");
  }

  @Test
  void ruleOfAnApplicationIsOnlyADetail() {
    for (EventType type : List.of(EventType.SUSPICIOUS, EventType.PAYMENT_FAILURE)) {
      EventDraft event = draft(type).putDetail("rule", "three per day");
      assertThat(attributes(records.of(event, 1)))
          .doesNotContainKey("tocsin.rule")
          .containsEntry("tocsin.details.rule", "three per day");
    }
  }

  @Test
  void whatIsLeftOutLeavesInNoForm() {
    for (EventField field : EventField.all()) {
      FieldChoice choice;
      try {
        choice = FieldChoice.parse(null, field.jsonName());
      } catch (IllegalArgumentException needed) {
        continue;
      }
      LogRecordData record = new LogRecords(SHOP, SCOPE, choice).of(full(), 42);
      LogRecordData whole = records.of(full(), 42);
      boolean stays = FieldChoice.DEFAULT.has(field);
      assertThat(record.equals(whole)).as(field.jsonName()).isEqualTo(!stays);
      Map<String, Object> kept = attributes(record);
      // One id of a span alone makes none, and is kept as a text.
      kept.keySet().removeAll(List.of("tocsin.trace.id", "tocsin.span.id"));
      assertThat(attributes(whole)).as(field.jsonName()).containsAllEntriesOf(kept);
    }
    LogRecords records =
        new LogRecords(
            SHOP, SCOPE, FieldChoice.parse(null, "ip_address, message, request_url, trace_id"));
    LogRecordData record = records.of(full(), 42);
    assertThat(attributes(record))
        .doesNotContainKeys(
            "client.address", "tocsin.client.network", "url.path", "url.query", "tocsin.trace.id")
        .containsEntry("tocsin.span.id", SPAN);
    assertThat(record.getBodyValue()).isNull();
    assertThat(record.getSpanContext().isValid()).isFalse();
  }

  @Test
  void pathOfARequestIsNoTargetEitherWhereTheUrlIsLeftOut() {
    LogRecords records = records(null, "request_url");
    EventDraft draft = draft(EventType.API_ACCESS);
    draft.set(EventField.REQUEST_URL, "/private/path");
    EventDraft read = draft(EventType.API_ACCESS);
    read.set(EventField.REQUEST_URL, "/private/path");
    read.set(EventField.TARGET_TYPE, "request");
    read.set(EventField.TARGET_ID, "/private/path");
    assertThat(attributes(records.of(draft, 1))).doesNotContainValue("/private/path");
    assertThat(attributes(records.of(read, 1))).doesNotContainValue("/private/path");
    assertThat(attributes(records.of(full(), 42))).containsEntry("tocsin.target.id", "a-9");
  }

  @Test
  void headersAreChosenByNameInAnyCase() {
    LogRecords records =
        new LogRecords(SHOP, SCOPE, FieldChoice.parse("request_headers.ACCEPT", null));
    assertThat(attributes(records.of(full(), 42)))
        .containsEntry("http.request.header.accept", List.of("text/html"))
        .doesNotContainKey("http.request.header.x-note");
  }

  /** docs/events.md says under which of OpenTelemetry's names the context may give a field. */
  @Test
  void attributesAreNamedAsTheContextsKeys() {
    Map<String, Object> attributes = attributes(records.of(full(), 42));
    for (EventField field :
        List.of(
            EventField.USER_ID,
            EventField.USER_NAME,
            EventField.SESSION_ID,
            EventField.IP_ADDRESS,
            EventField.USER_AGENT,
            EventField.REQUEST_METHOD,
            EventField.REQUEST_URL,
            EventField.RESPONSE_STATUS)) {
      assertThat(field.contextNames()).as(field.jsonName()).anyMatch(attributes::containsKey);
    }
  }
}
