package dev.tocsin.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Edges, floods and what rules do not see; {@link ReferenceTest} shows the windows. */
class DetectorTest {
  private static final String FAILED =
      """
      title: Failed
      name: failed
      detection: {s: {event_type: auth_failure}, condition: s}
      ---
      """;

  private static String count(String more, int atLeast) {
    return FAILED
        + """
        title: Many
        name: many
        %s
        correlation:
          type: event_count
          rules: failed
          group-by: ip_address
          timespan: 10s
          condition: {gte: %d}
        """
            .formatted(more, atLeast);
  }

  private static Trace failures(String yaml, double... seconds) {
    Trace trace = new Trace(yaml);
    for (double at : seconds) {
      trace.play(EventType.AUTH_FAILURE, at, "192.0.2.1", null);
    }
    return trace;
  }

  @Test
  void eventsAsFarApartAsTheWindowDoNotMeet() {
    assertThat(failures(count("", 2), 0, 10).said).isEmpty();
    assertThat(failures(count("", 2), 0, 9.999999).said).hasSize(1);
  }

  @Test
  void oneAlertStandsUntilTheConditionWasFalseForTheCooldown() {
    // True from 1 to 10, again from 14 to 23: the pause is shorter than the cooldown.
    Trace trace = failures(count("cooldown: 5s", 2), 0, 1, 13, 14);
    trace.advance(27.9);
    assertThat(trace.said)
        .containsExactly(
            "fired many {ip_address=192.0.2.1} count 2 bursts 1 events 0.0 to 1.0 fired 1.0",
            "again many {ip_address=192.0.2.1} count 4 bursts 2 events 0.0 to 14.0 fired 1.0");
    trace.advance(28);
    assertThat(trace.said.get(2))
        .isEqualTo(
            "resolved many {ip_address=192.0.2.1} count 4 bursts 2 events 0.0 to 14.0 fired 1.0"
                + " over 28.0");
  }

  @Test
  void slowDripKeepsNoAlertOpen() {
    Trace trace = failures(count("cooldown: 5s", 2), 0, 1, 12, 23, 34);
    assertThat(trace.said).hasSize(2).last().asString().startsWith("resolved").endsWith("15.0");
  }

  @Test
  void clientsOfOneNetworkAreOne() {
    Trace trace = new Trace(count("", 3));
    for (int host = 1; host <= 3; host++) {
      trace.play(EventType.AUTH_FAILURE, host, "2001:db8:1:2::" + host, null);
      trace.play(EventType.AUTH_FAILURE, host, "192.0.2." + host, null);
      trace.play(EventType.AUTH_FAILURE, host, "2001:db8:1:" + host + "::1", null);
    }
    assertThat(trace.said).singleElement().asString().contains("{ip_address=2001:db8:1:2::/64}");
  }

  @Test
  void eventFromTheFarFutureBlindsNothing() {
    Trace trace = new Trace(count("", 2));
    trace.play(trace.event(EventType.AUTH_FAILURE, 2e9, "192.0.2.9", null), 0);
    trace.play(EventType.AUTH_FAILURE, 1, "192.0.2.1", null);
    trace.play(EventType.AUTH_FAILURE, 2, "192.0.2.1", null);
    trace.play(trace.event(EventType.AUTH_FAILURE, 3 - 61, "192.0.2.1", null), 3);
    assertThat(trace.said).hasSize(1);
    assertThat(trace.detector.future()).isEqualTo(1);
    assertThat(trace.detector.late()).isEqualTo(1);
  }

  /** As many failures as it takes, each a second after the one before. */
  private static void fail(Trace trace, int times, double from, String ip) {
    for (int i = 0; i < times; i++) {
      trace.play(EventType.AUTH_FAILURE, from + i, ip, null);
    }
  }

