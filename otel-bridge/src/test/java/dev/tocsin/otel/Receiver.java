package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A receiver of OTLP over HTTP that keeps what it is sent. */
public final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Taken> bodies = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();

  private record Taken(String path, String body) {}

  private Receiver(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param status says what it answers to a body, one character for each byte
   */
  public static Receiver start(ToIntFunction<String> status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Receiver receiver = new Receiver(server);
    server.createContext("/", exchange -> receiver.take(exchange, status));
    server.setExecutor(receiver.threads);
    server.start();
    return receiver;
  }

  private void take(HttpExchange exchange, ToIntFunction<String> status) throws IOException {
    try (exchange) {
      boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      InputStream raw = exchange.getRequestBody();
      InputStream in = packed ? new GZIPInputStream(raw) : raw;
      String body = new String(in.readAllBytes(), ISO_8859_1);
      keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
      int answer = status.applyAsInt(body);
      if (answer == 200) {
        bodies.add(new Taken(exchange.getRequestURI().getPath(), body));
      }
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(answer, -1);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What it has taken, all together. */
  public String taken() {
    return takenAt("");
  }

  /** The same of what was sent to paths that begin so. */
  public String takenAt(String path) {
    return bodies.stream()
        .filter(each -> each.path().startsWith(path))
        .map(Taken::body)
        .collect(Collectors.joining());
  }

  /** The header {@code X-Key} of each request. */
  public List<String> keys() {
    return List.copyOf(keys);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
