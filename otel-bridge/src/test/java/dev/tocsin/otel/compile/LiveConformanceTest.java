package dev.tocsin.otel.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.Receiver;
import dev.tocsin.otel.TestRecords;
import dev.tocsin.otel.stack.Fleet;
import dev.tocsin.otel.stack.Json;
import dev.tocsin.otel.stack.RealAlertmanager;
import dev.tocsin.otel.stack.RealLoki;
import dev.tocsin.otel.stack.RealPrometheus;
import dev.tocsin.otel.stack.Webhook;
import dev.tocsin.rules.RuleFile;
import dev.tocsin.rules.RuleSet;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same events at the same time through live collectors: one alone, two that share the load, and
 * the one that evaluates by itself; with windows of ten seconds.
 */
@Timeout(300)
class LiveConformanceTest {
  private static final String RULES =
      """
      title: Sign-in failed
      name: failed
      detection:
        selection: {event_type: auth_failure}
        condition: selection
      ---
      title: Many failures
      name: many_failures
      level: high
      correlation:
        type: event_count
        rules: [failed]
        group-by: [ip_address]
        timespan: 10s
        condition: {gte: 5}
      """;

  @TempDir private Path folder;

  /** Events of one kind of client: how many addresses, and when each of them fails. */
  private record Kind(String prefix, int addresses, List<Double> seconds) {
    static Kind of(String prefix, int addresses, Double... seconds) {
      return new Kind(prefix, addresses, List.of(seconds));
    }

    List<String> keys() {
      List<String> keys = new ArrayList<>();
      for (int i = 1; i <= addresses; i++) {
        keys.add(prefix + i);
      }
      return keys;
    }
  }

  private static final String LAST = "nine at once, last of all";

