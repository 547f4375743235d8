package dev.tocsin.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake in a rules file is told in one line: where it is, what it is, the way out. */
class BrokenRulesTest {
  private static final String DETECTION =
      """
      title: Failed
      name: failed
      detection:
        s: {event_type: auth_failure}
        condition: s
      """;

  private static final String CORRELATION =
      DETECTION
          + """
          ---
          title: Many
          name: many
          correlation:
            type: event_count
            rules: [failed]
            group-by: [ip_address]
            timespan: 5m
            condition: {gte: 5}
          """;

  @ParameterizedTest(name = "{1}")
  @MethodSource("mistakes")
  void namesThePlaceAndTheWayOut(String yaml, String message) {
    assertThatThrownBy(() -> Trace.rules(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("r.yaml:" + message);
  }

  /** What a field can have, and what only looks as if it could not, is taken. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "severity: [HIGH, Critical]",
        "severity|cased: high",
        "severity: h*",
        "severity|startswith: hi",
        "severity|re: 'hgih'",
        "severity: null",
        "threat_level: none",
        "actor_type: [user, service, system, anonymous]",
        "ip_provenance: trusted_proxy",
        "status: [detected, false_positive]",
        "success: 'TRUE'",
        "success: [true, false]",
        "is_truncated: true",
        "risk_score: [0, 7, 7.3, 10.0, '9.9']",
        "response_status: [200, '500', 5??, 4.04e2]",
        "response_status|gt: 600",
        "seq: 1",
        "original_size: 70000",
        "ip_address: [203.0.113.7, '2001:DB8::1', '::1', 10.*]",
        "ip_address: '2001:db8:*'",
        "ip_address: p1:2026-11:mzxw6ytboi3dgnbvge2tkmzxw6",
        "ip_address: P0:2026:MZXW6YTBOI3DGNBVGE2TKMZXW6",
        "ip_address|contains: '999.'",
        "ip_address|cidr: 10.0.0.0/8",
        "timestamp: '2026-11-22t10:00:00.000000z'",
        "timestamp|startswith: 2026-11",
        "event_type: ['auth_*', LOGOUT]",
        "details.severity: hgih",
        "details.risk_score|gte: 3",
        "request_headers.status: nope",
        "user_id|gte: 100",
        "message: maybe"
      })
  void takesWhatAFieldCanHave(String field) {
    String yaml = DETECTION.replace("event_type: auth_failure", field);
    assertThat(Trace.rules(yaml).rules()).hasSize(1);
    assertThat(RulesSchemaTest.complaints(yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"medium", "high", "critical"})
  void anEscalationMayStayAsGraveAsTheRule(String severity) {
    String yaml = CORRELATION + "response: {escalate: {after: 1h, severity: " + severity + "}}\n";
    assertThat(Trace.rules(yaml).rules()).hasSize(2);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        bad("", "1:1: empty: begin with a rule, as in title: …"),
        bad("- a", "1:1: a rule: use a map, one key: value a line"),
        bad("{}", "1:1: a rule without title: add title: …"),
        bad("[".repeat(200_000), "1:1: lists or maps in one another too deep: write it flatter"),
        bad(
            "title: [a",
            "1:10: no YAML: expected ',' or ']', but got <stream end>: see the example in the docs"),
        bad("title: a\ntitle: b", "2:1: title: stands there twice: keep one"),
        bad("title: ''\nname: a", "1:8: title: use 1 to 256 characters"),
        bad("title: a", "1:1: a rule without name: add name: …"),
        bad(
            "title: a\nname: A-b",
            "2:7: name \"A-b\": use a lower-case letter, then lower-case letters, digits and _, at most 64 characters"),
        bad("title: a\nname: a\n", "1:1: a rule without detection or correlation: add one of them"),
        in(
            DETECTION,
            "detection:",
            "detektion:",
            "3:1: key \"detektion\": did you mean detection? Otherwise use one of title, id, name, status, description, license, author, references, date, modified, taxonomy, tags, falsepositives, level, scope, related, fields, generate, enabled, simulate, response, logsource, detection"),
        in(DETECTION, "  condition: s", "", "4:3: detection without condition: add condition: …"),
        in(
            DETECTION,
            "  s: {event_type: auth_failure}\n",
            "",
            "4:3: detection without a selection: add one, as in selection: {…}"),
        in(
            DETECTION,
            "auth_failure",
            "auth_failur",
            "4:19: event type \"auth_failur\" is not known: did you mean auth_failure? Otherwise register it in a types file (types=\"FILE\")"),
        in(
            DETECTION,
            "event_type",
            "user",
            "4:7: field \"user\" is not known: did you mean user_id, user_name, user_agent? Otherwise use a field of an event, or details.NAME"),
        in(
            DETECTION,
            "event_type",
            "details",
            "4:7: field \"details\": name one of its entries, as in details.NAME"),
        in(DETECTION, "event_type", "user_id.x", "4:7: field \"user_id.x\": has no parts"),
        in(
            DETECTION,
            "event_type",
            "user_id|contians",
            "4:7: modifier \"contians\": did you mean contains? Otherwise use one of contains, startswith, endswith, all, re, i, m, s, cidr, cased, exists, lt, lte, gt, gte"),
        in(
            DETECTION,
            "event_type",
            "user_id|contains|re",
            "4:7: modifiers contains and re: keep one"),
        in(
            DETECTION,
            "event_type",
            "user_id|all|all",
            "4:7: modifier all: stands there twice: keep one"),
        in(
            DETECTION,
            "event_type",
            "user_id|i",
            "4:7: modifier i: it belongs behind re, as in field|re|i"),
        in(
            DETECTION,
            "event_type",
            "ip_address|cidr|cased",
            "4:7: modifier cased: only texts have upper and lower case: remove it"),
        in(
            DETECTION,
            "event_type: auth_failure",
            "user_id|re: '(?<=a)b'",
            "4:19: field user_id: no regular expression of RE2 (invalid named capture): look-around and back references are not in it"),
        in(
            DETECTION,
            "event_type: auth_failure",
            "ip_address|cidr: 10.0.0.1/8",
            "4:24: address range \"10.0.0.1/8\": bits after the first 8 are set: use 10.0.0.0/8"),
        in(
            DETECTION,
            "event_type: auth_failure",
            "risk_score|gte: 7d",
            "4:23: field risk_score: \"7d\" is no number"),
        in(
            DETECTION,
            "event_type: auth_failure",
            "risk_score|gte: NaN",
            "4:23: field risk_score: \"NaN\" is no number"),
        in(
            DETECTION,
            "event_type: auth_failure",
            "risk_score|gte: high",
            "4:23: field risk_score: \"high\" is no number"),
        value(
            "severity: hgih",
            "4:17: field severity: \"hgih\": did you mean high? Otherwise use one of info, low, medium, high, critical"),
        value(
            "severity|cased: HIGH",
            "4:23: field severity: \"HIGH\": did you mean high? Otherwise use one of info, low, medium, high, critical"),
        value(
            "threat_level: [high, 5]",
            "4:28: field threat_level: \"5\": use one of none, low, medium, high, critical"),
        value(
            "actor_type: robot",
            "4:19: field actor_type: \"robot\": use one of user, service, system, anonymous"),
        value(
            "status: nope",
            "4:15: field status: \"nope\": use one of detected, investigating, contained, resolved, false_positive, escalated"),
        value(
            "ip_provenance: proxy",
            "4:22: field ip_provenance: \"proxy\": use one of peer, trusted_proxy, header, call"),
        value("success: maybe", "4:16: field success: \"maybe\": use true or false"),
        value("success: 1", "4:16: field success: \"1\": use true or false"),
        value(
            "is_truncated: false",
            "4:21: field is_truncated: \"false\": use true, or null for an event that is whole"),
        value(
            "risk_score: abc",
            "4:19: field risk_score: \"abc\": use 0 to 10, with one decimal at most"),
        value(
            "risk_score: 7.25",
            "4:19: field risk_score: \"7.25\": use 0 to 10, with one decimal at most"),
        value(
            "risk_score: 11",
            "4:19: field risk_score: \"11\": use 0 to 10, with one decimal at most"),
        value(
            "response_status: [500, 5000]",
            "4:30: field response_status: \"5000\": use a whole number from 100 to 599"),
        value("seq: first", "4:12: field seq: \"first\": use a whole number from 1"),
        value(
            "ip_address: 999.1.1.1",
            "4:19: field ip_address: \"999.1.1.1\": use an address, as in 203.0.113.7 or 2001:db8::1; for a range ip_address|cidr"),
        value(
            "ip_address: 10.0.0.0/8",
            "4:19: field ip_address: \"10.0.0.0/8\": use an address, as in 203.0.113.7 or 2001:db8::1; for a range ip_address|cidr"),
        value(
            "ip_address: '2001:0db8::1'",
            "4:19: field ip_address: \"2001:0db8::1\": events have it as 2001:db8::1: use that"),
        value(
            "timestamp: today",
            "4:18: field timestamp: \"today\": use a time with microseconds, or one with *, as in 2026-11-22T10:*"),
        value(
            "timestamp: '2026-11-22T10:00:00Z'",
            "4:18: field timestamp: \"2026-11-22T10:00:00Z\": events have it as 2026-11-22T10:00:00.000000Z: use that"),
        value(
            "event_type: ['auth_*', pin_faild]",
            "4:30: event type \"pin_faild\" is not known: did you mean pin_failed? Otherwise register it in a types file (types=\"FILE\")"),
        value(
            "event_type|cased: PIN_FAILED",
            "4:25: field event_type: \"PIN_FAILED\": events have it as pin_failed: use that"),
        value(
            "severity|gte: 3",
            "4:21: modifier gte: severity is never a number: name the values that are meant"),
        value(
            "ip_address|lt: 5",
            "4:22: modifier lt: ip_address is never a number: name the values that are meant"),
        in(
            DETECTION,
            "event_type: auth_failure",
            "user_id|exists: yes",
            "4:23: user_id|exists \"yes\": use true or false"),
        in(
            DETECTION,
            "event_type: auth_failure",
            "user_id|contains: null",
            "4:25: field user_id: null takes no modifier: it means absent"),
        in(
            DETECTION,
            "event_type: auth_failure",
            "user_id: []",
            "4:16: field user_id: its list is empty, so it would match nothing"),
        in(
            DETECTION,
            "{event_type: auth_failure}",
            "{}",
            "4:6: a selection: it is empty, so it would match everything: remove it"),
        in(
            DETECTION,
            "{event_type: auth_failure}",
            "[]",
            "4:6: a selection: it is empty, so it would match nothing: remove it"),
        in(
            DETECTION,
            "{event_type: auth_failure}",
            "word",
            "4:6: a selection: use a map of fields, or a list of maps or of words"),
        in(
            DETECTION,
            "  condition: s",
            "  t: [word]\n  condition: s",
            "5:3: selection \"t\": the condition does not use it: remove it"),
        in(
            DETECTION,
            "  s:",
            "  1s:",
            "4:3: selection \"1s\": use letters, digits, _ and -, beginning with a letter"),
        in(
            DETECTION,
            "  condition: s",
            "  timeframe: 5m\n  condition: s",
            "5:3: timeframe: Sigma has given it up; use a correlation with timespan"),
        condition("", "condition \"\", character 1: it is empty: name a selection"),
        condition(
            "t",
            "condition \"t\", character 1: selection \"t\": did you mean s? Otherwise use one of s"),
        condition("s and", "condition \"s and\", character 6: it ends where a selection was due"),
        condition("s s", "condition \"s s\", character 3: \"s\": expected and, or, or the end"),
        condition("(s", "condition \"(s\", character 3: a ) is missing"),
        condition(
            "s and or s",
            "condition \"s and or s\", character 7: \"or\" stands where a selection was due"),
        condition(
            "s | count() > 5",
            "condition \"s | count() > 5\", character 3: \"|\" has no meaning here"),
        condition(
            "2 of s*", "condition \"2 of s*\", character 1: \"2\" of: use 1 of, any of or all of"),
        condition(
            "1 of x*", "condition \"1 of x*\", character 6: \"x*\" is no selection: use one of s"),
        condition(
            "1 of",
            "condition \"1 of\", character 5: it ends behind of: add them, or a name with *"),
        condition(
            "not ".repeat(60) + "s",
            "condition \"not not not not not not not not not not not not not not not not not not not not …\", character 201: more than 50 deep: write it simpler"),
        in(
            DETECTION,
            "name: failed",
            "name: failed\nlevel: hgh",
            "3:8: level \"hgh\": use one of informational, low, medium, high, critical"),
        in(
            DETECTION,
            "name: failed",
            "name: failed\nenabled: maybe",
            "3:10: enabled \"maybe\": use true or false"),
        bad(
            DETECTION + "---\n" + DETECTION,
            "8:7: name \"failed\": another rule has it: use one of its own"),
        in(
            CORRELATION,
            "type: event_count",
            "type: event_cout",
            "10:9: type \"event_cout\": did you mean event_count? Otherwise use one of event_count, value_count, temporal, temporal_ordered, new_value"),
        in(
            CORRELATION,
            "[failed]",
            "[faild]",
            "11:11: rule \"faild\": did you mean failed? Otherwise use the name or id of a rule of this file"),
        in(
            CORRELATION,
            "[failed]",
            "[failed, failed]",
            "11:19: rule failed: stands there twice: keep one"),
        in(
            CORRELATION,
            "[failed]",
            "[many]",
            "8:7: rule \"many\": takes matches of itself (many): break the circle"),
        in(CORRELATION, "  rules: [failed]\n", "", "10:3: correlation without rules: add rules: …"),
        in(
            CORRELATION,
            "[ip_address]",
            "[ip]",
            "12:14: field \"ip\" is not known: did you mean ip_address, ip_provenance? Otherwise use a field of an event, or details.NAME"),
        in(
            CORRELATION,
            "[ip_address]",
            "[]",
            "12:13: group-by: use 1 to 5 fields; for one group of all events leave it out"),
        in(
            CORRELATION,
            "[ip_address]",
            "[ip_address, ip_address]",
            "12:26: group-by \"ip_address\": stands there twice: keep one"),
        in(
            CORRELATION,
            "5m",
            "5 minutes",
            "13:13: timespan \"5 minutes\": use a whole number with s, m, h or d, as in 15m"),
        in(
            CORRELATION,
            "5m",
            "1h30",
            "13:13: timespan \"1h30\": use a whole number with s, m, h or d, as in 15m"),
        in(CORRELATION, "5m", "0m", "13:13: timespan \"0m\": use 1s to 31d"),
        in(CORRELATION, "5m", "90d", "13:13: timespan \"90d\": use 1s to 31d"),
        in(CORRELATION, "{gte: 5}", "{}", "14:14: condition: says no number: add gte: …"),
        in(CORRELATION, "{gte: 5}", "{gte: 5, lt: 9}", "14:14: condition: gte and lt: keep one"),
        in(
            CORRELATION,
            "{gte: 5}",
            "{gte: 0}",
            "14:20: gte 0: would always be so: use a number from 1 to 10000"),
        in(CORRELATION, "{gte: 5}", "{gte: 10001}", "14:20: gte \"10001\": use 0 to 10000"),
        in(
            CORRELATION,
            "{gte: 5}",
            "{eq: 5}",
            "14:19: eq: only 0 can be told while events still come: use gte, or lt for too few"),
        in(
            CORRELATION,
            "{gte: 5}",
            "{lt: 5}",
            "14:19: lt: too few can be told only of event_count without group-by, as a group that shows nothing is not known: use gte"),
        in(
            CORRELATION,
            "event_count",
            "value_count",
            "14:14: condition without field: add field: …"),
        in(
            CORRELATION,
            "event_count",
            "temporal",
            "14:14: condition: temporal asks for each of its rules: remove it"),
        bad(
            CORRELATION.replace("event_count", "temporal").replace("  condition: {gte: 5}\n", ""),
            "11:10: rules: temporal takes 2 to 20 of them"),
        in(
            CORRELATION,
            "timespan: 5m",
            "timespan: 5m\n  generate: yes",
            "14:13: generate \"yes\": use true or false"),
        in(
            CORRELATION,
            "name: many",
            "name: many\nmax_keys: 10",
            "9:11: max_keys \"10\": use 100 to 4000000"),
        in(
            CORRELATION,
            "name: many",
            "name: many\ncooldown: soon",
            "9:11: cooldown \"soon\": use a whole number with s, m, h or d, as in 15m"),
        response(
            "{blok: {}}",
            "10:4: key \"blok\": did you mean block? Otherwise use one of block, suspicious, notify, escalate, recommend"),
        response("{block: {}}", "10:11: block without duration: add duration: …"),
        response(
            "{block: {duration: 15m, factor: 2}}",
            "10:11: block: with a factor it needs max: …, as in max: 24h"),
        response(
            "{block: {duration: 15m, factor: 0.5, max: 1h}}",
            "10:35: factor \"0.5\": use 1 to 100"),
        response(
            "{block: {duration: 2h, max: 1h}}",
            "10:31: max 1h: is shorter than the duration 2h: make it longer"),
        response(
            "{suspicious: Too Many}",
            "10:16: suspicious \"Too Many\": use a reason of lower-case letters, digits and _, as in high_failure_rate"),
        response("{recommend: ['', b]}", "10:16: recommend: use 1 to 500 characters for each"),
        response(
            "{notify: 'http://x'}",
            "10:12: notify \"http://x\": use the name of a receiver; its address stands in the configuration"),
        response(
            "{escalate: {after: 1h}}",
            "10:14: escalate: says nothing to do: add notify: … or severity: …"),
        response(
            "{escalate: {after: 1h, severity: low}}",
            "10:36: severity \"low\": is below the rule's level medium: use medium or high or critical"),
        in(
            CORRELATION,
            "name: many",
            "name: many\nlevel: critical\nresponse: {escalate: {after: 1h, severity: informational}}",
            "10:44: severity \"informational\": is below the rule's level critical: use critical"),
        bad(
            CORRELATION.replace("[ip_address]", "[user_id]")
                + "response: {block: {duration: 1h}}\n",
            "15:19: block: the rule has to group by ip_address: add it to group-by"),
        bad(
            CORRELATION.replace("name: failed", "name: failed\nresponse: {notify: ops}"),
            "3:11: response: rule failed serves other rules and does not alert: add generate: true, or remove it"),
        in(
            CORRELATION,
            "  group-by:",
            "  aliases: {who: {failed: user_id}}\n  group-by:",
            "13:13: group-by: does not use alias \"who\": add it"),
        in(
            CORRELATION,
            "  group-by:",
            "  aliases: {who: {}}\n  group-by:",
            "12:18: alias \"who\": says nothing of rule failed: add failed: FIELD"),
        bad(
            CORRELATION.replace("  group-by: [ip_address]\n", "").replace("gte: 5", "lt: 5")
                + "---\ntitle: X\nname: x\ncorrelation: {type: event_count, rules: many, timespan: 1m, condition: {gte: 1}}\n",
            "17:41: rule many: looks for too few events, so no event matches it: remove it"));
  }

  private static Arguments bad(String yaml, String message) {
    return Arguments.of(yaml, message);
  }

  private static Arguments in(String good, String what, String by, String message) {
    if (!good.contains(what)) {
      throw new AssertionError(what);
    }
    return Arguments.of(good.replace(what, by), message);
  }

  private static Arguments value(String field, String message) {
    return in(DETECTION, "event_type: auth_failure", field, message);
  }

  private static Arguments condition(String condition, String message) {
    return in(DETECTION, "condition: s", "condition: '" + condition + "'", "5:14: " + message);
  }

  private static Arguments response(String response, String message) {
    return in(CORRELATION, "name: many\n", "name: many\nresponse:\n  " + response + "\n", message);
  }
}
