package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.compile.RuleCompiler;
import dev.tocsin.otel.compile.Target;
import dev.tocsin.rules.RuleFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two collectors, Loki with its ruler, and Prometheus: the files of {@code collector-config}, with
 * the rules that are shipped, whose windows are two minutes. Nobody takes the alerts.
 */
final class FleetStack implements AutoCloseable {
  /** How long a rule remembers. */
  static final String WINDOW = "2m";

  private static final Duration SUB_WINDOW = Duration.ofSeconds(5);
  private static final String HERE = "http://127.0.0.1:";
  private static final Pattern VALUE = Pattern.compile("\"value\":\\[[^,]*,\"([^\"]*)\"]");

  private final Path folder;
  private final RuleCompiler compiler;
  private final List<BackEnd> collectors = new ArrayList<>();
  private final List<String> endpoints = new ArrayList<>();
  private final List<BackEnd> running = new ArrayList<>();
  private final String lokiAt;
  private final String prometheusAt;
  private final BackEnd loki;
  private final BackEnd prometheus;

  /**
   * Starts all of it.
   *
   * @param folder for all that it writes
   */
  static FleetStack start(Path folder) throws IOException, InterruptedException {
    return new FleetStack(folder);
  }

  private FleetStack(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.compiler = compiler();
    List<Integer> ports = BackEnd.freePorts(10);
    this.lokiAt = HERE + ports.get(0);
    this.prometheusAt = HERE + ports.get(1);
    boolean started = false;
    try {
      this.loki = loki(ports.get(0), ports.get(2), ports.get(3));
      this.prometheus = prometheus(ports.get(1), ports.get(3));
      collector("first", ports.subList(4, 7));
      collector("second", ports.subList(7, 10));
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  private static RuleCompiler compiler() throws IOException {
    try (InputStream shipped = RuleFile.class.getResourceAsStream("shipped.yaml")) {
      if (shipped == null) {
        throw new IOException("the rules that are shipped are not on the class path");
      }
      String text =
          new String(shipped.readAllBytes(), UTF_8)
              .replaceAll("timespan: [0-9]+[smhd]", "timespan: " + WINDOW);
      EventTypes types = EventTypes.builtIn();
      return new RuleCompiler(
          RuleFile.read("shipped.yaml", new ByteArrayInputStream(text.getBytes(UTF_8)), types),
          types,
          new RuleCompiler.Options(
              "the rules that are shipped, with short windows",
              SUB_WINDOW,
              RuleCompiler.Options.DEFAULT.evaluation(),
              RuleCompiler.Options.DEFAULT.selector(),
              RuleCompiler.Options.DEFAULT.runbooks(),
              Set.of()));
    }
  }

  /** Writes one of the compiled files. */
  private void compile(Target target, String name, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, compiler.files(target).getOrDefault(name, ""));
  }

  private static Path config(String file) {
    return BackEnd.home().resolve("collector-config").resolve(file);
  }

  private BackEnd keep(BackEnd started) {
    running.add(started);
    return started;
  }

  private BackEnd loki(int port, int grpc, int nobody) throws IOException, InterruptedException {
    compile(Target.LOKI, "rules/tocsin.yaml", folder.resolve("loki-rules/fake/tocsin.yaml"));
    return keep(
        BackEnd.start(
            "loki",
            Map.of(
                "TOCSIN_LOKI_PORT",
                String.valueOf(port),
                "TOCSIN_LOKI_GRPC_PORT",
                String.valueOf(grpc),
                "TOCSIN_LOKI_DATA",
                folder.resolve("loki").toString(),
                "TOCSIN_LOKI_RULES",
                folder.resolve("loki-rules").toString(),
                "TOCSIN_ALERTMANAGER",
                HERE + nobody),
            List.of("-config.file=" + config("loki/loki.yaml"), "-config.expand-env=true"),
            lokiAt + "/ready"));
  }

  private BackEnd prometheus(int port, int nobody) throws IOException, InterruptedException {
    Path place = folder.resolve("prometheus-config");
    compile(Target.PROMETHEUS, "rules/tocsin.yaml", place.resolve("rules/tocsin.yaml"));
    Files.copy(config("prometheus/prometheus.yml"), place.resolve("prometheus.yml"));
    Files.writeString(
        place.resolve("alertmanagers.yml"), "- targets: ['127.0.0.1:" + nobody + "']\n");
    return keep(
        BackEnd.start(
            "prometheus",
            Map.of(),
            List.of(
                "--config.file=" + place.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port,
                "--web.enable-otlp-receiver",
                "--web.enable-admin-api"),
            prometheusAt + "/-/ready"));
  }

  private void collector(String name, List<Integer> ports)
      throws IOException, InterruptedException {
    Path file = folder.resolve(name).resolve("collector.yaml");
    compile(Target.COLLECTOR, "collector.yaml", file);
    String health = "127.0.0.1:" + ports.get(2);
    collectors.add(
        keep(
            BackEnd.start(
                "collector",
                Map.of(
                    "TOCSIN_OTLP_HTTP",
                    "127.0.0.1:" + ports.get(0),
                    "TOCSIN_OTLP_GRPC",
                    "127.0.0.1:" + ports.get(1),
                    "TOCSIN_HEALTH",
                    health,
                    "TOCSIN_LOKI",
                    lokiAt + "/otlp",
                    "TOCSIN_PROMETHEUS",
                    prometheusAt + "/api/v1/otlp",
                    "TOCSIN_QUEUE",
                    folder.resolve(name).resolve("queue").toString()),
                List.of("--config", file.toString()),
                "http://" + health + "/")));
    endpoints.add(HERE + ports.get(0));
  }

  List<BackEnd> collectors() {
    return List.copyOf(collectors);
  }

  /** Where each collector takes events in. */
  List<String> endpoints() {
    return List.copyOf(endpoints);
  }

  BackEnd loki() {
    return loki;
  }

  BackEnd prometheus() {
    return prometheus;
  }

  /** What a query of one number comes to; 0 where it finds nothing. */
  long lokiCount(String logql) throws IOException, InterruptedException {
    return value(loki.get(lokiAt + "/loki/api/v1/query?query=" + URLEncoder.encode(logql, UTF_8)));
  }

  /** What a query of one number comes to; 0 where it finds nothing. */
  long prometheusCount(String promql) throws IOException, InterruptedException {
    return value(
        prometheus.get(prometheusAt + "/api/v1/query?query=" + URLEncoder.encode(promql, UTF_8)));
  }

  private static long value(String answer) {
    Matcher found = VALUE.matcher(answer);
    return found.find() ? Math.round(Double.parseDouble(found.group(1))) : 0;
  }

  /** A figure of Loki's own, added up over its labels. */
  long lokiFigure(String name) throws IOException, InterruptedException {
    return figure(loki.get(lokiAt + "/metrics"), name);
  }

  /** A figure of Prometheus' own, added up over its labels. */
  long prometheusFigure(String name) throws IOException, InterruptedException {
    return figure(prometheus.get(prometheusAt + "/metrics"), name);
  }

  private static long figure(String metrics, String name) {
    return Math.round(
        metrics
            .lines()
            .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum());
  }

  /** Has Loki write out what it holds in memory. */
  void flushLoki() throws IOException, InterruptedException {
    String unused = loki.post(lokiAt + "/flush");
  }

  /** Has Prometheus write all it has as a block. */
  void snapshotPrometheus() throws IOException, InterruptedException {
    String unused = prometheus.post(prometheusAt + "/api/v1/admin/tsdb/snapshot");
  }

  /** Stops all of it, in the order in which nothing is lost. */
  @Override
  public void close() {
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).close();
    }
  }
}
