package dev.tocsin.otel;

import dev.tocsin.event.Quote;
import dev.tocsin.otel.OtlpSettings.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from a builder and its environment and collects the mistakes. In place of what is
 * mistaken it goes on with the default, so that one reading finds them all.
 */
final class SettingsReader {
  static final String ENDPOINT = "endpoint";
  static final String PROTOCOL = "protocol";
  static final String HEADERS = "headers";
  static final String CERTIFICATE = "certificate";
  static final String CLIENT_KEY = "clientKey";
  static final String CLIENT_CERTIFICATE = "clientCertificate";
  static final String COMPRESSION = "compression";
  static final String PROXY = "proxy";

  private static final String TIMEOUT = "timeout";
  private static final String GENERAL = "OTEL_EXPORTER_OTLP_";
  private static final String LOGS = GENERAL + "LOGS_";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
  private static final int MAX_PORT = 65_535;

  private final OtlpSettings.Builder builder;
  private final List<String> mistakes = new ArrayList<>();

  SettingsReader(OtlpSettings.Builder builder) {
    this.builder = builder;
  }

  /**
   * Where a value came from, and its text.
   *
   * @param asIs whether it is for log records alone
   */
  private record Given(String name, String text, boolean asIs) {}

  /** The settings, fit for use if there are no {@link #mistakes} afterwards. */
  OtlpSettings read() {
    Protocol protocol = protocol();
    Optional<InetSocketAddress> proxy = proxy(protocol);
    Endpoint endpoint = endpoint(protocol, proxy);
    return new OtlpSettings(
        endpoint,
        protocol,
        headers(),
        tls(endpoint),
        gzip(),
        timeout(),
        checked("connectTimeout", builder.connectTimeout),
        proxy);
  }

  List<String> mistakes() {
    return List.copyOf(mistakes);
  }

  private Protocol protocol() {
    Given given = given(PROTOCOL, "PROTOCOL");
    if (given == null) {
      return Protocol.HTTP_PROTOBUF;
    }
    for (Protocol protocol : Protocol.values()) {
      if (given.text().equals(protocol.text())) {
        return protocol;
      }
    }
    mistake(given, "use http/protobuf or grpc");
    return Protocol.HTTP_PROTOBUF;
  }

  private Endpoint endpoint(Protocol protocol, Optional<InetSocketAddress> proxy) {
    boolean http = protocol == Protocol.HTTP_PROTOBUF;
    Endpoint standard = Endpoint.of(http ? "http://localhost:4318" : "http://localhost:4317");
    Given given = given(ENDPOINT, "ENDPOINT");
    if (given == null) {
      // A proxy elsewhere would get the records unencrypted, and ask its own localhost.
      checkEncryption(new Given(ENDPOINT, standard.uri().toString(), false), standard, proxy);
      return http ? standard.forLogs() : standard;
    }
    String where = given.name() + ": " + Endpoint.shown(given.text()) + ": ";
    try {
      Endpoint endpoint = Endpoint.of(given.text());
      checkEncryption(given, endpoint, proxy);
      if (!http && endpoint.hasPath()) {
        mistakes.add(where + "has a path, for which gRPC has no use: leave the path out");
      }
      return http && !given.asIs() ? endpoint.forLogs() : endpoint;
    } catch (IllegalArgumentException e) {
      mistakes.add(where + e.getMessage());
      return standard;
    }
  }

  private void checkEncryption(Given given, Endpoint endpoint, Optional<InetSocketAddress> proxy) {
    boolean stays =
        endpoint.isLoopback()
            && proxy.map(p -> Endpoint.isLoopback(p.getHostString())).orElse(true);
    if (endpoint.isPlain() && !stays && !builder.allowInsecure) {
      mistakes.add(
          given.name()
              + ": "
              + Endpoint.shown(given.text())
              + ": audit records would leave this machine unencrypted: use https://, or set"
              + " allowInsecure to true");
    }
  }

  private SortedMap<String, String> headers() {
    Given given = builder.headers == null ? given(HEADERS, "HEADERS") : null;
    String name = given == null ? HEADERS : given.name();
    try {
      Map<String, String> headers = builder.headers;
      if (headers == null) {
        headers = given == null ? Map.of() : OtlpHeaders.parse(given.text());
      }
      return OtlpHeaders.checked(headers);
    } catch (IllegalArgumentException e) {
      mistakes.add(name + ": " + e.getMessage());
      return Collections.emptySortedMap();
    }
  }

