package dev.tocsin.otel;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Severity;
import dev.tocsin.journal.WriteTimes;
import dev.tocsin.outlet.AuditJournal;
import dev.tocsin.outlet.OutletFigures;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The figures of a journal as OpenTelemetry metrics. Every attribute is one of a bounded set: no
 * address, user or session stands in any. Counters and gauges are read when the SDK collects; only
 * the two histograms are fed while events are written. Thread-safe.
 */
final class AuditMetrics implements AutoCloseable, WriteTimes {
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("tocsin.type");
  private static final AttributeKey<String> SEVERITY = AttributeKey.stringKey("tocsin.severity");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("tocsin.outcome");
  private static final AttributeKey<String> RULE = AttributeKey.stringKey("tocsin.rule");
  private static final AttributeKey<String> OUTLET = AttributeKey.stringKey("tocsin.outlet");
  private static final List<AttributeKey<String>> NONE = List.of();

  private static final String WRITE_DURATION = "tocsin.journal.write.duration";
  private static final String FSYNC_DURATION = "tocsin.journal.fsync.duration";
  private static final double NANOS_PER_SECOND = 1e9;
  private static final List<Double> BOUNDARIES =
      List.of(
          1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2,
          5e-2, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0);

  private final AuditJournal journal;
  private final Supplier<OutletFigures> outlet;
  private final Attributes common;
  private final List<AutoCloseable> observed = new ArrayList<>();
  private final DoubleHistogram written;
  private final DoubleHistogram forced;

  /** How a metric behaves. */
  enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  /** Takes the points of a metric. */
  private interface Points {
    void add(double value, Attributes attributes);
  }

  private interface Reading {
    void read(AuditMetrics figures, Points points);
  }

  /**
   * A metric.
   *
   * @param unit as UCUM has it
   * @param attributes those of its points, beside the journal's id
   * @param description one sentence, as the documentation has it
   */
  record Metric(
      String name,
      Kind kind,
      String unit,
      List<AttributeKey<String>> attributes,
      String description,
      Reading reading) {}

