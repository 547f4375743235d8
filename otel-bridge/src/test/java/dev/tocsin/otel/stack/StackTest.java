package dev.tocsin.otel.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That the programs the other tests here lean on do what those expect of them. */
@Timeout(300)
class StackTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  @Test
  void lokiAnswersAtOnceForWhatItTook() throws Exception {
    try (RealLoki loki = RealLoki.start(folder, RealLoki.Options.plain())) {
      Instant old = now.minus(Duration.ofHours(5));
      loki.pushOtlpJson(logs("old", old, "192.0.2.9"));
      loki.pushOtlpJson(logs("shop", now, "192.0.2.7", "192.0.2.7", "192.0.2.8"));

      assertThat(loki.query(failures("5m"), now))
          .containsExactlyInAnyOrder(
              new Sample(Map.of("client_address", "192.0.2.7"), 2),
              new Sample(Map.of("client_address", "192.0.2.8"), 1));
      assertThat(loki.query(failures("5m"), now.plusSeconds(300))).isEmpty();
      assertThat(loki.query("sum(count_over_time({service_name=\"old\"}[1s]))", old))
          .containsExactly(new Sample(Map.of(), 1));
      List<RealLoki.Line> lines =
          loki.logs("{service_name=\"shop\"}", now.minusSeconds(1), now.plusSeconds(1), 10);
      assertThat(lines).hasSize(3);
      assertThat(lines.get(0).at()).isEqualTo(now);
      assertThat(lines.get(0).text()).isEqualTo("login failed");
      assertThat(lines.get(0).labels())
          .contains(
              entry("service_name", "shop"),
              entry("event_name", "tocsin.auth_failure"),
              entry("tocsin_client_network", "192.0.2.0/24"));
    }
  }

  @Test
  void lokiKeepsWhatItTookWhenItIsKilled() throws Exception {
    try (RealLoki loki = RealLoki.start(folder, RealLoki.Options.plain())) {
      loki.pushOtlpJson(logs("shop", now, "192.0.2.7"));
      loki.process().kill();
      assertThatThrownBy(() -> loki.query(failures("5m"), now))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("has ended");
      loki.process().restart();
      assertThat(loki.query(failures("5m"), now))
          .containsExactly(new Sample(Map.of("client_address", "192.0.2.7"), 1));
    }
  }

  @Test
  void lokiTellsOfALimit() throws Exception {
    RealLoki.Options options = RealLoki.Options.plain().withLimits(Map.of("max_query_series", "1"));
    try (RealLoki loki = RealLoki.start(folder, options)) {
      loki.pushOtlpJson(logs("shop", now, "192.0.2.7", "192.0.2.8"));
      assertThatThrownBy(() -> loki.query(failures("5m"), now))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("maximum number of series (1) reached");
      assertThatThrownBy(() -> loki.pushOtlpJson(logs("shop", now.minusSeconds(4000), "a")))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("too far behind");
    }
  }

  @Test
  void lokisRulerFiresAndItsAlertReachesTheWebhook() throws Exception {
    Path rules = folder.resolve("rules.yaml");
    Files.writeString(
        rules,
        """
        groups:
        - name: test
          rules:
          - alert: Burst
            expr: %s >= 3
            keep_firing_for: 10m
            labels: {severity: high}
            annotations: {summary: 'failures from {{ $labels.client_address }}'}
        """
            .formatted(failures("5s")));
    try (Webhook webhook = Webhook.start();
        RealAlertmanager alertmanager =
            RealAlertmanager.start(folder, webhook.url(), List.of("..."));
        RealLoki loki =
            RealLoki.start(
                folder,
                RealLoki.Options.plain()
                    .withRuleFile(rules)
                    .withAlertmanager(alertmanager.http()))) {
      assertThat(loki.rules()).contains("\"name\":\"Burst\"");
      assertThat(loki.alerts()).isEmpty();
      Instant pushed = Instant.now();
      loki.pushOtlpJson(logs("shop", pushed, "192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.8"));

      await().atMost(SOON).until(() -> !webhook.taken().isEmpty());
      Webhook.Taken taken = webhook.taken().get(0);
      assertThat(taken.at()).isBetween(pushed, pushed.plusSeconds(30));
      Json message = Json.of(taken.body());
      assertThat(message.at("status").text()).isEqualTo("firing");
      assertThat(message.at("alerts").elements()).hasSize(1);
      Json alert = message.at("alerts").elements().get(0);
      assertThat(alert.at("labels").texts())
          .containsOnly(
              entry("alertname", "Burst"),
              entry("client_address", "192.0.2.7"),
              entry("severity", "high"));
      assertThat(alert.at("annotations").at("summary").text()).isEqualTo("failures from 192.0.2.7");
      assertThat(loki.alerts())
          .containsExactly(
              new Alert(
                  "Burst", Map.of("client_address", "192.0.2.7", "severity", "high"), "firing"));
      assertThat(alertmanager.alerts()).extracting(Alert::state).containsExactly("active");

      // Loki 3.7 takes keep_firing_for and forgets it: the alert ends with its window.
      await().atMost(SOON).until(() -> loki.alerts().isEmpty());
      await().atMost(SOON).until(() -> webhook.taken().size() == 2);
      assertThat(webhook.taken().get(1).body()).contains("\"status\":\"resolved\"");
    }
  }

  @Test
  void prometheusTakesMetricsAndItsAlertReachesAlertmanager() throws Exception {
    Path rules = folder.resolve("rules.yaml");
    Files.writeString(rules, prometheusRules());
    Path tsdb = folder.resolve("tsdb");
    RealPrometheus.backfill(
        tsdb,
        """
        # TYPE old_value gauge
        old_value{client_address="192.0.2.7"} 5 1600000000
        old_value{client_address="192.0.2.7"} 6 1600000002
        # EOF
        """);
    try (Webhook webhook = Webhook.start();
        RealAlertmanager alertmanager =
            RealAlertmanager.start(folder, webhook.url(), List.of("alertname"));
        RealPrometheus prometheus =
            RealPrometheus.start(
                folder,
                RealPrometheus.Options.plain()
                    .withTsdb(tsdb)
                    .withPromoted("service.instance.id")
                    .withRules(rules)
                    .withOutOfOrder(Duration.ofMinutes(5))
                    .withAlertmanager(alertmanager.http()))) {
      assertThat(prometheus.rules()).contains("\"name\":\"Burst\"");
      assertThat(
              prometheus.query("sum_over_time(old_value[3s])", Instant.ofEpochSecond(1600000002)))
          .containsExactly(new Sample(Map.of("client_address", "192.0.2.7"), 11));

      prometheus.pushOtlpJson(gauge(now, 3));
      prometheus.pushOtlpJson(gauge(now.minusSeconds(60), 2));
      assertThat(prometheus.query("sum_over_time(tocsin_test_failures[2m])", now))
          .containsExactly(
              new Sample(
                  Map.of(
                      "client_address", "192.0.2.7",
                      "tocsin_client_network", "192.0.2.0/24",
                      "service_instance_id", "one",
                      "instance", "one",
                      "job", "shop"),
                  5));
      await().atMost(SOON).until(() -> !webhook.taken().isEmpty());
      assertThat(prometheus.alerts())
          .containsExactly(new Alert("Burst", Map.of("client_address", "192.0.2.7"), "firing"));
      assertThat(alertmanager.alerts())
          .containsExactly(new Alert("Burst", Map.of("client_address", "192.0.2.7"), "active"));

      prometheus.process().kill();
      prometheus.process().restart();
      assertThat(prometheus.query("tocsin_test_failures", now)).hasSize(1);
      assertThatThrownBy(() -> prometheus.query("sum(", now))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("parse error");
    }
  }

  @Test
  void promtoolChecksAndTestsRules() throws Exception {
    Path rules = folder.resolve("rules.yaml");
    Files.writeString(rules, prometheusRules());
    assertThat(Promtool.checkRules(rules).exitCode()).isZero();
    Path tests = folder.resolve("tests.yaml");
    String test =
        """
        rule_files: [rules.yaml]
        evaluation_interval: 1s
        tests:
        - interval: 1s
          input_series:
          - {series: 'tocsin_test_failures{client_address="192.0.2.7"}', values: '1 2'}
          alert_rule_test:
          - eval_time: 1s
            alertname: Burst
            exp_alerts: [{exp_labels: {client_address: 192.0.2.%d}}]
        """;
    Files.writeString(tests, test.formatted(7));
    Promtool.Result passes = Promtool.testRules(tests);
    assertThat(passes.exitCode()).as(passes.output()).isZero();
    Files.writeString(tests, test.formatted(8));
    Promtool.Result fails = Promtool.testRules(tests);
    assertThat(fails.exitCode()).isEqualTo(1);
    assertThat(fails.output()).contains("FAILED").contains("192.0.2.7");
    Files.writeString(rules, "groups: [{name: a, rules: [{alert: B, expr: 'sum('}]}]");
    assertThat(Promtool.checkRules(rules).exitCode()).isEqualTo(1);
  }

  @Test
  void whatDoesNotStartSaysWhy() throws Exception {
    assertThat(BackEnd.find("loki")).isExecutable();
    RealLoki.Options options = RealLoki.Options.plain().withLimits(Map.of("no_such_limit", "1"));
    assertThatThrownBy(() -> RealLoki.start(folder, options))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("it ended with 1")
        .hasMessageContaining("no_such_limit");
  }

  private static String failures(String range) {
    return "sum by (client_address) (count_over_time({service_name=\"shop\"}"
        + " | event_name=\"tocsin.auth_failure\" ["
        + range
        + "]))";
  }

  private static String prometheusRules() {
    return """
    groups:
    - name: test
      rules:
      - alert: Burst
        expr: sum by (client_address) (sum_over_time(tocsin_test_failures[2m])) >= 3
    """;
  }

  private static String logs(String service, Instant at, String... addresses) {
    List<String> records = new ArrayList<>();
    for (String address : addresses) {
      records.add(
          """
          {"timeUnixNano": "%d%09d", "eventName": "tocsin.auth_failure",
           "severityNumber": 13, "severityText": "WARN", "body": {"stringValue": "login failed"},
           "attributes": [
            {"key": "event.name", "value": {"stringValue": "tocsin.auth_failure"}},
            {"key": "client.address", "value": {"stringValue": "%s"}},
            {"key": "tocsin.client.network", "value": {"stringValue": "192.0.2.0/24"}},
            {"key": "log.record.uid", "value": {"stringValue": "%d"}}]}
          """
              .formatted(at.getEpochSecond(), at.getNano(), address, records.size()));
    }
    return """
    {"resourceLogs": [{
     "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "%s"}}]},
     "scopeLogs": [{"scope": {"name": "dev.tocsin"}, "logRecords": [%s]}]}]}
    """
        .formatted(service, String.join(",", records));
  }

  private static String gauge(Instant at, int value) {
    return """
    {"resourceMetrics": [{
     "resource": {"attributes": [
      {"key": "service.name", "value": {"stringValue": "shop"}},
      {"key": "service.instance.id", "value": {"stringValue": "one"}}]},
     "scopeMetrics": [{"scope": {"name": "test"}, "metrics": [{
      "name": "tocsin.test.failures", "gauge": {"dataPoints": [{
       "timeUnixNano": "%d%09d", "asInt": "%d", "attributes": [
        {"key": "client.address", "value": {"stringValue": "192.0.2.7"}},
        {"key": "tocsin.client.network", "value": {"stringValue": "192.0.2.0/24"}}]}]}}]}]}]}
    """
        .formatted(at.getEpochSecond(), at.getNano(), value);
  }
}