  private TlsFiles tls(Endpoint endpoint) {
    Optional<PemFile> trusted = file(CERTIFICATE, "CERTIFICATE");
    Optional<PemFile> key = file(CLIENT_KEY, "CLIENT_KEY");
    Optional<PemFile> certificates = file(CLIENT_CERTIFICATE, "CLIENT_CERTIFICATE");
    if (key.isPresent() != certificates.isPresent()) {
      PemFile lonely = key.or(() -> certificates).orElseThrow();
      mistakes.add(
          lonely.name()
              + ": "
              + lonely.path()
              + ": give a client's key and certificate together, or neither");
    }
    if (endpoint.isPlain()) {
      // The environment's may be meant for others.
      for (String name : List.of(CERTIFICATE, CLIENT_KEY, CLIENT_CERTIFICATE)) {
        if (!builder.texts.getOrDefault(name, "").isBlank()) {
          mistakes.add(name + ": without TLS it is of no use: begin endpoint with https://");
        }
      }
      return new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());
    }
    check(trusted, PemFile::certificates);
    check(key, PemFile::key);
    check(certificates, PemFile::certificates);
    return new TlsFiles(trusted, key, certificates);
  }

  /** Reads a file. */
  private interface Reading {
    byte[] read(PemFile file) throws IOException;
  }

  private void check(Optional<PemFile> file, Reading reading) {
    try {
      if (file.isPresent()) {
        byte[] unused = reading.read(file.get());
      }
    } catch (IOException e) {
      mistakes.add(String.valueOf(e.getMessage()));
    }
  }

  private Optional<PemFile> file(String name, String variable) {
    Given given = given(name, variable);
    if (given == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PemFile(given.name(), Path.of(given.text())));
    } catch (InvalidPathException e) {
      mistake(given, "is no path: name a file in PEM form");
      return Optional.empty();
    }
  }

  private boolean gzip() {
    Given given = given(COMPRESSION, "COMPRESSION");
    if (given == null || given.text().equals("gzip")) {
      return true;
    }
    if (!given.text().equals("none")) {
      mistake(given, "use gzip or none");
    }
    return false;
  }

  private Duration timeout() {
    Given given = builder.timeout == null ? given(TIMEOUT, "TIMEOUT") : null;
    if (given == null) {
      return checked(TIMEOUT, builder.timeout);
    }
    if (given.text().matches("[0-9]{1,9}")) {
      Duration timeout = Duration.ofMillis(Long.parseLong(given.text()));
      if (isTimeout(timeout)) {
        return timeout;
      }
    }
    mistake(given, "use 1 to " + MAX_TIMEOUT.toMillis() + ", in milliseconds");
    return DEFAULT_TIMEOUT;
  }

  private Duration checked(String name, @Nullable Duration timeout) {
    if (timeout == null) {
      return DEFAULT_TIMEOUT;
    }
    if (!isTimeout(timeout)) {
      mistakes.add(name + ": " + timeout + ": use 1 ms to " + MAX_TIMEOUT.toMinutes() + " minutes");
      return DEFAULT_TIMEOUT;
    }
    return timeout;
  }

  private static boolean isTimeout(Duration duration) {
    return duration.compareTo(Duration.ofMillis(1)) >= 0 && duration.compareTo(MAX_TIMEOUT) <= 0;
  }

  private Optional<InetSocketAddress> proxy(Protocol protocol) {
    Given given = given(PROXY, null);
    if (given == null) {
      return Optional.empty();
    }
    if (protocol == Protocol.GRPC) {
      mistakes.add(PROXY + ": is for HTTP only: leave it out, or use protocol http/protobuf");
      return Optional.empty();
    }
    Optional<InetSocketAddress> proxy = hostAndPort(given.text());
    if (proxy.isEmpty()) {
      mistakes.add(PROXY + ": " + Endpoint.shown("//" + given.text()) + ": write it as host:port");
    }
    return proxy;
  }

  private static Optional<InetSocketAddress> hostAndPort(String text) {
    try {
      URI uri = new URI("http://" + text);
      boolean bare = text.equals(uri.getRawAuthority()) && uri.getRawUserInfo() == null;
      return bare && uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= MAX_PORT
          ? Optional.of(
              InetSocketAddress.createUnresolved(
                  Endpoint.withoutBrackets(uri.getHost()), uri.getPort()))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** What was given: by the builder, for log records, for every signal; null if nothing was. */
  private @Nullable Given given(String name, @Nullable String variable) {
    String text = builder.texts.get(name);
    if (text != null) {
      if (!text.isBlank()) {
        return new Given(name, text.strip(), false);
      }
      mistakes.add(name + ": is empty: give it a value, or leave it out");
      return null;
    }
    if (variable == null) {
      return null;
    }
    Given specific = variable(LOGS + variable, true);
    return specific == null ? variable(GENERAL + variable, false) : specific;
  }

  private @Nullable Given variable(String name, boolean asIs) {
    String text = builder.environment.apply(name);
    return text == null || text.isBlank() ? null : new Given(name, text.strip(), asIs);
  }

  private void mistake(Given given, String wayOut) {
    mistakes.add(given.name() + ": " + Quote.of(given.text()) + ": " + wayOut);
  }
}
