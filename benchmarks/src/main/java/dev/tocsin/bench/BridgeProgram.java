package dev.tocsin.bench;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

/**
 * What a bridge costs: an audit call with it and without it, in turns; how fast it empties a
 * journal; how far it is behind under a steady load. The receiver takes everything and does nothing
 * with it, so the figures are the bridge's own.
 */
final class BridgeProgram {
  private static final int ROUNDS = 5;
  private static final int CALLS = 20_000;
  private static final int BACKLOG = 300_000;
  private static final int STEADY_SECONDS = 10;
  private static final int STEADY_RATE = 1_000;

  private BridgeProgram() {}

  static void run() throws IOException {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    String element =
        "<OpenTelemetry endpoint=\"http://127.0.0.1:" + receiver.getAddress().getPort() + "\"/>";
    Folder folder = new Folder();
    try {
      calls(folder, element);
      backlog(folder, element);
      steady(folder, element);
    } finally {
      receiver.stop(0);
      folder.delete();
    }
  }

  static LoggerContext start(Path logs, String element) throws IOException {
    String xml =
        """
        <Configuration status="error">
          <Appenders>
            <SecurityAudit name="audit" fileName="%s/audit.log">%s<Rules enabled="false"/></SecurityAudit>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="audit"/></Root></Loggers>
        </Configuration>
        """
            .formatted(logs, element);
    LoggerContext context = new LoggerContext("bench");
    context.start(
        new XmlConfiguration(
            context,
            new ConfigurationSource(
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))));
    return context;
  }

  private static void log(LoggerContext context, int calls) {
    SecurityLogger logger = SecurityLogger.getLogger(context, "bench");
    for (int i = 0; i < calls; i++) {
      logger.event(EventType.AUTH_FAILURE).user("u" + i % 100).ip("203.0.113.7").log();
    }
  }

  private static void calls(Folder folder, String element) throws IOException {
    double[] with = new double[ROUNDS];
    double[] without = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      double plain = nanosPerCall(folder, "");
      double bridged = nanosPerCall(folder, element);
      if (round >= 0) {
        without[round] = plain;
        with[round] = bridged;
      }
    }
    Arrays.sort(with);
    Arrays.sort(without);
    System.out.printf(
        Locale.ROOT,
        "an audit call: %,.0f ns without a bridge, %,.0f ns with one (medians of %d)%n",
        without[ROUNDS / 2],
        with[ROUNDS / 2],
        ROUNDS);
  }

  private static double nanosPerCall(Folder folder, String element) throws IOException {
    LoggerContext context = start(folder.make(), element);
    try {
      long start = System.nanoTime();
      log(context, CALLS);
      return (System.nanoTime() - start) / (double) CALLS;
    } finally {
      context.stop();
    }
  }

  private static void backlog(Folder folder, String element) throws IOException {
    Path logs = folder.make();
    LoggerContext context = start(logs, "");
    log(context, BACKLOG);
    context.stop();
    context = start(logs, element);
    try {
      AuditHealth health = AuditRegistry.health().get(0);
      while (health.getUnsentEvents() < BACKLOG / 2) {
        LockSupport.parkNanos(1_000_000);
      }
      long start = System.nanoTime();
      long first = health.getUnsentEvents();
      while (health.getUnsentEvents() > first / 10) {
        LockSupport.parkNanos(1_000_000);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "a backlog: %,.0f events a second%n",
          (first - health.getUnsentEvents()) / seconds);
    } finally {
      context.stop();
    }
  }

  private static void steady(Folder folder, String element) throws IOException {
    LoggerContext context = start(folder.make(), element);
    try {
      AuditHealth health = AuditRegistry.health().get(0);
      long most = 0;
      for (int tick = 0; tick < STEADY_SECONDS * 10; tick++) {
        log(context, STEADY_RATE / 10);
        LockSupport.parkNanos(100_000_000);
        if (tick > 20) {
          most = Math.max(most, health.getUnsentEvents());
        }
      }
      System.out.printf(
          Locale.ROOT,
          "a steady load of %,d events a second: at most %,d durable events not confirmed%n",
          STEADY_RATE,
          most);
    } finally {
      context.stop();
    }
  }
}
