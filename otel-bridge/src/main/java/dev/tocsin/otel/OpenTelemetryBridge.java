package dev.tocsin.otel;

import dev.tocsin.outlet.AuditJournal;
import dev.tocsin.outlet.Outlet;
import dev.tocsin.outlet.RunningOutlet;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAliases;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.config.plugins.PluginNode;
import org.jspecify.annotations.Nullable;

/**
 * Brings every event of a journal to an OpenTelemetry collector, and its figures beside them.
 *
 * <pre>{@code
 * <SecurityAudit name="audit" fileName="logs/security_audit.log">
 *   <OpenTelemetry endpoint="https://collector.example.com:4318"/>
 * </SecurityAudit>
 * }</pre>
 *
 * <p>The journal is the queue: an event stays in it until the receiver has confirmed it, over
 * outages and restarts. Every attribute is described in {@code docs/otel.md}.
 */
@Plugin(name = "OpenTelemetry", category = Node.CATEGORY, printObject = true)
@PluginAliases("OpenTelemetryBridge")
public final class OpenTelemetryBridge implements Outlet {
  /** Whose metrics are used. */
  enum Metrics {
    /** A provider of the bridge's own, which exports to the same receiver. */
    OWN,

    /** The one that the application has registered with {@code GlobalOpenTelemetry}, or set. */
    APPLICATION,
    OFF;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the name of each event's record begins with; the type follows. */
  public static final String EVENT_NAME_PREFIX = "tocsin.";

  /** What a bridge may be called, as it is told to who called one otherwise. */
  static final String NAMES = "use up to 40 letters, digits, - and _";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}");

  private final Settings settings;
  private final List<String> mistakes;

  /**
   * What it was asked for.
   *
   * @param otlp null where it holds a mistake
   * @param meters the application's, if it was given
   * @param resource the application's, if it was given
   */
  record Settings(
      String name,
      @Nullable OtlpSettings otlp,
      FieldChoice fields,
      @Nullable String also,
      @Nullable String without,
      int maxEventsPerSecond,
      Duration flushTimeout,
      Metrics metrics,
      Duration metricsInterval,
      @Nullable MeterProvider meters,
      @Nullable Resource resource) {}

  private OpenTelemetryBridge(Settings settings, List<String> mistakes) {
    this.settings = settings;
    this.mistakes = List.copyOf(mistakes);
  }

