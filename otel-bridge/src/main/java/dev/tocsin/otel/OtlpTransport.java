package dev.tocsin.otel;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporterBuilder;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends by OpenTelemetry's exporters for OTLP, each batch once. The exporters write the batches;
 * what is answered, which they leave unread or keep to themselves, is taken from the senders below
 * them.
 *
 * <p>No redirect is followed over HTTP. The sender for gRPC follows some, and can't be told
 * otherwise; from an encrypted connection it goes to encrypted ones only.
 *
 * @see HttpVerdict
 * @see GrpcVerdict
 */
final class OtlpTransport implements Transport {
  /** The senders keep the timeout; this is for the case that one does not. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final OtlpSettings settings;
  private final Endpoint endpoint;
  private final Clock clock;
  private final Trouble trouble;
  private volatile CompletableFuture<Answer> inFlight = new CompletableFuture<>();
  private LogRecordExporter exporter;
  private List<Object> keysAsOf;
  private volatile boolean closed;

  /**
   * Makes the exporter; no connection is opened yet.
   *
   * @param clock tells what a date in {@code Retry-After} means
   * @throws IOException one line that names setting, value and way out, if the files for TLS can't
   *     be used, or nothing is there to speak gRPC
   */
  OtlpTransport(OtlpSettings settings, Clock clock) throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.endpoint = new Endpoint(settings.endpoint());
    this.trouble = new Trouble(endpoint, settings);
    this.keysAsOf = settings.tls().stamp();
    this.exporter = newExporter();
  }

  private LogRecordExporter newExporter() throws IOException {
    try {
      return settings.protocol() == OtlpSettings.Protocol.GRPC ? newGrpc() : newHttp();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IOException(
          endpoint.place() + ": no exporter (" + e.getMessage() + "): check the settings", e);
    }
  }

  private LogRecordExporter newHttp() throws IOException {
    HttpSenderProvider senders =
        config ->
            new JdkHttpSender(
                config, new HttpVerdict(endpoint, clock), trouble, () -> this.inFlight);
    OtlpHttpLogRecordExporterBuilder builder =
        OtlpHttpLogRecordExporter.builder()
            .setComponentLoader(only(HttpSenderProvider.class, senders))
            .setRetryPolicy(null)
            .setMeterProvider(MeterProvider.noop())
            .setEndpoint(settings.endpoint().toString())
            .setCompression(settings.gzip() ? "gzip" : "none")
            .setTimeout(settings.timeout())
            .setConnectTimeout(settings.connectTimeout());
    settings.headers().forEach(builder::addHeader);
    settings.proxy().map(ProxyOptions::create).ifPresent(builder::setProxyOptions);
    settings.tls().configure(builder::setTrustedCertificates, builder::setClientTls);
    return builder.build();
  }

  private LogRecordExporter newGrpc() throws IOException {
    GrpcSenderProvider found = grpcSenders();
    GrpcSenderProvider senders =
        config ->
            new WatchedGrpcSender(
                found.createSender(config),
                new GrpcVerdict(endpoint),
                trouble,
                () -> this.inFlight);
    OtlpGrpcLogRecordExporterBuilder builder =
        OtlpGrpcLogRecordExporter.builder()
            .setComponentLoader(only(GrpcSenderProvider.class, senders))
            .setRetryPolicy(null)
            .setMeterProvider(MeterProvider.noop())
            .setEndpoint(settings.endpoint().toString())
            .setCompression(settings.gzip() ? "gzip" : "none")
            .setTimeout(settings.timeout())
            .setConnectTimeout(settings.connectTimeout());
    if (!endpoint.isPlain()) {
      // The sender follows redirects. With these it does so over TLS only.
      builder.setEnabledProtocols(TlsFiles.VERSIONS);
    }
    settings.headers().forEach(builder::addHeader);
    settings.tls().configure(builder::setTrustedCertificates, builder::setClientTls);
    return builder.build();
  }

  private static GrpcSenderProvider grpcSenders() throws IOException {
    List<GrpcSenderProvider> found =
        ComponentLoader.loadList(
            ComponentLoader.forClassLoader(OtlpGrpcLogRecordExporter.class.getClassLoader()),
            GrpcSenderProvider.class);
    if (found.isEmpty()) {
      throw new IOException(
          "protocol: grpc: nothing here speaks it: put opentelemetry-exporter-sender-okhttp on the"
              + " class path, or use http/protobuf");
    }
    return found.get(0);
  }

  /** A loader that knows one component. */
  private static <C> ComponentLoader only(Class<C> kind, C component) {
    return new ComponentLoader() {
      @Override
      public <T> Iterable<T> load(Class<T> type) {
        return type == kind ? List.of(type.cast(component)) : List.of();
      }
    };
  }

  @Override
  public Answer send(Collection<LogRecordData> batch) throws InterruptedException {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    inFlight = answer;
    try {
      return capped(sent(batch, answer), batch.size());
    } catch (TimeoutException e) {
      return trouble.late();
    } catch (ExecutionException | RuntimeException e) {
      return trouble.later(e);
    } finally {
      // Ends the request if nobody waits for it any more.
      answer.cancel(true);
    }
  }

  private Answer sent(Collection<LogRecordData> batch, CompletableFuture<Answer> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableResultCode result = currentExporter().export(batch);
    if (closed) {
      return closedAnswer();
    }
    if (result.isDone() && !result.isSuccess()) {
      // Nothing else makes it fail: the senders tell it of no failure.
      return Answer.refused(endpoint.place() + ": the batch is too large to be sent");
    }
    return answer.get(settings.timeout().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Answer capped(Answer answer, int size) {
    return answer.kind() == Answer.Kind.PARTLY && answer.rejected() > size
        ? Answer.partly(size, answer.reason())
        : answer;
  }

  /** The exporter, made anew if the files for TLS were exchanged. */
  private synchronized LogRecordExporter currentExporter() {
    List<Object> now = settings.tls().stamp();
    if (!closed && !now.equals(keysAsOf)) {
      try {
        LogRecordExporter renewed = newExporter();
        exporter.shutdown();
        exporter = renewed;
        keysAsOf = now;
      } catch (IOException e) {
        // Half of them are exchanged, or one is half written. The old ones may do for this batch,
        // and the next will look again.
        return exporter;
      }
    }
    return exporter;
  }

  private Answer closedAnswer() {
    return Answer.later(endpoint.place() + ": the transport is closed");
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      inFlight.complete(closedAnswer());
      exporter.shutdown();
    }
  }
}
