package dev.tocsin.bench;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.rules.Detector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

/**
 * What no call shows: {@code alert_latency}, {@code roll}, {@code rules_memory}, {@code bridge},
 * {@code collector}, {@code fleet} with a thousand services, {@code fleet_100} with a hundred,
 * {@code latency} and of it {@code rolling} alone, {@code soak}, {@code startup}, {@code query},
 * {@code verify} and {@code outbox}.
 */
final class Programs {
  static final List<String> NAMES =
      List.of(
          "alert_latency",
          "roll",
          "rules_memory",
          "bridge",
          "collector",
          "fleet",
          "fleet_100",
          "latency",
          "rolling",
          "soak",
          "startup",
          "query",
          "verify",
          "outbox");

  private static final int ATTACKS = 3_000;

  /** So that no more than a thousand alerts are open, beyond which one stands for the rest. */
  private static final long PAUSE_NANOS = 3_000_000;

  private Programs() {}

  /** Runs one, and returns those of the figures it printed that are of use in a table. */
  static List<Figure> run(String name, boolean quick) throws IOException, InterruptedException {
    switch (name) {
      case "alert_latency" -> {
        return alertLatency();
      }
      case "roll" -> {
        return RollProgram.run();
      }
      case "bridge" -> BridgeProgram.run();
      case "collector" -> CollectorProgram.run();
      case "fleet" -> FleetProgram.run(1_000, quick);
      case "fleet_100" -> FleetProgram.run(100, quick);
      case "latency" -> {
        return LatencyProgram.run(quick);
      }
      case "rolling" -> {
        return LatencyProgram.rolling(quick);
      }
      case "soak" -> {
        return Soak.run(quick);
      }
      case "startup" -> {
        return StartupProgram.run(quick ? 11 : 31);
      }
      case "query" -> {
        return TrailProgram.query(quick);
      }
      case "verify" -> {
        return TrailProgram.verify(quick);
      }
      case "outbox" -> {
        return OutboxProgram.run();
      }
      default -> {
        return rulesMemory();
      }
    }
    return List.of();
  }

  /**
   * How long the call takes that completes an attack, beside the one before it: when it returns,
   * the client is blocked, and the alert and the block are recorded.
   */
  private static List<Figure> alertLatency() throws IOException {
    Folder folder = new Folder();
    Path logs = folder.make();
    Files.writeString(
        logs.resolve("rules.yaml"),
        """
        title: Failed
        name: failed
        detection: {s: {event_type: auth_failure}, condition: s}
        ---
        title: Twice
        name: twice
        correlation:
          {type: event_count, rules: failed, group-by: ip_address, timespan: 1s, condition: {gte: 2}}
        response:
          block: {duration: 1m}
        """);
    String xml =
        """
        <Configuration status="warn">
          <Appenders>
            <SecurityAudit name="audit" fileName="%s/audit.log"><Rules file="%s/rules.yaml"/></SecurityAudit>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="audit"/></Root></Loggers>
        </Configuration>
        """
            .formatted(logs, logs);
    LoggerContext context = new LoggerContext("bench");
    context.start(
        new XmlConfiguration(
            context,
            new ConfigurationSource(
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))));
    try {
      SecurityLogger logger = SecurityLogger.getLogger(context, "bench");
      while (!AuditRegistry.health().stream().allMatch(AuditHealth::isRulesLive)) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      long[] before = new long[ATTACKS];
      long[] completing = new long[ATTACKS];
      for (int i = 0; i < ATTACKS; i++) {
        String address = ClientAddress.ofIpv4(0x0a00_0000 + i).text();
        before[i] = time(logger, address);
        completing[i] = time(logger, address);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      long alerts = AuditRegistry.health().stream().mapToLong(AuditHealth::getAlerts).sum();
      print("an event without an alert", before);
      print("the event that completes an attack", completing);
      System.out.printf("%,d attacks, %,d alerts%n", ATTACKS, alerts);
      return List.of(
          Figure.of("an event without an alert, p99", at(warm(before), 0.99), "ms"),
          Figure.atMost(
              1, "the event that completes an attack, p99", at(warm(completing), 0.99), "ms"));
    } finally {
      context.stop();
      folder.delete();
    }
  }

  private static long time(SecurityLogger logger, String address) {
    long start = System.nanoTime();
    logger.event(EventType.AUTH_FAILURE).ip(address).log();
    return System.nanoTime() - start;
  }

  private static void print(String what, long[] nanos) {
    long[] sorted = warm(nanos);
    System.out.printf(
        Locale.ROOT,
        "%-36s p50 %8.3f ms, p99 %8.3f ms, p99.9 %8.3f ms%n",
        what,
        at(sorted, 0.5),
        at(sorted, 0.99),
        at(sorted, 0.999));
  }

  /** In order, without the first ones, which warm the program up. */
  private static long[] warm(long[] nanos) {
    long[] sorted = Arrays.copyOfRange(nanos, nanos.length / 3, nanos.length);
    Arrays.sort(sorted);
    return sorted;
  }

  private static double at(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * part))] / 1e6;
  }

  /** The heap that the shipped rules take for clients of which each failed once. */
  private static List<Figure> rulesMemory() throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (int clients : new int[] {100_000, 1_000_000}) {
      long empty = used();
      Detector detector = new Detector(RulesBenchmark.rules(clients));
      EventDraft draft = new EventDraft();
      draft.setType(EventType.AUTH_FAILURE);
      long now = 1_795_000_000_000_000L;
      for (int i = 0; i < clients; i++) {
        now += 100;
        draft.setId(0x019aa9d000007000L, 0x8000000000000000L | now);
        draft.setTimestampMicros(now);
        draft.setAddress(ClientAddress.ofIpv4(0x0a00_0000 + i));
        detector.offer(draft, now, RulesBenchmark.SILENT);
      }
      long bytes = used() - empty;
      System.out.printf(
          Locale.ROOT,
          "%,9d clients, two rules: %,6.1f MB, %,.0f B a client and rule%n",
          clients,
          bytes / 1e6,
          bytes / 2.0 / clients);
      String name = String.format(Locale.ROOT, "memory of rules, %,d clients", clients);
      figures.add(
          clients == 1_000_000
              ? Figure.atMost(200, name, bytes / 1e6, "MB")
              : Figure.of(name, bytes / 1e6, "MB"));
      if (detector.offered() != clients) {
        throw new IllegalStateException("the detector was not kept");
      }
    }
    return figures;
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
