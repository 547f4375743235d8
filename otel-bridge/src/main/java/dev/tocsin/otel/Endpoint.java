package dev.tocsin.otel;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Quote;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a receiver of OTLP listens.
 *
 * @param uri http or https, in lower case, with a host and a path, without user, query and fragment
 */
record Endpoint(URI uri) {
  private static final String LOGS_PATH = "/v1/logs";
  private static final String METRICS_PATH = "/v1/metrics";
  private static final int MAX_PORT = 65_535;

  /**
   * The address of a text, which is used as it is.
   *
   * @throws IllegalArgumentException what is wrong, and the way out
   */
  static Endpoint of(String text) {
    URI uri = parse(text);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("begin it with http:// or https://");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "holds a user or password, which does not stand in an address: use headers with"
              + " Authorization");
    }
    if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
      throw new IllegalArgumentException(
          "names no host and port, as in https://collector.example.com:4318; a host has no"
              + " underscore");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("holds a ? or #: leave out what begins with it");
    }
    String path = uri.getRawPath();
    return new Endpoint(withPath(scheme, uri, path.isEmpty() ? "/" : path));
  }

  /**
   * The address for log records below this one, by the rule for {@code
   * OTEL_EXPORTER_OTLP_ENDPOINT}; this one if it is such an address already.
   *
   * @see <a
   *     href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp">OpenTelemetry,
   *     Endpoint URLs for OTLP/HTTP</a>
   */
  Endpoint forLogs() {
    String path = uri.getRawPath();
    return path.endsWith(LOGS_PATH)
        ? this
        : new Endpoint(withPath(uri.getScheme(), uri, path.replaceFirst("/+$", "") + LOGS_PATH));
  }

  /** The address for metrics beside this one for logs; empty where its path does not tell. */
  Optional<URI> forMetrics() {
    String path = uri.getRawPath();
    return path.endsWith(LOGS_PATH)
        ? Optional.of(
            withPath(
                uri.getScheme(),
                uri,
                path.substring(0, path.length() - LOGS_PATH.length()) + METRICS_PATH))
        : Optional.empty();
  }

  boolean hasPath() {
    return !uri.getRawPath().equals("/");
  }

  boolean isPlain() {
    return uri.getScheme().equals("http");
  }

  boolean isLoopback() {
    return isLoopback(uri.getHost());
  }

  /** Whether a host, by its name, is this machine. Nothing here asks DNS. */
  static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    ClientAddress address = ClientAddress.parse(withoutBrackets(name));
    return address == null
        ? name.equals("localhost") || name.endsWith(".localhost")
        : address.isLoopback();
  }

  /** The host of a URI as sockets want it: an IPv6 address there has no brackets. */
  static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Scheme, host and port: some receivers keep a token in the path. */
  String place() {
    return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  /** The beginning of a text that should be an address, without what may be secret. */
  static String shown(String text) {
    String address = text.replaceFirst("//[^/?#]*@", "//");
    int authority = address.indexOf("//");
    int end = authority < 0 ? 0 : authority + 2;
    while (end < address.length() && "/?#".indexOf(address.charAt(end)) < 0) {
      end++;
    }
    return Quote.of(address.substring(0, end) + (end < address.length() ? "..." : ""));
  }

  private static URI parse(String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      // The exception's text shows the address.
      throw new IllegalArgumentException(
          "is no URL: write it as in https://collector.example.com:4318");
    }
  }

  private static URI withPath(String scheme, URI uri, String rawPath) {
    return URI.create(scheme + "://" + uri.getRawAuthority() + rawPath);
  }
}
