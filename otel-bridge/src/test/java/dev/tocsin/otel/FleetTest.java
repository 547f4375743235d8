package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import dev.tocsin.otel.compile.Target;
import dev.tocsin.otel.stack.Fleet;
import dev.tocsin.otel.stack.Fleet.Gateway;
import dev.tocsin.otel.stack.Json;
import dev.tocsin.otel.stack.RealAlertmanager;
import dev.tocsin.otel.stack.RealLoki;
import dev.tocsin.otel.stack.RealPrometheus;
import dev.tocsin.otel.stack.Webhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compiled rules at work in live collectors, Loki, Prometheus and Alertmanager. */
@Timeout(300)
class FleetTest {
  private static final String RULES =
      """
      title: Sign-in failed
      name: failed
      detection:
        selection: {event_type: [auth_failure, pin_failed]}
        condition: selection
      ---
      title: Many failures
      name: many_failures
      level: high
      correlation:
        type: event_count
        rules: [failed]
        group-by: [ip_address]
        timespan: 20s
        condition: {gte: 5}
      response:
        block: {duration: 15m}
      """;

  /** What Loki finds at once has to fit into 4 MiB. */
  private static final int PAGE = 1_000;

  private static final String ATTACKER = "203.0.113.66";
  private static final String HONEST = "203.0.113.5";
  private static final String VICTIM = "203.0.113.9";

  @TempDir private Path folder;

  private @Nullable Fleet last;

  private Fleet started(String rules) throws IOException {
    Fleet fleet = new Fleet(folder, rules, Duration.ofSeconds(2));
    last = fleet;
    return fleet;
  }

  @AfterEach
  void stopAll() {
    Fleet fleet = last;
    if (fleet != null) {
      fleet.close();
    }
  }

  /** What collectors send to, and who is told of alerts. */
  private record Stores(
      Webhook webhook, RealAlertmanager alertmanager, RealLoki loki, RealPrometheus prometheus) {
    Map<String, String> places() {
      return Map.of("TOCSIN_LOKI", loki.otlp(), "TOCSIN_PROMETHEUS", prometheus.otlp());
    }
  }

  private Stores stores(Fleet fleet) throws IOException, InterruptedException {
    Webhook webhook = fleet.keep(Webhook.start());
    RealAlertmanager alertmanager =
        fleet.keep(RealAlertmanager.start(folder, webhook.url(), List.of("...")));
    return new Stores(
        webhook,
        alertmanager,
        fleet.loki(alertmanager.http()),
        fleet.prometheus(alertmanager.http()));
  }

  private static String bridge(Gateway to) {
    return "<OpenTelemetry endpoint=\""
        + to.endpoint()
        + "\" metricsIntervalMillis=\"1000\" flushTimeoutMillis=\"1000\"/>";
  }

  private String journal(String process) throws IOException {
    return Files.readString(folder.resolve(process).resolve("security_audit.log"));
  }

  private static void fail(Application application, String ip, int times) {
    for (int i = 0; i < times; i++) {
      application.security().event(EventType.AUTH_FAILURE).user("alice").ip(ip).log();
    }
  }

  /** The same, with an address from a header that anybody can send. */
  private static void makeUp(Application application, String ip, int times) {
    for (int i = 0; i < times; i++) {
      application
          .security()
          .event(EventType.AUTH_FAILURE)
          .user("alice")
          .ip(ip, Provenance.HEADER)
          .log();
    }
  }

  /** Whether an engine has told the webhook of a client. */
  private static boolean isTold(Webhook webhook, String engine, String ip) {
    return isTold(webhook, "many_failures", engine, ip);
  }

  private static boolean isTold(Webhook webhook, String name, String engine, String ip) {
    return webhook.taken().stream().anyMatch(each -> tells(each, name, engine, ip));
  }

