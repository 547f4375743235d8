package dev.tocsin.bench;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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
    int port = BackEnd.freePorts(1).get(0);
    try (BackEnd collector =
        start(folder, port, "http://127.0.0.1:" + store.getAddress().getPort())) {
      String element =
          "<OpenTelemetry endpoint=\"http://127.0.0.1:" + port + "\" metrics=\"off\"/>";
      measure(collector, folder, element, FEW, BACKLOG);
      // Twice, as the first time the heap grows for other reasons as well.
      measure(collector, folder, element, ADDRESSES, ADDRESSES);
      measure(collector, folder, element, ADDRESSES, ADDRESSES);
    } finally {
      store.stop(0);
      threads.shutdownNow();
      folder.delete();
    }
  }

  private static BackEnd start(Folder folder, int port, String store)
      throws IOException, InterruptedException {
    List<Integer> ports = BackEnd.freePorts(2);
    String health = "127.0.0.1:" + ports.get(0);
    return BackEnd.start(
        "collector",
        Map.of(
            "TOCSIN_OTLP_HTTP",
            "127.0.0.1:" + port,
            "TOCSIN_OTLP_GRPC",
            "127.0.0.1:" + ports.get(1),
            "TOCSIN_LOKI",
            store,
            "TOCSIN_PROMETHEUS",
            store,
            "TOCSIN_QUEUE",
            folder.make().resolve("queue").toString(),
            "TOCSIN_HEALTH",
            health,
            "TOCSIN_MEMORY_MIB",
            "4096"),
        List.of(
            "--config",
            BackEnd.home().resolve("collector-config/collector/collector.yaml").toString()),
        "http://" + health + "/");
  }

  /** Has it take so many failed sign-ins from so many addresses that waited in a journal. */
  private static void measure(
      BackEnd collector, Folder folder, String element, int addresses, int events)
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
    double before = collector.processorSeconds();
    long memory = collector.resident();
    long begun = System.nanoTime();
    context = BridgeProgram.start(logs, element);
    try {
      AuditHealth health = AuditRegistry.health().get(0);
      long most = 0;
      boolean seen = false;
      while (!seen || health.getUnsentEvents() > 0) {
        seen |= health.getUnsentEvents() > 0 || System.nanoTime() - begun > 2_000_000_000L;
        most = Math.max(most, collector.resident());
        LockSupport.parkNanos(5_000_000);
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      double used = collector.processorSeconds() - before;
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
}
