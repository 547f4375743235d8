package dev.tocsin.otel;

import dev.tocsin.journal.ConsumerCursor;
import dev.tocsin.outlet.AuditJournal;
import dev.tocsin.outlet.OutletFigures;
import dev.tocsin.outlet.RunningOutlet;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/** A bridge at work: an outbox on a thread of its own, and the metrics. Thread-safe. */
final class BridgeRun implements RunningOutlet {
  /** For a thread that was interrupted to come to its end. */
  private static final Duration LAST_MOMENT = Duration.ofSeconds(2);

  private final OpenTelemetryBridge.Settings settings;
  private final AuditJournal journal;
  private final Outbox outbox;
  private final Transport transport;
  private final Thread thread;
  private final Optional<AuditMetrics> metrics;
  private final Optional<SdkMeterProvider> ownMeters;

  private BridgeRun(OpenTelemetryBridge.Settings settings, OtlpSettings otlp, AuditJournal journal)
      throws IOException {
    this.settings = settings;
    this.journal = journal;
    Resource resource = AuditResource.of(settings.resource(), journal.source(), journal.id());
    this.transport = new OtlpTransport(otlp, Clock.systemUTC());
    this.outbox =
        new Outbox(
            new LiveSource(journal),
            new ConsumerCursor(journal.file(), settings.name()),
            transport,
            new LogRecords(resource, Version.scope(journal.id()), settings.fields()),
            Outbox.Options.of(settings.name(), settings.maxEventsPerSecond()),
            Clock.systemUTC());
    this.thread = new Thread(outbox, "tocsin-" + settings.name());
    thread.setDaemon(true);
    this.ownMeters =
        settings.metrics() == OpenTelemetryBridge.Metrics.OWN
            ? own(otlp, resource)
            : Optional.empty();
    MeterProvider provider = ownMeters.isPresent() ? ownMeters.get() : application();
    this.metrics =
        provider == null
            ? Optional.empty()
            : Optional.of(new AuditMetrics(provider, journal, outbox::figures));
  }

  static BridgeRun start(
      OpenTelemetryBridge.Settings settings, OtlpSettings otlp, AuditJournal journal) {
    try {
      BridgeRun run = new BridgeRun(settings, otlp, journal);
      run.thread.start();
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private Optional<SdkMeterProvider> own(OtlpSettings otlp, Resource resource) throws IOException {
    Optional<MetricExporter> exporter = MetricExport.to(otlp);
    if (exporter.isEmpty()) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {}: the endpoint's path does not end in /v1/logs, so it is not known where"
                  + " metrics go: none are sent; metrics=\"off\" says so without this line",
              settings.name());
    }
    return exporter.map(
        each ->
            SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(
                    PeriodicMetricReader.builder(each)
                        .setInterval(settings.metricsInterval())
                        .build())
                .build());
  }

  /** The application's meters; null where there are none, or none are wanted. */
  private @Nullable MeterProvider application() {
    if (settings.metrics() != OpenTelemetryBridge.Metrics.APPLICATION) {
      return null;
    }
    MeterProvider given = settings.meters();
    if (given != null) {
      return given;
    }
    if (!GlobalOpenTelemetry.isSet()) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {}: metrics=\"application\", but the application has registered no"
                  + " OpenTelemetry yet: register it before Log4j starts, or use metrics=\"own\"",
              settings.name());
      return null;
    }
    return GlobalOpenTelemetry.get().getMeterProvider();
  }

  @Override
  public OutletFigures figures() {
    return outbox.figures();
  }

  @Override
  public void stop() {
    end(journal.lastSeq(), settings.flushTimeout());
    OutletFigures figures = outbox.figures();
    if (figures.lagEvents() > 0) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {}: {} events wait in {} for the next start{}",
              settings.name(),
              figures.lagEvents(),
              journal.file(),
              figures.trouble().isEmpty() ? "" : " (" + figures.trouble() + ")");
    }
  }

  /** The batch that is on its way may arrive, no more. */
  @Override
  public void handOver() {
    end(0, LAST_MOMENT);
  }

  private void end(long upToSeq, Duration limit) {
    outbox.stop(upToSeq, limit);
    boolean interrupted = !join(thread, limit);
    if (thread.isAlive()) {
      // A batch hangs on its way: what became of it, the next start finds out.
      thread.interrupt();
      transport.close();
      interrupted |= !join(thread, LAST_MOMENT);
    }
    transport.close();
    interrupted |= !exportOnceMore();
    metrics.ifPresent(AuditMetrics::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last figures; false if this thread was interrupted meanwhile. */
  private boolean exportOnceMore() {
    if (ownMeters.isEmpty()) {
      return true;
    }
    // The provider waits as long as the receiver lets it.
    Thread last = new Thread(ownMeters.get()::close, "tocsin-" + settings.name() + "-metrics");
    last.setDaemon(true);
    last.start();
    return join(last, LAST_MOMENT);
  }

  /** Waits for a thread's end; false if this thread was interrupted meanwhile. */
  private static boolean join(Thread thread, Duration limit) {
    long millis = Math.max(1, limit.toMillis());
    try {
      thread.join(millis);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
