package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventType;
import dev.tocsin.otel.stack.Json;
import dev.tocsin.otel.stack.Promtool;
import dev.tocsin.otel.stack.RealPrometheus;
import dev.tocsin.otel.stack.Sample;
import dev.tocsin.servlet.BearerToken;
import dev.tocsin.servlet.MetricsServlet;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} of tocsin-servlet offers is called and counts as what the bridge sends. */
class ScrapedMetricsTest {
  private static final String TOKEN = "a-token-of-thirty-two-characters";
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");

  /** Of no single journal, or of no single receiver. */
  private static final Set<String> OWN =
      Set.of("tocsin_audit_unserved", "tocsin_journals", "tocsin_outbox_undelivered");

  /** What only a listener of the journal's, or the bridge itself, can know. */
  private static final Set<String> ONLY_OF_BRIDGES =
      Set.of(
          "tocsin_journal_fsync_duration_seconds",
          "tocsin_journal_write_duration_seconds",
          "tocsin_outbox_failures",
          "tocsin_outbox_gone",
          "tocsin_outbox_lag_duration_seconds",
          "tocsin_outbox_refused",
          "tocsin_outbox_repeated",
          "tocsin_outbox_sent");

  private static final String PROMETHEUS_TEXT = "text/plain;version=0.0.4";

  @TempDir private Path folder;

  /** A family: how it behaves, and what it means. */
  private record Described(String kind, String help) {}

  private static final class Web implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    Web(BearerToken token) throws Exception {
      connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
      server.addConnector(connector);
      ServletContextHandler context = new ServletContextHandler();
      context.addServlet(new ServletHolder(new MetricsServlet(token, null)), "/metrics");
      server.setHandler(context);
      server.start();
    }

    String address() {
      return connector.getHost() + ":" + connector.getLocalPort();
    }