  private static boolean tells(Webhook.Taken taken, String name, String engine, String ip) {
    for (Json alert : Json.of(taken.body()).at("alerts").elements()) {
      Map<String, String> labels = alert.at("labels").texts();
      if (alert.at("status").text().equals("firing")
          && name.equals(labels.get("alertname"))
          && engine.equals(labels.get("engine"))
          && ip.equals(labels.get("tocsin_client_network"))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void anAttackerWhoSpreadsOverProcessesAndCollectorsIsCaught() throws Exception {
    Fleet fleet = started(RULES);
    Stores stores = stores(fleet);
    Webhook webhook = stores.webhook();
    RealPrometheus prometheus = stores.prometheus();
    Gateway first = fleet.gateway("first", Target.COLLECTOR, stores.places());
    Gateway second = fleet.gateway("second", Target.COLLECTOR, stores.places());
    String rules = "<Rules file=\"" + fleet.rules() + "\"/>";
    Application shop = fleet.keep(Application.start(folder.resolve("shop"), bridge(first), rules));
    Application till = fleet.keep(Application.start(folder.resolve("till"), bridge(second), rules));
    fail(shop, HONEST, 2);
    fail(till, HONEST, 2);
    // Somebody makes up the victim's address; the one event beside that is not enough.
    makeUp(shop, VICTIM, 4);
    makeUp(till, VICTIM, 3);
    fail(till, VICTIM, 1);
    long begun = System.nanoTime();
    fail(shop, ATTACKER, 3);
    fail(till, ATTACKER, 3);
    Map<String, Double> seconds = new TreeMap<>();
    for (String engine : List.of("loki", "prometheus")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> isTold(webhook, engine, ATTACKER));
      seconds.put(engine, (System.nanoTime() - begun) / 1e9);
    }
    System.out.println(
        "fleet: from the last event to the webhook, in seconds, with sub-windows of 2 s and"
            + " evaluations each second: "
            + seconds);
    // What the health rules ask for is there by these names.
    for (String metric :
        List.of(
            "tocsin_events_total",
            "tocsin_audit_dropped_total",
            "tocsin_audit_writable_ratio",
            "tocsin_outbox_lag_duration_seconds",
            "tocsin_outbox_gone_total",
            "tocsin_outbox_refused_total",
            "tocsin_blocks_total",
            "tocsin_rule:series:count")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(prometheus.query(metric, Instant.now())).as(metric).isNotEmpty());
    }
    // Both collectors' counts stand side by side, and are those of the events.
    assertThat(
            prometheus.query(
                "sum by (tocsin_client_network) (sum_over_time(tocsin_rule_many_failures[5m]))",
                Instant.now()))
        .extracting(each -> each.labels().get("tocsin_client_network") + " " + each.value())
        .containsExactlyInAnyOrder(HONEST + " 4.0", ATTACKER + " 6.0", VICTIM + " 8.0");
    for (String engine : List.of("loki", "prometheus")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> isTold(webhook, "many_failures_block", engine, ATTACKER));
      await().atMost(Duration.ofSeconds(30)).until(() -> isTold(webhook, engine, VICTIM));
    }
    assertThat(webhook.taken())
        .flatExtracting(each -> Json.of(each.body()).at("alerts").elements())
        .extracting(each -> each.at("labels").texts())
        .allSatisfy(
            labels ->
                assertThat("block".equals(labels.get("response")))
                    .as("%s", labels)
                    .isEqualTo("many_failures_block".equals(labels.get("alertname"))));
    for (String engine : List.of("loki", "prometheus")) {
      assertThat(isTold(webhook, engine, HONEST)).as(engine).isFalse();
    }
    for (String process : List.of("shop", "till")) {
      assertThat(journal(process))
          .as("no process alone sees enough")
          .doesNotContain("\"event_type\":\"alert\"");
    }
    fail(shop, "203.0.113.77", 5);
    assertThat(journal("shop"))
        .as("one that does see enough alerts")
        .contains("\"event_type\":\"alert\"");
    // The alert ends with what it was about.
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> webhook.taken().stream().anyMatch(each -> each.body().contains("\"resolved\"")));
    for (String engine : List.of("loki", "prometheus")) {
      assertThat(isTold(webhook, "many_failures_block", engine, VICTIM))
          .as("%s asks nobody to shut a victim out", engine)
          .isFalse();
    }
  }

  @Test
  void theTumblingCollectorAlertsAtTheEndOfItsWindow() throws Exception {
    Fleet fleet = started(RULES);
    try (Receiver alerts = Receiver.start(body -> 200);
        Receiver store = Receiver.start(body -> 200)) {
      Gateway gateway =
          fleet.gateway(
              "tumbling",
              Target.COLLECTOR_TUMBLING,
              Map.of("TOCSIN_LOKI", store.url(), "TOCSIN_ALERTS", alerts.url()),
              "yaml:processors::interval/many_failures::interval: 3s",
              "yaml:exporters::otlp_http/alerts::encoding: json");
      Application shop = fleet.keep(Application.start(folder.resolve("shop"), bridge(gateway)));
      // Nine, as a window may end between them, and five are then in one of the two.
      fail(shop, HONEST, 2);
      fail(shop, ATTACKER, 9);
      fail(shop, HONEST, 2);
      await().atMost(Duration.ofSeconds(20)).until(() -> alerts.taken().contains(ATTACKER));
      assertThat(alerts.taken()).contains("\"tocsin.rule.many_failures\"").doesNotContain(HONEST);
    }
  }

  /** What Prometheus is not told of because a collector was killed, Loki has all the same. */
  @Test
  void aKilledCollectorLosesItsSubWindowForPrometheusAndNothingForLoki() throws Exception {
    Fleet fleet = started(RULES);
    Stores stores = stores(fleet);
    Webhook webhook = stores.webhook();
    RealLoki loki = stores.loki();
    RealPrometheus prometheus = stores.prometheus();
    Gateway gateway =
        fleet.gateway(
            "killed",
            Target.COLLECTOR,
            stores.places(),
            "yaml:processors::interval/rules::interval: 20s");
    Application shop = fleet.keep(Application.start(folder.resolve("shop"), bridge(gateway)));
    fail(shop, ATTACKER, 6);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stored(loki, "tocsin.auth_failure").size() == 6);
    gateway.process().kill();
    gateway.process().restart();
    await().atMost(Duration.ofSeconds(30)).until(() -> isTold(webhook, "loki", ATTACKER));
    fail(shop, HONEST, 1);
    String counted =
        "count by (tocsin_client_network) (last_over_time(tocsin_rule_many_failures[5m]))";
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !prometheus.query(counted, Instant.now()).isEmpty());
    assertThat(prometheus.query(counted, Instant.now()))
        .extracting(each -> each.labels().get("tocsin_client_network"))
        .containsExactly(HONEST);
  }

  /** What bounds the series that clients can make. */
  @Test
  void aCollectorThatIsShortOfMemoryLetsEventsWaitInTheirJournal() throws Exception {
    Fleet fleet = started(RULES);
    try (Receiver store = Receiver.start(body -> 200)) {
      Map<String, String> places =
          Map.of("TOCSIN_LOKI", store.url(), "TOCSIN_PROMETHEUS", store.url());
      Map<String, String> little = new TreeMap<>(places);
      little.put("TOCSIN_MEMORY_MIB", "5");
      Gateway poor = fleet.gateway("poor", Target.COLLECTOR, little);
      Application shop = fleet.keep(Application.start(folder.resolve("shop"), bridge(poor)));
      // It looks at its memory each second, and takes events until then.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                fail(shop, HONEST, 1);
                return String.valueOf(health("shop").getOutletTrouble()).contains("memory");
              });
      fail(shop, ATTACKER, 6);
      assertThat(health("shop").getUnsentEvents()).isPositive();
      assertThat(store.taken()).doesNotContain(ATTACKER);
      shop.reconfigure(bridge(fleet.gateway("rich", Target.COLLECTOR, places)));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> store.takenAt("/v1/logs").contains(ATTACKER));
    }
  }

  private AuditHealth health(String process) {
    String file = folder.resolve(process).resolve("security_audit.log").toString();
    return AuditRegistry.health().stream()
        .filter(each -> each.getJournal().equals(file))
        .findFirst()
        .orElseThrow();
  }

  /** What a rule asks for may look like anything to those who read it on the way. */
  @Test
  void hostileValuesOfRulesAreComparedAsTheyStand() throws Exception {
    Fleet fleet = started(HOSTILE_RULES);
    Webhook webhook = fleet.keep(Webhook.start());
    RealAlertmanager alertmanager =
        fleet.keep(RealAlertmanager.start(folder, webhook.url(), List.of("...")));
    RealLoki loki = fleet.loki(alertmanager.http());
    try (Receiver counts = Receiver.start(body -> 200)) {
      Gateway gateway =
          fleet.gateway(
              "hostile",
              Target.COLLECTOR,
              Map.of("TOCSIN_LOKI", loki.otlp(), "TOCSIN_PROMETHEUS", counts.url()),
              "yaml:exporters::otlp_http/prometheus::encoding: json");
      Application shop = fleet.keep(Application.start(folder.resolve("shop"), bridge(gateway)));
      for (String user : List.of(HOSTILE_USER, HOSTILE_USER + "x", "o'brien")) {
        shop.security()
            .event(EventType.DATA_EXPORT)
            .user(user)
            .ip(user.equals(HOSTILE_USER) ? ATTACKER : HONEST)
            .userAgent("a \"quoted\" agent') or true #")
            .detail("note", "x{{ .y }}42")
            .log();
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> counts.taken().contains("tocsin.rule.hostile_once"));
      assertThat(counts.taken()).contains(ATTACKER).doesNotContain(HONEST);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> webhook.taken().stream().anyMatch(each -> each.body().contains(ATTACKER)));
      assertThat(webhook.taken())
          .allSatisfy(
              each ->
                  assertThat(each.body())
                      .contains("it's {{ $labels.rule }} ${env:HOME}")
                      .doesNotContain(HONEST));
    }
  }

  private static final String HOSTILE_USER = "${env:HOME} $1 \"; true or {{ .Labels }} \\d+ 'x'";

  private static final String HOSTILE_RULES =
      """
      title: "it's {{ $labels.rule }} ${env:HOME}"
      name: hostile
      detection:
        s:
          user_id|cased: %s
          user_agent|contains: "\\"quoted\\" agent') or true #"
          details.note|re: '^x\\{\\{[ .a-z]+\\}\\}\\d{2}$'
        condition: s
      ---
      title: "it's {{ $labels.rule }} ${env:HOME}"
      name: hostile_once
      correlation:
        type: event_count
        rules: [hostile]
        group-by: [ip_address]
        timespan: 1m
        condition: {gte: 1}
      """
          .formatted("'" + HOSTILE_USER.replace("'", "''").replace("\\d", "\\\\d") + "'");

  @Test
  void whateverIsKilledNoEventIsLostInLoki() throws Exception {
    Fleet fleet = started(RULES);
    Stores stores = stores(fleet);
    Webhook webhook = stores.webhook();
    RealLoki loki = stores.loki();
    RealPrometheus prometheus = stores.prometheus();
    // A queue that is full soon: the rest waits in the journal.
    String small = "yaml:exporters::otlp_http/loki::sending_queue::queue_size: 5";
    Gateway first = fleet.gateway("first", Target.COLLECTOR, stores.places(), small);
    Gateway second = fleet.gateway("second", Target.COLLECTOR, stores.places(), small);
    Application shop = fleet.keep(Application.start(folder.resolve("shop"), bridge(first)));
    Set<String> ids = new HashSet<>();
    AtomicBoolean over = new AtomicBoolean();
    Thread logging =
        new Thread(
            () -> {
              while (!over.get()) {
                for (int i = 0; i < 5; i++) {
                  String id = shop.security().event(EventType.API_ACCESS).ip("198.51.100.9").log();
                  synchronized (ids) {
                    ids.add(id);
                  }
                }
                LockSupport.parkNanos(20_000_000);
              }
            },
            "logging");
    logging.start();
    try {
      more(ids, 300);
      loki.process().kill();
      more(ids, 2_000);
      first.process().kill();
      more(ids, 300);
      first.process().restart();
      prometheus.process().kill();
      more(ids, 300);
      loki.process().restart();
      prometheus.process().restart();
      more(ids, 300);
      // Another gateway takes over, and the first one goes.
      shop.reconfigure(bridge(second));
      more(ids, 300);
      stores.alertmanager().process().kill();
      stores.alertmanager().process().restart();
      more(ids, 300);
    } finally {
      over.set(true);
      logging.join();
    }
    Set<String> stored = new HashSet<>();
    await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              stored.addAll(stored(loki, "tocsin.api_access"));
              assertThat(ids).hasSizeGreaterThan(3_000);
              assertThat(stored.containsAll(ids))
                  .as("%s of %s events in Loki", stored.size(), ids.size())
                  .isTrue();
            });
    System.out.printf(
        "fleet: Loki, Prometheus, Alertmanager and a collector killed, a gateway exchanged: %d events,"
            + " 0 lost%n",
        ids.size());
    // Rules go on where everything is back.
    fail(shop, ATTACKER, 6);
    for (String engine : List.of("loki", "prometheus")) {
      await().atMost(Duration.ofSeconds(60)).until(() -> isTold(webhook, engine, ATTACKER));
    }
  }

  private static void more(Set<String> ids, int events) {
    int before;
    synchronized (ids) {
      before = ids.size();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              synchronized (ids) {
                return ids.size() >= before + events;
              }
            });
  }

  /** The ids of what Loki has. */
  private static Set<String> stored(RealLoki loki, String name)
      throws IOException, InterruptedException {
    Set<String> stored = new HashSet<>();
    Instant from = Instant.now().minusSeconds(600);
    Instant to = Instant.now().plusSeconds(60);
    String query = "{service_name=~\".+\"} | event_name=\"" + name + "\"";
    List<RealLoki.Line> page = loki.logs(query, from, to, PAGE);
    while (!page.isEmpty()) {
      page.forEach(each -> stored.add(String.valueOf(each.labels().get("log_record_uid"))));
      if (page.size() < PAGE) {
        break;
      }
      page = loki.logs(query, page.get(page.size() - 1).at(), to, PAGE);
    }
    return stored;
  }
}
