package dev.tocsin.otel;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which receiver of OTLP takes the records, and how it is spoken to. Immutable.
 *
 * <p>Each setting is what the {@link Builder} was given, else what the environment says, else its
 * default. Of the environment, {@code OTEL_EXPORTER_OTLP_LOGS_X} goes before {@code
 * OTEL_EXPORTER_OTLP_X}, and an empty variable is none. X is {@code ENDPOINT}, {@code PROTOCOL},
 * {@code HEADERS}, {@code CERTIFICATE}, {@code CLIENT_KEY}, {@code CLIENT_CERTIFICATE}, {@code
 * COMPRESSION} or {@code TIMEOUT}.
 *
 * <p>Unencrypted HTTP is refused but to this machine itself, unless {@link Builder#allowInsecure}
 * says otherwise.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">OpenTelemetry Protocol
 *     Exporter</a>
 */
public final class OtlpSettings {
  private final Endpoint endpoint;
  private final Protocol protocol;
  private final SortedMap<String, String> headers;
  private final TlsFiles tls;
  private final boolean gzip;
  private final Duration timeout;
  private final Duration connectTimeout;
  private final Optional<InetSocketAddress> proxy;

  /** How records travel. */
  public enum Protocol {
    /** Protobuf in HTTP/1.1: the default, and what proxies understand. */
    HTTP_PROTOBUF("http/protobuf"),

    /** gRPC, over HTTP/2. */
    GRPC("grpc");

    private final String text;

    Protocol(String text) {
      this.text = text;
    }

    /** As configurations write it. */
    public String text() {
      return text;
    }
  }

  OtlpSettings(
      Endpoint endpoint,
      Protocol protocol,
      SortedMap<String, String> headers,
      TlsFiles tls,
      boolean gzip,
      Duration timeout,
      Duration connectTimeout,
      Optional<InetSocketAddress> proxy) {
    this.endpoint = endpoint;
    this.protocol = protocol;
    this.headers = headers;
    this.tls = tls;
    this.gzip = gzip;
    this.timeout = timeout;
    this.connectTimeout = connectTimeout;
    this.proxy = proxy;
  }

  /**
   * A builder over an environment.
   *
   * @param environment gives the value of an environment variable or null, as {@code
   *     System::getenv} does
   */
  public static Builder builder(Function<String, @Nullable String> environment) {
    return new Builder(environment);
  }

  /** Where log records go; for HTTP with the path. It may hold a token: don't show it. */
  public URI endpoint() {
    return endpoint.uri();
  }

  /**
   * Where the same receiver takes metrics. It is found beside the endpoint of log records and not
   * in the environment, since the headers may hold keys that are this receiver's alone.
   *
   * @return empty if the path of {@link #endpoint} is none that ends in {@code /v1/logs}
   */
  public Optional<URI> metricsEndpoint() {
    return protocol == Protocol.GRPC ? Optional.of(endpoint.uri()) : endpoint.forMetrics();
  }

  public Protocol protocol() {
    return protocol;
  }

  /** Whether batches are compressed. */
  public boolean gzip() {
    return gzip;
  }

  /** How long one batch may take. */
  public Duration timeout() {
    return timeout;
  }

  /** How long a connection may take to come about. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** The proxy, not resolved. Without one, what {@link java.net.ProxySelector} says counts. */
  public Optional<InetSocketAddress> proxy() {
    return proxy;
  }

  /** With values that may be secret. */
  SortedMap<String, String> headers() {
    return headers;
  }

  TlsFiles tls() {
    return tls;
  }

  /** Scheme, host and port of the endpoint, which can be shown. */
  String place() {
    return endpoint.place();
  }

  /** Without values of headers, and of the endpoint no more than scheme, host and port. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(protocol.text()).append(" to ").append(place());
    proxy.ifPresent(
        p -> text.append(" by ").append(p.getHostString()).append(':').append(p.getPort()));
    text.append(gzip ? ", gzip" : ", uncompressed");
    if (!headers.isEmpty()) {
      text.append(", headers ").append(String.join(" ", headers.keySet()));
    }
    tls.trusted().ifPresent(file -> text.append(", trusts ").append(file.path()));
    tls.clientCertificates().ifPresent(file -> text.append(", shows ").append(file.path()));
    return text.append(", timeout ").append(Durations.text(timeout)).toString();
  }

  /**
   * Takes settings as texts of a configuration, and tells all that is wrong with them at once. What
   * it is not given is looked up in the environment. For one thread.
   */
  public static final class Builder {
    final Function<String, @Nullable String> environment;
    final Map<String, String> texts = new LinkedHashMap<>();
    @Nullable Map<String, String> headers;
    @Nullable Duration timeout;
    @Nullable Duration connectTimeout;
    boolean allowInsecure;

    private Builder(Function<String, @Nullable String> environment) {
      this.environment = environment;
    }

    /**
     * The receiver's address; default {@code http://localhost:4318}, for gRPC {@code
     * http://localhost:4317}. For HTTP, {@code /v1/logs} is appended unless its path ends so.
     */
    public Builder endpoint(String url) {
      return text(SettingsReader.ENDPOINT, url);
    }

    /** {@code http/protobuf}, the default, or {@code grpc}. */
    public Builder protocol(String name) {
      return text(SettingsReader.PROTOCOL, name);
    }

    /** Headers as {@code name=value,name=value}, the values percent-encoded. */
    public Builder headers(String list) {
      headers = null;
      return text(SettingsReader.HEADERS, list);
    }

    /** Headers, the values as they are. */
    public Builder headers(Map<String, String> headers) {
      this.headers = new LinkedHashMap<>(headers);
      return this;
    }

    /** A PEM file of certificates; the receiver's must lead to one of them. */
    public Builder certificate(String file) {
      return text(SettingsReader.CERTIFICATE, file);
    }

    /** A PEM file with the key that this process proves itself by, in PKCS#8, unencrypted. */
    public Builder clientKey(String file) {
      return text(SettingsReader.CLIENT_KEY, file);
    }

    /** A PEM file with the certificate for the client key, and those it leads to. */
    public Builder clientCertificate(String file) {
      return text(SettingsReader.CLIENT_CERTIFICATE, file);
    }

    /**
     * {@code gzip}, the default, or {@code none}. Every receiver of OTLP has to understand both,
     * and audit records shrink to a fraction.
     */
    public Builder compression(String name) {
      return text(SettingsReader.COMPRESSION, name);
    }

    /** How long one batch may take: 1 ms to 10 minutes, default 10 s. */
    public Builder timeout(Duration timeout) {
      this.timeout = timeout;
      return this;
    }

    /** How long a connection may take to come about: 1 ms to 10 minutes, default 10 s. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = timeout;
      return this;
    }

    /** An HTTP proxy, as {@code host:port}; not for gRPC. */
    public Builder proxy(String hostAndPort) {
      return text(SettingsReader.PROXY, hostAndPort);
    }

    /** Whether audit records and headers may leave this machine unencrypted; default false. */
    public Builder allowInsecure(boolean allow) {
      this.allowInsecure = allow;
      return this;
    }

    private Builder text(String name, String text) {
      texts.put(name, text);
      return this;
    }

    /**
     * What is wrong with the settings, each as {@code setting: value: way out}. No line shows a
     * header's value, or of an address more than scheme, host and port.
     */
    public List<String> mistakes() {
      SettingsReader reader = new SettingsReader(this);
      OtlpSettings unused = reader.read();
      return reader.mistakes();
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException all {@link #mistakes} in one line, if there is one
     */
    public OtlpSettings build() {
      SettingsReader reader = new SettingsReader(this);
      OtlpSettings settings = reader.read();
      if (!reader.mistakes().isEmpty()) {
        throw new IllegalArgumentException(String.join("; ", reader.mistakes()));
      }
      return settings;
    }
  }
}
