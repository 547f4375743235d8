package dev.tocsin.otel.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code collector-config/up} and {@code down}, from a copy of their folder, so that what they
 * start is known by its command line. What they start are the real programs, except for containers:
 * see {@link FakeDocker}.
 */
@Timeout(300)
class UpTest {
  private static final Path SOURCE = Path.of("..", "collector-config");
  private static final List<Integer> PORTS =
      List.of(4318, 4317, 13133, 3100, 9096, 9090, 9093, 3000);

  /** What the scripts need of a system; no docker, podman or go among it. */
  private static final List<String> TOOLS =
      List.of(
          "base64", "bash", "cat", "chmod", "cp", "curl", "dirname", "grep", "head", "mkdir", "mv",
          "ps", "rm", "rmdir", "sed", "seq", "sleep", "tail", "tr");

  @TempDir private Path folder;
  private Path config;
  private Path data;
  private int offset;

  @BeforeEach
  void copy() throws IOException {
    folder = folder.toRealPath();
    config = folder.resolve("collector-config");
    data = folder.resolve("data");
    try (Stream<Path> files = Files.walk(SOURCE)) {
      for (Path each : files.toList()) {
        Files.copy(each, config.resolve(SOURCE.relativize(each).toString()));
      }
    }
    offset = freeOffset();
  }

  /** A path on which there are only the tools. */
  private Path path() throws IOException {
    Path path = Files.createDirectory(folder.resolve("path"));
    for (String tool : TOOLS) {
      for (String each : System.getenv("PATH").split(File.pathSeparator, -1)) {
        Path program = Path.of(each, tool);
        if (Files.isExecutable(program) && Files.notExists(path.resolve(tool))) {
          script(path.resolve(tool), "exec '" + program + "' \"$@\"\n");
        }
      }
    }
    return path;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static int freeOffset() throws IOException {
    while (true) {
      int candidate = BackEnd.freePort() - 13133;
      if (candidate > 0
          && candidate <= 40000
          && PORTS.stream().allMatch(p -> isFree(p + candidate))) {
        return candidate;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    List<ProcessHandle> left = running();
    left.forEach(ProcessHandle::destroyForcibly);
    assertThat(left).isEmpty();
  }

  /** The processes that were started from the copy. */
  private List<ProcessHandle> running() {
    return ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(folder.toString()))
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  private Command.Result run(String script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", config.resolve(script).toString()));
    command.addAll(List.of(arguments));
    Map<String, String> all = new HashMap<>();
    all.put("TOCSIN_DATA", data.toString());
    all.put("TOCSIN_PORT_OFFSET", String.valueOf(offset));
    all.putAll(environment);
    return Command.run(command, all, false);
  }

  @Test
  void argumentsThatMakeNoSenseAreToldInOneLine() throws Exception {
    assertThat(run("up", Map.of(), "--demo", "--all"))
        .isEqualTo(
            new Command.Result(
                2,
                "",
                "up: --all: no such option: use --demo or --check, --programs or --containers, or"
                    + " none\n"));
    assertThat(run("down", Map.of(), "--all"))
        .isEqualTo(
            new Command.Result(2, "", "down: --all: no such option: use --delete, or none\n"));
    for (String bad : List.of("many", "-1", "40001", "1 2")) {
      assertThat(run("up", Map.of("TOCSIN_PORT_OFFSET", bad)))
          .isEqualTo(
              new Command.Result(
                  2, "", "up: TOCSIN_PORT_OFFSET " + bad + ": use a number from 0 to 40000\n"));
    }
    assertThat(run("up", Map.of("PATH", path().toString()), "--containers"))
        .isEqualTo(
            new Command.Result(
                3,
                "",
                "up: --containers: neither docker nor podman runs here with its compose: start"
                    + " one, or use --programs\n"));
    assertThat(data).doesNotExist();
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    int taken = 9090 + offset;
    try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run("up", Map.of(), "--programs"))
          .isEqualTo(
              new Command.Result(
                  3,
                  "",
                  "up: port "
                      + other.getLocalPort()
                      + " is in use: stop who uses it, or set TOCSIN_PORT_OFFSET, as in"
                      + " TOCSIN_PORT_OFFSET=1000\n"));
    }
  }

  @Test
  void aMissingGoIsTold() throws Exception {
    Map<String, String> environment =
        Map.of("PATH", path().toString(), "TOCSIN_CACHE", folder.resolve("cache").toString());
    Command.Result result = run("up", environment);
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.error())
        .isEqualTo(
            "up: building what is not built yet\n"
                + "install-back-ends: go: not found on the PATH, and needed to build alertmanager:"
                + " install Go 1.24.0 or newer\n");
  }

