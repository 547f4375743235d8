package dev.tocsin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A webhook's receiver, by real sockets, which answers as a test wants. */
final class Hook implements AutoCloseable {
  /** Answers never. */
  static final Reply HANGS = new Reply(0, Map.of(), "");

  /** Answers that it is broken, in words without an end. */
  static final Reply ENDLESS = new Reply(-1, Map.of(), "");

  static final Reply OK = Reply.of(200);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Reply> answers;

  /** What came. */
  record Request(String path, Headers headers, String text, long nanos) {
    byte[] body() {
      return text.getBytes(UTF_8);
    }
  }

  /** What is answered. */
  record Reply(int status, Map<String, String> headers, String body) {
    static Reply of(int status) {
      return new Reply(status, Map.of(), "");
    }
  }

  Hook(Function<Request, Reply> answers) throws IOException {
    this.answers = answers;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  void answer(Function<Request, Reply> other) {
    answers = other;
  }

  List<Request> requests() {
    return requests;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request =
          new Request(
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders(),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8),
              System.nanoTime());
      requests.add(request);
      Reply reply = answers.apply(request);
      if (reply.equals(HANGS)) {
        closed.await();
        return;
      }
      if (reply.equals(ENDLESS)) {
        exchange.sendResponseHeaders(500, 0);
        byte[] words = "x".repeat(1_024).getBytes(UTF_8);
        while (closed.getCount() > 0) {
          exchange.getResponseBody().write(words);
        }
        return;
      }
      reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
      byte[] body = reply.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
