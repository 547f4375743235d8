package dev.tocsin.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each shipped rule has a trace that it alerts on, and one that it does not. */
class ShippedRulesTest {
  private static final String IP = "192.0.2.1";

  /** All rules, also those that are off. */
  private static Trace all() throws IOException {
    try (InputStream in = RuleFile.class.getResourceAsStream("shipped.yaml")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return new Trace(text.replace("enabled: false", "enabled: true"));
    }
  }

  @Test
  void theSeedsFiveAreOn() {
    assertThat(RuleFile.shipped().rules().stream().filter(rule -> rule.enabled() && rule.alerts()))
        .extracting(Rule::name)
        .containsExactlyInAnyOrder(
            "high_failure_rate",
            "high_failure_rate_hourly",
            "suspicious_activity",
            "critical_violations",
            "excessive_scanning");
  }

  @Test
  void everyRuleThatAlertsHasTraces() {
    List<Object> traced = traces().map(trace -> trace.get()[0]).toList();
    assertThat(RuleFile.shipped().rules().stream().filter(Rule::alerts))
        .extracting(Rule::name)
        .allMatch(traced::contains);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("traces")
  void alertsOnTheOneAndNotOnTheOther(String rule, Consumer<Trace> bad, Consumer<Trace> good)
      throws IOException {
    Trace attacked = all();
    bad.accept(attacked);
    assertThat(attacked.said).anyMatch(said -> said.startsWith("fired " + rule + " "));
    Trace honest = all();
    good.accept(honest);
    assertThat(honest.said).noneMatch(said -> said.startsWith("fired " + rule + " "));
  }

  /** What ran ahead by a day and was set right neither hides an attack nor makes one. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("traces")
  void alertsAlikeOnceAClockThatRanAheadIsRight(
      String rule, Consumer<Trace> bad, Consumer<Trace> good) throws IOException {
    for (Consumer<Trace> ahead : List.of(good, bad)) {
      Trace attacked = all();
      attacked.clockAhead = 86_400;
      ahead.accept(attacked);
      attacked.clockAhead = 0;
      attacked.said.clear();
      bad.accept(attacked);
      // A value that was seen while the clock was wrong is a known one, and a log that was silent
      // then still is.
      boolean known = ahead == bad && rule.matches("sign_in_.*|audit_log_silent");
      assertThat(attacked.said)
          .filteredOn(said -> said.matches("(fired|again) " + rule + " .*"))
          .hasSize(known ? 0 : 1);
    }
    Trace honest = all();
    honest.clockAhead = 86_400;
    good.accept(honest);
    honest.clockAhead = 0;
    good.accept(honest);
    assertThat(honest.said).noneMatch(said -> said.startsWith("fired " + rule + " "));
  }

  private static Arguments rule(String name, Consumer<Trace> bad, Consumer<Trace> good) {
    return Arguments.of(name, bad, good);
  }

  private static Consumer<Trace> repeat(EventType type, int times, double everySeconds) {
    return trace -> {
      for (int i = 0; i < times; i++) {
        trace.play(type, i * everySeconds, IP, "u");
      }
    };
  }

  private static Consumer<Trace> users(EventType type, int users, double everySeconds) {
    return trace -> {
      for (int i = 0; i < users; i++) {
        trace.play(type, i * everySeconds, IP, "u" + i);
      }
    };
  }

  private static Consumer<Trace> addresses(int addresses, double everySeconds) {
    return trace -> {
      for (int i = 0; i < addresses; i++) {
        trace.play(EventType.AUTH_SUCCESS, i * everySeconds, "192.0.2." + i, "u");
      }
    };
  }

  private static Consumer<Trace> agents(String first, String second) {
    return trace -> {
      for (int i = 0; i < 2; i++) {
        EventDraft event = trace.event(EventType.AUTH_SUCCESS, i * 86_400, IP, "u");
        event.set(EventField.USER_AGENT, i == 0 ? first : second);
        trace.play(event, i * 86_400);
      }
    };
  }

  private static Consumer<Trace> then(
      Consumer<Trace> first, EventType type, double seconds, String user) {
    return trace -> {
      first.accept(trace);
      trace.play(type, seconds, IP, user);
    };
  }

  static Stream<Arguments> traces() {
    return Stream.of(
        rule(
            "high_failure_rate",
            repeat(EventType.AUTH_FAILURE, 5, 74.9),
            repeat(EventType.AUTH_FAILURE, 9, 75)),
        rule(
            "high_failure_rate_hourly",
            repeat(EventType.PIN_FAILED, 10, 399),
            repeat(EventType.PIN_FAILED, 30, 400)),
        rule(
            "suspicious_activity",
            repeat(EventType.SUSPICIOUS, 10, 66),
            repeat(EventType.SUSPICIOUS_ACTIVITY, 30, 67)),
        rule(
            "critical_violations",
            repeat(EventType.XSS_ATTEMPT, 1, 0),
            repeat(EventType.INPUT_VALIDATION_VIOLATION, 9, 1)),
        rule(
            "excessive_scanning",
            repeat(EventType.QR_SCANNED, 50, 73),
            repeat(EventType.QR_SCANNED, 49, 1)),
        rule("sign_in_from_new_network", addresses(2, 86_400), addresses(1, 1)),
        rule("sign_in_with_new_user_agent", agents("a", "b"), agents("a", "a")),
        rule(
            "password_spraying",
            users(EventType.AUTH_FAILURE, 5, 70),
            repeat(EventType.AUTH_FAILURE, 20, 1)),
        rule("credential_sharing", addresses(5, 800), addresses(9, 900)),
        rule(
            "brute_force_succeeded",
            then(repeat(EventType.AUTH_FAILURE, 5, 10), EventType.AUTH_SUCCESS, 60, "u"),
            then(repeat(EventType.AUTH_FAILURE, 5, 10), EventType.AUTH_SUCCESS, 60, "v")),
        rule(
            "mfa_fatigue",
            repeat(EventType.AUTH_MFA_FAILURE, 5, 140),
            repeat(EventType.AUTH_MFA_FAILURE, 9, 150)),
        rule(
            "export_after_privilege_change",
            then(repeat(EventType.ADMIN_ESCALATION, 1, 0), EventType.DATA_EXPORT, 3_599, "u"),
            trace -> {
              trace.play(EventType.DATA_EXPORT, 0, IP, "u");
              trace.play(EventType.ADMIN_ESCALATION, 10, IP, "u");
            }),
        rule(
            "audit_log_silent",
            trace -> trace.advance(0).advance(900),
            trace -> trace.advance(0).play(EventType.LOGOUT, 899, null, null).advance(1_798)));
  }
}
