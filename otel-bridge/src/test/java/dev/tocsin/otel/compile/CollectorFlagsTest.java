package dev.tocsin.otel.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.Receiver;
import dev.tocsin.otel.TestRecords;
import dev.tocsin.otel.stack.Fleet;
import dev.tocsin.rules.Expr;
import dev.tocsin.rules.RuleFile;
import dev.tocsin.rules.RuleSet;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is no text in a record is compared by the real collector as it is in the process. */
@Timeout(120)
class CollectorFlagsTest {
  private static final List<String> SELECTIONS =
      List.of(
          "success: 'false'",
          "success: false",
          "success|cased: 'false'",
          "success|cased: 'true'",
          "success|contains|cased: 'als'",
          "success|re: '^t'",
          "success|exists: true",
          "response_status: 403",
          "response_status|cased: '403'",
          "response_status|startswith|cased: '40'",
          "response_status|re: '^2'",
          "response_status|exists: false",
          "risk_score: '7.0'",
          "risk_score|gte: 7");

  private static final Pattern COUNT =
      Pattern.compile("\"name\":\"tocsin\\.rule\\.(\\w+)\".*?\"as(?:Int|Double)\":\"?([0-9]+)");

  @TempDir private Path folder;

  private static String rules() {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < SELECTIONS.size(); i++) {
      for (String condition : List.of("s", "not s")) {
        String name = (condition.equals("s") ? "is_" : "not_") + i;
        yaml.append(
            """
            ---
            title: one
            name: one_%1$s
            detection: {t: {event_type: [auth_failure, auth_success]}, s: {%2$s}, condition: t and %3$s}
            ---
            title: many
            name: %1$s
            correlation:
              {type: event_count, rules: [one_%1$s], group-by: [ip_address], timespan: 10m, condition: {gte: 1}}
            """
                .formatted(name, quoted(SELECTIONS.get(i)), condition));
      }
    }
    return yaml.substring("---\n".length());
  }

  private static String quoted(String selection) {
    int colon = selection.indexOf(": ");
    return "'" + selection.substring(0, colon) + "'" + selection.substring(colon);
  }

  private static List<EventDraft> events() {
    List<EventDraft> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      EventType type = i < 3 ? EventType.AUTH_FAILURE : EventType.AUTH_SUCCESS;
      EventDraft event =
          new Played(0, 0, type, "203.0.113.7", "alice").event(Instant.now(), i + 1L);
      if (i != 2) {
        event.setResponseStatus(i < 2 ? 403 : 200).setRiskTenths(i < 2 ? 70 : 69);
      }
      events.add(event);
    }
    return events;
  }

  @Test
  void theCollectorCountsWhatTheProcessDoes() throws Exception {
    try (Fleet fleet = new Fleet(folder, rules(), Duration.ofSeconds(1));
        Receiver store = Receiver.start(body -> 200);
        Receiver samples = Receiver.start(body -> 200)) {
      String endpoint =
          fleet
              .gateway(
                  "collector",
                  Target.COLLECTOR,
                  Map.of("TOCSIN_LOKI", store.url(), "TOCSIN_PROMETHEUS", samples.url()),
                  "yaml:exporters::otlp_http/prometheus::encoding: json")
              .endpoint();
      List<EventDraft> events = events();
      RuleSet rules = RuleFile.read(fleet.rules(), EventTypes.builtIn());
      Map<String, Long> expected = new TreeMap<>();
      for (int i = 0; i < SELECTIONS.size(); i++) {
        for (String name : List.of("is_" + i, "not_" + i)) {
          Expr expr = Objects.requireNonNull(rules.detections().get("one_" + name)).expr();
          long count = events.stream().filter(expr::test).count();
          if (count > 0) {
            expected.put(name, count);
          }
        }
      }
      List<LogRecordData> records = new ArrayList<>();
      for (EventDraft event : events) {
        records.add(TestRecords.of(event, records.size() + 1L));
      }
      TestRecords.send(endpoint, records);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(counts(samples.taken())).isEqualTo(expected));
    }
  }

  private static Map<String, Long> counts(String taken) {
    Map<String, Long> counts = new TreeMap<>();
    Matcher matcher = COUNT.matcher(taken);
    while (matcher.find()) {
      counts.merge(matcher.group(1), Long.parseLong(matcher.group(2)), Long::sum);
    }
    return counts;
  }
}
