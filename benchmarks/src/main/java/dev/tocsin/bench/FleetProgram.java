package dev.tocsin.bench;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.OtlpSettings;
import dev.tocsin.otel.Shipment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * A fleet on one machine: many services, each with its own name, instance and journal, send in
 * short turns to two real collectors, in front of a real Loki and a real Prometheus. It tells what
 * was found of what was sent, and what it took; it fails if an event is not in Loki, if Prometheus
 * misses an attacker whom no service and no collector sees enough of, or alerts of somebody honest.
 */
final class FleetProgram {
  private static final int EVENTS = 200_000;
  private static final int QUICK_EVENTS = 20_000;
  private static final int ROUNDS = 4;
  private static final int ATTACKERS = 200;

  /** Of all services, for what Loki can't tell of all at once. */
  private static final int PARTS = 10;

  /** Services that have their turn at the same time. */
  private static final int AT_ONCE = 16;

  private static final long LOOK_NANOS = 2_000_000_000L;
  private static final long PATIENCE_NANOS = 300_000_000_000L;
  private static final String EVENTS_OF =
      "count_over_time({service_name=~\"service-%s\"} | event_name!=\"tocsin.checkpoint\" [1h])";
  private final FleetTraffic traffic;
  private final Path folder;
  private final FleetStack stack;
  private final List<FleetService> services = new ArrayList<>();

  private FleetProgram(FleetTraffic traffic, Path folder, FleetStack stack) {
    this.traffic = traffic;
    this.folder = folder;
    this.stack = stack;
  }

  private interface Count {
    long get() throws IOException, InterruptedException;
  }