  @Test
  void clockThatRanAheadBlindsNothingOnceItIsRight() {
    Trace trace = new Trace(count("response: {block: {duration: 15m}}", 5));
    trace.clockAhead = 86_400;
    fail(trace, 4, 0, "192.0.2.1");
    fail(trace, 5, 0, "192.0.2.2");
    trace.clockAhead = 0;
    trace.advance(10);
    trace.said.clear();
    trace.blocks.clear();

    fail(trace, 1, 11, "192.0.2.2");
    assertThat(trace.blocks).as("one failure").isEmpty();
    fail(trace, 4, 12, "192.0.2.1");
    assertThat(trace.said).isEmpty();
    fail(trace, 1, 16, "192.0.2.1");
    assertThat(trace.said).singleElement().asString().startsWith("fired many");
    assertThat(trace.blocks).containsExactly("many 192.0.2.1");
    fail(trace, 4, 16, "192.0.2.2");
    assertThat(trace.said)
        .hasSize(2)
        .last()
        .asString()
        .startsWith("again many {ip_address=192.0.2.2}");
    assertThat(trace.blocks).hasSize(2).contains("many 192.0.2.2");
    assertThat(trace.advance(60).detector.open()).isEmpty();
  }

  @Test
  void eventsFromBeforeAClockRanAheadStillCountOnceItIsRight() {
    Trace trace = failures(count("", 4).replace("timespan: 10s", "timespan: 5m"), 0, 1);
    // Not so far that they have expired by it.
    trace.clockAhead = 300;
    fail(trace, 1, 2, "192.0.2.1");
    trace.clockAhead = 0;
    fail(trace, 1, 3, "192.0.2.1");
    assertThat(trace.said).isEmpty();
    fail(trace, 1, 4, "192.0.2.1");
    assertThat(trace.said).singleElement().asString().contains("events 0.0 to 4.0");
  }

  @Test
  void clockThatStepsBackALittleLosesNothing() {
    Trace trace = new Trace(count("", 3));
    trace.play(trace.event(EventType.AUTH_FAILURE, 119.5, "192.0.2.1", null), 60);
    fail(trace, 2, 0, "192.0.2.2");
    trace.play(trace.event(EventType.AUTH_FAILURE, 119, "192.0.2.1", null), 59.5);
    trace.play(trace.event(EventType.AUTH_FAILURE, 119, "192.0.2.1", null), 59.5);
    assertThat(trace.said).singleElement().asString().contains("{ip_address=192.0.2.1}");
  }

  @Test
  void groupsOfAClockThatRanAheadAreTheFirstToGo() {
    Trace trace = new Trace(count("max_keys: 100", 3));
    trace.clockAhead = 86_400;
    for (int i = 0; i < 100; i++) {
      fail(trace, 2, 0, "192.0.2." + i);
    }
    trace.clockAhead = 0;
    for (int second = 3; second < 6; second++) {
      assertThat(trace.said).isEmpty();
      for (int i = 0; i < 50; i++) {
        fail(trace, 1, second, "198.51.100." + i);
      }
    }
    assertThat(trace.said).hasSize(50);
    assertThat(counts(trace).evicted()).isZero();
  }

  @Test
  void alertOfAClockThatRanAheadIsOverWhenItIsAfterARestart() {
    Trace before = new Trace(count("", 2));
    before.clockAhead = 86_400;
    fail(before, 2, 0, "192.0.2.1");
    Trace after = new Trace(count("", 2));
    assertThat(after.detector.restore(before.detector.openAlerts())).isEmpty();
    after.advance(100).advance(109.9);
    assertThat(after.detector.open()).hasSize(1);
    assertThat(after.advance(110).detector.open()).isEmpty();
  }

