package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One of the programs that {@code collector-config/install-back-ends} builds, as a process of its
 * own, and what it takes of the machine. What it takes is read from {@code /proc}.
 */
final class BackEnd implements AutoCloseable {
  /** Of the times in {@code /proc}, by Linux on every machine that Java runs on. */
  private static final double TICKS = 100;

  private static final long LOOK_NANOS = 50_000_000;
  private static final int LAST_SECONDS = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();

  private BackEnd(Process process) {
    this.process = process;
  }

  /**
   * Starts one and waits until it is well; it is built first where it is not yet.
   *
   * @param ready answers 200 once it is
   */
  static BackEnd start(
      String program, Map<String, String> environment, List<String> arguments, String ready)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(find(program));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process =
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    // Who breaks it off leaves nothing running.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    BackEnd started = new BackEnd(process);
    boolean well = false;
    try {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!well && process.isAlive() && System.nanoTime() < end) {
        well = started.isWell(ready);
        LockSupport.parkNanos(LOOK_NANOS);
      }
    } finally {
      if (!well) {
        started.close();
      }
    }
    if (!well) {
      throw new IOException(program + " does not start: " + String.join(" ", command));
    }
    return started;
  }

  /** The folder with the whole project. */
  static Path home() {
    return Path.of(System.getProperty(Folder.PROPERTY)).resolve("../../..").normalize();
  }

  private static String find(String program) throws IOException, InterruptedException {
    Process finder =
        new ProcessBuilder(home().resolve("collector-config/install-back-ends").toString(), program)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String found = new String(finder.getInputStream().readAllBytes(), UTF_8).strip();
    if (finder.waitFor() != 0) {
      throw new IOException(program + " can't be built: see above");
    }
    return found;
  }

  /** Ports that are free now, no two the same. */
  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket each : sockets) {
        each.close();
      }
    }
  }

  private boolean isWell(String ready) throws InterruptedException {
    try {
      return client
              .send(request(ready).GET().build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** What it answers. */
  String get(String url) throws IOException, InterruptedException {
    return answer(request(url).GET().build());
  }

  /** What it answers to a request without a body. */
  String post(String url) throws IOException, InterruptedException {
    return answer(request(url).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
  }

  private String answer(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(request.uri() + ": " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /** What it has had of all cores. */
  double processorSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS;
  }

  /** Bytes of memory that it has now. */
  long resident() throws IOException {
    return status("VmRSS:");
  }

  /** Bytes of memory that it had at most. */
  long mostResident() throws IOException {
    return status("VmHWM:");
  }

  private long status(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024;
      }
    }
    throw new IOException("/proc/" + process.pid() + "/status: no " + name);
  }

  /** Ends it, as it wants to end, or at once where this thread is interrupted. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LAST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