  /** Between the kinds lies more than a sub-window, so that each says one thing. */
  private static final Map<String, Kind> KINDS = kinds();

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    kinds.put("four at once", Kind.of("198.51.100.", 3, 0.0, 0.0, 0.0, 0.0));
    kinds.put("five within six seconds", Kind.of("203.0.113.", 3, 0.0, 1.5, 3.0, 4.5, 6.0));
    kinds.put("five within fourteen seconds", Kind.of("192.0.2.", 3, 0.0, 3.5, 7.0, 10.5, 14.0));
    kinds.put("nine at once", Kind.of("198.18.0.", 3, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0));
    kinds.put("slow", Kind.of("198.18.1.", 3, 0.0, 2.9, 5.8, 8.7, 11.6, 14.5));
    kinds.put("many addresses, five each", Kind.of("198.18.2.", 40, 1.0, 2.0, 3.0, 4.0, 5.0));
    kinds.put("many addresses, four each", Kind.of("198.18.3.", 40, 1.0, 2.0, 3.0, 4.0));
    // Who has told of these has told of all before.
    kinds.put(LAST, Kind.of("198.18.4.", 1, 18.0, 18.0, 18.0, 18.0, 18.0, 18.0, 18.0, 18.0, 18.0));
    return kinds;
  }

  private record Planned(double at, String ip) {}

  @Test
  void liveCollectorsSayTheSameAsTheProcess() throws Exception {
    try (Fleet fleet = new Fleet(folder, RULES, Duration.ofSeconds(1));
        Receiver alerts = Receiver.start(body -> 200);
        Receiver store = Receiver.start(body -> 200)) {
      Webhook webhook = fleet.keep(Webhook.start());
      RealAlertmanager alertmanager =
          fleet.keep(RealAlertmanager.start(folder, webhook.url(), List.of("...")));
      RealLoki loki = fleet.loki(alertmanager.http());
      RealPrometheus one = fleet.prometheus(alertmanager.http());
      RealPrometheus two = fleet.prometheus(alertmanager.http());
      List<String> alone =
          List.of(
              fleet.gateway("alone", Target.COLLECTOR, places(loki.otlp(), one.otlp())).endpoint());
      List<String> shared =
          List.of(
              fleet.gateway("left", Target.COLLECTOR, places(store.url(), two.otlp())).endpoint(),
              fleet.gateway("right", Target.COLLECTOR, places(store.url(), two.otlp())).endpoint());
      List<String> tumbling =
          List.of(
              fleet
                  .gateway(
                      "tumbling",
                      Target.COLLECTOR_TUMBLING,
                      Map.of("TOCSIN_LOKI", store.url(), "TOCSIN_ALERTS", alerts.url()),
                      "yaml:exporters::otlp_http/alerts::encoding: json")
                  .endpoint());
      play(List.of(alone, shared, tumbling));
      Map<String, Set<String>> told = new LinkedHashMap<>();
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                told.put("Prometheus, one collector", fired(one));
                told.put("Prometheus, two that share", fired(two));
                told.put("Loki's ruler", fromLoki(webhook));
                told.put("tumbling", tumbled(alerts.taken()));
                return told.values().stream()
                    .allMatch(
                        keys -> keys.containsAll(Objects.requireNonNull(KINDS.get(LAST)).keys()));
              });
      check(RuleFile.read(fleet.rules(), EventTypes.builtIn()), told);
    }
  }

  private static Map<String, String> places(String loki, String prometheus) {
    return Map.of("TOCSIN_LOKI", loki, "TOCSIN_PROMETHEUS", prometheus);
  }

  /** Sends each event when it happens, to each group of collectors, to theirs in turn. */
  private static void play(List<List<String>> groups) throws Exception {
    List<Planned> plan = new ArrayList<>();
    for (Kind kind : KINDS.values()) {
      for (String ip : kind.keys()) {
        for (double at : kind.seconds()) {
          plan.add(new Planned(at, ip));
        }
      }
    }
    plan.sort(Comparator.comparing(Planned::at));
    Instant start = Instant.now();
    long begun = System.nanoTime();
    int sent = 0;
    while (sent < plan.size()) {
      double at = plan.get(sent).at();
      while (System.nanoTime() - begun < at * 1e9) {
        LockSupport.parkNanos(1_000_000);
      }
      List<LogRecordData> records = new ArrayList<>();
      while (sent < plan.size() && plan.get(sent).at() == at) {
        Played event = new Played(at, at, EventType.AUTH_FAILURE, plan.get(sent).ip(), "alice");
        records.add(TestRecords.of(event.event(start, sent + 1L), sent + 1L));
        sent++;
      }
      for (List<String> group : groups) {
        for (int i = 0; i < group.size(); i++) {
          List<LogRecordData> part = new ArrayList<>();
          for (int each = i; each < records.size(); each += group.size()) {
            part.add(records.get(each));
          }
          TestRecords.send(group.get(i), part);
        }
      }
    }
  }

  /** The clients that an alert has ever fired for. */
  private static Set<String> fired(RealPrometheus prometheus)
      throws IOException, InterruptedException {
    Set<String> keys = new TreeSet<>();
    prometheus
        .query(
            "max by (tocsin_client_network)"
                + " (max_over_time(ALERTS{alertname=\"many_failures\",alertstate=\"firing\"}[5m]))",
            Instant.now())
        .forEach(each -> keys.add(each.labels().get("tocsin_client_network")));
    return keys;
  }

  private static Set<String> fromLoki(Webhook webhook) {
    Set<String> keys = new TreeSet<>();
    for (Webhook.Taken taken : webhook.taken()) {
      for (Json alert : Json.of(taken.body()).at("alerts").elements()) {
        Map<String, String> labels = alert.at("labels").texts();
        if ("loki".equals(labels.get("engine"))
            && "many_failures".equals(labels.get("alertname"))) {
          keys.add(labels.get("tocsin_client_network"));
        }
      }
    }
    return keys;
  }

  private static Set<String> tumbled(String taken) {
    Set<String> keys = new TreeSet<>();
    for (Kind kind : KINDS.values()) {
      for (String key : kind.keys()) {
        if (taken.contains("\"" + key + "\"")) {
          keys.add(key);
        }
      }
    }
    return keys;
  }

  private static void check(RuleSet rules, Map<String, Set<String>> told) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("| clients | process | ").append(String.join(" | ", told.keySet())).append(" |\n");
    page.append("| --- | --- |").append(" --- |".repeat(told.size())).append('\n');
    for (Map.Entry<String, Kind> each : KINDS.entrySet()) {
      Kind kind = each.getValue();
      List<Played> events = new ArrayList<>();
      for (double at : kind.seconds()) {
        events.add(new Played(at, at, EventType.AUTH_FAILURE, kind.keys().get(0), "alice"));
      }
      int expected =
          InProcess.alerts(rules, events, Instant.EPOCH, 60).isEmpty() ? 0 : kind.addresses();
      page.append("| ").append(each.getKey()).append(" | ").append(expected);
      told.forEach(
          (target, keys) -> {
            long seen = kind.keys().stream().filter(keys::contains).count();
            boolean certain = !target.equals("tumbling") || kind.seconds().size() >= 9;
            if (expected == 0 || certain) {
              assertThat(seen).as("%s: %s", target, each.getKey()).isEqualTo(expected);
            } else {
              assertThat(seen).as("%s: %s", target, each.getKey()).isLessThanOrEqualTo(expected);
            }
            page.append(" | ").append(certain || expected == 0 ? seen : "0 to " + expected);
          });
      page.append(" |\n");
    }
    System.out.print(page);
    Path made = Path.of("target", "conformance-live.md");
    Files.createDirectories(made.toAbsolutePath().getParent());
    Files.writeString(made, page);
    assertThat(Files.readString(Path.of("..", "docs", "conformance.md")))
        .as("docs/conformance.md has to show what came out, which is in %s", made)
        .contains(page);
  }
}
