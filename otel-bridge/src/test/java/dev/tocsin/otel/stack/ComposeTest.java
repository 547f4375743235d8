package dev.tocsin.otel.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code compose.yaml} without a container engine: it is valid and as strict as it says, and the
 * programs of its images, built from the same releases or near ones, run by its command lines,
 * environments and mounts.
 */
@Timeout(300)
class ComposeTest {
  private static final Pattern FULL_VERSION = Pattern.compile("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+");
  private static final Map<String, String> PASSWORD =
      Map.of("TOCSIN_GRAFANA_PASSWORD_FILE", "/password");
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Where a program listens that was told to listen everywhere, and one for this host does not. */
  private static final String EVERYWHERE = "127.0.0.2";

  @TempDir private Path folder;

  private final Map<String, Integer> ports = new TreeMap<>();

  private static Json services() throws IOException, InterruptedException {
    return ComposeFile.project(PASSWORD).at("services");
  }

  @Test
  void eachServiceIsPinnedAndHasNoMoreThanItNeeds() throws Exception {
    Json services = services();
    assertThat(services.members().keySet())
        .containsExactlyInAnyOrder(
            "queue-owner", "collector", "loki", "prometheus", "alertmanager", "grafana");
    services
        .members()
        .forEach(
            (name, service) -> {
              assertThat(service.at("image").text()).as(name).matches(FULL_VERSION);
              assertThat(service.at("cap_drop").toString()).as(name).isEqualTo("[ALL]");
              assertThat(service.at("security_opt").toString())
                  .as(name)
                  .isEqualTo("[no-new-privileges:true]");
              assertThat(service.at("read_only").text()).as(name).isEqualTo("true");
              assertThat(service.has("privileged")).as(name).isFalse();
              assertThat(service.at("restart").text())
                  .as(name)
                  .isEqualTo(name.equals("queue-owner") ? "no" : "unless-stopped");
              assertThat(service.has("cap_add")).as(name).isEqualTo(name.equals("queue-owner"));
              // Only with a shell or a program of the image can it be asked; the collector's has
              // none.
              assertThat(service.has("healthcheck"))
                  .as(name)
                  .isEqualTo(!name.equals("queue-owner") && !name.equals("collector"));
              long memory = bytes(service.at("mem_limit").text());
              assertThat(memory).as(name).isBetween(32L << 20, 1L << 30);
              Map<String, Json> environment =
                  service.has("environment") ? service.at("environment").members() : Map.of();
              Json limit = environment.get("GOMEMLIMIT");
              if (limit != null) {
                assertThat(bytes(limit.text())).as(name).isLessThan(memory);
              }
            });
    Json collector = services.at("collector").at("environment");
    assertThat(bytes(collector.at("TOCSIN_MEMORY_MIB").text() + "MiB"))
        .isLessThan(bytes(collector.at("GOMEMLIMIT").text()));
    assertThat(services.at("queue-owner").at("entrypoint").toString())
        .contains(services.at("collector").at("user").text());
  }

  private static long bytes(String text) {
    return text.endsWith("MiB")
        ? Long.parseLong(text.substring(0, text.length() - 3)) << 20
        : Long.parseLong(text);
  }

  @Test
  void imagesAreOfTheVersionsThatTestsRun() throws Exception {
    Json services = services();
    assertThat(services.at("loki").at("image").text())
        .endsWith(":" + pinned("loki", "github.com/grafana/loki/v3 v"));
    assertThat(services.at("alertmanager").at("image").text())
        .endsWith(":v" + pinned("alertmanager", "github.com/prometheus/alertmanager v"));
    // Prometheus 3.15.0 is the module 0.315.0.
    String prometheus = pinned("prometheus", "github.com/prometheus/prometheus v");
    assertThat(services.at("prometheus").at("image").text())
        .endsWith(":v" + prometheus.replaceFirst("0\\.(\\d)0?", "$1."));
    // The collector is put together of several versions; what counts most is of this one.
    assertThat(services.at("collector").at("image").text())
        .endsWith(":" + pinned("collector", "contrib/processor/intervalprocessor v"));
  }