  /** Whether a bridge may be called so: it becomes a part of file names. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Builds one, for Log4j and for code alike. */
  @PluginBuilderFactory
  public static Builder newBuilder() {
    return new Builder();
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public List<String> mistakes() {
    return mistakes;
  }

  @Override
  public SortedMap<String, String> settings() {
    SortedMap<String, String> values = new TreeMap<>();
    OtlpSettings otlp = settings.otlp();
    if (otlp != null) {
      values.put("endpoint", otlp.place());
      values.put("protocol", otlp.protocol().text());
      values.put("headers", String.join(" ", otlp.headers().keySet()));
      values.put("certificate", file(otlp.tls().trusted()));
      values.put("clientCertificate", file(otlp.tls().clientCertificates()));
      values.put("compression", otlp.gzip() ? "gzip" : "none");
      values.put("timeoutMillis", String.valueOf(otlp.timeout().toMillis()));
      values.put("connectTimeoutMillis", String.valueOf(otlp.connectTimeout().toMillis()));
      values.put(
          "proxy", otlp.proxy().map(at -> at.getHostString() + ":" + at.getPort()).orElse("none"));
    }
    values.put("also", orNone(settings.also()));
    values.put("without", orNone(settings.without()));
    values.put("maxEventsPerSecond", String.valueOf(settings.maxEventsPerSecond()));
    values.put("flushTimeoutMillis", String.valueOf(settings.flushTimeout().toMillis()));
    values.put("metrics", settings.metrics().text());
    values.put("metricsIntervalMillis", String.valueOf(settings.metricsInterval().toMillis()));
    return values;
  }

  private static String file(Optional<PemFile> file) {
    return file.map(pem -> pem.path().toString()).orElse("none");
  }

  /** All that makes a difference, secrets included. */
  private List<@Nullable Object> identity() {
    List<@Nullable Object> identity = new ArrayList<>(settings().values());
    OtlpSettings otlp = settings.otlp();
    identity.add(settings.name());
    identity.add(settings.meters());
    identity.add(settings.resource());
    if (otlp != null) {
      identity.add(otlp.endpoint());
      identity.add(otlp.headers());
      identity.add(otlp.tls().clientKey().map(pem -> pem.path().toString()));
    }
    return identity;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OpenTelemetryBridge that && identity().equals(that.identity());
  }

  @Override
  public int hashCode() {
    return settings().hashCode();
  }

  private static String orNone(@Nullable String text) {
    return text == null || text.isBlank() ? "none" : text.strip();
  }

  /**
   * Starts to send.
   *
   * @throws IllegalArgumentException if there are {@link #mistakes}
   */
  @Override
  public RunningOutlet start(AuditJournal journal) {
    OtlpSettings otlp = settings.otlp();
    if (otlp == null || !mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", mistakes));
    }
    return BridgeRun.start(settings, otlp, journal);
  }

  @Override
  public String toString() {
    return "OpenTelemetry(" + settings.name() + ": " + settings.otlp() + ")";
  }

  /** Takes what a configuration, or code, says; see {@code docs/otel.md}. */
  public static final class Builder
      implements org.apache.logging.log4j.core.util.Builder<OpenTelemetryBridge> {
    private static final String ATTRIBUTES =
        "name, endpoint, protocol, headers, certificate, clientKey, clientCertificate, compression,"
            + " timeoutMillis, connectTimeoutMillis, proxy, allowInsecure, also, without,"
            + " maxEventsPerSecond, flushTimeoutMillis, metrics, metricsIntervalMillis";
    private static final int MOST_MILLIS = 3_600_000;

    @PluginBuilderAttribute private @Nullable String name;
    @PluginBuilderAttribute private @Nullable String endpoint;
    @PluginBuilderAttribute private @Nullable String protocol;

    @PluginBuilderAttribute(sensitive = true)
    private @Nullable String headers;

    @PluginBuilderAttribute private @Nullable String certificate;
    @PluginBuilderAttribute private @Nullable String clientKey;
    @PluginBuilderAttribute private @Nullable String clientCertificate;
    @PluginBuilderAttribute private @Nullable String compression;
    @PluginBuilderAttribute private @Nullable String timeoutMillis;
    @PluginBuilderAttribute private @Nullable String connectTimeoutMillis;
    @PluginBuilderAttribute private @Nullable String proxy;
    @PluginBuilderAttribute private @Nullable String allowInsecure;
    @PluginBuilderAttribute private @Nullable String also;
    @PluginBuilderAttribute private @Nullable String without;
    @PluginBuilderAttribute private @Nullable String maxEventsPerSecond;
    @PluginBuilderAttribute private @Nullable String flushTimeoutMillis;
    @PluginBuilderAttribute private @Nullable String metrics;
    @PluginBuilderAttribute private @Nullable String metricsIntervalMillis;
    @PluginNode private @Nullable Node node;

    private @Nullable MeterProvider meters;
    private @Nullable Resource resource;
    private final List<String> mistakes = new ArrayList<>();

    private Builder() {}

    /** Tells several bridges of one journal apart, and their cursors; by default {@code otel}. */
    public Builder setName(@Nullable String value) {
      this.name = value;
      return this;
    }

    /** The receiver's address; by default that of the environment, or this machine's. */
    public Builder setEndpoint(@Nullable String value) {
      this.endpoint = value;
      return this;
    }

    /** {@code http/protobuf} (default) or {@code grpc}. */
    public Builder setProtocol(@Nullable String value) {
      this.protocol = value;
      return this;
    }

    /** {@code name=value,name=value}, the values percent-encoded. */
    public Builder setHeaders(@Nullable String value) {
      this.headers = value;
      return this;
    }

    /** A PEM file of certificates that the receiver's must lead to. */
    public Builder setCertificate(@Nullable String value) {
      this.certificate = value;
      return this;
    }

    /** A PEM file with the client's key. */
    public Builder setClientKey(@Nullable String value) {
      this.clientKey = value;
      return this;
    }

    /** A PEM file with the client's certificate. */
    public Builder setClientCertificate(@Nullable String value) {
      this.clientCertificate = value;
      return this;
    }

    /** {@code gzip} (default) or {@code none}. */
    public Builder setCompression(@Nullable String value) {
      this.compression = value;
      return this;
    }

    /** How long one batch may take; by default 10000. */
    public Builder setTimeoutMillis(@Nullable String value) {
      this.timeoutMillis = value;
      return this;
    }

    /** How long a connection may take to come about; by default 10000. */
    public Builder setConnectTimeoutMillis(@Nullable String value) {
      this.connectTimeoutMillis = value;
      return this;
    }

    /** An HTTP proxy, {@code host:port}. */
    public Builder setProxy(@Nullable String value) {
      this.proxy = value;
      return this;
    }

    /** Whether events may leave this machine unencrypted; by default {@code false}. */
    public Builder setAllowInsecure(@Nullable String value) {
      this.allowInsecure = value;
      return this;
    }

    /** Fields that leave though they would stay. */
    public Builder setAlso(@Nullable String value) {
      this.also = value;
      return this;
    }

    /** Fields that stay though they would leave. */
    public Builder setWithout(@Nullable String value) {
      this.without = value;
      return this;
    }

    /** A limit for what is sent; by default 0, none. */
    public Builder setMaxEventsPerSecond(@Nullable String value) {
      this.maxEventsPerSecond = value;
      return this;
    }

    /** How long a stop may take to send what is recorded; by default 5000. */
    public Builder setFlushTimeoutMillis(@Nullable String value) {
      this.flushTimeoutMillis = value;
      return this;
    }

    /** {@code own} (default), {@code application} or {@code off}. */
    public Builder setMetrics(@Nullable String value) {
      this.metrics = value;
      return this;
    }

    /** How often metrics of its own are exported; by default 60000. */
    public Builder setMetricsIntervalMillis(@Nullable String value) {
      this.metricsIntervalMillis = value;
      return this;
    }

    /** Where the element stands; null outside of a configuration. */
    public Builder setNode(@Nullable Node value) {
      this.node = value;
      return this;
    }

    /** For code: the application's meters, in place of those that are registered globally. */
    public Builder setMeterProvider(MeterProvider value) {
      this.meters = value;
      return this;
    }

    /** For code: the application's resource, so that its telemetry and its audit log agree. */
    public Builder setResource(Resource value) {
      this.resource = value;
      return this;
    }

    @Override
    public OpenTelemetryBridge build() {
      mistakes.clear();
      String checkedName = name == null ? "otel" : name.strip();
      if (!isName(checkedName)) {
        mistake("name", checkedName, NAMES);
        checkedName = "otel";
      }
      FieldChoice fields = FieldChoice.DEFAULT;
      try {
        fields = FieldChoice.parse(also, without);
      } catch (IllegalArgumentException e) {
        mistakes.add("OpenTelemetry " + e.getMessage());
      }
      Settings settings =
          new Settings(
              checkedName,
              otlp(),
              fields,
              also,
              without,
              number("maxEventsPerSecond", maxEventsPerSecond, 0, 0, 10_000_000),
              Duration.ofMillis(
                  number("flushTimeoutMillis", flushTimeoutMillis, 5_000, 0, MOST_MILLIS)),
              metrics(),
              Duration.ofMillis(
                  number("metricsIntervalMillis", metricsIntervalMillis, 60_000, 100, MOST_MILLIS)),
              meters,
              resource);
      addUnknown();
      return new OpenTelemetryBridge(settings, mistakes);
    }

    private void mistake(String attribute, String value, String wayOut) {
      mistakes.add("OpenTelemetry " + attribute + " \"" + value + "\": " + wayOut);
    }

    private @Nullable OtlpSettings otlp() {
      OtlpSettings.Builder builder = OtlpSettings.builder(System::getenv);
      given(endpoint, builder::endpoint);
      given(protocol, builder::protocol);
      given(headers, builder::headers);
      given(certificate, builder::certificate);
      given(clientKey, builder::clientKey);
      given(clientCertificate, builder::clientCertificate);
      given(compression, builder::compression);
      given(proxy, builder::proxy);
      if (timeoutMillis != null) {
        builder.timeout(
            Duration.ofMillis(number("timeoutMillis", timeoutMillis, 10_000, 1, 600_000)));
      }
      if (connectTimeoutMillis != null) {
        builder.connectTimeout(
            Duration.ofMillis(
                number("connectTimeoutMillis", connectTimeoutMillis, 10_000, 1, 600_000)));
      }
      if (allowInsecure != null) {
        switch (allowInsecure.strip().toLowerCase(Locale.ROOT)) {
          case "true" -> builder.allowInsecure(true);
          case "false" -> builder.allowInsecure(false);
          default -> mistake("allowInsecure", allowInsecure, "use true or false");
        }
      }
      List<String> wrong = builder.mistakes();
      wrong.forEach(each -> mistakes.add("OpenTelemetry " + each));
      return wrong.isEmpty() ? builder.build() : null;
    }

    private static void given(@Nullable String text, Consumer<String> setter) {
      if (text != null) {
        setter.accept(text.strip());
      }
    }

    private int number(
        String attribute, @Nullable String text, int byDefault, int least, int most) {
      if (text == null) {
        return byDefault;
      }
      try {
        int value = Integer.parseInt(text.strip());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Told below, with the value.
      }
      mistake(attribute, text, "use a number from " + least + " to " + most);
      return byDefault;
    }

    private Metrics metrics() {
      if (metrics == null) {
        return meters == null ? Metrics.OWN : Metrics.APPLICATION;
      }
      for (Metrics each : Metrics.values()) {
        if (each.text().equalsIgnoreCase(metrics.strip())) {
          return each;
        }
      }
      mistake("metrics", metrics, "use own, application or off");
      return Metrics.OFF;
    }

    /** What nobody took is still in the node. */
    private void addUnknown() {
      Node element = node;
      if (element == null) {
        return;
      }
      for (String unknown : new TreeSet<>(element.getAttributes().keySet())) {
        mistakes.add(
            "OpenTelemetry unknown attribute \"" + unknown + "\": use one of " + ATTRIBUTES);
      }
      for (Node child : element.getChildren()) {
        mistakes.add(
            "OpenTelemetry element \"" + child.getName() + "\": has no use here; remove it");
      }
    }
  }
}
