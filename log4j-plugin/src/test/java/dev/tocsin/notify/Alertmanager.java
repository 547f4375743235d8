package dev.tocsin.notify;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The real Alertmanager, as a process of its own on a free port. */
final class Alertmanager implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final Path said;
  private final URI url;

  private Alertmanager(Process process, Path said, URI url) {
    this.process = process;
    this.said = said;
    this.url = url;
  }

  /** A port that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  static URI at(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param folder for its files
   * @param tells where it tells of alerts in its turn
   */
  static Alertmanager start(Path folder, int port, URI tells)
      throws IOException, InterruptedException {
    Path program = BackEnds.require("alertmanager");
    Path configuration = folder.resolve("alertmanager.yml");
    Files.writeString(
        configuration,
        """
        route:
          receiver: test
          group_by: ['...']
          group_wait: 0s
          group_interval: 1s
          repeat_interval: 1h
        receivers:
        - name: test
          webhook_configs:
          - url: %s
            send_resolved: true
        """
            .formatted(tells));
    Path said = folder.resolve("alertmanager.out");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + configuration,
                "--storage.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    Alertmanager started = new Alertmanager(process, said, at(port));
    try {
      await().atMost(Duration.ofSeconds(30)).until(started::isReady);
    } catch (RuntimeException e) {
      started.close();
      throw new AssertionError("Alertmanager did not start: " + Files.readString(said), e);
    }
    return started;
  }

  URI url() {
    return url;
  }

  /** What it has said so far. */
  String said() throws IOException {
    return Files.readString(said);
  }

  private boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("it ended with " + process.exitValue());
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** The alerts that fire now. */
  List<JsonNode> alerts() throws IOException, InterruptedException {
    List<JsonNode> alerts = new ArrayList<>();
    JSON.readTree(get("/api/v2/alerts").body()).forEach(alerts::add);
    return alerts;
  }

  /** Those of them that are of an alert of ours. */
  List<JsonNode> alerts(UUID id) throws IOException, InterruptedException {
    return alerts().stream()
        .filter(each -> each.at("/annotations/alert_id").asText().equals(id.toString()))
        .toList();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