  private static String pinned(String program, String module) throws IOException {
    Path file = ComposeFile.FILE.resolveSibling("back-ends").resolve(program).resolve("go.mod");
    String text = Files.readString(file);
    int at = text.indexOf(module) + module.length();
    assertThat(at).as(module).isGreaterThanOrEqualTo(module.length());
    return text.substring(at, text.indexOf('\n', at)).replace(" // indirect", "");
  }

  @Test
  void nothingIsPublishedBeyondThisHost() throws Exception {
    Map<String, String> chosen = new HashMap<>(PASSWORD);
    chosen.put("TOCSIN_LOKI_PORT", "13100");
    Json project = ComposeFile.project(chosen);
    Map<String, String> published = new TreeMap<>();
    project
        .at("services")
        .members()
        .forEach(
            (name, service) -> {
              if (service.has("ports")) {
                for (Json port : service.at("ports").elements()) {
                  assertThat(port.at("host_ip").text()).as(name).isEqualTo("127.0.0.1");
                  published.put(port.at("target").text(), port.at("published").text());
                }
              }
            });
    assertThat(published)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "4318", "4318", "4317", "4317", "13133", "13133", "3100", "13100", "9090", "9090",
                "9093", "9093", "3000", "3000"));
  }

  @Test
  void whatIsMountedIsThereAndCantBeWritten() throws Exception {
    Path here = ComposeFile.FILE.toAbsolutePath().normalize().getParent();
    TreeSet<String> volumes = new TreeSet<>();
    services()
        .members()
        .forEach(
            (name, service) -> {
              for (Json volume : service.at("volumes").elements()) {
                String source = volume.at("source").text();
                if (volume.at("type").text().equals("volume")) {
                  volumes.add(source);
                } else {
                  assertThat(Path.of(source)).exists().startsWith(here);
                  assertThat(volume.at("read_only").text()).as(source).isEqualTo("true");
                }
              }
            });
    assertThat(volumes)
        .containsExactly("alertmanager", "grafana", "loki", "prometheus", "queue")
        .isEqualTo(new TreeSet<>(ComposeFile.project(PASSWORD).at("volumes").members().keySet()));
  }

  @Test
  void withoutAPasswordItSaysWhatToDo() throws Exception {
    Command.Result result = ComposeFile.read(Map.of());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.error())
        .hasLineCount(1)
        .startsWith("compose: ")
        .contains(
            "TOCSIN_GRAFANA_PASSWORD_FILE",
            "name the file with the password of Grafana's admin, or use up");
  }

  @Test
  void theReaderRefusesWhatComposeWouldRefuse() throws Exception {
    Path file = folder.resolve("compose.yaml");
    Files.writeString(file, "services: {one: {image: a, cap_dropp: [ALL]}}");
    Command.Result result =
        Command.run(List.of(BackEnd.find("compose").toString(), file.toString()), Map.of(), true);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.error()).hasLineCount(1).contains("cap_dropp");
  }

  /** Linux alone has all of 127.0.0.0/8. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theProgramsRunAsInTheirContainersAndFindEachOther() throws Exception {
    Json services = services();
    assertThat(Files.readString(ComposeFile.FILE.resolveSibling("loki/loki.yaml")))
        .contains("${TOCSIN_LOKI_PORT:-3100}");
    try (BackEnd alertmanager = start(services, "alertmanager", "9093", "/-/ready");
        BackEnd prometheus = start(services, "prometheus", "9090", "/-/ready");
        BackEnd collector = start(services, "collector", "13133", "/");
        BackEnd loki = start(services, "loki", "3100", "/ready")) {
      for (String name : List.of("loki", "prometheus", "alertmanager")) {
        assertThat(health(services, name)).as(name).isZero();
      }
      assertThat(loki.ask("/loki/api/v1/rules").body()).contains("high_failure_rate");
      assertThat(prometheus.ask("/api/v1/rules").body()).contains("high_failure_rate");
      await()
          .atMost(SOON)
          .until(
              () ->
                  prometheus
                      .ask("/api/v1/alertmanagers")
                      .body()
                      .contains("\"url\":\"" + alertmanager.http()));

      BackEnd.Answer taken =
          BackEnd.post(
              "http://" + place("0.0.0.0:4318") + "/v1/logs", "application/json", failure());
      assertThat(taken.isSuccess()).as(taken.body()).isTrue();
      String query = "sum(count_over_time({service_name=\"shop\", tocsin_audit=\"true\"}[5m]))";
      String path = "/loki/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
      await()
          .atMost(SOON)
          .until(
              () -> Sample.of(query, loki.ask(path)).stream().map(Sample::value).toList(),
              List.of(1.0)::equals);
      assertThat(collector.isAlive()).isTrue();
      loki.kill();
      assertThat(health(services, "loki")).isNotZero();
    }
  }

  /** As its container would: a folder is its file system, and free ports are its ports. */
  private BackEnd start(Json services, String name, String port, String ready)
      throws IOException, InterruptedException {
    Json service = services.at(name);
    Path root = root(name);
    for (Json volume : service.at("volumes").elements()) {
      Path target = Path.of(root + volume.at("target").text());
      if (volume.at("type").text().equals("bind")) {
        copy(Path.of(volume.at("source").text()), target);
      } else {
        Files.createDirectories(target);
      }
    }
    Map<String, String> environment = new HashMap<>();
    if (service.has("environment")) {
      service
          .at("environment")
          .texts()
          .forEach((variable, value) -> environment.put(variable, outside(root, value)));
    }
    if (name.equals("loki")) {
      environment.put("TOCSIN_LOKI_PORT", place("loki:3100").replaceFirst(".*:", ""));
      environment.put("TOCSIN_LOKI_GRPC_PORT", String.valueOf(BackEnd.freePort()));
    }
    List<String> arguments = new ArrayList<>();
    service.at("command").elements().forEach(each -> arguments.add(outside(root, each.text())));
    String http = "http://" + place(name + ":" + port);
    return BackEnd.start(name, root, http, ready, environment, arguments);
  }

  private Path root(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name)).toAbsolutePath();
  }

  private void copy(Path source, Path target) throws IOException {
    try (Stream<Path> all = Files.walk(source)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Path file = target.resolve(source.relativize(each).toString());
        Files.createDirectories(file.getParent());
        // Where Alertmanager is stands in a file.
        String text = Files.readString(each);
        Files.writeString(file, each.toString().contains("alertmanagers") ? places(text) : text);
      }
    }
  }

  /** A value of the compose file, as it is outside of a container. */
  private String outside(Path root, String value) {
    String here = value.equals("0.0.0.0") ? EVERYWHERE : places(value);
    return here.replaceFirst("(^|=)/", "$1" + root + "/");
  }

  private static final Pattern PLACE =
      Pattern.compile("(0\\.0\\.0\\.0|127\\.0\\.0\\.1|loki|prometheus|alertmanager):(\\d+)");

  private String places(String text) {
    return PLACE.matcher(text).replaceAll((MatchResult found) -> place(found.group()));
  }

  /** A host of the compose file and its port, as they are outside. */
  private String place(String inside) {
    String port = inside.substring(inside.indexOf(':') + 1);
    return EVERYWHERE + ":" + ports.computeIfAbsent(port, each -> free());
  }

  private static int free() {
    try {
      return BackEnd.freePort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** How the service's health check ends. */
  private int health(Json services, String name) throws IOException, InterruptedException {
    List<Json> test = services.at(name).at("healthcheck").at("test").elements();
    assertThat(test.get(0).text()).isEqualTo("CMD");
    Path program = Path.of(test.get(1).text()).getFileName();
    List<String> command = new ArrayList<>();
    command.add(BackEnd.find(name).resolveSibling(program).toString());
    test.subList(2, test.size()).forEach(each -> command.add(places(each.text())));
    return Command.run(command, Map.of(), false).exitCode();
  }

  private static String failure() {
    return """
    {"resourceLogs": [{
     "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
     "scopeLogs": [{"scope": {"name": "dev.tocsin"}, "logRecords": [
      {"timeUnixNano": "%1$d000000000", "observedTimeUnixNano": "%1$d000000000",
       "eventName": "tocsin.auth_failure", "body": {"stringValue": "login failed"},
       "attributes": [
        {"key": "tocsin.client.network", "value": {"stringValue": "192.0.2.0/24"}}]}]}]}]}
    """
        .formatted(Instant.now().getEpochSecond());
  }
}
