package dev.tocsin.servlet;

import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A real Jetty with one servlet. */
final class WebServer implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Server server = new Server(new QueuedThreadPool(8));
  private final ServerConnector connector = new ServerConnector(server);

  private WebServer() {}

  static WebServer serve(HttpServlet servlet) throws Exception {
    return serve(new ServletHolder(servlet), Map.of(), context -> {});
  }

  /** With init parameters, as of a web.xml. */
  static WebServer serve(
      ServletHolder servlet, Map<String, String> parameters, Consumer<ServletContextHandler> more)
      throws Exception {
    WebServer web = new WebServer();
    web.connector.setHost("127.0.0.1");
    web.server.addConnector(web.connector);
    ServletContextHandler context = new ServletContextHandler();
    parameters.forEach(servlet::setInitParameter);
    servlet.setInitOrder(1);
    context.addServlet(servlet, "/*");
    more.accept(context);
    web.server.setHandler(context);
    try {
      web.server.start();
    } catch (Exception e) {
      web.close();
      throw e;
    }
    return web;
  }

  int port() {
    return connector.getLocalPort();
  }

  /** The answer to a GET with these header names and values. */
  HttpResponse<String> get(String... headers) throws IOException, InterruptedException {
    return send("GET", headers);
  }

  HttpResponse<String> send(String method, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/monitoring"))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new AssertionError("Jetty does not stop", e);
    }
  }
}