    String get(String accept) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + address() + "/metrics"))
              .header("Authorization", "Bearer " + TOKEN)
              .header("Accept", accept)
              .timeout(Duration.ofSeconds(20))
              .build();
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** With the figures of the disk, which are there from the second time on. */
    String getAll(String accept) {
      return await().until(() -> get(accept), text -> text.contains("tocsin_journal_segments{"));
    }

    @Override
    public void close() {
      try {
        server.stop();
      } catch (Exception e) {
        throw new AssertionError("Jetty does not stop", e);
      }
    }
  }

  private static void playAnAttack(Application application) {
    application.security().event(EventType.QR_GENERATED).log();
    application.security().event(EventType.AUTH_SUCCESS).user("alice").session("s1").log();
    for (int i = 0; i < 40; i++) {
      application
          .security()
          .event(EventType.AUTH_FAILURE)
          .user("mallory")
          .ip("203.0.113.9")
          .detail("password", "hunter2")
          .log();
    }
    application.security().event(EventType.LOCKOUT).user("mallory").session("s2").log();
  }

  private Path token() throws IOException {
    return Files.writeString(folder.resolve("token"), TOKEN);
  }

  @Test
  void callsEachFigureAsTheBridgeDoes() throws Exception {
    try (Application application = Application.start(folder.resolve("logs"), "", "<Rules/>");
        Web web = new Web(BearerToken.fromFile(token()))) {
      playAnAttack(application);

      Map<String, Described> scraped = families(web.getAll("application/openmetrics-text"));

      Map<String, Described> sent = new TreeMap<>();
      AuditMetrics.METRICS.forEach(
          each ->
              sent.put(
                  prometheusName(each),
                  new Described(
                      each.kind().name().toLowerCase(java.util.Locale.ROOT), each.description())));
      assertThat(sent.keySet()).containsAll(ONLY_OF_BRIDGES);
      sent.keySet().removeAll(ONLY_OF_BRIDGES);
      assertThat(scraped.keySet()).containsAll(OWN);
      scraped.keySet().removeAll(OWN);
      assertThat(scraped).isEqualTo(sent);
    }
  }

  /** As the collector's exporter and Prometheus call it, without {@code _total}. */
  private static String prometheusName(AuditMetrics.Metric metric) {
    String name = metric.name().replace('.', '_');
    String unit =
        switch (metric.unit()) {
          case "s" -> "_seconds";
          case "By" -> "_bytes";
          case "1" -> "_ratio";
          default -> "";
        };
    return name.endsWith(unit) ? name : name + unit;
  }

  private static Map<String, Described> families(String openMetrics) {
    Map<String, Described> families = new TreeMap<>();
    String kind = "";
    for (String line : openMetrics.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# TYPE ")) {
        kind = words[3];
      } else if (line.startsWith("# HELP ")) {
        families.put(words[2], new Described(kind, words[3]));
      }
    }
    return families;
  }

  @Test
  void theDocumentationNamesWhatDiffers() throws IOException {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf("## Scraped"), page.indexOf("## What to do"));
    assertThat(section)
        .contains("`tocsin_journals`", "`tocsin_audit_unserved_total`")
        .contains("`tocsin_outbox_undelivered_total`");
    ONLY_OF_BRIDGES.forEach(
        name ->
            assertThat(section)
                .contains(
                    AuditMetrics.METRICS.stream()
                        .filter(each -> prometheusName(each).equals(name))
                        .map(each -> "`" + each.name() + "`")
                        .findFirst()
                        .orElseThrow()));
  }

  @Test
  void arePassedByPrometheusOwnTool() throws Exception {
    try (Application application = Application.start(folder.resolve("logs"), "", "<Rules/>");
        Web web = new Web(BearerToken.fromFile(token()))) {
      playAnAttack(application);

      Promtool.Result result = Promtool.checkMetrics(web.getAll(PROMETHEUS_TEXT));

      assertThat(result).isEqualTo(new Promtool.Result(0, ""));
    }
  }

  /** Prometheus scrapes by the configuration in the documentation, and takes OTLP of the bridge. */
  @Test
  void haveTheBridgesNamesAndValuesInPrometheus() throws Exception {
    try (Web web = new Web(BearerToken.fromFile(token()));
        RealPrometheus prometheus =
            RealPrometheus.start(
                folder, RealPrometheus.Options.plain().withScrapes(scrape(web.address())));
        Receiver logs = Receiver.start(body -> 200);
        SdkMeterProvider meters =
            SdkMeterProvider.builder()
                .registerMetricReader(
                    PeriodicMetricReader.builder(
                            OtlpHttpMetricExporter.builder()
                                .setEndpoint(prometheus.otlp() + "/v1/metrics")
                                .build())
                        .setInterval(Duration.ofMillis(500))
                        .build())
                .build()) {
      GlobalOpenTelemetry.resetForTest();
      OpenTelemetrySdk.builder().setMeterProvider(meters).buildAndRegisterGlobal();
      try (Application application =
          Application.start(
              folder.resolve("logs"),
              "<OpenTelemetry endpoint=\"" + logs.url() + "\" metrics=\"application\"/>",
              "<Rules/>")) {
        playAnAttack(application);

        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(250))
            .untilAsserted(() -> assertSame(prometheus));

        Json target = prometheus.targets().at("activeTargets").elements().get(0);
        assertThat(target.at("health").text()).isEqualTo("up");
        assertThat(target.at("lastError").text()).isEmpty();
        assertThat(one(prometheus, "up{job=\"shop\"}")).isEqualTo(1);
        Json figures = Json.of(web.get("application/json"));
        assertThat(figures.texts())
            .containsExactlyInAnyOrderEntriesOf(
                Map.of(
                    "qr_sessions_last_hour", "1",
                    "successful_logins_24h", "1",
                    "failed_attempts_last_hour", "40",
                    "locked_sessions", "1"));
        for (Map.Entry<String, String> each : figures.texts().entrySet()) {
          assertThat(one(prometheus, "tocsin_" + each.getKey() + "{job=\"shop\"}"))
              .as(each.getKey())
              .isEqualTo(Double.parseDouble(each.getValue()));
        }
        assertThat(one(prometheus, "tocsin_journals")).isEqualTo(1);
        Json described = prometheus.metadata().at("tocsin_events").elements().get(0);
        assertThat(described.texts())
            .containsEntry("type", "counter")
            .containsEntry("help", "Events recorded in the journal.");
      } finally {
        GlobalOpenTelemetry.resetForTest();
      }
    }
  }

  /** The documentation's, of a service that is here and is looked at more often. */
  private Path scrape(String address) throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("scrape_configs:");
    String documented = page.substring(begin, page.indexOf("```", begin));
    String here =
        documented
            .replace("shop.example.com:8443", address)
            .replace("https", "http")
            .replace("15s", "1s")
            .replace("/etc/prometheus/tocsin-metrics.token", token().toString());
    assertThat(here).contains(address, "scheme: http\n", "1s", token().toString());
    return Files.writeString(folder.resolve("scrape.yml"), here);
  }

  private static double one(RealPrometheus prometheus, String query) throws Exception {
    List<Sample> samples = prometheus.query(query, Instant.now());
    assertThat(samples).as(query).hasSize(1);
    return samples.get(0).value();
  }

  private static void assertSame(RealPrometheus prometheus) throws Exception {
    List<Sample> all = prometheus.query("{__name__=~\"tocsin_.*\"}", Instant.now());
    Map<Map<String, String>, Double> scraped = samples(all, "shop"::equals);
    Map<Map<String, String>, Double> sent = samples(all, job -> !"shop".equals(job));
    assertThat(names(scraped)).contains("tocsin_alerts_total", "tocsin_journal_bytes");
    assertThat(scraped).isEqualTo(sent);
  }

  private static Set<String> names(Map<Map<String, String>, Double> samples) {
    return samples.keySet().stream()
        .map(labels -> labels.get("__name__"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those that both have, by name and labels, without what says where they come from. */
  private static Map<Map<String, String>, Double> samples(List<Sample> all, Predicate<String> job) {
    Map<Map<String, String>, Double> samples = new LinkedHashMap<>();
    for (Sample each : all) {
      Map<String, String> labels = new TreeMap<>(each.labels());
      String name = String.valueOf(labels.get("__name__"));
      String family = name.replaceFirst("_(total|bucket|count|sum)$", "");
      if (!job.test(labels.get("job"))
          || OWN.contains(family)
          || ONLY_OF_BRIDGES.contains(family)) {
        continue;
      }
      Set.of("job", "instance", "otel_scope_name", "tocsin_outlet").forEach(labels::remove);
      // Others write to this disk as well, between one look and the other.
      samples.put(labels, name.equals("tocsin_journal_free_bytes") ? 0 : each.value());
    }
    return samples;
  }
}
