package dev.tocsin.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Takes all that a bridge sends, on loopback, and does nothing with it. */
final class NullReceiver implements AutoCloseable {
  private final HttpServer server;

  NullReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
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
    server.stop(0);
  }
}
