package dev.tocsin.otel.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Loki, all in one process. It differs from what people run, so that a test sees at once what it
 * has sent. Nothing is cached. What is old and not yet written out is searched too (by default only
 * what is younger than 2 h 41 min). Its parts find each other by address and not by a ring, so that
 * it is ready after a second and not after ten.
 */
public final class RealLoki implements AutoCloseable {
  // Who sends without a tenant.
  private static final String TENANT = "fake";

  private final BackEnd process;

  /**
   * What differs from test to test.
   *
   * @param limits more of {@code limits_config}: names, and values as YAML
   * @param ruleFile the rules of its ruler
   * @param alertmanager where alerts go
   * @param evaluation how often the ruler looks
   * @param arguments more of them; they win over the configuration
   */
  public record Options(
      Map<String, String> limits,
      @Nullable Path ruleFile,
      @Nullable String alertmanager,
      Duration evaluation,
      List<String> arguments) {
    public static Options plain() {
      return new Options(Map.of(), null, null, Duration.ofSeconds(1), List.of());
    }

    public Options withLimits(Map<String, String> more) {
      return new Options(more, ruleFile, alertmanager, evaluation, arguments);
    }

    public Options withRuleFile(Path file) {
      return new Options(limits, file, alertmanager, evaluation, arguments);
    }

    public Options withAlertmanager(String url) {
      return new Options(limits, ruleFile, url, evaluation, arguments);
    }

    public Options withEvaluation(Duration interval) {
      return new Options(limits, ruleFile, alertmanager, interval, arguments);
    }

    public Options withArguments(String... more) {
      return new Options(limits, ruleFile, alertmanager, evaluation, List.of(more));
    }
  }

  /**
   * A log record that was found.
   *
   * @param labels those of its stream, and its structured metadata
   */
  public record Line(Instant at, Map<String, String> labels, String text) {}

