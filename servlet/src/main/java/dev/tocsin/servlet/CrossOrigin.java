package dev.tocsin.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that changes something, that brings what a browser adds by itself, and that a page of
 * another origin made the browser send: a forgery, unless that origin is trusted. By {@code
 * Sec-Fetch-Site}, which scripts can't set, else by {@code Origin}; where neither is there, as with
 * everything that is no browser, nothing is said.
 *
 * @param origin that of the page, as sent and cut to {@value #MOST_CHARS} characters; null if it
 *     was not told
 * @param fetchSite the text of {@code Sec-Fetch-Site}, null if it was not sent
 * @param confidence {@code high} where the browser says that it is another site; {@code medium}
 *     where only the origin differs; {@code low} where the origin is hidden, which also happens to
 *     honest pages
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-7">RFC 6454, section 7</a>
 */
record CrossOrigin(@Nullable String origin, @Nullable String fetchSite, String confidence) {
  private static final int MOST_CHARS = 256;
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final List<String> SCHEMES_OF_BROWSERS =
      List.of("basic ", "digest ", "negotiate ", "ntlm ");

  /**
   * What a request tells, or null where there is nothing to be said against it.
   *
   * @param trusted origins whose pages may send requests here
   */
  static @Nullable CrossOrigin of(HttpServletRequest request, Set<String> trusted) {
    if (SAFE_METHODS.contains(request.getMethod()) || !bringsCredentialsByItself(request)) {
      return null;
    }
    String origin = request.getHeader("Origin");
    if (origin != null && trusted.contains(origin.toLowerCase(Locale.ROOT))) {
      return null;
    }
    String told =
        origin == null ? null : origin.substring(0, Math.min(origin.length(), MOST_CHARS));
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      switch (site) {
        case "same-origin", "none" -> {
          return null;
        }
        case "cross-site" -> {
          return new CrossOrigin(told, site, "high");
        }
        case "same-site" -> {
          return new CrossOrigin(told, site, "medium");
        }
        default -> {
          // No browser says anything else: go by the origin.
        }
      }
    }
    if (origin == null || isOwn(origin, request.getHeader("Host"))) {
      return null;
    }
    return new CrossOrigin(told, null, origin.equals("null") ? "low" : "medium");
  }

  private static boolean bringsCredentialsByItself(HttpServletRequest request) {
    if (request.getHeader("Cookie") != null) {
      return true;
    }
    String authorization = request.getHeader("Authorization");
    if (authorization == null) {
      return false;
    }
    String lower = authorization.toLowerCase(Locale.ROOT);
    return SCHEMES_OF_BROWSERS.stream().anyMatch(lower::startsWith);
  }

  /** The scheme is not compared, as a proxy that ends TLS hides it. */
  private static boolean isOwn(String origin, @Nullable String host) {
    if (host == null) {
      return false;
    }
    try {
      URI from = new URI(origin);
      URI here = new URI("http://" + host);
      return from.getHost() != null
          && from.getHost().equalsIgnoreCase(here.getHost())
          && (from.getPort() == here.getPort() || isDefault(from, here.getPort()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Whether of two ports one is left out because the scheme means it. */
  private static boolean isDefault(URI origin, int port) {
    int byScheme = "https".equalsIgnoreCase(origin.getScheme()) ? 443 : 80;
    int from = origin.getPort() < 0 ? byScheme : origin.getPort();
    return from == (port < 0 ? byScheme : port);
  }
}
