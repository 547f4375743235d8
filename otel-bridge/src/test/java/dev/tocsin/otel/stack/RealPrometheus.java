package dev.tocsin.otel.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prometheus, which takes metrics in by OTLP and scrapes what a test has it scrape. */
public final class RealPrometheus implements AutoCloseable {
  private final BackEnd process;

  /**
   * What differs from test to test.
   *
   * @param tsdb where its data is, perhaps with some in it already; null for a new folder
   * @param promoted the resource attributes that become labels
   * @param rules the files of its rules
   * @param alertmanager where alerts go
   * @param outOfOrder how much older than its series' newest sample one may be
   * @param scrapes files with its {@code scrape_configs}
   * @param arguments more of them
   */
  public record Options(
      @Nullable Path tsdb,
      List<String> promoted,
      List<Path> rules,
      @Nullable String alertmanager,
      Duration evaluation,
      Duration outOfOrder,
      List<Path> scrapes,
      List<String> arguments) {
    public static Options plain() {
      Duration evaluation = Duration.ofSeconds(1);
      return new Options(
          null, List.of(), List.of(), null, evaluation, Duration.ZERO, List.of(), List.of());
    }

    public Options withTsdb(Path folder) {
      return new Options(
          folder, promoted, rules, alertmanager, evaluation, outOfOrder, scrapes, arguments);
    }

    public Options withPromoted(String... attributes) {
      return new Options(
          tsdb,
          List.of(attributes),
          rules,
          alertmanager,
          evaluation,
          outOfOrder,
          scrapes,
          arguments);
    }

    public Options withRules(Path... files) {
      return new Options(
          tsdb, promoted, List.of(files), alertmanager, evaluation, outOfOrder, scrapes, arguments);
    }

    public Options withAlertmanager(String url) {
      return new Options(tsdb, promoted, rules, url, evaluation, outOfOrder, scrapes, arguments);
    }

    public Options withEvaluation(Duration interval) {
      return new Options(
          tsdb, promoted, rules, alertmanager, interval, outOfOrder, scrapes, arguments);
    }

    public Options withOutOfOrder(Duration window) {
      return new Options(
          tsdb, promoted, rules, alertmanager, evaluation, window, scrapes, arguments);
    }

    public Options withScrapes(Path... files) {
      return new Options(
          tsdb, promoted, rules, alertmanager, evaluation, outOfOrder, List.of(files), arguments);
    }

    public Options withArguments(String... more) {
      return new Options(
          tsdb, promoted, rules, alertmanager, evaluation, outOfOrder, scrapes, List.of(more));
    }
  }