  @Test
  void silenceIsToldThoughTheClockRanAhead() {
    Trace trace = new Trace(count("", 1).replace("group-by: ip_address", "").replace("gte", "lt"));
    trace.clockAhead = 86_400;
    trace.advance(0).play(EventType.AUTH_FAILURE, 1, null, null);
    trace.clockAhead = 0;
    trace.advance(2).advance(11.9);
    assertThat(trace.said).isEmpty();
    assertThat(trace.advance(12).said).singleElement().asString().startsWith("fired many {}");
    trace.play(EventType.AUTH_FAILURE, 13, null, null).advance(23);
    trace.clockAhead = -86_400;
    trace.play(EventType.AUTH_FAILURE, 24, null, null).advance(33.9);
    trace.said.clear();
    assertThat(trace.advance(34).said).hasSize(1);
  }

  @Test
  void eventWithoutTheGroupsValueIsCountedAsThat() {
    Trace trace = new Trace(count("", 1));
    trace.play(EventType.AUTH_FAILURE, 0, null, "u");
    assertThat(trace.said).isEmpty();
    assertThat(counts(trace).ungrouped()).isEqualTo(1);
  }

  @Test
  void aliasNamesAnotherFieldInEachRule() {
    Trace trace =
        new Trace(
            FAILED
                + """
                title: Asked
                name: asked
                detection: {s: {event_type: api_access}, condition: s}
                ---
                title: Both
                name: both
                correlation:
                  type: temporal
                  rules: [failed, asked]
                  aliases: {who: {failed: user_id, asked: details.owner}}
                  group-by: who
                  timespan: 10s
                """);
    trace.play(EventType.AUTH_FAILURE, 0, null, "ada");
    EventDraft asked = trace.event(EventType.API_ACCESS, 1, null, "bob");
    asked.putDetail("owner", "ada");
    trace.play(asked, 1);
    assertThat(trace.said).singleElement().asString().startsWith("fired both {who=ada}");
  }

  @Test
  void ruleThatBlocksIsToldOfEachEventWhileItIsTrue() {
    String block = "response: {block: {duration: 1h}}";
    Trace trace = failures(count(block, 2), 0, 1, 2);
    assertThat(trace.said)
        .containsExactly(
            "fired many {ip_address=192.0.2.1} count 2 bursts 1 events 0.0 to 1.0 fired 1.0");
    assertThat(trace.blocks).containsExactly("many 192.0.2.1", "many 192.0.2.1");
    assertThat(failures(count("", 2), 0, 1, 2).blocks).isEmpty();
  }

  @Test
  void rulesOfACorrelationAlertThemselvesOnlyIfItSaysSo() {
    String both = count("", 1).replace("type: event_count", "type: event_count\n  generate: %s");
    assertThat(failures(both.formatted("false"), 0).said)
        .singleElement()
        .asString()
        .startsWith("fired many");
    assertThat(failures(both.formatted("true"), 0).said)
        .hasSize(2)
        .anyMatch(said -> said.startsWith("fired failed {}"));
    String alone = count("", 1).replace("name: failed", "name: failed\ngenerate: true");
    assertThat(failures(alone, 0).said).hasSize(2);
  }

  @Test
  void disabledRuleSaysNothing() {
    assertThat(failures(count("enabled: false", 1), 0).said).isEmpty();
  }

  @Test
  void ruleOfOneEventAlerts() {
    Trace trace = failures(FAILED.replace("---\n", ""), 0, 1, 70);
    assertThat(trace.said)
        .containsExactly(
            "fired failed {} count 1 bursts 1 events 0.0 to 0.0 fired 0.0",
            "again failed {} count 3 bursts 2 events 0.0 to 70.0 fired 0.0");
  }

  @Test
  void rulesDoNotFeedOnTheProductsEvents() {
    String any =
        """
        title: Any
        name: any
        detection: {s: {event_type|exists: true}, condition: s}
        """;
    Trace trace = new Trace(any);
    for (EventType type : EventTypes.builtIn().all()) {
      if (type.isReserved()) {
        trace.play(type, 0, "192.0.2.1", "u");
      }
    }
    EventDraft raised = trace.event(EventType.SUSPICIOUS, 0, "192.0.2.1", null);
    raised.setActorType(ActorType.SYSTEM);
    raised.putDetail("rule", "high_failure_rate_hourly");
    trace.play(raised, 0);
    assertThat(trace.said).isEmpty();
    assertThat(trace.play(EventType.SUSPICIOUS, 1, "192.0.2.1", null).said).hasSize(1);
  }

