package dev.tocsin.otel.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.TestRecords;
import dev.tocsin.otel.stack.BackEnd;
import dev.tocsin.otel.stack.Fleet;
import dev.tocsin.otel.stack.Json;
import dev.tocsin.otel.stack.Promtool;
import dev.tocsin.otel.stack.RealLoki;
import dev.tocsin.otel.stack.RealPrometheus;
import dev.tocsin.rules.Correlation;
import dev.tocsin.rules.RuleFile;
import dev.tocsin.rules.RuleSet;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rule means the same in the process, in Prometheus and in Loki: a library of traces is played to
 * all of them, and at each evaluation of each rule they have to agree within the bounds that {@code
 * docs/fleet.md} gives.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConformanceTest {
  /** Each trace has so long for itself, in seconds. */
  private static final int SLOT = 4 * 3_600;

  private static final int STEP = 15;

  /** From a trace's start, where it lies over it: between its first events. */
  private static final int TO_MIDNIGHT = 615;

  private static final String MORE =
      """
      ---
      title: Many users from one address
      name: spraying
      correlation:
        type: value_count
        rules: [failed_sign_in]
        group-by: [ip_address]
        timespan: 5m
        condition: {field: user_id, gte: 5}
      ---
      title: Failures and a success of one user at one address
      name: failure_and_success
      correlation:
        type: temporal
        rules: [failed_sign_in, successful_sign_in]
        group-by: [ip_address, user_id]
        timespan: 10m
      ---
      title: Failures anywhere
      name: failures_anywhere
      correlation:
        type: event_count
        rules: [failed_sign_in]
        timespan: 2m
        condition: {gte: 50}
      ---
      title: Nobody signs in
      name: silence
      correlation:
        type: event_count
        rules: [failed_sign_in, successful_sign_in]
        timespan: 15m
        condition: {eq: 0}
      """;

  @TempDir private static Path folder;

  private final List<Played.Trace> traces = Played.library();
  private final Map<String, Map<String, Integer>> seen = new TreeMap<>();
  private final Map<String, Long> compared = new TreeMap<>();
  private RuleSet rules = RuleFile.shipped();
  private String yaml = "";
  private Instant start = Instant.EPOCH;

  @BeforeAll
  void readRules() throws IOException {
    Path file = folder.resolve("rules.yaml");
    yaml =
        Files.readString(
                Path.of("..", "log4j-plugin/src/main/resources/dev/tocsin/rules/shipped.yaml"))
            + MORE;
    Files.writeString(file, yaml);
    rules = RuleFile.read(file, EventTypes.builtIn());
    // All of it in the past; every sixth trace lies over midnight.
    Instant midnight =
        Instant.now().minusSeconds((long) SLOT * traces.size()).truncatedTo(ChronoUnit.DAYS);
    start = midnight.minusSeconds(TO_MIDNIGHT);
  }

  private Instant startOf(int trace) {
    return start.plusSeconds((long) SLOT * trace);
  }

  private List<Correlation> correlations() {
    return rules.correlations().stream()
        .filter(each -> each.rule().enabled() && each.rule().alerts())
        .toList();
  }

  private CompiledRule compiled(Correlation rule, Target target) {
    try {
      return CompiledRule.of(rule, rules, EventTypes.builtIn(), target);
    } catch (NotExpressible e) {
      throw new AssertionError(rule.rule().name(), e);
    }
  }

  private void count(String target, Correlation rule, Played.Trace trace, int alerts) {
    if (rule.below() && new Truth(rule, rules, trace.events()).isEmpty()) {
      // There the silence before the trace goes on.
      return;
    }
    seen.computeIfAbsent(rule.rule().name() + "|" + trace.name(), key -> new HashMap<>())
        .put(target, alerts);
  }

  @Test
  @Order(1)
  void theProcessSaysWhatIsPlainlyTrue() {
    for (int i = 0; i < traces.size(); i++) {
      Played.Trace trace = traces.get(i);
      Map<String, List<Double>> fired = InProcess.alerts(rules, trace.events(), startOf(i), SLOT);
      for (Correlation rule : correlations()) {
        Map<String, List<Double>> expected = new Truth(rule, rules, trace.events()).alerts();
        int number = 0;
        Set<String> keys = new TreeSet<>();
        for (Map.Entry<String, List<Double>> each : fired.entrySet()) {
          if (each.getKey().startsWith(rule.rule().name() + "|")) {
            String key = each.getKey().substring(rule.rule().name().length() + 1);
            keys.add(key);
            number += each.getValue().size();
            List<Double> truth = expected.getOrDefault(key, List.of());
            assertThat(each.getValue())
                .as("%s, %s", trace.name(), each.getKey())
                .hasSameSizeAs(truth);
            for (int alert = 0; alert < truth.size(); alert++) {
              // An event that is late has the alert begin when it is recorded.
              assertThat(each.getValue().get(alert) - truth.get(alert)).isBetween(-0.001, 60.0);
            }
          }
        }
        assertThat(keys)
            .as("%s, %s", trace.name(), rule.rule().name())
            .isEqualTo(expected.keySet());
        count("process", rule, trace, number);
      }
    }
  }

  @Test
  @Order(2)
  void prometheusSaysTheSameToOneSubWindow() throws Exception {
    Path tsdb = folder.resolve("tsdb");
    RealPrometheus.backfill(tsdb, openMetrics());
    try (RealPrometheus prometheus =
        RealPrometheus.start(folder, RealPrometheus.Options.plain().withTsdb(tsdb))) {
      PrometheusRules made = new PrometheusRules(RuleCompiler.Options.DEFAULT);
      for (Correlation rule : correlations()) {
        CompiledRule compiled = compiled(rule, Target.PROMETHEUS);
        String condition = made.alerting(compiled).condition(compiled);
        for (int i = 0; i < traces.size(); i++) {
          Played.Trace trace = traces.get(i);
          Truth truth = new Truth(rule, rules, arrivals(trace.events()));
          Map<String, Set<Integer>> held =
              range(prometheus.http() + "/api/v1/query_range", condition, startOf(i), compiled);
          for (String key : truth.keys()) {
            for (int at = 0; at < SLOT; at += STEP) {
              boolean holds = held.getOrDefault(key, Set.of()).contains(at);
              double window = rule.window().toSeconds();
              boolean fewest = truth.holds(key, at - window, at - STEP);
              boolean most = truth.holds(key, at - window - STEP, at);
              boolean right =
                  rule.below()
                      ? (!most || holds) && (!holds || fewest)
                      : (!fewest || holds) && (!holds || most);
              assertThat(right)
                  .as(
                      "%s, %s, group %s, %s s: %s",
                      rule.rule().name(), trace.name(), key, at, holds)
                  .isTrue();
              compared.merge("prometheus", 1L, Long::sum);
            }
          }
          assertThat(truth.keys()).containsAll(held.keySet());
          count("prometheus", rule, trace, alerts(held, rule));
        }
      }
    }
  }

  /** As the collector counts: an event that is late in the sub-window in which it arrives. */
  private static List<Played> arrivals(List<Played> events) {
    return events.stream()
        .map(
            each ->
                each.logged() - each.at() > 60
                    ? each
                    : new Played(each.logged(), each.logged(), each.type(), each.ip(), each.user()))
        .toList();
  }

  /** The counts of all sub-windows, as they would have been pushed. */
  private String openMetrics() {
    StringBuilder text = new StringBuilder();
    for (Correlation rule : correlations()) {
      CompiledRule compiled = compiled(rule, Target.COLLECTOR);
      for (int source = 0; source < compiled.sources().size(); source++) {
        String metric = Text.label(PrometheusRules.METRIC + compiled.sources().get(source).name());
        text.append("# TYPE ").append(metric).append(" gauge\n");
        for (int i = 0; i < traces.size(); i++) {
          Truth truth = new Truth(rule, rules, arrivals(traces.get(i).events()));
          for (Map.Entry<Truth.Series, NavigableMap<Long, Integer>> each :
              truth.samples(STEP).entrySet()) {
            if (each.getKey().source() == source) {
              for (Map.Entry<Long, Integer> sample : each.getValue().entrySet()) {
                text.append(metric)
                    .append(labels(compiled, each.getKey()))
                    .append(' ')
                    .append(sample.getValue())
                    .append(' ')
                    .append(startOf(i).getEpochSecond() + sample.getKey())
                    .append('\n');
              }
            }
          }
        }
      }
    }
    return text.append("# EOF\n").toString();
  }

  private static String labels(CompiledRule rule, Truth.Series series) {
    Map<String, String> labels = new TreeMap<>();
    List<String> values = Truth.values(series.key());
    for (int i = 0; i < rule.keys().size(); i++) {
      labels.put(rule.keys().get(i).label(), values.get(i));
    }
    RecordField value = rule.value();
    if (value != null) {
      labels.put(value.label(), series.value());
    }
    return labels.isEmpty()
        ? ""
        : "{"
            + String.join(
                ",",
                labels.entrySet().stream()
                    .map(each -> each.getKey() + "=" + Text.literal(each.getValue()))
                    .toList())
            + "}";
  }

  /** At which evaluations, in seconds from the slot's start, a condition holds for each group. */
  private Map<String, Set<Integer>> range(
      String url, String condition, Instant from, CompiledRule rule)
      throws IOException, InterruptedException {
    String query =
        "?query="
            + URLEncoder.encode(condition, UTF_8)
            + "&start="
            + from.getEpochSecond()
            + "&end="
            + from.plusSeconds(SLOT - 1L).getEpochSecond()
            + "&step="
            + STEP;
    BackEnd.Answer answer = BackEnd.get(url + query);
    assertThat(answer.status()).as("%s: %s", condition, answer.body()).isEqualTo(200);
    Map<String, Set<Integer>> held = new TreeMap<>();
    for (Json series : Json.of(answer.body()).at("data").at("result").elements()) {
      Map<String, String> labels = series.at("metric").texts();
      String key =
          String.join(
              "|",
              rule.keys().stream()
                  .map(each -> Objects.requireNonNull(labels.get(each.label())))
                  .toList());
      Set<Integer> at = held.computeIfAbsent(key, all -> new HashSet<>());
      for (Json value : series.at("values").elements()) {
        double seconds = Double.parseDouble(value.elements().get(0).text());
        at.add((int) Math.round(seconds - from.getEpochSecond()));
      }
    }
    return held;
  }

  /** Alerts as they would be told: one goes on until the condition was false for the cooldown. */
  private static int alerts(Map<String, Set<Integer>> held, Correlation rule) {
    int alerts = 0;
    for (Set<Integer> each : held.values()) {
      double last = Double.NEGATIVE_INFINITY;
      for (int at = 0; at < SLOT; at += STEP) {
        if (each.contains(at)) {
          // What was true before the trace began is the silence before it.
          boolean began = at - last > rule.cooldown().toSeconds();
          alerts += began && at > 600 ? 1 : 0;
          last = at;
        }
      }
    }
    return alerts;
  }

  @Test
  @Order(3)
  void promtoolSeesTheSameAlerts() throws Exception {
    PrometheusRules made = new PrometheusRules(RuleCompiler.Options.DEFAULT);
    List<CompiledRule> all =
        correlations().stream().map(each -> compiled(each, Target.PROMETHEUS)).toList();
    Files.writeString(
        folder.resolve("rules-only.yaml"),
        withoutAnnotations(Objects.requireNonNull(made.files(all, "").get("rules/tocsin.yaml"))));
    StringBuilder tests =
        new StringBuilder("rule_files: [rules-only.yaml]\nevaluation_interval: 15s\ntests:\n");
    for (Played.Trace trace : traces) {
      tests.append("- interval: 15s\n  input_series:\n");
      StringBuilder expected = new StringBuilder();
      for (CompiledRule rule : all) {
        if (rule.correlation().below()) {
          continue;
        }
        Truth truth = new Truth(rule.correlation(), rules, arrivals(trace.events()));
        int number = expect(rule, truth, tests, expected);
        count("promtool", rule.correlation(), trace, number);
      }
      tests.append("  alert_rule_test:\n").append(expected);
    }
    Path file = folder.resolve("tests.yaml");
    Files.writeString(file, tests);
    Promtool.Result result = Promtool.testRules(file);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  static String withoutAnnotations(String file) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (String line : file.lines().toList()) {
      inside = line.equals("    annotations:") || (inside && line.startsWith("      "));
      if (!inside) {
        out.append(line).append('\n');
      }
    }
    return out.toString();
  }

  /**
   * Writes a rule's samples and the alerts that have to be there every five minutes; returns how
   * many begin.
   */
  private int expect(CompiledRule rule, Truth truth, StringBuilder series, StringBuilder expected) {
    Map<Truth.Series, NavigableMap<Long, Integer>> samples = truth.samples(STEP);
    for (Map.Entry<Truth.Series, NavigableMap<Long, Integer>> each : samples.entrySet()) {
      String metric =
          Text.label(PrometheusRules.METRIC + rule.sources().get(each.getKey().source()).name());
      series
          .append("  - series: ")
          .append(Text.yaml(metric + labels(rule, each.getKey())))
          .append("\n    values: '");
      long at = 0;
      for (Map.Entry<Long, Integer> sample : each.getValue().entrySet()) {
        long gap = (sample.getKey() - at) / STEP;
        series.append(gap > 0 ? "_x" + gap + " " : "").append(sample.getValue()).append(' ');
        at = sample.getKey() + STEP;
      }
      series.append("'\n");
    }
    int began = 0;
    Map<Integer, List<String>> firing = new TreeMap<>();
    for (String key : truth.keys()) {
      int falseSince = -1;
      boolean isFiring = false;
      for (int at = 0; at < SLOT; at += STEP) {
        boolean holds = holds(rule, samples, key, at);
        if (holds) {
          began += isFiring ? 0 : 1;
          isFiring = true;
          falseSince = -1;
        } else if (isFiring) {
          falseSince = falseSince < 0 ? at : falseSince;
          isFiring = at - falseSince < rule.correlation().cooldown().toSeconds();
        }
        if (isFiring && at % 300 == 0) {
          firing.computeIfAbsent(at, all -> new ArrayList<>()).add(key);
        }
      }
    }
    for (int at = 0; at < SLOT; at += 300) {
      expected
          .append("  - {eval_time: ")
          .append(at)
          .append("s, alertname: ")
          .append(rule.rule().name())
          .append(", exp_alerts: [");
      List<String> alerts = new ArrayList<>();
      for (String key : firing.getOrDefault(at, List.of())) {
        alerts.add(
            "{exp_labels: {rule: "
                + rule.rule().name()
                + ", engine: prometheus, severity: "
                + rule.rule().severity().text()
                + keyLabels(rule, key)
                + "}}");
      }
      expected.append(String.join(", ", alerts)).append("]}\n");
    }
    return began;
  }

  private static String keyLabels(CompiledRule rule, String key) {
    StringBuilder out = new StringBuilder();
    List<String> values = Truth.values(key);
    for (int i = 0; i < rule.keys().size(); i++) {
      out.append(", ")
          .append(rule.keys().get(i).label())
          .append(": ")
          .append(Text.yaml(values.get(i)));
    }
    return out.toString();
  }

  /** What the expression says of the samples. */
  private static boolean holds(
      CompiledRule rule,
      Map<Truth.Series, NavigableMap<Long, Integer>> samples,
      String key,
      int at) {
    long after = at - rule.correlation().window().toSeconds();
    int sum = 0;
    Set<Object> different = new HashSet<>();
    for (Map.Entry<Truth.Series, NavigableMap<Long, Integer>> each : samples.entrySet()) {
      int events =
          each.getKey().key().equals(key)
              ? each.getValue().subMap(after, false, (long) at, true).values().stream()
                  .mapToInt(Integer::intValue)
                  .sum()
              : 0;
      if (events > 0) {
        sum += events;
        different.add(
            rule.value() == null ? (Object) each.getKey().source() : each.getKey().value());
      }
    }
    return switch (rule.correlation().type()) {
      case EVENT_COUNT -> sum >= rule.correlation().threshold();
      case VALUE_COUNT -> different.size() >= rule.correlation().threshold();
      default -> different.size() == rule.sources().size();
    };
  }

  @Test
  @Order(4)
  void lokiSaysTheSameExactly() throws Exception {
    try (Fleet fleet =
        new Fleet(Files.createDirectory(folder.resolve("fleet")), yaml, Duration.ofSeconds(STEP))) {
      RealLoki loki = fleet.loki("http://127.0.0.1:9");
      Map<String, String> places =
          Map.of("TOCSIN_LOKI", loki.otlp(), "TOCSIN_PROMETHEUS", "http://127.0.0.1:9");
      int sent = send(fleet.gateway("collector", Target.COLLECTOR, places).endpoint());
      String all =
          "sum(count_over_time({service_name=~\".+\"} ["
              + (traces.size() * SLOT + 2 * 86_400)
              + "s]))";
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  loki.query(all, Instant.now()).stream().mapToDouble(each -> each.value()).sum()
                      == sent);
      compare(loki);
      timesThatAreFarOffAreKept(loki);
    }
  }

  /** Such an event stands where it was recorded, with its own time beside it. */
  private void timesThatAreFarOffAreKept(RealLoki loki) throws IOException, InterruptedException {
    int trace = traces.indexOf(Played.named("from_the_future", traces));
    Instant at = startOf(trace).plusNanos(680_300_000_000L);
    List<RealLoki.Line> moved =
        loki.logs("{service_name=~\".+\"} | tocsin_timestamp!=\"\"", start, Instant.now(), 100);
    assertThat(moved)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.at()).isEqualTo(at);
              assertThat(Instant.parse(line.labels().get("tocsin_timestamp")))
                  .isEqualTo(at.plusSeconds(86_400));
            });
  }

  private int send(String endpoint) throws Exception {
    List<LogRecordData> records = new ArrayList<>();
    for (int i = 0; i < traces.size(); i++) {
      for (Played each : InProcess.inOrder(traces.get(i).events())) {
        records.add(
            TestRecords.of(each.event(startOf(i), records.size() + 1L), records.size() + 1L));
      }
    }
    TestRecords.send(endpoint, records);
    // A sender that got no answer sends again; the same record is counted once.
    TestRecords.send(endpoint, records);
    return records.size();
  }

  private void compare(RealLoki loki) throws IOException, InterruptedException {
    LokiRules made = new LokiRules(RuleCompiler.Options.DEFAULT);
    for (Correlation rule : correlations()) {
      CompiledRule compiled = compiled(rule, Target.LOKI);
      String condition = made.alerting(compiled).condition(compiled);
      for (int i = 0; i < traces.size(); i++) {
        Played.Trace trace = traces.get(i);
        Truth truth = new Truth(rule, rules, trace.events());
        Map<String, Set<Integer>> held =
            range(loki.http() + "/loki/api/v1/query_range", condition, startOf(i), compiled);
        for (String key : truth.keys()) {
          for (int at = 0; at < SLOT; at += STEP) {
            boolean holds = held.getOrDefault(key, Set.of()).contains(at);
            assertThat(holds)
                .as("%s, %s, group %s, %s s", rule.rule().name(), trace.name(), key, at)
                .isEqualTo(truth.holds(key, at - (double) rule.window().toSeconds(), at));
            compared.merge("loki", 1L, Long::sum);
          }
        }
        assertThat(truth.keys()).containsAll(held.keySet());
        count("loki", rule, trace, alerts(held, rule));
      }
    }
  }

  @Test
  @Order(5)
  void thePageShowsIt() throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("| rule | trace | process | Prometheus | promtool | Loki |\n");
    page.append("| --- | --- | --- | --- | --- | --- |\n");
    seen.forEach(
        (name, counts) -> {
          if (counts.values().stream().anyMatch(number -> number > 0)) {
            page.append("| ").append(name.replace("|", " | "));
            for (String target : List.of("process", "prometheus", "promtool", "loki")) {
              Integer number = counts.get(target);
              page.append(" | ").append(number == null ? "-" : number);
            }
            page.append(" |\n");
          }
        });
    page.append("\nCompared: ")
        .append(compared.get("prometheus"))
        .append(" evaluations of Prometheus, ")
        .append(compared.get("loki"))
        .append(" of Loki, over ")
        .append(traces.size())
        .append(" traces and ")
        .append(correlations().size())
        .append(" rules.\n");
    Path made = Path.of("target", "conformance.md");
    Files.createDirectories(made.toAbsolutePath().getParent());
    Files.writeString(made, page);
    System.out.print(page);
    assertThat(Files.readString(Path.of("..", "docs", "conformance.md")))
        .as("docs/conformance.md has to show what came out, which is in %s", made)
        .contains(page);
  }
}