  /** All of them; {@code docs/metrics.md} is held to it. */
  static final List<Metric> METRICS =
      List.of(
          new Metric(
              "tocsin.events",
              Kind.COUNTER,
              "{event}",
              List.of(TYPE, SEVERITY, OUTCOME),
              "Events recorded in the journal.",
              AuditMetrics::readEvents),
          new Metric(
              "tocsin.alerts",
              Kind.COUNTER,
              "{alert}",
              List.of(RULE, SEVERITY),
              "Alerts that began.",
              AuditMetrics::readAlerts),
          new Metric(
              "tocsin.blocks",
              Kind.COUNTER,
              "{block}",
              NONE,
              "Times that a client was shut out, by a rule of this process.",
              AuditMetrics::readBlocks),
          gauge(
              "tocsin.blocked_clients",
              "{client}",
              "Clients that are shut out now.",
              AuditHealth::getBlockedClients),
          gauge(
              "tocsin.suspicious_addresses",
              "{client}",
              "Clients in the table of suspicious addresses.",
              AuditHealth::getSuspiciousAddresses),
          gauge(
              "tocsin.open_alerts",
              "{alert}",
              "Alerts that are not over.",
              AuditHealth::getOpenAlerts),
          counter(
              "tocsin.audit.dropped",
              "{event}",
              "Events that are not in the journal.",
              AuditHealth::getNotRecorded),
          counter(
              "tocsin.audit.redacted",
              "{value}",
              "Values that gave way to a mark.",
              AuditHealth::getRedacted),
          counter(
              "tocsin.audit.truncated",
              "{event}",
              "Events of which something was cut.",
              AuditHealth::getTruncated),
          counter(
              "tocsin.audit.late",
              "{event}",
              "Events that came too late for the rules.",
              AuditHealth::getLateEvents),
          counter(
              "tocsin.audit.evicted",
              "{entry}",
              "Suspicious addresses, groups of rules, alerts and blocks that had to go for others.",
              AuditMetrics::evicted),
          gauge(
              "tocsin.audit.writable",
              "1",
              "1 while the journal can be written, else 0.",
              health -> health.isWritable() ? 1 : 0),
          new Metric(
              WRITE_DURATION,
              Kind.HISTOGRAM,
              "s",
              NONE,
              "Time to hand the lines of all who wait together to the kernel.",
              (figures, points) -> {}),
          new Metric(
              FSYNC_DURATION,
              Kind.HISTOGRAM,
              "s",
              NONE,
              "Time until the kernel has put them on the disk.",
              (figures, points) -> {}),
          gauge(
              "tocsin.journal.bytes",
              "By",
              "Size of all files of the journal.",
              AuditHealth::getBytes),
          gauge(
              "tocsin.journal.segments",
              "{segment}",
              "Files of the journal.",
              AuditHealth::getSegments),
          gauge(
              "tocsin.journal.free",
              "By",
              "Room left where the journal is.",
              AuditHealth::getFreeBytes),
          gauge(
              "tocsin.qr_sessions_last_hour",
              "{code}",
              "QR codes generated in the last hour.",
              AuditHealth::getQrSessionsLastHour),
          gauge(
              "tocsin.successful_logins_24h",
              "{sign_in}",
              "Distinct sign-ins in the last 24 hours.",
              AuditHealth::getSuccessfulLogins24h),
          gauge(
              "tocsin.failed_attempts_last_hour",
              "{session}",
              "Distinct sessions with a failed PIN or sign-in in the last hour.",
              AuditHealth::getFailedAttemptsLastHour),
          gauge(
              "tocsin.locked_sessions",
              "{session}",
              "Lockouts that stand now.",
              AuditHealth::getLockedSessions),
          ofOutlet(
              "tocsin.outbox.lag",
              Kind.GAUGE,
              "{event}",
              "Events on the disk that the receiver has not confirmed.",
              OutletFigures::lagEvents),
          ofOutlet(
              "tocsin.outbox.lag.duration",
              Kind.GAUGE,
              "s",
              "Age of the oldest of them.",
              OutletFigures::lagSeconds),
          ofOutlet(
              "tocsin.outbox.sent",
              Kind.COUNTER,
              "{event}",
              "Events that the receiver has confirmed.",
              OutletFigures::sent),
          ofOutlet(
              "tocsin.outbox.repeated",
              Kind.COUNTER,
              "{event}",
              "Events sent once more though the receiver had taken them.",
              OutletFigures::repeated),
          ofOutlet(
              "tocsin.outbox.failures",
              Kind.COUNTER,
              "{try}",
              "Tries that failed and are repeated.",
              OutletFigures::failures),
          ofOutlet(
              "tocsin.outbox.refused",
              Kind.COUNTER,
              "{event}",
              "Events that the receiver refused for good.",
              OutletFigures::setAside),
          ofOutlet(
              "tocsin.outbox.gone",
              Kind.COUNTER,
              "{event}",
              "Events that were deleted or damaged before they were sent.",
              OutletFigures::gone));

  private static Metric counter(
      String name, String unit, String description, ToLongFunction<AuditHealth> figure) {
    return ofHealth(name, Kind.COUNTER, unit, description, figure);
  }

  private static Metric gauge(
      String name, String unit, String description, ToLongFunction<AuditHealth> figure) {
    return ofHealth(name, Kind.GAUGE, unit, description, figure);
  }

  private static Metric ofHealth(
      String name, Kind kind, String unit, String description, ToLongFunction<AuditHealth> figure) {
    return new Metric(
        name,
        kind,
        unit,
        NONE,
        description,
        (figures, points) ->
            points.add((double) figure.applyAsLong(figures.journal.health()), figures.common));
  }

  private static Metric ofOutlet(
      String name,
      Kind kind,
      String unit,
      String description,
      ToDoubleFunction<OutletFigures> figure) {
    return new Metric(
        name,
        kind,
        unit,
        List.of(OUTLET),
        description,
        (figures, points) -> {
          OutletFigures outlet = figures.outlet.get();
          Attributes attributes = figures.common.toBuilder().put(OUTLET, outlet.name()).build();
          points.add(figure.applyAsDouble(outlet), attributes);
        });
  }