  static void run(int services, boolean quick) throws IOException, InterruptedException {
    int events = quick ? QUICK_EVENTS : EVENTS;
    FleetTraffic traffic =
        new FleetTraffic(services, ROUNDS, events / services / ROUNDS, ATTACKERS);
    Folder folders = new Folder();
    try {
      Path folder = folders.make().toAbsolutePath();
      try (FleetStack stack = FleetStack.start(folder.resolve("stack"))) {
        new FleetProgram(traffic, folder, stack).play();
      }
    } finally {
      folders.delete();
    }
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, "fleet: " + format + "%n", values);
  }

  private void play() throws IOException, InterruptedException {
    for (int i = 0; i < traffic.services(); i++) {
      String name = String.format(Locale.ROOT, "service-%04d", i);
      services.add(
          new FleetService(
              name, Files.createDirectories(folder.resolve("journals").resolve(name))));
    }
    double[] before = processorSeconds();
    long begun = System.nanoTime();
    FleetService.Turn sent = send();
    long stored =
        await(sent.events(), () -> stack.lokiCount("sum(" + EVENTS_OF.formatted(".+") + ")"));
    double seconds = (System.nanoTime() - begun) / 1e9;
    double[] after = processorSeconds();
    // What was sent twice may be there twice: an id tells.
    long found = distinct();
    print(
        "%,d services, %,d events in %,d turns of two requests, %,d of them in Loki, %,d more than once;"
            + " %,.0f a second",
        traffic.services(),
        sent.events(),
        traffic.services() * ROUNDS,
        found,
        stored - found,
        sent.events() / seconds);
    double collectors = after[0] - before[0] + after[1] - before[1];
    print(
        "%,.0f events for a second of a collector's core, %,.0f for one of Loki's, %,.0f for one of"
            + " Prometheus'",
        sent.events() / collectors,
        sent.events() / (after[2] - before[2]),
        sent.events() / (after[3] - before[3]));
    long attackers =
        await(
            traffic.attackers(),
            () ->
                alerted(
                    "alertname=\"high_failure_rate\",tocsin_client_network=~\""
                        + FleetTraffic.attackersPattern()
                        + "\""));
    long honest =
        alerted(
            "tocsin_client_network!=\"\",tocsin_client_network!~\""
                + FleetTraffic.attackersPattern()
                + "\"");
    print(
        "%,d of %,d attackers found, none seen often enough by a service or a collector; %,d honest"
            + " addresses alerted of",
        attackers, traffic.attackers(), honest);
    tellPrometheus();
    tellLoki(sent);
    if (found != sent.events() || attackers != traffic.attackers() || honest > 0) {
      throw new IOException("the fleet has not found all, or more than there was: see above");
    }
  }

  private double[] processorSeconds() throws IOException {
    return new double[] {
      stack.collectors().get(0).processorSeconds(),
      stack.collectors().get(1).processorSeconds(),
      stack.loki().processorSeconds(),
      stack.prometheus().processorSeconds()
    };
  }

  private long alerted(String labels) throws IOException, InterruptedException {
    return stack.prometheusCount(
        "count(count by (tocsin_client_network) (last_over_time(ALERTS{alertstate=\"firing\","
            + labels
            + "}[1h])))");
  }

  /** How many events of different ids Loki has, asked in parts that are below its limits. */
  private long distinct() throws IOException, InterruptedException {
    long found = 0;
    int part = traffic.services() / PARTS;
    for (int first = 0; first < traffic.services(); first += part) {
      String names =
          IntStream.range(first, Math.min(first + part, traffic.services()))
              .mapToObj(each -> String.format(Locale.ROOT, "%04d", each))
              .collect(Collectors.joining("|", "(", ")"));
      found +=
          stack.lokiCount("count(count by (log_record_uid) (" + EVENTS_OF.formatted(names) + "))");
    }
    return found;
  }

  /** Asks until the answer is what is wanted or more, or patience ends; gives the last one. */
  private static long await(long wanted, Count count) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long last = count.get();
    while (last < wanted && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_NANOS);
      last = count.get();
    }
    return last;
  }

  /** Every service has a turn in each round, at the other collector each time. */
  private FleetService.Turn send() throws IOException, InterruptedException {
    FleetService.Turn all = new FleetService.Turn(0, 0);
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        List<Callable<FleetService.Turn>> senders = new ArrayList<>();
        for (int first = 0; first < AT_ONCE; first++) {
          int sender = first;
          int now = round;
          senders.add(() -> send(sender, now));
        }
        for (Future<FleetService.Turn> each : threads.invokeAll(senders)) {
          all = all.plus(each.get());
        }
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return all;
  }

  private FleetService.Turn send(int first, int round) throws IOException, InterruptedException {
    FleetService.Turn all = new FleetService.Turn(0, 0);
    List<String> endpoints = stack.endpoints();
    try (Shipment even = shipment(endpoints.get(round % 2));
        Shipment odd = shipment(endpoints.get((round + 1) % 2))) {
      for (int service = first; service < services.size(); service += AT_ONCE) {
        Shipment to = service % 2 == 0 ? even : odd;
        all = all.plus(services.get(service).turn(traffic, service, round, to));
      }
    }
    return all;
  }

  private static Shipment shipment(String endpoint) throws IOException {
    return new Shipment(
        new Shipment.Options("otel", EventTypes.builtIn(), null, null, null),
        OtlpSettings.builder(name -> null).endpoint(endpoint).build());
  }

  private void tellPrometheus() throws IOException, InterruptedException {
    long live = liveSeries();
    long rules = stack.prometheusCount("count(last_over_time({__name__=~\"tocsin_rule_.+\"}[1h]))");
    long collectors =
        stack.prometheusCount("count(last_over_time({job=\"tocsin-collector\"}[1h]))");
    long waited =
        stack.prometheusCount(
            "max(max_over_time(otelcol_exporter_queue_size{data_type=\"logs\"}[1h]))");
    long series = stack.prometheusFigure("prometheus_tsdb_head_series");
    long samples = stack.prometheusFigure("prometheus_tsdb_head_samples_appended_total");
    stack.snapshotPrometheus();
    Path snapshot = folder.resolve("stack/prometheus/snapshots");
    print(
        "Prometheus: %,d series, %,d of them groups of rules at a collector, %,d of both collectors' own"
            + " metrics and %,d of one service's; %,d samples; as a block %,.1f bytes a sample and"
            + " %,.0f of index a series; %,d MB of memory at most",
        series,
        rules,
        collectors,
        live,
        samples,
        size(snapshot, "/chunks/") / (double) samples,
        size(snapshot, "/index") / (double) series,
        stack.prometheus().mostResident() / 1_000_000);
    print("a collector's queue to Loki held at most %,d requests when it was looked at", waited);
  }

  /**
   * How many series the metrics are that a service with a bridge sends, of three types of event.
   */
  private long liveSeries() throws IOException, InterruptedException {
    LoggerContext context =
        BridgeProgram.start(
            Files.createDirectories(folder.resolve("journals/live")),
            "<OpenTelemetry endpoint=\"" + stack.endpoints().get(0) + "\"/>");
    SecurityLogger logger = SecurityLogger.getLogger(context, "bench");
    for (EventType type :
        List.of(EventType.AUTH_SUCCESS, EventType.AUTH_FAILURE, EventType.API_ACCESS)) {
      String unused = logger.event(type).user("u1").ip("172.16.0.1").log();
    }
    context.stop();
    Count count =
        () ->
            stack.prometheusCount(
                "count(last_over_time({__name__=~\"tocsin_.+|target_info\","
                    + "__name__!~\"tocsin_rule_.+\",job!~\"tocsin-collector|\"}[1h]))");
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (count.get() == 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return count.get();
  }

  private void tellLoki(FleetService.Turn sent) throws IOException, InterruptedException {
    long streams = stack.lokiFigure("loki_ingester_memory_streams");
    long taken = stack.lokiFigure("loki_distributor_bytes_received_total");
    stack.flushLoki();
    long left = -await(0, () -> -stack.lokiFigure("loki_ingester_memory_chunks"));
    long chunks = stack.lokiFigure("loki_ingester_chunks_flushed_total");
    String memory =
        String.format(
            Locale.ROOT,
            "%,d and %,d MB the collectors, %,d MB Loki",
            stack.collectors().get(0).mostResident() / 1_000_000,
            stack.collectors().get(1).mostResident() / 1_000_000,
            stack.loki().mostResident() / 1_000_000);
    // Its end is when it hands its index over.
    stack.close();
    Path loki = folder.resolve("stack/loki");
    long index = size(loki, "/index/") + size(loki, "/tsdb-shipper-active/");
    print(
        "Loki: %,d streams, %,d chunks (%,d left in memory); of an event %,.0f bytes in the journal,"
            + " %,.0f taken in, %,.0f in chunks, and %,.1f of index",
        streams,
        chunks,
        left,
        sent.bytes() / (double) sent.events(),
        taken / (double) sent.events(),
        (size(loki, "/chunks/") - size(loki, "/chunks/index/")) / (double) sent.events(),
        index / (double) sent.events());
    print(
        "memory at most: %s; the queues took %,d and %,d KB of disk",
        memory,
        size(folder.resolve("stack/first/queue"), "") / 1_000,
        size(folder.resolve("stack/second/queue"), "") / 1_000);
  }

  /** Bytes of all files below a folder whose path holds a text. */
  private static long size(Path below, String part) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(below)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().contains(part)) {
          bytes += Files.size(file);
        }
      }
    }
    return bytes;
  }
}