  private RealPrometheus(BackEnd process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param parent where it makes its folder
   */
  public static RealPrometheus start(Path parent, Options options)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "prometheus");
    Path configuration = folder.resolve("prometheus.yml");
    Files.writeString(configuration, configuration(options));
    Path tsdb = options.tsdb() == null ? folder.resolve("data") : options.tsdb();
    String listens = "127.0.0.1:" + BackEnd.freePort();
    List<String> arguments = new ArrayList<>();
    arguments.add("--config.file=" + configuration);
    arguments.add("--storage.tsdb.path=" + tsdb);
    arguments.add("--storage.tsdb.retention.time=100y");
    arguments.add("--web.listen-address=" + listens);
    arguments.add("--web.enable-otlp-receiver");
    arguments.add("--log.level=warn");
    arguments.addAll(options.arguments());
    RealPrometheus started =
        new RealPrometheus(
            BackEnd.start(
                "prometheus", folder, "http://" + listens, "/-/ready", Map.of(), arguments));
    if (options.alertmanager() != null) {
      started.awaitAlertmanager();
    }
    return started;
  }

  /**
   * Waits until it has found its Alertmanager. It says that it is ready before, and an alert that
   * fires in between is sent to nobody, and again only after a minute.
   */
  private void awaitAlertmanager() {
    try {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  !Sample.data("alertmanagers", process.ask("/api/v1/alertmanagers"))
                      .at("activeAlertmanagers")
                      .elements()
                      .isEmpty());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static String configuration(Options options) {
    String alerting = "";
    if (options.alertmanager() != null) {
      URI at = URI.create(options.alertmanager());
      alerting =
          """
          alerting:
            alertmanagers:
            - scheme: %s
              path_prefix: '%s'
              static_configs:
              - targets: ['%s']
          """
              .formatted(at.getScheme(), at.getPath(), at.getAuthority());
    }
    return """
    global:
      evaluation_interval: %dms
    storage:
      tsdb:
        out_of_order_time_window: %dms
    otlp:
      promote_resource_attributes: %s
    rule_files: %s
    scrape_config_files: %s
    """
            .formatted(
                options.evaluation().toMillis(),
                options.outOfOrder().toMillis(),
                quoted(options.promoted()),
                quoted(options.rules().stream().map(Path::toAbsolutePath).toList()),
                quoted(options.scrapes().stream().map(Path::toAbsolutePath).toList()))
        + alerting;
  }

  private static String quoted(List<?> values) {
    return values.stream()
        .map(each -> "'" + each + "'")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * Writes samples of the past where Prometheus, started after that, finds them.
   *
   * @param openMetrics with times in seconds, and {@code # EOF} at its end
   */
  public static void backfill(Path tsdb, String openMetrics)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("tocsin", ".openmetrics");
    try {
      Files.writeString(file, openMetrics);
      Promtool.Result result =
          Promtool.run(
              "tsdb", "create-blocks-from", "openmetrics", file.toString(), tsdb.toString());
      if (result.exitCode() != 0) {
        throw new AssertionError("not taken: " + result);
      }
    } finally {
      Files.delete(file);
    }
  }

  /** Its address. */
  public String http() {
    return process.http();
  }

  /** Where it takes OTLP; for metrics {@code /v1/metrics} is added. */
  public String otlp() {
    return process.http() + "/api/v1/otlp";
  }

  /** The process, to kill it or to start it again. */
  public BackEnd process() {
    return process;
  }

  /** Sends it metrics, as OTLP/JSON. */
  public void pushOtlpJson(String json) throws IOException, InterruptedException {
    BackEnd.Answer answer = process.tell("/api/v1/otlp/v1/metrics", "application/json", json);
    if (!answer.isSuccess()) {
      throw new AssertionError("not taken: " + answer);
    }
  }

  /** What an expression comes to at an instant. */
  public List<Sample> query(String promql, Instant at) throws IOException, InterruptedException {
    String path = "/api/v1/query?time=" + at + "&query=" + URLEncoder.encode(promql, UTF_8);
    return Sample.of(promql, process.ask(path));
  }

  /** What an expression comes to at each step of a range, both ends among them. */
  public List<Series> range(String promql, Instant from, Instant to, Duration step)
      throws IOException, InterruptedException {
    String path =
        "/api/v1/query_range?start=%s&end=%s&step=%d&query=%s"
            .formatted(from, to, step.toSeconds(), URLEncoder.encode(promql, UTF_8));
    return Series.of(promql, process.ask(path));
  }

  /** The alerts that wait or fire. */
  public List<Alert> alerts() throws IOException, InterruptedException {
    return Alert.evaluated(process.ask("/api/v1/alerts"));
  }

  /** What was last scraped, and with what success, as JSON. */
  public Json targets() throws IOException, InterruptedException {
    return Sample.data("targets", process.ask("/api/v1/targets"));
  }

  /** What scraped families are said to be, by their names, as JSON. */
  public Json metadata() throws IOException, InterruptedException {
    return Sample.data("metadata", process.ask("/api/v1/metadata"));
  }

  /** The rules and how they stand, as JSON. */
  public String rules() throws IOException, InterruptedException {
    return process.ask("/api/v1/rules").body();
  }

  @Override
  public void close() {
    process.close();
  }
}