  private RealLoki(BackEnd process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param parent where it makes its folder
   */
  public static RealLoki start(Path parent, Options options)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "loki").toAbsolutePath();
    Path rules = Files.createDirectories(folder.resolve("rules").resolve(TENANT));
    Path ruleFile = options.ruleFile();
    if (ruleFile != null) {
      Files.copy(ruleFile, rules.resolve(ruleFile.getFileName().toString()));
    }
    int port = BackEnd.freePort();
    Path configuration = folder.resolve("loki.yaml");
    Files.writeString(configuration, configuration(folder, port, options));
    List<String> arguments = new ArrayList<>();
    arguments.add("-config.file=" + configuration);
    arguments.addAll(options.arguments());
    return new RealLoki(
        BackEnd.start("loki", folder, "http://127.0.0.1:" + port, "/ready", Map.of(), arguments));
  }

  private static String configuration(Path folder, int port, Options options) throws IOException {
    return """
    auth_enabled: false
    server:
      http_listen_address: 127.0.0.1
      http_listen_port: %1$d
      grpc_listen_address: 127.0.0.1
      grpc_listen_port: %2$d
      log_level: warn
    common:
      instance_addr: 127.0.0.1
      path_prefix: '%3$s/data'
      replication_factor: 1
      ring: {kvstore: {store: inmemory}}
      storage:
        filesystem:
          chunks_directory: '%3$s/data/chunks'
          rules_directory: '%3$s/data/rules'
    schema_config:
      configs:
      - from: 2020-10-24
        store: tsdb
        object_store: filesystem
        schema: v13
        index: {prefix: index_, period: 24h}
    ingester:
      query_store_max_look_back_period: -1ns
      lifecycler: {min_ready_duration: 0s}
    querier: {query_ingesters_within: 0s}
    query_scheduler: {use_scheduler_ring: false}
    frontend:
      scheduler_address: 127.0.0.1:%2$d
      scheduler_dns_lookup_period: 200ms
    frontend_worker:
      scheduler_address: 127.0.0.1:%2$d
      dns_lookup_duration: 200ms
    query_range:
      cache_results: false
      cache_index_stats_results: false
      cache_instant_metric_results: false
      cache_label_results: false
      cache_series_results: false
      cache_volume_results: false
    ruler:
      enable_alertmanager_v2: true
      alertmanager_url: '%4$s'
      evaluation_interval: %5$dms
      poll_interval: 1s
      rule_path: '%3$s/data/rules-loaded'
      storage: {type: local, local: {directory: '%3$s/rules'}}
      ring: {kvstore: {store: inmemory}}
      remote_write: {enabled: false}
    analytics: {reporting_enabled: false}
    limits_config:
    """
            .formatted(
                port,
                BackEnd.freePort(),
                folder,
                options.alertmanager() == null ? "" : options.alertmanager(),
                options.evaluation().toMillis())
        + limits(options.limits());
  }

  private static String limits(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>();
    all.put("allow_structured_metadata", "true");
    all.put("volume_enabled", "true");
    all.putAll(more);
    StringBuilder yaml = new StringBuilder();
    all.forEach(
        (name, value) -> yaml.append("  ").append(name).append(":\n").append(value.indent(4)));
    return yaml.toString();
  }

  /** Its address. */
  public String http() {
    return process.http();
  }

  /** Where it takes OTLP; for logs {@code /v1/logs} is added. */
  public String otlp() {
    return process.http() + "/otlp";
  }

  /** The process, to kill it or to start it again. */
  public BackEnd process() {
    return process;
  }

  /** Sends it log records, as OTLP/JSON. */
  public void pushOtlpJson(String json) throws IOException, InterruptedException {
    BackEnd.Answer answer = process.tell("/otlp/v1/logs", "application/json", json);
    if (!answer.isSuccess()) {
      throw new AssertionError("not taken: " + answer);
    }
  }

  /** What a metric query comes to at an instant; a range ends with it and leaves out its start. */
  public List<Sample> query(String logql, Instant at) throws IOException, InterruptedException {
    String path = "/loki/api/v1/query?time=" + nanos(at) + "&query=" + encoded(logql);
    return Sample.of(logql, process.ask(path));
  }

  /** What a metric query comes to at each step of a range, both ends among them. */
  public List<Series> range(String logql, Instant from, Instant to, Duration step)
      throws IOException, InterruptedException {
    String path =
        "/loki/api/v1/query_range?start=%s&end=%s&step=%d&query=%s"
            .formatted(nanos(from), nanos(to), step.toSeconds(), encoded(logql));
    return Series.of(logql, process.ask(path));
  }

  /**
   * The log records that a query finds, the oldest first.
   *
   * @param to the first instant that is left out
   */
  public List<Line> logs(String logql, Instant from, Instant to, int limit)
      throws IOException, InterruptedException {
    String path =
        "/loki/api/v1/query_range?direction=forward&start=%s&end=%s&limit=%d&query=%s"
            .formatted(nanos(from), nanos(to), limit, encoded(logql));
    Json data = Sample.data(logql, process.ask(path));
    if (!data.at("resultType").text().equals("streams")) {
      throw new AssertionError("no log records: " + logql + ": " + data);
    }
    List<Line> lines = new ArrayList<>();
    for (Json stream : data.at("result").elements()) {
      Map<String, String> labels = stream.at("stream").texts();
      for (Json each : stream.at("values").elements()) {
        long nanos = Long.parseLong(each.elements().get(0).text());
        Instant at = Instant.ofEpochSecond(0, nanos);
        lines.add(new Line(at, labels, each.elements().get(1).text()));
      }
    }
    lines.sort(Comparator.comparing(Line::at));
    return lines;
  }

  private static String nanos(Instant at) {
    return at.getEpochSecond() + "%09d".formatted(at.getNano());
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, UTF_8);
  }

  /** The rules and how they stand, as JSON. */
  public String rules() throws IOException, InterruptedException {
    return process.ask("/prometheus/api/v1/rules").body();
  }

  /** The alerts that wait or fire. */
  public List<Alert> alerts() throws IOException, InterruptedException {
    return Alert.evaluated(process.ask("/prometheus/api/v1/alerts"));
  }

  @Override
  public void close() {
    process.close();
  }
}
