package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.compile.RuleCompiler;
import dev.tocsin.otel.compile.Target;
import dev.tocsin.otel.stack.BackEnd;
import dev.tocsin.otel.stack.Json;
import dev.tocsin.otel.stack.RealAlertmanager;
import dev.tocsin.otel.stack.RealLoki;
import dev.tocsin.otel.stack.RealPrometheus;
import dev.tocsin.otel.stack.Webhook;
import dev.tocsin.rules.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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
      """;

  private static final String ATTACKER = "203.0.113.66";
  private static final String HONEST = "203.0.113.5";

  @TempDir private Path folder;
  private final List<AutoCloseable> running = new ArrayList<>();

  /** A collector, and where it takes events in. */
  private record Gateway(BackEnd process, String endpoint) {}

  @AfterEach
  void stopAll() throws Exception {
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).close();
    }
  }

  private <T extends AutoCloseable> T keep(T started) {
    running.add(started);
    return started;
  }

  private Map<String, Path> compiled(Target target) throws IOException {
    Path rules = folder.resolve("rules.yaml");
    Files.writeString(rules, RULES);
    RuleCompiler.Options options =
        new RuleCompiler.Options(
            "rules.yaml",
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            "{service_name=~\".+\"}",
            "https://wiki.example.com/alerts",
            Set.of());
    RuleCompiler compiler =
        new RuleCompiler(RuleFile.read(rules, EventTypes.builtIn()), EventTypes.builtIn(), options);
    Map<String, Path> files = new TreeMap<>();
    for (Map.Entry<String, String> each : compiler.files(target).entrySet()) {
      Path file = folder.resolve(target.text()).resolve(each.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, each.getValue());
      files.put(each.getKey(), file);
    }
    return files;
  }

  private RealLoki loki(String alertmanager) throws Exception {
    Map<String, Path> files = compiled(Target.LOKI);
    Map<String, String> limits = new TreeMap<>();
    for (String line : Files.readAllLines(Objects.requireNonNull(files.get("limits.yaml")))) {
      if (line.matches("  [a-z_]+: .*")) {
        int colon = line.indexOf(": ");
        limits.put(line.substring(2, colon), line.substring(colon + 2));
      }
    }
    return keep(
        RealLoki.start(
            folder,
            RealLoki.Options.plain()
                .withLimits(limits)
                .withRuleFile(Objects.requireNonNull(files.get("rules/tocsin.yaml")))
                .withAlertmanager(alertmanager)));
  }

  private RealPrometheus prometheus(String alertmanager) throws Exception {
    Path rules = Objects.requireNonNull(compiled(Target.PROMETHEUS).get("rules/tocsin.yaml"));
    return keep(
        RealPrometheus.start(
            folder,
            RealPrometheus.Options.plain()
                .withPromoted("service.instance.id", "signal_to_metrics.service.instance.id")
                .withRules(rules)
                .withAlertmanager(alertmanager)));
  }

  private Gateway gateway(String name, Path config, Map<String, String> places, String... more)
      throws Exception {
    int port = BackEnd.freePort();
    Map<String, String> environment = new HashMap<>(places);
    environment.put("TOCSIN_OTLP_HTTP", "127.0.0.1:" + port);
    environment.put("TOCSIN_OTLP_GRPC", "127.0.0.1:" + BackEnd.freePort());
    environment.put("TOCSIN_QUEUE", folder.resolve(name + "-queue").toString());
    environment.put("TOCSIN_HEALTH", "127.0.0.1:" + BackEnd.freePort());
    List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
    for (String each : more) {
      arguments.addAll(List.of("--config", each));
    }
    Path own = Files.createDirectories(folder.resolve(name));
    BackEnd process =
        keep(
            BackEnd.start(
                "collector",
                own,
                "http://" + environment.get("TOCSIN_HEALTH"),
                "/",
                environment,
                arguments));
    return new Gateway(process, "http://127.0.0.1:" + port);
  }

  private static String bridge(Gateway to) {
    return "<OpenTelemetry endpoint=\""
        + to.endpoint()
        + "\" metricsIntervalMillis=\"1000\" flushTimeoutMillis=\"1000\"/>";
  }

  private static void fail(Application application, String ip, int times) {
    for (int i = 0; i < times; i++) {
      application.security().event(EventType.AUTH_FAILURE).user("alice").ip(ip).log();
    }
  }

  /** The first alert of a rule and client that an engine has told the webhook of. */
  private static boolean isTold(Webhook webhook, String engine, String ip) {
    return webhook.taken().stream().anyMatch(each -> tells(each, engine, ip));
  }

  private static boolean tells(Webhook.Taken taken, String engine, String ip) {
    for (Json alert : Json.of(taken.body()).at("alerts").elements()) {
      Map<String, String> labels = alert.at("labels").texts();
      if (alert.at("status").text().equals("firing")
          && "many_failures".equals(labels.get("alertname"))
          && engine.equals(labels.get("engine"))
          && ip.equals(labels.get("tocsin_client_network"))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void anAttackerWhoSpreadsOverProcessesAndCollectorsIsCaught() throws Exception {
    Webhook webhook = keep(Webhook.start());
    RealAlertmanager alertmanager =
        keep(RealAlertmanager.start(folder, webhook.url(), List.of("...")));
    RealLoki loki = loki(alertmanager.http());
    RealPrometheus prometheus = prometheus(alertmanager.http());
    Path config = Objects.requireNonNull(compiled(Target.COLLECTOR).get("collector.yaml"));
    Map<String, String> places =
        Map.of("TOCSIN_LOKI", loki.otlp(), "TOCSIN_PROMETHEUS", prometheus.otlp());
    Gateway first = gateway("first", config, places);
    Gateway second = gateway("second", config, places);
    String rules = "<Rules file=\"" + folder.resolve("rules.yaml") + "\"/>";
    Application shop = keep(Application.start(folder.resolve("shop"), bridge(first), rules));
    Application till = keep(Application.start(folder.resolve("till"), bridge(second), rules));
    fail(shop, HONEST, 2);
    fail(till, HONEST, 2);
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
        .containsExactlyInAnyOrder(HONEST + " 4.0", ATTACKER + " 6.0");
    for (String engine : List.of("loki", "prometheus")) {
      assertThat(isTold(webhook, engine, HONEST)).as(engine).isFalse();
    }
    for (String process : List.of("shop", "till")) {
      assertThat(Files.readString(folder.resolve(process).resolve("security_audit.log")))
          .as("no process alone sees enough")
          .doesNotContain("\"event_type\":\"alert\"");
    }
    // The alert ends with what it was about.
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> webhook.taken().stream().anyMatch(each -> each.body().contains("\"resolved\"")));
  }

  @Test
  void theTumblingCollectorAlertsAtTheEndOfItsWindow() throws Exception {
    try (Receiver alerts = Receiver.start(body -> 200);
        Receiver store = Receiver.start(body -> 200)) {
      Path config =
          Objects.requireNonNull(
              compiled(Target.COLLECTOR_TUMBLING).get("collector-tumbling.yaml"));
      Gateway gateway =
          gateway(
              "tumbling",
              config,
              Map.of("TOCSIN_LOKI", store.url(), "TOCSIN_ALERTS", alerts.url()),
              "yaml:processors::interval/many_failures::interval: 3s",
              "yaml:exporters::otlp_http/alerts::encoding: json");
      Application shop = keep(Application.start(folder.resolve("shop"), bridge(gateway)));
      // Twice, as a window may end between the events.
      for (int round = 0; round < 2; round++) {
        fail(shop, HONEST, 2);
        fail(shop, ATTACKER, 6);
        fail(shop, HONEST, 2);
        int before = round;
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> store.taken().split(ATTACKER, -1).length - 1 >= 6 * (before + 1));
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> alerts.taken().contains(ATTACKER));
      assertThat(alerts.taken()).contains("\"tocsin.rule.many_failures\"").doesNotContain(HONEST);
    }
  }

  @Test
  void whateverIsKilledNoEventIsLostInLoki() throws Exception {
    Webhook webhook = keep(Webhook.start());
    RealAlertmanager alertmanager =
        keep(RealAlertmanager.start(folder, webhook.url(), List.of("...")));
    RealLoki loki = loki(alertmanager.http());
    RealPrometheus prometheus = prometheus(alertmanager.http());
    Path config = Objects.requireNonNull(compiled(Target.COLLECTOR).get("collector.yaml"));
    Map<String, String> places =
        Map.of("TOCSIN_LOKI", loki.otlp(), "TOCSIN_PROMETHEUS", prometheus.otlp());
    // A queue that is full soon: the rest waits in the journal.
    String small = "yaml:exporters::otlp_http/loki::sending_queue::queue_size: 5";
    Gateway first = gateway("first", config, places, small);
    Gateway second = gateway("second", config, places, small);
    Application shop = keep(Application.start(folder.resolve("shop"), bridge(first)));
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
      alertmanager.process().kill();
      alertmanager.process().restart();
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
              stored.addAll(stored(loki));
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
  private static Set<String> stored(RealLoki loki) throws IOException, InterruptedException {
    Set<String> stored = new HashSet<>();
    Instant from = Instant.now().minusSeconds(600);
    Instant to = Instant.now().plusSeconds(60);
    String query = "{service_name=~\".+\"} | event_name=\"tocsin.api_access\"";
    List<RealLoki.Line> page = loki.logs(query, from, to, 5_000);
    while (!page.isEmpty()) {
      page.forEach(each -> stored.add(String.valueOf(each.labels().get("log_record_uid"))));
      if (page.size() < 5_000) {
        break;
      }
      page = loki.logs(query, page.get(page.size() - 1).at(), to, 5_000);
    }
    return stored;
  }
}
