package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventType;
import dev.tocsin.otel.compile.Target;
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

  /** Panels whose numbers are times, or rates of a moment. */
  private static final Set<String> UNSTEADY =
      Set.of(
          "Oldest event not sent",
          "Age of the oldest event not sent",
          "Events recorded",
          "Time of a write, 99 % of them",
          "Checkpoints kept here",
          "Events that wait");

  private static final String ATTACKER = "203.0.113.66";

  @TempDir private Path folder;

  private record Panel(String dashboard, Json json) {
    String title() {
      return json.at("title").text();
    }

    String kind() {
      return json.at("type").text();
    }
  }

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
    dashboards()
        .forEach(
            (file, json) ->
                json.at("panels")
                    .elements()
                    .forEach(panel -> all.add(new Panel(json.at("title").text(), panel))));
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
  void eachPanelsQuerySaysWhatIsKnown() throws Exception {
    try (Fleet fleet = new Fleet(folder, Files.readString(shipped()), Duration.ofSeconds(2))) {
      RealLoki loki = fleet.loki("http://127.0.0.1:9");
      RealPrometheus prometheus = fleet.prometheus("http://127.0.0.1:9");
      Gateway gateway =
          fleet.gateway(
              "gateway",
              Target.COLLECTOR,
              Map.of("TOCSIN_LOKI", loki.otlp(), "TOCSIN_PROMETHEUS", prometheus.otlp()));
      String bridge =
          "<OpenTelemetry endpoint=\""
              + gateway.endpoint()
              + "\" metricsIntervalMillis=\"1000\" flushTimeoutMillis=\"1000\"/>";
      Application shop =
          fleet.keep(
              Application.start(
                  folder.resolve("shop"), bridge, "<Rules file=\"" + fleet.rules() + "\"/>"));
      log(shop);
      long written =
          Files.readAllLines(folder.resolve("shop").resolve("security_audit.log")).stream()
              .filter(line -> line.contains("\"event_type\""))
              .count();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> number(loki.query(filled(EVENTS), Instant.now())) == written);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  number(prometheus.query("sum(tocsin_events_total)", Instant.now())) == written
                      && number(prometheus.query("sum(tocsin_open_alerts)", Instant.now())) == 2
                      && number(prometheus.query("count(tocsin_rule:series:count)", Instant.now()))
                          == 3
                      && number(prometheus.query(FIRING, Instant.now())) == 2);
      StringBuilder page =
          new StringBuilder("| dashboard | panel | answer |\n| --- | --- | --- |\n");
      for (Panel panel : panels()) {
        page.append("| ")
            .append(panel.dashboard())
            .append(" | ")
            .append(panel.title())
            .append(" | ")
            .append(answer(panel, loki, prometheus))
            .append(" |\n");
      }
      Path made = Path.of("target", "dashboards.md");
      Files.createDirectories(made.toAbsolutePath().getParent());
      Files.writeString(made, page);
      assertThat(Files.readString(Path.of("..", "docs", "dashboards.md")))
          .as("docs/dashboards.md has to show what came out, which is in %s", made)
          .contains(page);
    }
  }

  private static final String FIRING = "count(ALERTS{alertstate=\"firing\"})";

  private static final String EVENTS =
      "sum(count_over_time({tocsin_audit=\"true\"} | event_name!=\"tocsin.checkpoint\" [$__range]))";

  private static Path shipped() {
    return Path.of("..", "log4j-plugin/src/main/resources/dev/tocsin/rules/shipped.yaml");
  }

  /** What docs/dashboards.md says was logged. */
  private static void log(Application shop) {
    var log = shop.security();
    for (int i = 0; i < 6; i++) {
      log.event(EventType.AUTH_FAILURE).user(i < 4 ? "bob" : "carol").ip(ATTACKER).log();
    }
    for (int i = 0; i < 3; i++) {
      log.event(EventType.AUTH_SUCCESS).user("alice").ip("198.51.100.7").log();
    }
    log.event(EventType.DATA_EXPORT).user("alice").ip("198.51.100.7").correlation("c-1").log();
    log.event(EventType.API_ACCESS).user("alice").ip("198.51.100.8").correlation("c-1").log();
    log.event(EventType.SQL_INJECTION_ATTEMPT).ip("203.0.113.99").correlation("c-1").log();
  }

  private static String filled(String query) {
    return query
        .replace("$service", ".+")
        .replace("$job", ".+")
        .replace("$client", ATTACKER)
        .replace("$user", "alice")
        .replace("$correlation", "c-1")
        .replace("$__auto", "1h")
        .replace("$__range", "1h")
        .replace("$__rate_interval", "1m");
  }

  private static double number(List<Sample> samples) {
    return samples.stream().mapToDouble(Sample::value).sum();
  }

  private static String answer(Panel panel, RealLoki loki, RealPrometheus prometheus)
      throws IOException, InterruptedException {
    boolean fromLoki = panel.json().at("datasource").at("type").text().equals("loki");
    Set<String> answers = new TreeSet<>();
    for (Json target : panel.json().at("targets").elements()) {
      String query = filled(target.at("expr").text());
      Instant now = Instant.now();
      if (panel.kind().equals("logs")) {
        return loki.logs(query, now.minusSeconds(3_600), now.plusSeconds(1), 1_000).size()
            + " lines";
      }
      List<Sample> found = fromLoki ? loki.query(query, now) : prometheus.query(query, now);
      if (UNSTEADY.contains(panel.title())) {
        return "a number";
      }
      for (Sample sample : found) {
        List<String> labels =
            new TreeMap<>(sample.labels())
                .values().stream().map(each -> each.replace("tocsin.", "")).toList();
        String value = String.valueOf(sample.value()).replaceFirst("\\.0$", "");
        answers.add((String.join(" ", labels) + " " + value).strip());
      }
    }
    return answers.isEmpty() ? "none" : String.join(", ", answers);
  }
}