  @Test
  void aFolderThatCantBeMadeIsTold() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Command.Result result =
        run("up", Map.of("TOCSIN_DATA", file.resolve("data").toString()), "--programs");
    assertThat(result)
        .isEqualTo(
            new Command.Result(
                3,
                "",
                "up: "
                    + file
                    + "/data: can't be made or written: name another folder in TOCSIN_DATA\n"));
  }

  @Test
  void aStackThatStandsHalfIsTakenDown() throws Exception {
    Path alertmanager = config.resolve("alertmanager/alertmanager.yml");
    String whole = Files.readString(alertmanager);
    Files.writeString(alertmanager, "route: {receiver: nobody}");
    takenDown("alertmanager", "undefined receiver");

    Files.writeString(alertmanager, whole);
    // The collector may have got so far as to make it, before it was stopped.
    Path queue = data.resolve("queue");
    if (Files.exists(queue)) {
      try (Stream<Path> inside = Files.walk(queue)) {
        for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    Files.createFile(queue);
    takenDown("collector", "queue is not a directory");
  }

  private void takenDown(String program, String reason) throws IOException, InterruptedException {
    // So that the test is passed over where they are not built.
    for (String each : List.of("alertmanager", "loki", "prometheus", "collector")) {
      BackEnd.find(each);
    }
    Command.Result result = run("up", Map.of(), "--programs");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    List<String> told = result.error().lines().filter(l -> l.startsWith("up: ")).toList();
    assertThat(told).as(result.error()).hasSize(2);
    assertThat(told.get(1))
        .startsWith("up: " + program + " does not start: ")
        .contains(reason)
        .endsWith("(all of it is in " + data.resolve(program + ".log") + ")");
    assertThat(result.error()).contains("down: loki stopped");
    assertThat(running()).isEmpty();
    assertThat(data).isDirectoryNotContaining("glob:**.pid");
  }

  @Test
  void whatIsUpIsNotStartedTwiceAndDownStopsAllOfIt() throws Exception {
    for (String each : List.of("alertmanager", "loki", "prometheus", "collector")) {
      BackEnd.find(each);
    }
    Command.Result up = run("up", Map.of(), "--programs");
    try {
      assertThat(up.exitCode()).as(up.error()).isZero();
      assertThat(up.out())
          .contains(
              "http://127.0.0.1:" + (4318 + offset),
              "http://127.0.0.1:" + (3100 + offset),
              "Grafana          only with --containers",
              "Kept in          " + data);
      List<ProcessHandle> running = running();
      assertThat(running).hasSize(4);
      // Prometheus reads the file some seconds after its start.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  BackEnd.get("http://127.0.0.1:" + (9090 + offset) + "/api/v1/alertmanagers")
                      .body()
                      .contains("127.0.0.1:" + (9093 + offset)));

      Command.Result again = run("up", Map.of(), "--programs");
      assertThat(again.exitCode()).isEqualTo(3);
      assertThat(again.error())
          .hasLineCount(1)
          .matches(
              "up: alertmanager runs already \\(process \\d+\\): stop it with collector-config/down"
                  + " first\n");
      assertThat(running()).containsExactlyInAnyOrderElementsOf(running);
    } finally {
      assertThat(run("down", Map.of()).out())
          .isEqualTo(
              """
              down: collector stopped
              down: prometheus stopped
              down: loki stopped
              down: alertmanager stopped
              """);
    }
    assertThat(running()).isEmpty();
    assertThat(data.resolve("loki")).isDirectory();
    assertThat(run("down", Map.of(), "--delete").out()).isEqualTo("down: " + data + " deleted\n");
    assertThat(data).doesNotExist();
  }

  @Test
  void withAnEngineTheContainersAreStartedAndStopped() throws Exception {
    FakeDocker docker = new FakeDocker(folder, path());
    Map<String, String> environment = docker.environment();
    try (docker) {
      Future<Json> containers = docker.answers();
      Command.Result up = run("up", environment);
      assertThat(up.exitCode()).as(up.error()).isZero();
      Json project = containers.get();
      assertThat(project.at("name").text()).isEqualTo("tocsin-" + offset);
      TreeSet<String> wanted = new TreeSet<>();
      PORTS.stream().filter(p -> p != 9096).forEach(p -> wanted.add(String.valueOf(p + offset)));
      assertThat(FakeDocker.published(project)).isEqualTo(wanted);
      Path password = Path.of(project.at("secrets").at("grafana-password").at("file").text());
      assertThat(password).isEqualTo(data.resolve("grafana/password"));
      assertThat(up.out())
          .contains(
              "Grafana          http://127.0.0.1:"
                  + (3000 + offset)
                  + " (admin; password in "
                  + password
                  + ")\n",
              "Kept in          volumes of the project tocsin-" + offset + "\n");
      assertThat(Files.readString(password).strip()).hasSizeGreaterThanOrEqualTo(24);
      // Grafana is another user in its container, and reads the file; who is not its owner here
      // does not come to it.
      assertThat(Files.getPosixFilePermissions(password))
          .isEqualTo(PosixFilePermissions.fromString("r--r--r--"));
      assertThat(Files.getPosixFilePermissions(password.getParent()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
    assertThat(run("up", environment))
        .isEqualTo(
            new Command.Result(
                3,
                "",
                "up: the containers were started already: stop them with collector-config/down"
                    + " first\n"));
    assertThat(run("down", environment).out()).isEqualTo("down: containers stopped\n");
    assertThat(data.resolve("grafana/password")).exists();
    assertThat(run("down", environment, "--delete").out())
        .isEqualTo("down: containers stopped\ndown: " + data + " deleted\n");
    assertThat(data).doesNotExist();
    String compose = "compose -f " + config.resolve("compose.yaml") + " ";
    assertThat(docker.calls())
        .containsExactly(compose + "up -d", compose + "down", compose + "down --volumes");
  }

  @Test
  void containersThatDontStartAreTakenDown() throws Exception {
    FakeDocker docker = new FakeDocker(folder, path());
    Command.Result result = run("up", docker.failingAt("up -d"), "--containers");
    docker.close();
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.error())
        .contains(
            "up: docker can't start the containers: see above\n", "down: containers stopped\n");
    String compose = "compose -f " + config.resolve("compose.yaml") + " ";
    assertThat(docker.calls()).containsExactly(compose + "up -d", compose + "down");
    assertThat(data.resolve("containers")).doesNotExist();
  }

  @Test
  void anEngineThatDoesNotStopThemIsTold() throws Exception {
    FakeDocker docker = new FakeDocker(folder, path());
    Files.createDirectories(data);
    Files.writeString(
        data.resolve("containers"),
        "export TOCSIN_GRAFANA_PASSWORD_FILE=/password\nengine=docker\n");
    Command.Result result = run("down", docker.failingAt("down"), "--delete");
    docker.close();
    assertThat(result)
        .isEqualTo(
            new Command.Result(
                1, "", "down: docker can't stop the containers: see above, and run it again\n"));
    // What is needed to run it again.
    assertThat(data.resolve("containers")).exists();
  }
}
