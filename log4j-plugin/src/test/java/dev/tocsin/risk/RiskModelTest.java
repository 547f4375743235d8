package dev.tocsin.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Severity;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RiskModelTest {
  private static final Set<String> MULTIPLIED =
      Set.of(
          "sql_injection_attempt",
          "xss_attempt",
          "auth_failure",
          "suspicious_activity",
          "suspicious",
          "rate_limiting_trigger",
          "rate_limit");

  @ParameterizedTest
  @CsvSource({
    // type,                 severity, score, score of a suspicious address
    "auth_success,           critical, 100, 100",
    "auth_success,           high,      70, 100",
    "auth_success,           medium,    40,  60",
    "auth_success,           low,       10,  15",
    "auth_success,           info,       5,   8",
    "sql_injection_attempt,  critical, 100, 100",
    "sql_injection_attempt,  high,     100, 100",
    "sql_injection_attempt,  medium,    80, 100",
    "sql_injection_attempt,  low,       20,  30",
    "sql_injection_attempt,  info,      10,  15",
    "xss_attempt,            critical, 100, 100",
    "xss_attempt,            high,     100, 100",
    "xss_attempt,            medium,    72, 100",
    "xss_attempt,            low,       18,  27",
    "xss_attempt,            info,       9,  14",
    "auth_failure,           critical, 100, 100",
    "auth_failure,           high,     100, 100",
    "auth_failure,           medium,    60,  90",
    "auth_failure,           low,       15,  23",
    "auth_failure,           info,       8,  11",
    "suspicious_activity,    critical, 100, 100",
    "suspicious_activity,    high,      91, 100",
    "suspicious_activity,    medium,    52,  78",
    "suspicious_activity,    low,       13,  20",
    "suspicious_activity,    info,       7,  10",
    "suspicious,             medium,    52,  78",
    "rate_limiting_trigger,  critical, 100, 100",
    "rate_limiting_trigger,  high,      84, 100",
    "rate_limiting_trigger,  medium,    48,  72",
    "rate_limiting_trigger,  low,       12,  18",
    "rate_limiting_trigger,  info,       6,   9",
    "rate_limit,             low,       12,  18",
  })
  void scoresBySeverityTypeAndAddress(String type, String severity, int score, int suspicious) {
    EventType eventType = EventTypes.builtIn().require(type);
    Severity level = Severity.parse(severity);
    assertThat(RiskModel.DEFAULT.tenths(eventType, level, false)).isEqualTo(score);
    assertThat(RiskModel.DEFAULT.tenths(eventType, level, true)).isEqualTo(suspicious);
  }

  @Test
  void multipliesNoOtherType() {
    assertThat(EventTypes.builtIn().all())
        .filteredOn(type -> !MULTIPLIED.contains(type.name()))
        .allSatisfy(
            type -> assertThat(RiskModel.DEFAULT.tenths(type, Severity.HIGH, false)).isEqualTo(70));
  }

  @Test
  void allFiguresCanBeOthers() {
    RiskModel model =
        RiskModel.DEFAULT
            .withBase(Severity.LOW, 20)
            .withMultiplier(EventType.LOGOUT, 300)
            .withSuspiciousPercent(200);
    assertThat(model.tenths(EventType.AUTH_SUCCESS, Severity.LOW, false)).isEqualTo(20);
    assertThat(model.tenths(EventType.AUTH_LOGOUT, Severity.LOW, false)).isEqualTo(60);
    assertThat(model.tenths(EventType.AUTH_SUCCESS, Severity.LOW, true)).isEqualTo(40);
    assertThat(
            model
                .withMultiplier(EventType.XSS_ATTEMPT, 0)
                .tenths(EventType.XSS_ATTEMPT, Severity.CRITICAL, true))
        .isZero();
    assertThat(
            model
                .withMultiplier(EventType.XSS_ATTEMPT, 10_000)
                .withSuspiciousPercent(10_000)
                .tenths(EventType.XSS_ATTEMPT, Severity.CRITICAL, true))
        .isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 101})
  void refusesABaseOutOfRange(int tenths) {
    assertThatThrownBy(() -> RiskModel.DEFAULT.withBase(Severity.HIGH, tenths))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("risk base of high, in tenths, " + tenths + ": use 0 to 100");
  }

  @Test
  void refusesOtherFiguresOutOfRange() {
    assertThatThrownBy(() -> RiskModel.DEFAULT.withMultiplier(EventType.LOGOUT, -1))
        .hasMessage("risk multiplier of auth_logout, in percent, -1: use 0 to 10000");
    assertThatThrownBy(() -> RiskModel.DEFAULT.withSuspiciousPercent(99))
        .hasMessage("risk factor of suspicious addresses, in percent, 99: use 100 to 10000");
    assertThatThrownBy(() -> new RiskModel(Map.of(Severity.LOW, 1), Map.of(), 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("risk base of info is not there: give one for each severity");
  }
}
