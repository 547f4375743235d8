package dev.tocsin.otel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.stack.Promtool;
import dev.tocsin.rules.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The alerts on the audit log itself, by promtool. */
class HealthRulesTest {
  private static final Pattern RUNBOOK = Pattern.compile("runbook_url: '[^#]*#([^']*)'");

  @TempDir private Path folder;

  private static String rules(Target target) {
    return Objects.requireNonNull(
        new RuleCompiler(RuleFile.shipped(), EventTypes.builtIn(), RuleCompiler.Options.DEFAULT)
            .files(target)
            .get("rules/tocsin.yaml"));
  }

  /** Series begin at minute 0, with a value each minute. */
  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // Still, then gone; a busy service; one that restarts and counts anew.
        "tocsin_audit_silent | tocsin_events_total{job=\"shop\"} | 7x60 | 30m | job: shop",
        "tocsin_audit_silent | tocsin_events_total{job=\"shop\"} | 0+1x20 _x40 | 30m | job: shop",
        "tocsin_audit_silent | tocsin_events_total{job=\"shop\"} | 0+1x60 | 30m | -",
        "tocsin_audit_silent | tocsin_events_total{job=\"shop\"} | 50+1x20 0+1x40 | 30m | -",
        "tocsin_audit_absent | other | 1x60 | 14m | -",
        "tocsin_audit_absent | other | 1x60 | 16m | ''",
        "tocsin_audit_absent | tocsin_events_total{job=\"shop\"} | 1x60 | 16m | -",
        // A counter that rises, one that is born above zero, and one that does neither.
        "tocsin_events_dropped | tocsin_audit_dropped_total{job=\"shop\"} | 0x10 3x50 | 12m | job: shop",
        "tocsin_events_dropped | tocsin_audit_dropped_total{job=\"shop\"} | _x10 3x50 | 12m | job: shop",
        "tocsin_events_dropped | tocsin_audit_dropped_total{job=\"shop\"} | 3x60 | 30m | -",
        "tocsin_events_dropped | tocsin_audit_dropped_total{job=\"shop\"} | 0x60 | 30m | -",
        "tocsin_journal_not_writable | tocsin_audit_writable_ratio{job=\"shop\"} | 1x10 0x50 | 11m | job: shop",
        "tocsin_journal_not_writable | tocsin_audit_writable_ratio{job=\"shop\"} | 1x60 | 11m | -",
        "tocsin_outbox_lag | tocsin_outbox_lag_duration_seconds{job=\"shop\"} | 301x60 | 5m | job: shop",
        "tocsin_outbox_lag | tocsin_outbox_lag_duration_seconds{job=\"shop\"} | 300x60 | 5m | -",
        "tocsin_events_undelivered | tocsin_outbox_gone_total{job=\"shop\"} | 0x10 3x50 | 12m | job: shop",
        "tocsin_events_undelivered | tocsin_outbox_refused_total{job=\"shop\"} | _x10 1x50 | 12m | job: shop",
        "tocsin_events_undelivered | tocsin_outbox_refused_total{job=\"shop\"} | 1x60 | 30m | -",
        "tocsin_blocks_surging | tocsin_blocks_total{job=\"shop\"} | 0+6x60 | 30m | job: shop",
        "tocsin_blocks_surging | tocsin_blocks_total{job=\"shop\"} | 0+5x60 | 30m | -",
        "tocsin_blocks_surging | tocsin_blocks_total{job=\"shop\"} | _x10 60x50 | 12m | job: shop",
        "tocsin_many_groups | tocsin_rule:series:count{rule=\"r\"} | 50001x60 | 5m | rule: r",
        "tocsin_many_groups | tocsin_rule:series:count{rule=\"r\"} | 50000x60 | 5m | -",
        "tocsin_collector_dropped | otelcol_exporter_send_failed_log_records_total{exporter=\"e\"} | 0x10 3x50 | 12m | exporter: e",
        "tocsin_collector_dropped | otelcol_exporter_send_failed_log_records_total{exporter=\"e\"} | _x10 3x50 | 12m | exporter: e",
        "tocsin_collector_dropped | otelcol_exporter_send_failed_log_records_total{exporter=\"e\"} | 3x60 | 30m | -",
      })
  void eachFiresWhenItShouldAndOnlyThen(
      String alert, String series, String values, String at, String labels)
      throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("rules.yaml"), ConformanceTest.withoutAnnotations(rules(Target.PROMETHEUS)));
    String severity = severity(alert);
    String expected =
        labels == null
            ? ""
            : "{exp_labels: {severity: "
                + severity
                + ", engine: prometheus"
                + (labels.isEmpty() ? "" : ", " + labels)
                + "}}";
    Path tests = folder.resolve("tests.yaml");
    Files.writeString(
        tests,
        """
        rule_files: [rules.yaml]
        evaluation_interval: 1m
        tests:
        - interval: 1m
          input_series:
          - series: '%s'
            values: '%s'
          alert_rule_test:
          - {eval_time: %s, alertname: %s, exp_alerts: [%s]}
        """
            .formatted(series, values, at, alert, expected));
    Promtool.Result result = Promtool.testRules(tests);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  @Test
  void aCollectorsQueueIsToldOfWhenItIsHalfFullForLong() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("rules.yaml"), rules(Target.PROMETHEUS));
    Path file = folder.resolve("tests.yaml");
    Files.writeString(
        file,
        """
        rule_files: [rules.yaml]
        evaluation_interval: 1m
        tests:
        - interval: 1m
          input_series:
          - {series: 'otelcol_exporter_queue_size{data_type="logs", exporter="full"}', values: '501x20'}
          - {series: 'otelcol_exporter_queue_capacity{data_type="logs", exporter="full"}', values: '1000x20'}
          - {series: 'otelcol_exporter_queue_size{data_type="logs", exporter="half"}', values: '500x20'}
          - {series: 'otelcol_exporter_queue_capacity{data_type="logs", exporter="half"}', values: '1000x20'}
          - {series: 'otelcol_exporter_queue_size{data_type="logs", exporter="short"}', values: '900x3 0x17'}
          - {series: 'otelcol_exporter_queue_capacity{data_type="logs", exporter="short"}', values: '1000x20'}
          promql_expr_test:
          - expr: sum by (exporter) (ALERTS{alertname="tocsin_collector_queue", alertstate="firing"})
            eval_time: 10m
            exp_samples: [{labels: '{exporter="full"}', value: 1}]
        """);
    Promtool.Result result = Promtool.testRules(file);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  private static String severity(String alert) {
    Matcher matcher =
        Pattern.compile("alert: " + alert + "\\n.*?severity: (\\w+)", Pattern.DOTALL)
            .matcher(rules(Target.PROMETHEUS));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  /** One attack from very many addresses: a thousand are told one by one, the rest together. */
  @Test
  void aFloodOfGroupsIsToldOnce() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("rules.yaml"), rules(Target.PROMETHEUS));
    StringBuilder tests =
        new StringBuilder(
            """
            rule_files: [rules.yaml]
            evaluation_interval: 15s
            tests:
            - interval: 15s
              promql_expr_test:
              - expr: count(ALERTS{alertname="high_failure_rate", alertstate="firing"})
                eval_time: 1m
                exp_samples: [{value: 1000}]
              - expr: count(ALERTS{alertname="high_failure_rate_flood", alertstate="firing"})
                eval_time: 1m
                exp_samples: [{value: 1}]
              input_series:
            """);
    for (int i = 0; i <= Alerting.MAX_FIRING; i++) {
      tests
          .append("  - {series: 'tocsin_rule_high_failure_rate{tocsin_client_network=\"10.0.")
          .append(i / 256 + "." + i % 256)
          .append("\"}', values: '5x20'}\n");
    }
    Path file = folder.resolve("tests.yaml");
    Files.writeString(file, tests);
    Promtool.Result result = Promtool.testRules(file);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  /** Every alert says what to do, and there it stands. */
  @Test
  void thePageOnAlertsHasEachOfThem() throws IOException {
    List<String> headings =
        Files.readAllLines(Path.of("..", "docs", "alerts.md")).stream()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4))
            .toList();
    for (Target target : List.of(Target.PROMETHEUS, Target.LOKI)) {
      List<String> named = new ArrayList<>();
      Matcher matcher = RUNBOOK.matcher(rules(target));
      while (matcher.find()) {
        named.add(matcher.group(1));
      }
      assertThat(rules(target).lines().filter(line -> line.contains("- alert: ")))
          .hasSameSizeAs(named);
      assertThat(headings).containsAll(named);
    }
  }
}
