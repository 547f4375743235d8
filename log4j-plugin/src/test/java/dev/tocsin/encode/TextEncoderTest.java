package dev.tocsin.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncoderTest {
  private final TextEncoder encoder = new TextEncoder(ZoneOffset.UTC);

  @Test
  void writesThePlansFirstLine() {
    EventDraft draft = at("2026-01-10T14:30:45Z", EventType.QR_GENERATED);
    draft.set(EventField.IP_ADDRESS, "192.168.1.1");
    draft.setServiceId(1);
    assertThat(line(encoder, draft))
        .isEqualTo(
            "2026-01-10 14:30:45 | INFO | event=qr_generated | success=true | ip=192.168.1.1"
                + " | service_id=1");
  }

  @Test
  void writesThePlansSecondLine() {
    EventDraft draft = at("2026-01-10T14:31:22Z", EventType.PIN_FAILED);
    draft.set(EventField.IP_ADDRESS, "192.168.1.2");
    draft.set(EventField.USER_ID, "5");
    assertThat(line(encoder, draft))
        .isEqualTo(
            "2026-01-10 14:31:22 | WARNING | event=pin_failed | success=false | ip=192.168.1.2"
                + " | user_id=5");
  }

  @Test
  void writesThePlansThirdLine() {
    EventDraft draft = at("2026-01-10T14:32:00Z", EventType.SUSPICIOUS);
    draft.set(EventField.IP_ADDRESS, "192.168.1.3");
    draft.putDetail("reason", "high_failure_rate").putDetail("failures", 15);
    assertThat(line(encoder, draft))
        .isEqualTo(
            "2026-01-10 14:32:00 | ERROR | SUSPICIOUS | ip=192.168.1.3 | reason=high_failure_rate"
                + " | details={'failures': 15}");
  }

  @Test
  void leavesOutDetailsThatHoldTheReasonAlone() {
    EventDraft draft = at("2026-01-10T14:32:00Z", EventType.SUSPICIOUS);
    draft.putDetail("reason", "odd");
    assertThat(line(encoder, draft)).endsWith("SUSPICIOUS | reason=odd");
  }

  @Test
  void keepsAReasonThatIsNoTextInTheDetails() {
    EventDraft draft = at("2026-01-10T14:32:00Z", EventType.SUSPICIOUS);
    draft.putDetail("reason", 7);
    assertThat(line(encoder, draft)).endsWith("SUSPICIOUS | details={'reason': 7}");
  }

  @Test
  void writesDetailsAsPythonDoes() {
    EventDraft draft = at("2026-01-10T14:32:00Z", EventType.DATA_EXPORT);
    draft.putDetail("list", Arrays.asList("it's", null, true, 1.5, List.of()));
    draft.putDetail("map", Map.of("nan", Double.NaN));
    assertThat(line(encoder, draft))
        .endsWith("details={'list': ['it\\'s', None, True, 1.5, []], 'map': {'nan': 'NaN'}}");
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Vienna,   2026-01-10T14:30:45Z, 2026-01-10 15:30:45+01:00",
    "Europe/Vienna,   2026-07-10T14:30:45Z, 2026-07-10 16:30:45+02:00",
    "America/St_Johns,2026-01-10T01:30:45Z, 2026-01-09 22:00:45-03:30",
    "Europe/London,   2026-01-10T14:30:45Z, 2026-01-10 14:30:45+00:00",
    "Z,               2026-01-10T14:30:45Z, 2026-01-10 14:30:45",
    "UTC,             1969-12-31T23:59:59Z, 1969-12-31 23:59:59",
  })
  void writesTimeInAZoneWithItsOffset(String zone, String time, String expected) {
    String line = line(new TextEncoder(ZoneId.of(zone)), at(time, EventType.AUTH_SUCCESS));
    assertThat(line).startsWith(expected + " | INFO | ");
  }

  @ParameterizedTest
  @CsvSource({
    "auth_success,          info,     true,  INFO",
    "auth_success,          low,      true,  INFO",
    "auth_success,          low,      false, WARNING",
    "auth_success,          medium,   true,  WARNING",
    "auth_success,          high,     true,  ERROR",
    "auth_success,          critical, true,  CRITICAL",
    "suspicious,            low,      true,  ERROR",
    "suspicious_activity,   low,      true,  ERROR",
    "suspicious,            critical, true,  CRITICAL",
    "alert,                 low,      true,  ERROR",
    "alert_acknowledged,    info,     true,  INFO",
  })
  void givesEachEventItsLevel(String type, String severity, boolean success, String expected) {
    EventDraft draft = at("2026-01-10T14:30:45Z", EventTypes.builtIn().require(type));
    draft.setSeverity(Severity.parse(severity)).setSuccess(success);
    assertThat(TextEncoder.level(draft)).isEqualTo(expected);
  }

  @Test
  void writesTheBodyAlone() {
    ByteSink sink = new ByteSink(0);
    encoder.encodeBody(at("2026-01-10T14:30:45Z", EventType.LOGOUT), sink);
    assertThat(text(sink)).isEqualTo("event=logout | success=true");
  }

  @Test
  void appendsToWhatTheSinkHolds() {
    ByteSink sink = new ByteSink();
    sink.putAscii("before ");
    encoder.encodeBody(at("2026-01-10T14:30:45Z", EventType.LOGOUT), sink);
    assertThat(text(sink)).isEqualTo("before event=logout | success=true");
  }

  static EventDraft at(String time, EventType type) {
    return new EventDraft().setType(type).setTimestampMicros(Timestamps.parse(time));
  }

  static String line(TextEncoder encoder, EventDraft draft) {
    ByteSink sink = new ByteSink();
    encoder.encode(draft, sink);
    return text(sink);
  }

  /** Whatever a clock or a caller says: four digits of a year, no other character. */
  @ParameterizedTest
  @ValueSource(
      longs = {Long.MIN_VALUE, Timestamps.MIN_MICROS, Timestamps.MAX_MICROS, Long.MAX_VALUE})
  void timesOutOfRangeAreTheNearestWithin(long micros) {
    for (ZoneId zone : List.of(ZoneOffset.UTC, ZoneOffset.MIN, ZoneOffset.MAX)) {
      ByteSink sink = new ByteSink();
      new TextEncoder(zone).encodeLine(micros, "INFO", "m", sink);
      assertThat(new String(sink.toByteArray(), StandardCharsets.UTF_8))
          .matches("(0000-01|9999-12)-\\d\\d \\d\\d:\\d\\d:\\d\\d([+-]18:00)? \\| INFO \\| m");
    }
  }

  static String text(ByteSink sink) {
    return new String(sink.array(), 0, sink.length(), StandardCharsets.UTF_8);
  }
}
