package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.compile.Target;
import dev.tocsin.otel.picture.Answer;
import dev.tocsin.otel.picture.Panel;
import dev.tocsin.otel.picture.Picture;
import dev.tocsin.otel.picture.Steady;
import dev.tocsin.otel.stack.Fleet;
import dev.tocsin.otel.stack.Fleet.Gateway;
import dev.tocsin.otel.stack.Json;
import dev.tocsin.otel.stack.RealLoki;
import dev.tocsin.otel.stack.RealPrometheus;
import dev.tocsin.otel.stack.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Grafana's dashboards without Grafana: their form, and what each panel's query says of known
 * events in the real Loki and Prometheus.
 */
@Timeout(300)
class DashboardsTest {
  private static final Path DASHBOARDS = Path.of("..", "collector-config", "grafana", "dashboards");
  private static final Set<String> UNITS = Set.of("short", "s", "cps");

  private static final Path DOCS = Path.of("..", "docs");

  /** What the pictures show in the fields above the panels. */
  private static final Map<String, String> SHOWN =
      Map.of(
          "service", "All",
          "job", "All",
          "client", KnownEvents.ATTACKER,
          "user", KnownEvents.USER,
          "correlation", KnownEvents.CORRELATION);

  @TempDir private Path folder;

  private static Map<String, Json> dashboards() throws IOException {
    Map<String, Json> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      for (Path file : files.sorted().toList()) {
        all.put(file.getFileName().toString(), Json.of(Files.readString(file, UTF_8)));
      }
    }
    return all;
  }

  private static List<Panel> panels() throws IOException {
    List<Panel> all = new ArrayList<>();
    dashboards().forEach((file, json) -> all.addAll(Panel.of(json)));
    return all;
  }

  @Test
  void eachIsAsDashboardsOfAFolderShouldBe() throws IOException {
    Set<String> ids = new TreeSet<>();
    dashboards()
        .forEach(
            (file, json) -> {
              assertThat(file).isEqualTo(json.at("uid").text() + ".json");
              assertThat(ids.add(json.at("uid").text())).isTrue();
              assertThat(json.at("title").text()).startsWith("Tocsin: ");
              assertThat(json.at("editable").text()).isEqualTo("false");
              assertThat(json.at("description").text()).endsWith(".");
              Set<String> variables = new TreeSet<>();
              for (Json variable : json.at("templating").at("list").elements()) {
                variables.add(variable.at("name").text());
                if (variable.at("type").text().equals("query")) {
                  // Else a new service would not be offered.
                  assertThat(variable.at("refresh").text()).isEqualTo("2");
                }
              }
              String text = json.toString();
              assertThat(text.contains("${loki_datasource}"))
                  .isEqualTo(variables.contains("loki_datasource"));
              assertThat(text.contains("${prometheus_datasource}"))
                  .isEqualTo(variables.contains("prometheus_datasource"));
            });
    assertThat(ids).hasSize(6);
  }

  @Test
  void eachPanelSaysWhatItShowsAndOfWhat() throws IOException {
    for (Panel panel : panels()) {
      String name = panel.dashboard() + ", " + panel.title();
      assertThat(panel.title()).as(name).isNotBlank();
      assertThat(panel.json().at("description").text()).as(name).endsWith(".");
      assertThat(UNITS)
          .as(name)
          .contains(panel.json().at("fieldConfig").at("defaults").at("unit").text());
      if (panel.type().equals("stat")) {
        // Else Grafana takes its own, and whatever is above 80 is red.
        Json steps = panel.json().at("fieldConfig").at("defaults").at("thresholds").at("steps");
        assertThat(steps.elements()).as(name).isNotEmpty();
      }
      Json source = panel.json().at("datasource");
      boolean loki = source.at("type").text().equals("loki");
      assertThat(source.at("uid").text())
          .as(name)
          .isEqualTo(loki ? "${loki_datasource}" : "${prometheus_datasource}");
      assertThat(panel.json().at("targets").elements()).as(name).isNotEmpty();
      for (Json target : panel.json().at("targets").elements()) {
        String query = target.at("expr").text();
        if (loki) {
          assertThat(query)
              .as(name)
              .contains("{tocsin_audit=\"true\", service_name=~\"$service\"}");
          // A range of its own would show something else than the time above.
          assertThat(query.replaceAll("\\[\\$__(auto|range)]", "")).as(name).doesNotContain("[$");
        } else {
          // Addresses are in no series of Prometheus but the rules' own.
          assertThat(query).as(name).doesNotContain("client_network").doesNotContain("user_id");
          assertThat(query.matches(".*_total\\{[^}]*}\\[.*") && !query.contains("rate("))
              .as(name)
              .isFalse();
        }
      }
    }
  }

  @Test
  void eachControlHasItsBar() throws IOException {
    Set<String> tags = new TreeSet<>();
    EventTypes.builtIn().all().forEach(type -> tags.addAll(type.complianceTags()));
    Panel bars =
        panels().stream().filter(each -> each.type().equals("bargauge")).findFirst().orElseThrow();
    assertThat(bars.names().values()).containsExactlyInAnyOrderElementsOf(tags);
    for (Json target : bars.targets()) {
      assertThat(target.at("expr").text())
          .contains("\\\"" + bars.names().get(target.at("refId").text()) + "\\\"");
    }
  }

  @Test
  void eachPanelsQuerySaysWhatIsKnown() throws Exception {
    try (Fleet fleet = new Fleet(folder, Files.readString(shipped()), Duration.ofSeconds(2))) {
      // Else its steps are those of the clock, and a bar would hold other events each time.
      RealLoki loki = fleet.loki("http://127.0.0.1:9", Map.of("split_queries_by_interval", "0"));
      Path tsdb = folder.resolve("tsdb");
      Instant metricsNow = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      RealPrometheus.backfill(tsdb, KnownMetrics.openMetrics(metricsNow));
      RealPrometheus prometheus =
          fleet.prometheus("http://127.0.0.1:9", RealPrometheus.Options.plain().withTsdb(tsdb));
      Gateway gateway =
          fleet.gateway(
              "gateway",
              Target.COLLECTOR,
              Map.of("TOCSIN_LOKI", loki.otlp(), "TOCSIN_PROMETHEUS", prometheus.otlp()));
      String bridge =
          "<OpenTelemetry endpoint=\""
              + gateway.endpoint()
              + "\" metricsIntervalMillis=\"1000\" flushTimeoutMillis=\"1000\"/>";
      Instant eventsNow = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      long written =
          KnownEvents.log(
              folder, eventsNow, bridge, "<Rules file=\"" + fleet.rules() + "\"/>", fleet::keep);
      awaitArrival(written, loki, prometheus);
      // The past that was made up has the names and bounds of what a bridge sends.
      assertThat(names(prometheus, "__name__", "{job=\"shop\"}")).containsAll(KnownMetrics.names());
      assertThat(
              names(prometheus, "le", "tocsin_journal_write_duration_seconds_bucket{job=\"shop\"}"))
          .hasSameElementsAs(KnownMetrics.BOUNDS);
      Stores stores = new Stores(loki, prometheus, eventsNow, metricsNow);
      Map<String, String> made = new TreeMap<>();
      StringBuilder page =
          new StringBuilder("| dashboard | panel | answer |\n| --- | --- | --- |\n");
      for (Map.Entry<String, Json> dashboard : dashboards().entrySet()) {
        List<Answer> answers = new ArrayList<>();
        for (Panel panel : Panel.of(dashboard.getValue())) {
          page.append("| ").append(panel.dashboard()).append(" | ").append(panel.title());
          page.append(" | ").append(stores.text(panel)).append(" |\n");
          answers.add(stores.answer(panel));
        }
        made.put(
            dashboard.getKey().replace(".json", ".svg"),
            Picture.of(dashboard.getValue(), SHOWN, answers));
      }
      Path target = Files.createDirectories(Path.of("target", "dashboards"));
      Files.writeString(target.resolve("dashboards.md"), page);
      for (Map.Entry<String, String> each : made.entrySet()) {
        Files.writeString(target.resolve(each.getKey()), each.getValue());
      }
      assertThat(Files.readString(DOCS.resolve("dashboards.md")))
          .as("docs/dashboards.md has to show what came out, which is in %s", target)
          .contains(page);
      for (Map.Entry<String, String> each : made.entrySet()) {
        Path kept = DOCS.resolve("images").resolve(each.getKey());
        assertThat(kept).exists();
        assertThat(Steady.of(Files.readString(kept)))
            .as(
                "%s has to show what came out; cp otel-bridge/target/dashboards/*.svg docs/images/",
                kept)
            .isEqualTo(Steady.of(each.getValue()));
      }
    }
  }

  private static void awaitArrival(long written, RealLoki loki, RealPrometheus prometheus) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> number(loki.query(Stores.filled(EVENTS), Instant.now())) == written);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                number(prometheus.query(RECORDED, Instant.now())) == written
                    && number(prometheus.query("sum(tocsin_open_alerts)", Instant.now())) == 2
                    && number(prometheus.query("count(tocsin_rule:series:count)", Instant.now()))
                        == 5
                    && number(prometheus.query(FIRING, Instant.now())) == 2);
  }

  private static final String FIRING = "count(ALERTS{alertstate=\"firing\",response=\"\"})";

  private static final String RECORDED =
      "sum(tocsin_events_total{job=~\"" + String.join("|", KnownEvents.SERVICES) + "\"})";

  private static final String EVENTS =
      "sum(count_over_time({tocsin_audit=\"true\"} | event_name!=\"tocsin.checkpoint\" [$__range]))";

  private static Path shipped() {
    return Path.of("..", "log4j-plugin/src/main/resources/dev/tocsin/rules/shipped.yaml");
  }

  private static List<String> names(RealPrometheus prometheus, String label, String selector)
      throws IOException, InterruptedException {
    return prometheus.query("count by (" + label + ") (" + selector + ")", Instant.now()).stream()
        .map(each -> each.labels().getOrDefault(label, ""))
        .toList();
  }

  private static double number(List<Sample> samples) {
    return samples.stream().mapToDouble(Sample::value).sum();
  }
}
