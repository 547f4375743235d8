package dev.tocsin.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.Change;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import dev.tocsin.event.Timestamps;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEventReaderTest {
  private static final String LINE =
      "{\"event_id\":\"019aa9d0-0000-7000-8000-000000000001\",\"event_type\":\"auth_failure\","
          + "\"severity\":\"low\",\"timestamp\":\"2026-11-22T00:00:01.000000Z\",\"success\":false,"
          + "\"user_id\":\"zoë\",\"ip_address\":\"203.0.113.7\",\"message\":\"sign-in of zoë failed"
          + "\\u2028| forged\",\"risk_score\":1.5,\"threat_level\":\"low\",\"status\":\"detected\","
          + "\"source\":\"shop\",\"seq\":1,\"tag\":\"_OCoJqfBUKaZBF6eEb1pkg\"}\n";

  private final JsonEventReader strict = JsonEventReader.strict();
  private final JsonEventReader lenient = JsonEventReader.lenient();

  @Test
  void readsALineOfTheJournal() throws Exception {
    SecurityEvent event = read(lenient, LINE);
    assertThat(event.eventId()).isEqualTo("019aa9d0-0000-7000-8000-000000000001");
    assertThat(event.eventType()).isEqualTo(EventType.AUTH_FAILURE);
    assertThat(event.severity()).isEqualTo(Severity.LOW);
    assertThat(event.timestampMicros()).isEqualTo(Timestamps.parse("2026-11-22T00:00:01Z"));
    assertThat(event.success()).isFalse();
    assertThat(event.userId()).isEqualTo("zoë");
    assertThat(event.ipAddress()).isEqualTo("203.0.113.7");
    assertThat(event.message()).isEqualTo("sign-in of zoë failed\u2028| forged");
    assertThat(event.riskTenths()).isEqualTo(15);
    assertThat(event.status()).isEqualTo(Status.DETECTED);
    assertThat(event.source()).isEqualTo("shop");
    assertThat(event.seq()).isEqualTo(1);
    assertThat(event.details()).isEmpty();
    assertThat(event.complianceTags()).isEmpty();
    assertThat(event.actorType()).isNull();
  }

  /** What reads one encoding where another tool reads a second sees another event. */
  @ParameterizedTest
  @CsvSource({"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
  void refusesOtherEncodingsThanUtf8(String charset) {
    byte[] line = "{\"event_type\":\"logout\"}".getBytes(Charset.forName(charset));
    for (JsonEventReader reader : List.of(strict, lenient)) {
      assertThatThrownBy(() -> reader.read(line, 0, line.length, EventTypes.builtIn()))
          .isInstanceOf(EventFormatException.class)
          .hasMessageContaining("no JSON");
    }
  }

  @Test
  void keepsNumbersThatNobodyCanHoldAsTheirText() throws Exception {
    SecurityEvent event =
        read(
            lenient,
            "{\"event_type\":\"logout\",\"details\":{\"a\":1e-9999999999,\"b\":1e9999999999}}");
    assertThat(event.details()).isEqualTo(Map.of("a", "1e-9999999999", "b", "1e9999999999"));
  }

  @Test
  void readsFromTheMiddleOfBytes() throws Exception {
    byte[] bytes = ("garbage" + LINE + "garbage").getBytes(StandardCharsets.UTF_8);
    SecurityEvent event = lenient.read(bytes, 7, bytes.length - 14, EventTypes.builtIn());
    assertThat(event).isEqualTo(read(lenient, LINE));
  }

  @Test
  void takesTheTypesDefaultsWhenStrict() throws Exception {
    SecurityEvent event = read(strict, "{\"event_type\":\"PIN_FAILED\",\"seq\":7,\"tag\":\"x\"}");
    assertThat(event.severity()).isEqualTo(Severity.LOW);
    assertThat(event.success()).isFalse();
    assertThat(event.status()).isEqualTo(Status.DETECTED);
    assertThat(event.complianceTags()).contains("pci-10.2.1.4");
    assertThat(event.seq()).isZero();
  }

  @Test
  void readsNumbersWhereTextsStand() throws Exception {
    SecurityEvent event =
        read(strict, "{\"event_type\":\"logout\",\"user_id\":5,\"service_id\":6}");
    assertThat(event.userId()).isEqualTo("5");
    assertThat(event.get(EventField.SERVICE_ID)).isEqualTo(6L);
  }

  @Test
  void readsDetailsOfAnyShape() throws Exception {
    SecurityEvent event =
        read(
            strict,
            "{\"event_type\":\"logout\",\"details\":{\"a\":[1,2.5,-0.0,null,true,{}],"
                + "\"big\":9223372036854775808,\"far\":1e999,\"fine\":0.10,\"m\":{\"x\":\"y\"}},"
                + "\"changes\":[{\"field\":\"f\",\"old\":null,\"new\":[1]}]}");
    assertThat(event.details().get("a"))
        .isEqualTo(Arrays.asList(1L, 2.5, -0.0, null, true, Map.of()));
    assertThat(event.details())
        .containsEntry("big", "9223372036854775808")
        .containsEntry("far", "1e999")
        .containsEntry("fine", 0.1)
        .containsEntry("m", Map.of("x", "y"));
    assertThat(event.changes()).containsExactly(new Change("f", null, List.of(1L)));
  }

  @Test
  void takesNullForAbsent() throws Exception {
    assertThat(read(strict, "{\"event_type\":\"logout\",\"user_id\":null,\"severity\":null}"))
        .isEqualTo(read(strict, "{\"event_type\":\"logout\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                     | no JSON object: write one object a line, as in {'event_type':'auth_failure'}",
        "[]                     | no JSON object: write one object a line, as in {'event_type':'auth_failure'}",
        "{}                     | event_type is not there: add it, as in {'event_type':'auth_failure'}",
        "{'event_type':null}    | event_type is not there: add it, as in {'event_type':'auth_failure'}",
        "{'event_type':5}       | event_type '5': use a text",
        "{'event_type':'auth_failur'} | event type 'auth_failur' is not known: did you mean auth_failure? Otherwise register it in a types file (types='FILE')",
        "{'event_type':'audit_started'} | event type 'audit_started': only the product writes it: use a type of your own",
        "{'event_type':'logout'} x | byte 25: no JSON: *",
        "{'event_type':'logout'}{} | more after the object: write one object a line",
        "{'event_type':'logout' | byte 23: no JSON: *",
        "{'event_type':'logout','event_type':'logout'} | event_type: stands there twice: keep one",
        "{'record':'seal'}      | record: the line is a record of the journal: give lines with event_type",
        "T,'usr_id':'x'}        | member 'usr_id' is not known: did you mean user_id? Otherwise put values of your own into details",
        "T,'x y':1}             | member 'x y' is not known: put values of your own into details",
        "T,'severity':'hgh'}    | severity 'hgh': use one of info, low, medium, high, critical",
        "T,'severity':1}        | severity '1': use a text",
        "T,'actor_type':'x'}    | actor type 'x': use one of user, service, system, anonymous",
        "T,'ip_provenance':'x'} | provenance 'x': use one of peer, trusted_proxy, header, call",
        "T,'threat_level':'x'}  | threat level 'x': use one of none, low, medium, high, critical",
        "T,'status':'x'}        | status 'x': use one of detected, investigating, contained, resolved, false_positive, escalated",
        "T,'timestamp':'now'}   | time 'now': use RFC 3339, as in 2026-11-22T14:03:05.000000Z",
        "T,'timestamp':5}       | timestamp '5': use a text",
        "T,'success':'true'}    | success 'true': use true or false",
        "T,'event_id':'7'}      | event_id '7': use a UUID, as in 019aa9d0-0000-7000-8000-000000000001",
        "T,'ip_address':'::1%1'} | ip_address '::1%1': use an IPv4 or IPv6 address without port, zone or brackets",
        "T,'response_status':99} | response_status '99': use 100 to 599",
        "T,'response_status':'404'} | response_status '404': use a number",
        "T,'risk_score':7.25}   | risk_score '7.25': use 0.0 to 10.0, with one decimal at most",
        "T,'user_id':true}      | user_id 'true': use a text",
        "T,'user_id':['a']}     | user_id '[a]': use a text",
        "T,'indicators':'a'}    | indicators 'a': use a list of texts",
        "T,'compliance_tags':[1]} | compliance_tags '[1]': use a list of texts",
        "T,'details':[]}        | details '[]': use an object",
        "T,'details':{'a':1,'a':2}} | member 'a': stands there twice: keep one",
        "T,'request_headers':{'a':1}} | request_headers '{a=1}': use an object of texts",
        "T,'changes':{}}        | changes '{}': use a list of {field, old, new}",
        "T,'changes':[{'old':1}]} | changes '[{old=1}]': use a list of {field, old, new}",
      })
  void refusesBadEventsInOneLine(String json, String message) {
    String line = json.replaceFirst("^T", "{'event_type':'logout'").replace('\'', '"');
    String expected = message.replace('\'', '"');
    assertThatThrownBy(() -> read(strict, line))
        .isInstanceOf(EventFormatException.class)
        .satisfies(
            e -> {
              if (expected.endsWith("*")) {
                assertThat(e)
                    .message()
                    .startsWith(expected.substring(0, expected.length() - 1))
                    .doesNotContain("\n");
              } else {
                assertThat(e).hasMessage(expected);
              }
            });
  }

  @Test
  void keepsWhatItDoesNotKnowWhenLenient() throws Exception {
    SecurityEvent event =
        read(
            lenient,
            "{\"event_type\":\"quantum_leap\",\"severity\":\"grave\",\"new_field\":[1],"
                + "\"details\":{\"a\":1},\"a\":2,\"user_id\":{\"x\":1},\"tag\":\"t\"}");
    assertThat(event.eventType()).isEqualTo(EventTypes.unregistered("quantum_leap"));
    assertThat(event.details())
        .isEqualTo(
            Map.of(
                "a",
                1L,
                "severity_invalid",
                "grave",
                "user_id_invalid",
                Map.of("x", 1L),
                "new_field",
                List.of(1L),
                "a_member",
                2L));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{}",
        "{'event_type':7}",
        "{'event_type':'x','a':1,'a':2}",
        "{'record':'open'}",
        "x"
      })
  void refusesAlsoWhenLenientWhatIsNoEvent(String json) {
    assertThatThrownBy(() -> read(lenient, json.replace('\'', '"')))
        .isInstanceOf(EventFormatException.class);
  }

  @Test
  void refusesBytesThatAreNoUtf8AndNestingWithoutEnd() {
    byte[] latin = "{\"event_type\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> lenient.read(latin, 0, latin.length, EventTypes.builtIn()))
        .isInstanceOf(EventFormatException.class)
        .hasMessageContaining("UTF-8");
    String deep = "{\"event_type\":\"logout\",\"details\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> read(lenient, deep))
        .isInstanceOf(EventFormatException.class)
        .message()
        .hasSizeLessThan(400)
        .doesNotContain("\n");
  }

  @Test
  void survivesALineCutAnywhere() {
    byte[] bytes = LINE.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < bytes.length - 2; length++) {
      int cut = length;
      assertThatThrownBy(() -> lenient.read(bytes, 0, cut, EventTypes.builtIn()))
          .isInstanceOf(EventFormatException.class);
    }
  }

  private static SecurityEvent read(JsonEventReader reader, String json)
      throws EventFormatException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return reader.read(bytes, 0, bytes.length, EventTypes.builtIn());
  }
}