  @Test
  void ruleThatNamesAProductsEventSeesIt() {
    String named =
        """
        title: Deleted
        name: deleted
        detection: {s: {event_type: audit_segment_missing}, condition: s}
        """;
    Trace trace = new Trace(named).play(EventType.AUDIT_SEGMENT_MISSING, 0, null, null);
    assertThat(trace.said).hasSize(1);
  }

  /**
   * A million addresses in a minute, and one that fails once a minute; the limits are the default
   * ones.
   */
  @Test
  void steadyAttackerIsSeenInAFlood() {
    Trace trace = new Trace(count("", 5).replace("timespan: 10s", "timespan: 5m"));
    int flood = 1_000_000;
    int minutes = 6;
    long before = usedBytes();
    for (int minute = 0; minute < minutes; minute++) {
      trace.play(EventType.AUTH_FAILURE, minute * 60, "192.0.2.1", null);
      for (int i = 0; i < flood; i++) {
        EventDraft event = trace.event(EventType.AUTH_FAILURE, 0, null, null);
        event.setAddress(
            ClientAddress.ofIpv6(0x2001_0db8_0000_0000L + minute * (long) flood + i, 1));
        double at = minute * 60 + i * 60.0 / flood;
        event.setTimestampMicros(Trace.micros(at));
        trace.play(event, at);
      }
    }
    long used = usedBytes() - before;
    RuleCounts counts = counts(trace);
    System.out.printf(
        "flood of %d networks a minute for %d minutes: %d groups, %d evicted, about %d MB; %s%n",
        flood, minutes, counts.groups(), counts.evicted(), used >> 20, trace.said);
    assertThat(counts.groups()).isEqualTo(CorrelationReader.DEFAULT_KEYS);
    assertThat(used).isLessThan(64 << 20);
    assertThat(trace.said).singleElement().asString().contains("192.0.2.1}");
  }

