package dev.tocsin.otel.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.otel.compile.Target;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Alertmanager, Loki and Prometheus with the files of collector-config, which talk to each other
 * and to everyone over TLS, and only to those with a certificate.
 */
public final class SecuredStores {
  private static final Path FILES = Path.of("..", "collector-config");

  private final BackEnd alertmanager;
  private final BackEnd loki;
  private final BackEnd prometheus;

  private SecuredStores(BackEnd alertmanager, BackEnd loki, BackEnd prometheus) {
    this.alertmanager = alertmanager;
    this.loki = loki;
    this.prometheus = prometheus;
  }

  /**
   * Starts them.
   *
   * @param authority with certificates for {@code alertmanager}, {@code loki}, {@code prometheus}
   *     and {@code test}, which is who asks them
   * @param parent where they make their folders
   */
  public static SecuredStores start(Fleet fleet, TrialAuthority authority, Path parent)
      throws IOException, InterruptedException, GeneralSecurityException {
    HttpClient client = authority.client("test");

    Path folder = copied("alertmanager", parent, authority);
    int alerts = BackEnd.freePort();
    BackEnd alertmanager =
        fleet.keep(
            BackEnd.start(
                "alertmanager",
                folder,
                "https://127.0.0.1:" + alerts,
                "/-/ready",
                Map.of(),
                List.of(
                    "--config.file=" + folder.resolve("alertmanager.yml"),
                    "--web.config.file=" + folder.resolve("web-tls.yml"),
                    "--storage.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + alerts,
                    "--cluster.listen-address="),
                client));

    Path lokis = Files.createDirectories(parent.resolve("loki"));
    Path rules = Files.createDirectories(lokis.resolve("rules/fake"));
    Files.copy(fleet.compiled(Target.LOKI, "rules/tocsin.yaml"), rules.resolve("tocsin.yaml"));
    int logs = BackEnd.freePort();
    Map<String, String> environment = new HashMap<>(authority.variables("loki"));
    environment.put("TOCSIN_TLS_CLIENTS", "RequireAndVerifyClientCert");
    environment.put("TOCSIN_LOKI_PORT", String.valueOf(logs));
    environment.put("TOCSIN_LOKI_GRPC_PORT", String.valueOf(BackEnd.freePort()));
    environment.put("TOCSIN_LOKI_DATA", lokis.resolve("data").toString());
    environment.put("TOCSIN_LOKI_RULES", lokis.resolve("rules").toString());
    environment.put("TOCSIN_ALERTMANAGER", alertmanager.http());
    BackEnd loki =
        fleet.keep(
            BackEnd.start(
                "loki",
                lokis,
                "https://127.0.0.1:" + logs,
                "/ready",
                environment,
                List.of(
                    "-config.file=" + FILES.resolve("loki/loki.yaml"), "-config.expand-env=true"),
                client));

    Path proms = copied("prometheus", parent, authority);
    Path configuration = proms.resolve("prometheus-tls.yml");
    Files.writeString(
        proms.resolve("alertmanagers.yml"), "- targets: ['127.0.0.1:" + alerts + "']\n");
    Files.createDirectories(proms.resolve("rules"));
    Files.copy(
        fleet.compiled(Target.PROMETHEUS, "rules/tocsin.yaml"), proms.resolve("rules/tocsin.yaml"));
    int metrics = BackEnd.freePort();
    BackEnd prometheus =
        fleet.keep(
            BackEnd.start(
                "prometheus",
                proms,
                "https://127.0.0.1:" + metrics,
                "/-/ready",
                Map.of(),
                List.of(
                    "--config.file=" + configuration,
                    "--web.config.file=" + proms.resolve("web-tls.yml"),
                    "--storage.tsdb.path=" + proms.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + metrics,
                    "--web.enable-otlp-receiver"),
                client));
    return new SecuredStores(alertmanager, loki, prometheus);
  }

  /** A program's files, with its certificate where they look for it. */
  private static Path copied(String program, Path parent, TrialAuthority authority)
      throws IOException {
    Path folder = Files.createDirectories(parent.resolve(program));
    try (var files = Files.newDirectoryStream(FILES.resolve(program), "*.yml")) {
      for (Path file : files) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path tls = Files.createDirectories(folder.resolve("tls"));
    Files.copy(authority.authority(), tls.resolve("ca.pem"));
    Files.copy(authority.certificate(program), tls.resolve(program + ".pem"));
    Files.copy(authority.key(program), tls.resolve(program + "-key.pem"));
    return folder;
  }

  public BackEnd alertmanager() {
    return alertmanager;
  }

  public BackEnd loki() {
    return loki;
  }

  public BackEnd prometheus() {
    return prometheus;
  }

  /** How many events Loki has that meet a condition. */
  public long inLoki(String condition) throws IOException, InterruptedException {
    String query = "sum(count_over_time({tocsin_audit=\"true\"} | " + condition + " [1h]))";
    return number(loki, "/loki/api/v1/query", query);
  }

  /** What Prometheus says to a query, 0 if nothing. */
  public long inPrometheus(String query) throws IOException, InterruptedException {
    return number(prometheus, "/api/v1/query", query);
  }

  private static long number(BackEnd store, String path, String query)
      throws IOException, InterruptedException {
    BackEnd.Answer answer = store.ask(path + "?query=" + URLEncoder.encode(query, UTF_8));
    List<Json> found = Json.of(answer.body()).at("data").at("result").elements();
    return found.isEmpty()
        ? 0
        : (long) Double.parseDouble(found.get(0).at("value").elements().get(1).text());
  }

  /** Engine and client of each alert that Alertmanager has. */
  public List<String> alerts() throws IOException, InterruptedException {
    List<String> alerts = new ArrayList<>();
    for (Alert alert : Alert.taken(alertmanager.ask("/api/v2/alerts"))) {
      alerts.add(alert.labels().get("engine") + " " + alert.labels().get("tocsin_client_network"));
    }
    return alerts;
  }
}
