package dev.tocsin.servlet;

import jakarta.servlet.http.HttpServletRequest;
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
  private static final Set<String> TYPES_OF_FORMS =
      Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");
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
    if (origin == null || isOwn(origin, hostOf(request))) {
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

  /**
   * Whether a link or a form of another page can have made a browser send such a request, for all
   * that the request tells. Headers that only browsers send are no help against their absence: old
   * ones leave {@code Sec-Fetch-Site} out, as does every browser over plain HTTP. What was opened
   * from a mail has {@code none}.
   */
  static boolean mayHaveSent(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if ("same-origin".equals(site) || "cross-site".equals(site)) {
      // Of the latter the context tells.
      return false;
    }
    return switch (request.getMethod()) {
      case "GET", "HEAD" -> true;
      case "POST" -> isTypeOfForms(request.getContentType());
      default -> false;
    };
  }

  /** One that a page may send to other origins without asking them first. */
  private static boolean isTypeOfForms(@Nullable String contentType) {
    if (contentType == null) {
      return true;
    }
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return TYPES_OF_FORMS.contains(type.strip().toLowerCase(Locale.ROOT));
  }

  /** Over HTTP/2 there may be no such header: the container knows the name all the same. */
  private static String hostOf(HttpServletRequest request) {
    String host = request.getHeader("Host");
    if (host != null) {
      return host;
    }
    String name = request.getServerName();
    String bracketed = name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
    int port = request.getServerPort();
    boolean meant = port == (request.getScheme().equals("https") ? 443 : 80);
    return meant ? bracketed : bracketed + ":" + port;
  }

  /**
   * Compares texts, as names with an underscore are none to {@link java.net.URI}. The scheme is not
   * compared, as a proxy that ends TLS hides it; a port that it means may be left out.
   */
  private static boolean isOwn(String origin, String host) {
    int scheme = origin.indexOf("://");
    if (scheme < 0) {
      return false;
    }
    String end = origin.substring(0, scheme).equalsIgnoreCase("https") ? ":443" : ":80";
    return without(end, origin.substring(scheme + 3)).equalsIgnoreCase(without(end, host));
  }

  private static String without(String end, String host) {
    return host.endsWith(end) ? host.substring(0, host.length() - end.length()) : host;
  }
}
