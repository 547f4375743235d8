package dev.tocsin.otel.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.audit.BlockList;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.servlet.AlertmanagerReceiver;
import dev.tocsin.servlet.BearerToken;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** A process of a fleet, with an audit file, rules, and a web server that takes alerts. */
final class BlockingProcess implements AutoCloseable {
  private static final long READY_SECONDS = 60;

  private final Path folder;
  private final int port;
  private final List<String> command;
  private @Nullable Process process;

  private BlockingProcess(Path folder, int port, List<String> command) {
    this.folder = folder;
    this.port = port;
    this.command = command;
  }

  /**
   * Starts one, and waits until it takes alerts.
   *
   * @param folder for its journal
   * @param rules their file
   * @param token the file of the token that it asks for
   */
  static BlockingProcess start(Path folder, Path rules, Path token)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path configuration =
        Files.writeString(
            folder.resolve("log4j2.xml"),
            """
            <Configuration status="error">
              <Appenders>
                <SecurityAudit name="audit" fileName="%s/security_audit.log" source="shop">
                  <Rules file="%s" neverBlock="198.51.100.0/24"/>
                </SecurityAudit>
              </Appenders>
              <Loggers>
                <Root level="error"><AppenderRef ref="audit"/></Root>
              </Loggers>
            </Configuration>
            """
                .formatted(folder, rules));
    int port = BackEnd.freePort();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.configurationFile=" + configuration,
            "-cp",
            System.getProperty("java.class.path"),
            BlockingProcess.class.getName(),
            String.valueOf(port),
            token.toString());
    BlockingProcess started = new BlockingProcess(folder, port, new ArrayList<>(command));
    started.restart();
    return started;
  }

  /** Starts it again, if it is not running, and waits until it takes alerts. */
  void restart() throws IOException, InterruptedException {
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()))
            .start();
    process = started;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (!isReady()) {
      if (!started.isAlive() || System.nanoTime() - end > 0) {
        close();
        throw new IOException("did not start: " + Files.readString(folder.resolve("out")));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return BackEnd.get(http() + "/counts").isSuccess();
    } catch (IOException e) {
      return false;
    }
  }

  private String http() {
    return "http://127.0.0.1:" + port;
  }

  /** Where it takes alerts. */
  String receiver() {
    return http() + "/fleet-alerts";
  }

  /** Whether it says that it shuts a client out. */
  boolean isBlocked(String client) throws IOException, InterruptedException {
    return BackEnd.get(http() + "/blocked?" + client).body().equals("true");
  }

  /** What its receiver has counted since it started. */
  String counts() throws IOException, InterruptedException {
    return BackEnd.get(http() + "/counts").body();
  }

  /** The events of a type in its journal. */
  List<String> events(String type) throws IOException {
    return Files.readString(folder.resolve("security_audit.log"))
        .lines()
        .filter(line -> line.contains("\"event_type\":\"" + type + "\""))
        .toList();
  }

  /** Ends it as SIGKILL does. */
  void kill() throws InterruptedException {
    Objects.requireNonNull(process).destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  /** Arguments: its port, and the file of the token. */
  public static void main(String[] arguments) throws Exception {
    var unused = SecurityLogger.getLogger("blocking.process");
    AlertmanagerReceiver receiver =
        new AlertmanagerReceiver(BearerToken.fromFile(Path.of(arguments[1])));
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(arguments[0]));
    server.addConnector(connector);
    ServletContextHandler handler = new ServletContextHandler();
    handler.addServlet(new ServletHolder(receiver), "/fleet-alerts");
    handler.addServlet(
        new ServletHolder(
            new Page(request -> String.valueOf(BlockList.isBlocked(request.getQueryString())))),
        "/blocked");
    handler.addServlet(
        new ServletHolder(new Page(request -> receiver.counts().toString())), "/counts");
    server.setHandler(handler);
    server.start();
    server.join();
  }

  /** Makes the text of a page. */
  private interface Text {
    String of(HttpServletRequest request);
  }

  private static final class Page extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Text text;

    Page(Text text) {
      this.text = text;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().write(text.of(request).getBytes(UTF_8));
    }
  }
}
