package dev.tocsin.otel;

import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporterBuilder;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Exports metrics to the receiver of the log records. A point that does not arrive is no loss: the
 * next one says all that it said.
 */
final class MetricExport {
  private MetricExport() {}

  /**
   * An exporter, or nothing where the endpoint does not say where metrics go.
   *
   * @throws IOException one line, if the files for TLS can't be used
   */
  static Optional<MetricExporter> to(OtlpSettings settings) throws IOException {
    Optional<URI> endpoint = settings.metricsEndpoint();
    if (endpoint.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        settings.protocol() == OtlpSettings.Protocol.GRPC
            ? grpc(settings, endpoint.get())
            : http(settings, endpoint.get()));
  }

  private static MetricExporter http(OtlpSettings settings, URI endpoint) throws IOException {
    OtlpHttpMetricExporterBuilder builder =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(endpoint.toString())
            .setCompression(settings.gzip() ? "gzip" : "none")
            .setTimeout(settings.timeout())
            .setConnectTimeout(settings.connectTimeout());
    settings.headers().forEach(builder::addHeader);
    settings.proxy().map(ProxyOptions::create).ifPresent(builder::setProxyOptions);
    settings.tls().configure(builder::setTrustedCertificates, builder::setClientTls);
    return builder.build();
  }

  private static MetricExporter grpc(OtlpSettings settings, URI endpoint) throws IOException {
    OtlpGrpcMetricExporterBuilder builder =
        OtlpGrpcMetricExporter.builder()
            .setEndpoint(endpoint.toString())
            .setCompression(settings.gzip() ? "gzip" : "none")
            .setTimeout(settings.timeout())
            .setConnectTimeout(settings.connectTimeout());
    if (!new Endpoint(endpoint).isPlain()) {
      // The sender follows redirects. With these it does so over TLS only.
      builder.setEnabledProtocols(TlsFiles.VERSIONS);
    }
    settings.headers().forEach(builder::addHeader);
    settings.tls().configure(builder::setTrustedCertificates, builder::setClientTls);
    return builder.build();
  }
}
