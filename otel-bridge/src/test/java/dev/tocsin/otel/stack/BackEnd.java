package dev.tocsin.otel.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One of the programs that {@code collector-config/install-back-ends} builds, as a process of its
 * own. Where it was not built, the test is passed over, with the reason; where {@code
 * TOCSIN_STACK=required} or {@code CI=true} it fails.
 */
public final class BackEnd implements AutoCloseable {
  private static final Path INSTALLER = Path.of("..", "collector-config", "install-back-ends");
  private static final Duration READY = Duration.ofMinutes(2);
  private static final int SHOWN = 20_000;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    // Tests that are broken off leave nothing running.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path out;
  private final String http;
  private final String ready;
  private final HttpClient client;
  private @Nullable Process process;

  /** What a server says to a request. */
  public record Answer(int status, String body) {
    public boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  private BackEnd(
      List<String> command,
      Map<String, String> environment,
      Path out,
      String http,
      String ready,
      HttpClient client) {
    this.command = command;
    this.environment = environment;
    this.out = out;
    this.http = http;
    this.ready = ready;
    this.client = client;
  }

  /**
   * Starts one and waits until it is ready, or ends the test where it is not built.
   *
   * @param folder where its output is kept
   * @param http its address, to which paths are added
   * @param ready the path that answers 200 once it is ready
   */
  public static BackEnd start(
      String program,
      Path folder,
      String http,
      String ready,
      Map<String, String> environment,
      List<String> arguments)
      throws IOException, InterruptedException {
    return start(program, folder, http, ready, environment, arguments, CLIENT);
  }

  /** The same of one that does not talk to everyone. */
  static BackEnd start(
      String program,
      Path folder,
      String http,
      String ready,
      Map<String, String> environment,
      List<String> arguments,
      HttpClient client)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(find(program).toString());
    command.addAll(arguments);
    BackEnd started =
        new BackEnd(command, environment, folder.resolve(program + ".out"), http, ready, client);
    started.restart();
    return started;
  }

  /** Where it was built, or the end of the test. */
  public static Path find(String program) throws IOException, InterruptedException {
    Process finder = new ProcessBuilder("bash", INSTALLER.toString(), "--find", program).start();
    String path = new String(finder.getInputStream().readAllBytes(), UTF_8).strip();
    String reason = new String(finder.getErrorStream().readAllBytes(), UTF_8).strip();
    if (finder.waitFor() != 0) {
      boolean required =
          "required".equals(System.getenv("TOCSIN_STACK")) || "true".equals(System.getenv("CI"));
      if (required) {
        throw new AssertionError("this test has to run: " + reason);
      }
      assumeTrue(false, reason);
    }
    return Path.of(path);
  }

  /** A port that is free now, and that is not given to anyone else here. */
  public static int freePort() throws IOException {
    while (true) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(free.getLocalPort())) {
          return free.getLocalPort();
        }
      }
    }
  }

  /** Starts it again, as it was started, and waits until it is ready. */
  public void restart() throws IOException, InterruptedException {
    close();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()));
    builder.environment().putAll(environment);
    Process started = builder.start();
    RUNNING.add(started);
    process = started;
    boolean isReady = false;
    try {
      await()
          .atMost(READY)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> !started.isAlive() || answers());
      isReady = started.isAlive();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not ready after " + READY + ": " + told(), e);
    } finally {
      if (!isReady) {
        kill();
      }
    }
    if (!isReady) {
      throw new AssertionError("it ended with " + started.exitValue() + ": " + told());
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return send(client, request(http + ready).GET()).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Its address. */
  public String http() {
    return http;
  }

  public boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** What it has said so far, over all its starts. */
  public String said() throws IOException {
    return new String(Files.readAllBytes(out), UTF_8);
  }

  private String told() throws IOException {
    String said = said();
    return command + "\n" + said.substring(Math.max(0, said.length() - SHOWN));
  }

  /** Asks for a path of it. */
  public Answer ask(String path) throws IOException, InterruptedException {
    try {
      return send(client, request(http + path).GET());
    } catch (IOException e) {
      throw lost(path, e);
    }
  }

  /** Sends something to a path of it. */
  public Answer tell(String path, String contentType, String body)
      throws IOException, InterruptedException {
    try {
      return send(client, post(http + path, contentType).POST(body(body)));
    } catch (IOException e) {
      throw lost(path, e);
    }
  }

  private AssertionError lost(String path, IOException cause) throws IOException {
    String state = isAlive() ? "does not answer " : "has ended before it answered ";
    return new AssertionError(state + path + ": " + told(), cause);
  }

  public static Answer get(String url) throws IOException, InterruptedException {
    return send(CLIENT, request(url).GET());
  }

  public static Answer post(String url, String contentType, String body)
      throws IOException, InterruptedException {
    return send(CLIENT, post(url, contentType).POST(body(body)));
  }

  private static HttpRequest.Builder post(String url, String contentType) {
    return request(url).header("Content-Type", contentType);
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60));
  }

  private static Answer send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  /** Ends it as a power failure would, but for the disk. */
  public void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
      RUNNING.remove(running);
    }
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      stop(running);
      RUNNING.remove(running);
    }
  }

  /** Asks a process to end, and ends it if it does not within 20 seconds. */
  public static void stop(Process running) {
    running.destroy();
    try {
      if (!running.waitFor(20, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
