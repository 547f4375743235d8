package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * What the compiled rules cost the real collector, with the file that is made of the five rules
 * that are shipped: events for a second of one core, and memory for each address that is alive.
 * What it passes on goes to a receiver that takes everything and does nothing with it.
 */
final class CollectorProgram {
  private static final int BACKLOG = 200_000;
  private static final int ADDRESSES = 100_000;
  private static final int FEW = 1_000;

  /** Of the times in {@code /proc}, by Linux on every machine that Java runs on. */
  private static final double TICKS = 100;

  private CollectorProgram() {}

  static void run() throws IOException, InterruptedException {
    HttpServer store =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    ExecutorService threads = Executors.newFixedThreadPool(4);
    store.setExecutor(threads);
    store.start();
    Folder folder = new Folder();
    int port = freePort();
    Process collector = start(folder, port, "http://127.0.0.1:" + store.getAddress().getPort());
    try {
      String element =
          "<OpenTelemetry endpoint=\"http://127.0.0.1:" + port + "\" metrics=\"off\"/>";
      measure(collector, folder, element, FEW, BACKLOG);
      // Twice, as the first time the heap grows for other reasons as well.
      measure(collector, folder, element, ADDRESSES, ADDRESSES);
      measure(collector, folder, element, ADDRESSES, ADDRESSES);
    } finally {
      collector.destroy();
      collector.waitFor();
      store.stop(0);
      threads.shutdownNow();
      folder.delete();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Process start(Folder folder, int port, String store)
      throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("tocsin.bench.folder")).resolve("../../..").normalize();
    Process finder =
        new ProcessBuilder(
                home.resolve("collector-config/install-back-ends").toString(), "collector")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String program = new String(finder.getInputStream().readAllBytes(), UTF_8).strip();
    if (finder.waitFor() != 0) {
      throw new IOException("the collector can't be built");
    }
    int health = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                program,
                "--config",
                home.resolve("collector-config/collector/collector.yaml").toString()));
    builder
        .environment()
        .putAll(
            Map.of(
                "TOCSIN_OTLP_HTTP",
                "127.0.0.1:" + port,
                "TOCSIN_OTLP_GRPC",
                "127.0.0.1:" + freePort(),
                "TOCSIN_LOKI",
                store,
                "TOCSIN_PROMETHEUS",
                store,
                "TOCSIN_QUEUE",
                folder.make().resolve("queue").toString(),
                "TOCSIN_HEALTH",
                "127.0.0.1:" + health,
                "TOCSIN_MEMORY_MIB",
                "4096"));
    Process process =
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    while (!isWell(health)) {
      if (!process.isAlive()) {
        throw new IOException("the collector does not start");
      }
      LockSupport.parkNanos(50_000_000);
    }
    return process;
  }

  private static boolean isWell(int port) {
    try {
      HttpURLConnection asked =
          (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
      return asked.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Has it take so many failed sign-ins from so many addresses that waited in a journal. */
  private static void measure(
      Process collector, Folder folder, String element, int addresses, int events)
      throws IOException {
    Path logs = folder.make();
    LoggerContext context = BridgeProgram.start(logs, "");
    SecurityLogger logger = SecurityLogger.getLogger(context, "bench");
    for (int i = 0; i < events; i++) {
      int address = i % addresses;
      logger
          .event(EventType.AUTH_FAILURE)
          .user("u" + i % 100)
          .ip("10." + address / 65_536 + "." + address / 256 % 256 + "." + address % 256)
          .log();
    }
    context.stop();
    double before = processorSeconds(collector);
    long memory = resident(collector);
    long begun = System.nanoTime();
    context = BridgeProgram.start(logs, element);
    try {
      AuditHealth health = AuditRegistry.health().get(0);
      long most = 0;
      boolean seen = false;
      while (!seen || health.getUnsentEvents() > 0) {
        seen |= health.getUnsentEvents() > 0 || System.nanoTime() - begun > 2_000_000_000L;
        most = Math.max(most, resident(collector));
        LockSupport.parkNanos(5_000_000);
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      double used = processorSeconds(collector) - before;
      System.out.printf(
          Locale.ROOT,
          "collector, five rules, %,d events of %,d addresses: %,.0f a second, %,.0f for a second of"
              + " one core; memory %,d MB before, %,d MB at most (%,.0f bytes an address more)%n",
          events,
          addresses,
          events / seconds,
          events / used,
          memory / 1_000_000,
          most / 1_000_000,
          (most - memory) / (double) addresses);
    } finally {
      context.stop();
    }
  }

  private static double processorSeconds(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    List<String> fields =
        new ArrayList<>(List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS;
  }

  private static long resident(Process process) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024;
      }
    }
    return 0;
  }
}
