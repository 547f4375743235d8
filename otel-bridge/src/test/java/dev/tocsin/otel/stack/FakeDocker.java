package dev.tocsin.otel.stack;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A script that stands in for docker, as no container engine runs where this is built. It records
 * what it is told, has the real reader of compose files read what docker would have got, and starts
 * nothing; the ports that containers would have are answered by the test.
 */
final class FakeDocker implements AutoCloseable {
  private final Path folder;
  private final Path path;
  private final ExecutorService pool = Executors.newSingleThreadExecutor();
  private final List<HttpServer> servers = new ArrayList<>();

  /**
   * Puts it there.
   *
   * @param folder where it records
   * @param path the folder where it is found, which has the other tools too
   */
  FakeDocker(Path folder, Path path) throws IOException {
    this.folder = folder;
    this.path = path;
    Path docker = path.resolve("docker");
    Files.writeString(
        docker,
        """
        #!/bin/sh
        set -eu
        case "$*" in info | 'compose version') exit 0 ;; esac
        echo "$*" >>"$FAKE_FOLDER/calls"
        case "$*" in *"${FAKE_FAILS:-nothing}"*) exit 1 ;; esac
        "$FAKE_READER" "$3" >"$FAKE_FOLDER/project.new"
        mv "$FAKE_FOLDER/project.new" "$FAKE_FOLDER/project.json"
        """);
    Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What a script needs to find it. */
  Map<String, String> environment() throws IOException, InterruptedException {
    return Map.of(
        "PATH", path.toString(),
        "FAKE_FOLDER", folder.toString(),
        "FAKE_READER", BackEnd.find("compose").toString());
  }

  /** The same, and it fails when it is told something that has these words. */
  Map<String, String> failingAt(String words) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("FAKE_FAILS", words);
    return environment;
  }

  /** What it was told, but for questions. */
  List<String> calls() throws IOException {
    return Files.readAllLines(folder.resolve("calls"));
  }

  /** Has the ports answer as soon as it was told to start something; gives that. */
  Future<Json> answers() {
    return pool.submit(
        () -> {
          Path file = folder.resolve("project.json");
          await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(file));
          Json project = Json.of(Files.readString(file));
          for (String port : published(project)) {
            servers.add(answering(Integer.parseInt(port)));
          }
          return project;
        });
  }

  /** The ports on this host that a project has. */
  static Set<String> published(Json project) {
    Set<String> ports = new TreeSet<>();
    for (Json service : project.at("services").members().values()) {
      if (service.has("ports")) {
        service.at("ports").elements().forEach(port -> ports.add(port.at("published").text()));
      }
    }
    return ports;
  }

  private static HttpServer answering(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Override
  public void close() {
    pool.shutdownNow();
    servers.forEach(each -> each.stop(0));
  }
}
