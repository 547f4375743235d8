package dev.tocsin.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/** Takes all that a bridge sends, on loopback, and does nothing with it. */
final class NullReceiver implements AutoCloseable {
  private final HttpServer server;
  private volatile CountDownLatch open = new CountDownLatch(0);

  NullReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
          awaitOpen();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private void awaitOpen() throws IOException {
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the receiver ends");
    }
  }

  /** Takes what comes, and keeps who sent it waiting for the answer, until {@link #release}. */
  void hold() {
    open = new CountDownLatch(1);
  }

  /** Answers. */
  void release() {
    open.countDown();
  }

  /** The bridge to it, for a configuration. */
  String element() {
    return element("");
  }

  /**
   * The bridge to it, for a configuration.
   *
   * @param attributes beside the address
   */
  String element(String attributes) {
    return "<OpenTelemetry endpoint=\"http://127.0.0.1:%d\" %s/>"
        .formatted(server.getAddress().getPort(), attributes);
  }

  @Override
  public void close() {
    release();
    server.stop(0);
  }
}
