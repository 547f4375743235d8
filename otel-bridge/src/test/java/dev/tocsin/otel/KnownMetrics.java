package dev.tocsin.otel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The past of two services, as Prometheus would have it: half an hour of the figures that a bridge
 * sends, with an outage of the collector in it, from 18 minutes ago until 13. For what a test runs
 * there would be a past of seconds.
 */
final class KnownMetrics {
  static final List<String> JOBS = List.of("mail", "orders");
  static final Duration STEP = Duration.ofSeconds(15);

  private static final int SAMPLES = 120;
  private static final int OUTAGE = 48;
  private static final int OVER = 68;
  private static final int QUEUEING = 10;

  private static final String COLLECTOR = "otelcol_";

  /** The bounds of the bridge's histograms, in seconds. */
  static final List<String> BOUNDS =
      List.of(
          "0.000001",
          "0.000002",
          "0.000005",
          "0.00001",
          "0.00002",
          "0.00005",
          "0.0001",
          "0.00025",
          "0.0005",
          "0.001",
          "0.0025",
          "0.005",
          "0.01",
          "0.025",
          "0.05",
          "0.1",
          "0.25",
          "0.5",
          "1",
          "2.5",
          "5",
          "+Inf");

  /** Which part of the writes took no longer; all within the bounds that follow. */
  private static final Map<String, Double> WRITES =
      Map.of("0.00001", 0.12, "0.00002", 0.61, "0.00005", 0.93, "0.0001", 0.985, "0.00025", 0.999);

  private static final Map<String, Double> FSYNCS =
      Map.of("0.0005", 0.08, "0.001", 0.42, "0.0025", 0.91, "0.005", 0.97, "0.01", 0.999);

  private final Instant now;
  private final StringBuilder text = new StringBuilder();

  private KnownMetrics(Instant now) {
    this.now = now;
  }

  /** Whether what has these labels is of the past that is told here. */
  static boolean isKnown(Map<String, String> labels) {
    String job = labels.get("job");
    return job != null && Set.copyOf(JOBS).contains(job);
  }

  /** The names of the bridge's metrics, as Prometheus has them. */
  static Set<String> names() {
    return openMetrics(Instant.EPOCH)
        .lines()
        .filter(line -> !line.startsWith("#") && !line.startsWith(COLLECTOR))
        .map(line -> line.substring(0, line.indexOf('{')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The samples, as OpenMetrics.
   *
   * @param now the instant of the last of them
   */
  static String openMetrics(Instant now) {
    KnownMetrics metrics = new KnownMetrics(now);
    metrics.all();
    return metrics.text.append("# EOF\n").toString();
  }

  private void all() {
    counter("tocsin_events", KnownMetrics::events);
    counter("tocsin_audit_dropped", (job, i) -> 0);
    counter("tocsin_outbox_gone", (job, i) -> 0);
    counter("tocsin_outbox_refused", (job, i) -> 0);
    gauge("tocsin_audit_writable_ratio", (job, i) -> 1);
    gauge("tocsin_open_alerts", (job, i) -> 0);
    gauge(
        "tocsin_outbox_lag",
        (job, i) -> isOut(i) ? Math.max(0, events(job, i) - events(job, first(job))) : 0);
    gauge(
        "tocsin_outbox_lag_duration_seconds",
        (job, i) -> isOut(i) ? Math.max(0, i - first(job)) * (double) STEP.toSeconds() : 0);
    histogram("tocsin_journal_write_duration_seconds", WRITES);
    histogram("tocsin_journal_fsync_duration_seconds", FSYNCS);
    text.append("# TYPE otelcol_exporter_send_failed_log_records counter\n");
    collector("otelcol_exporter_send_failed_log_records_total", i -> 0);
    text.append("# TYPE otelcol_exporter_queue_size gauge\n");
    // Before the collector went away, Loki had: its queue filled, and was empty when both were
    // back.
    collector(
        "otelcol_exporter_queue_size",
        i -> i > OUTAGE - QUEUEING && i <= OUTAGE ? (i - OUTAGE + QUEUEING) * 22 : 0);
  }

  private void collector(String name, IntToDoubleFunction value) {
    samples(name, "tocsin-collector", ",exporter=\"otlp_http/loki\",data_type=\"logs\"", value);
  }

  private interface Value {
    double of(String job, int i);
  }

  /** The sample before the first event that waits; where less happens it happens later. */
  private static int first(String job) {
    return job.equals("orders") ? OUTAGE : OUTAGE + 3;
  }

  private static boolean isOut(int i) {
    return i > OUTAGE && i < OVER;
  }

  /** Recorded until the sample: more by day's rhythm in one service than in the other. */
  private static double events(String job, int i) {
    double sum = 0;
    for (int each = 0; each <= i; each++) {
      sum += job.equals("orders") ? 150 + (each / 8 * 37) % 60 : 45 + (each / 12 * 13) % 24;
    }
    return sum;
  }

  private void counter(String name, Value value) {
    text.append("# TYPE ").append(name).append(" counter\n");
    for (String job : JOBS) {
      samples(name + "_total", job, "", i -> value.of(job, i));
    }
  }

  private void gauge(String name, Value value) {
    text.append("# TYPE ").append(name).append(" gauge\n");
    for (String job : JOBS) {
      samples(name, job, "", i -> value.of(job, i));
    }
  }

  private void histogram(String name, Map<String, Double> parts) {
    text.append("# TYPE ").append(name).append(" histogram\n");
    for (String job : JOBS) {
      boolean begun = false;
      for (String bound : BOUNDS) {
        begun |= parts.containsKey(bound);
        double upTo = parts.getOrDefault(bound, begun ? 1.0 : 0.0);
        samples(
            name + "_bucket", job, ",le=\"" + bound + "\"", i -> Math.floor(events(job, i) * upTo));
      }
      samples(name + "_count", job, "", i -> events(job, i));
    }
  }

  private void samples(String name, String job, String labels, IntToDoubleFunction value) {
    for (int i = 0; i <= SAMPLES; i++) {
      long at = now.minus(STEP.multipliedBy(SAMPLES - i)).getEpochSecond();
      text.append(name).append("{job=\"").append(job).append("\"").append(labels).append("} ");
      text.append(value.applyAsDouble(i)).append(' ').append(at).append('\n');
    }
  }
}