  private static RuleCounts counts(Trace trace) {
    return Objects.requireNonNull(trace.detector.counts().get("many"));
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void oneAlertStandsForThoseBeyondTheLimit() {
    RuleSet rules = Trace.rules(count("", 1));
    Trace trace = new Trace(rules, 3);
    for (int i = 0; i < 10; i++) {
      trace.play(EventType.AUTH_FAILURE, i / 10.0, "192.0.2." + i, null);
    }
    trace.advance(100);
    assertThat(trace.said).filteredOn(said -> said.startsWith("fired")).hasSize(4);
    assertThat(trace.said)
        .contains(
            "resolved many {ip_address=*} count 7 bursts 1 events 0.3 to 0.9 fired 0.3 over 20.9");
    assertThat(counts(trace).firing()).isZero();
  }

  @Test
  void silenceIsToldOnceAndIsOverWhenEventsComeAgain() {
    String silent =
        """
        title: Any
        name: any
        detection: {s: {event_type|exists: true}, condition: s}
        ---
        title: Silent
        name: silent
        cooldown: 5s
        correlation: {type: event_count, rules: any, timespan: 10s, condition: {eq: 0}}
        """;
    Trace trace = new Trace(silent);
    trace.advance(0).play(EventType.LOGOUT, 4, null, null).advance(13.9);
    assertThat(trace.said).isEmpty();
    trace.advance(14).advance(20);
    assertThat(trace.said)
        .singleElement()
        .asString()
        .startsWith("fired silent {}")
        .endsWith("14.0");
    trace
        .play(EventType.LOGOUT, 30, null, null)
        .play(EventType.LOGOUT, 33, null, null)
        .advance(34.9);
    assertThat(trace.said).hasSize(1);
    assertThat(trace.advance(35).said).hasSize(2).last().asString().endsWith("over 35.0");
  }

  /** A condition, and whether an event of the user "Bob Smith" with status 403 answers to it. */
  static Stream<Arguments> detections() {
    return Stream.of(
        one("user_name: bob smith", true),
        one("user_name|cased: bob smith", false),
        one("user_name: bob", false),
        one("user_name: bob*", true),
        one("user_name: '?ob*th'", true),
        one("user_name: 'bob\\*'", false),
        one("user_name|startswith: BOB", true),
        one("user_name|endswith: smith", true),
        one("user_name|contains: 'b s'", true),
        one("user_name|contains: [x, smith]", true),
        one("user_name|contains|all: [x, smith]", false),
        one("user_name|contains|all: [bob, smith]", true),
        one("user_name|re: '^B.b '", true),
        one("user_name|re: '^b'", false),
        one("user_name|re|i: '^b'", true),
        one("ip_address|cidr: 10.0.0.0/8", true),
        one("ip_address|cidr: [192.0.2.0/24, '2001:db8::/32']", false),
        one("response_status: 403", true),
        one("response_status|gte: 400", true),
        one("response_status|lt: 400", false),
        one("details.a.b: 7d", false),
        one("details.reason|gt: 0", false),
        one("success: false", true),
        one("session_id: null", true),
        one("user_name: null", false),
        one("user_name|exists: true", true),
        one("details.reason: bad", true),
        one("details.a.b: 7", true),
        one("details.list: two", true),
        one("details.list: three", false),
        one("request_headers.accept|contains: json", true),
        one("event_type: lockout", true),
        one("event_type: auth_*_locked", true),
        one("compliance_tags|startswith: pci", true));
  }

  private static Arguments one(String field, boolean matches) {
    return Arguments.of(field, matches);
  }

  @ParameterizedTest
  @MethodSource("detections")
  void detectionAnswersAsSigmaHasIt(String field, boolean matches) {
    Trace trace = new Trace("{title: T, name: t, detection: {s: {" + field + "}, condition: s}}");
    assertThat(trace.play(bob(trace), 0).said).hasSize(matches ? 1 : 0);
    Trace not = new Trace("{title: T, name: t, detection: {s: {" + field + "}, condition: not s}}");
    assertThat(not.play(bob(not), 0).said).hasSize(matches ? 0 : 1);
  }

  private static EventDraft bob(Trace trace) {
    EventDraft bob = trace.event(EventType.AUTH_ACCOUNT_LOCKED, 0, "10.1.2.3", "1");
    bob.set(EventField.USER_NAME, "Bob Smith");
    bob.setSuccess(false);
    bob.setResponseStatus(403);
    bob.putDetail("reason", "bad");
    bob.putDetail("a", Map.of("b", 7));
    bob.putDetail("list", List.of("one", "two"));
    bob.putRequestHeader("accept", "application/json");
    return bob;
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void conditionBindsAsSigmaHasIt(String condition, boolean matches) {
    Trace trace =
        new Trace(
            """
            title: T
            name: t
            detection:
              yes_a: {user_name: Bob Smith}
              yes_b: [{user_id: '2'}, {user_id: '1'}]
              no_c: {user_id: '9'}
              condition: ['%s', no_c and yes_a and yes_b]
            """
                .formatted(condition));
    assertThat(trace.play(bob(trace), 0).said).hasSize(matches ? 1 : 0);
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        one("yes_a and yes_b", true),
        one("yes_a AND no_c", false),
        one("no_c or yes_a and yes_b", true),
        one("(no_c or yes_a) and no_c", false),
        one("yes_a and not no_c", true),
        one("not yes_a or not not yes_b", true),
        one("1 of them", true),
        one("all of them", false),
        one("all of yes_*", true),
        one("1 of no_*", false),
        one("any of no*", false));
  }
}