  /**
   * Begins to offer the figures to whoever collects from a provider.
   *
   * @param outlet how the outbox does
   */
  AuditMetrics(MeterProvider provider, AuditJournal journal, Supplier<OutletFigures> outlet) {
    this.journal = journal;
    this.outlet = outlet;
    this.common = Attributes.of(LogRecords.JOURNAL, journal.id());
    Meter meter = provider.get(Version.NAME);
    written = histogram(meter, WRITE_DURATION);
    forced = histogram(meter, FSYNC_DURATION);
    for (Metric metric : METRICS) {
      if (metric.kind() != Kind.HISTOGRAM) {
        observed.add(observe(meter, metric));
      }
    }
    journal.addTimes(this);
  }

  private static DoubleHistogram histogram(Meter meter, String name) {
    Metric metric = METRICS.stream().filter(each -> each.name().equals(name)).findFirst().get();
    return meter
        .histogramBuilder(name)
        .setUnit(metric.unit())
        .setDescription(metric.description())
        .setExplicitBucketBoundariesAdvice(BOUNDARIES)
        .build();
  }

  private AutoCloseable observe(Meter meter, Metric metric) {
    if (metric.kind() == Kind.COUNTER) {
      return meter
          .counterBuilder(metric.name())
          .setUnit(metric.unit())
          .setDescription(metric.description())
          .buildWithCallback(
              points -> read(metric, (value, at) -> points.record((long) value, at)));
    }
    return meter
        .gaugeBuilder(metric.name())
        .setUnit(metric.unit())
        .setDescription(metric.description())
        .buildWithCallback(points -> read(metric, points::record));
  }

  /** What can't be read now is left out: the metric is absent, and others are not. */
  private void read(Metric metric, Points points) {
    try {
      metric.reading().read(this, points);
    } catch (RuntimeException e) {
      StatusLogger.getLogger().debug("tocsin: {} can't be read", metric.name(), e);
    }
  }

  private void readEvents(Points points) {
    // Types that differ in more than their name would give one point twice.
    Map<Attributes, Long> counts = new HashMap<>();
    journal
        .counts()
        .visit(
            (type, severity, success, events) ->
                counts.merge(
                    common.toBuilder()
                        .put(TYPE, type)
                        .put(SEVERITY, lowerCase(severity))
                        .put(OUTCOME, success ? "success" : "failure")
                        .build(),
                    events,
                    Long::sum));
    counts.forEach((attributes, events) -> points.add((double) events, attributes));
  }

  private void readAlerts(Points points) {
    journal
        .counts()
        .visitAlerts(
            (rule, severity, success, events) ->
                points.add(
                    (double) events,
                    common.toBuilder().put(RULE, rule).put(SEVERITY, lowerCase(severity)).build()));
  }

  private void readBlocks(Points points) {
    long[] blocks = new long[1];
    journal
        .counts()
        .visit(
            (type, severity, success, events) -> {
              if (type.equals(EventType.CLIENT_BLOCKED.name())) {
                blocks[0] += events;
              }
            });
    points.add((double) blocks[0], common);
  }

  private static String lowerCase(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  private static long evicted(AuditHealth health) {
    return health.getEvictedAddresses()
        + health.getEvictedGroups()
        + health.getEvictedAlerts()
        + health.getEvictedBlocks();
  }

  @Override
  public void written(long nanos) {
    written.record(nanos / NANOS_PER_SECOND, common);
  }

  @Override
  public void forced(long nanos) {
    forced.record(nanos / NANOS_PER_SECOND, common);
  }

  @Override
  public void close() {
    journal.removeTimes(this);
    for (AutoCloseable each : observed) {
      try {
        each.close();
      } catch (Exception e) {
        StatusLogger.getLogger().debug("tocsin: a metric could not be taken back", e);
      }
    }
  }
}
