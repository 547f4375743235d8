package dev.tocsin.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A detector goes on with alerts that another one had. */
class RestoreTest {
  private static final String RULES =
      """
      title: Failed
      name: failed
      detection: {s: {event_type: auth_failure}, condition: s}
      ---
      title: Many
      name: many
      correlation:
        type: event_count
        rules: failed
        group-by: %s
        timespan: 10s
        condition: {gte: 2}
      """;

  private static Trace attacked(String rules, String ip) {
    return new Trace(rules)
        .play(EventType.AUTH_FAILURE, 0, ip, "eve")
        .play(EventType.AUTH_FAILURE, 1, ip, "eve");
  }

  /** A detector that knows the events and the alerts of another one. */
  private static Trace takenOver(Trace before, String rules, String ip) {
    List<OpenAlert> open = before.detector.openAlerts();
    Trace after = attacked(rules, ip);
    assertThat(after.detector.restore(open)).isEmpty();
    assertThat(after.detector.openAlerts()).isEqualTo(open);
    after.said.clear();
    return after;
  }

  @ParameterizedTest(name = "by {0} from {1}")
  @CsvSource({
    "ip_address, 192.0.2.1",
    "ip_address, 2001:db8:1:2::7",
    "user_id, 192.0.2.1",
    "'[user_id, ip_address]', 2001:db8::1"
  })
  void tellsNothingTwiceAndEndsWhatWasOpen(String groupBy, String ip) {
    String rules = RULES.formatted(groupBy);
    Trace before = attacked(rules, ip);
    Trace after = takenOver(before, rules, ip);
    for (Trace each : List.of(before, after)) {
      each.said.clear();
      each.play(EventType.AUTH_FAILURE, 9, ip, "eve").advance(18.9).advance(30);
    }
    assertThat(after.said).hasSize(1).isEqualTo(before.said);
    assertThat(after.said.get(0)).startsWith("resolved").contains("count 3").endsWith("over 21.0");
  }

  @Test
  void anAlertWithoutItsEventsIsGoneOnWithToo() {
    String rules = RULES.formatted("ip_address");
    Trace after = new Trace(rules);
    after.detector.restore(attacked(rules, "192.0.2.1").detector.openAlerts());
    after.play(EventType.AUTH_FAILURE, 5, "192.0.2.1", null).advance(40);
    assertThat(after.said).hasSize(1).first().asString().startsWith("resolved").contains("count 3");
  }

  @Test
  void whatIsNotRestoredFiresWithTheNextEvent() {
    Trace after = attacked(RULES.formatted("ip_address"), "192.0.2.1");
    after.detector.restore(List.of());
    after.said.clear();
    after.play(EventType.AUTH_FAILURE, 5, "192.0.2.1", null);
    assertThat(after.said).hasSize(1).first().asString().startsWith("fired");
  }

  @Test
  void anAlertThatFitsNoRuleIsGivenBack() {
    List<OpenAlert> open =
        attacked(RULES.formatted("ip_address"), "192.0.2.1").detector.openAlerts();
    assertThat(new Trace(RULES.formatted("user_id")).detector.restore(open)).isEqualTo(open);
    String other = RULES.formatted("ip_address").replace("name: many", "name: others");
    assertThat(new Trace(other).detector.restore(open)).isEqualTo(open);
  }

  @Test
  void theOneForAllOthersIsRestored() {
    RuleSet rules = Trace.rules(RULES.formatted("ip_address"));
    Trace before = new Trace(rules, 1);
    for (String ip : List.of("192.0.2.1", "192.0.2.2", "192.0.2.3")) {
      before.play(EventType.AUTH_FAILURE, 0, ip, null).play(EventType.AUTH_FAILURE, 1, ip, null);
    }
    Trace after = new Trace(rules, 1);
    assertThat(after.detector.restore(before.detector.openAlerts())).isEmpty();
    after.play(EventType.AUTH_FAILURE, 2, "192.0.2.4", null);
    after.play(EventType.AUTH_FAILURE, 3, "192.0.2.4", null);
    assertThat(after.said).isEmpty();
    after.advance(40);
    assertThat(after.said).hasSize(2).anyMatch(line -> line.contains("ip_address=*"));
  }

  @Test
  void tooFewEventsAreStillTooFew() {
    String rules =
        """
        title: Heartbeat
        name: heartbeat
        detection: {s: {event_type: api_access}, condition: s}
        ---
        title: Silent
        name: silent
        correlation:
          type: event_count
          rules: heartbeat
          timespan: 10s
          condition: {lt: 1}
        """;
    Trace before = new Trace(rules).advance(0).advance(10);
    assertThat(before.said).hasSize(1);
    Trace after = new Trace(rules);
    assertThat(after.detector.restore(before.detector.openAlerts())).isEmpty();
    after.advance(12).advance(25);
    assertThat(after.said).isEmpty();
    after.play(EventType.API_ACCESS, 26, null, null);
    after.play(EventType.API_ACCESS, 30, null, null).advance(36);
    assertThat(after.said).hasSize(1).first().asString().startsWith("resolved");
  }

  @Test
  void anAlertCanBeRenamedAndEnded() {
    Trace trace = attacked(RULES.formatted("ip_address"), "192.0.2.1");
    Map<String, String> key = Map.of("ip_address", "192.0.2.1");
    UUID id = new UUID(7, 7);
    assertThat(trace.detector.rename("many", Map.of("ip_address", "192.0.2.9"), id)).isFalse();
    assertThat(trace.detector.rename("others", key, id)).isFalse();
    assertThat(trace.detector.rename("many", key, id)).isTrue();
    assertThat(trace.detector.open()).singleElement().matches(alert -> alert.id().equals(id));
    assertThat(trace.detector.end(new UUID(8, 8))).isFalse();
    assertThat(trace.detector.end(id)).isTrue();
    assertThat(trace.detector.open()).isEmpty();
    trace.said.clear();
    trace.advance(60);
    assertThat(trace.said).isEmpty();
    attackAgain(trace);
  }

  private static void attackAgain(Trace trace) {
    trace.play(EventType.AUTH_FAILURE, 60, "192.0.2.1", null);
    trace.play(EventType.AUTH_FAILURE, 61, "192.0.2.1", null);
    assertThat(trace.said).hasSize(1).first().asString().startsWith("fired");
  }
}
