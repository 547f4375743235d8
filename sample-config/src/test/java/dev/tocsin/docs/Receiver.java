package dev.tocsin.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes one connection on a free local port and keeps what comes until its end. */
final class Receiver implements AutoCloseable {
  private static final int SECONDS = 30;

  private final ServerSocket server;
  private final CompletableFuture<String> received;

  Receiver() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    received = CompletableFuture.supplyAsync(this::receive);
  }

  private String receive() {
    try (Socket client = server.accept()) {
      return new String(client.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A configuration with this one's port in the place of another. */
  String inPlaceOf(int port, String configuration) {
    return configuration.replace("port=\"" + port + "\"", "port=\"" + server.getLocalPort() + "\"");
  }

  /** Everything, once the sender has closed. */
  String received() throws InterruptedException, ExecutionException, TimeoutException {
    return received.get(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
