package dev.tocsin.servlet;

import dev.tocsin.audit.RequestEvents;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is known of a request before anything has handled it. The correlation id is the trace
 * id of a valid W3C {@code traceparent}, else {@code X-Request-ID} when it is 1 to {@value
 * #MAX_REQUEST_ID_CHARS} letters, digits and {@code ._~:/+=@-}, else a fresh one. Immutable and
 * thread-safe.
 */
final class ContextReader {
  private static final int MAX_REQUEST_ID_CHARS = 128;

  private final TrustedProxies proxies;
  private final Supplier<String> freshIds;

  /**
   * @param freshIds makes the correlation id of a request that brings none; called by many threads
   */
  ContextReader(TrustedProxies proxies, Supplier<String> freshIds) {
    this.proxies = proxies;
    this.freshIds = freshIds;
  }

  /**
   * The context of a new request.
   *
   * @param events names the request to whatever logs for it
   */
  RequestContext read(HttpServletRequest request, RequestEvents events) {
    RequestContext.Builder context = RequestContext.builder(events.id());
    ResolvedClient client =
        proxies.resolve(
            request.getRemoteAddr(),
            lines(request, "Forwarded"),
            lines(request, "X-Forwarded-For"));
    if (client != null) {
      context.client(client);
    }
    TraceParent trace = traceOf(request);
    return context
        .put(EventField.REQUEST_METHOD, request.getMethod())
        .put(EventField.REQUEST_URL, urlOf(request))
        .put(EventField.USER_AGENT, request.getHeader("User-Agent"))
        .put(EventField.TRACE_ID, trace == null ? null : trace.traceId())
        .put(EventField.CORRELATION_ID, trace == null ? requestId(request) : trace.traceId())
        .crossSite("cross-site".equals(request.getHeader("Sec-Fetch-Site")))
        .build();
  }

  /** The client if it is so, or one that may be hiding behind a proxy's address; else null. */
  @Nullable ClientAddress find(
      HttpServletRequest request, ResolvedClient client, Predicate<ClientAddress> wanted) {
    if (wanted.test(client.address())) {
      return client.address();
    }
    if (!proxies.contains(client.address())) {
      return null;
    }
    List<ClientAddress> told =
        proxies.told(
            request.getRemoteAddr(),
            lines(request, "Forwarded"),
            lines(request, "X-Forwarded-For"));
    return told.stream().filter(wanted).findFirst().orElse(null);
  }

  private static String urlOf(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? request.getRequestURI() : request.getRequestURI() + '?' + query;
  }

  private static @Nullable TraceParent traceOf(HttpServletRequest request) {
    List<String> lines = lines(request, "traceparent");
    return lines.size() == 1 ? TraceParent.parse(lines.get(0)) : null;
  }

  private String requestId(HttpServletRequest request) {
    String id = request.getHeader("X-Request-ID");
    return id != null && isSaneId(id) ? id : freshIds.get();
  }

  private static boolean isSaneId(String id) {
    if (id.isEmpty() || id.length() > MAX_REQUEST_ID_CHARS) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean sane =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "._~:/+=@-".indexOf(c) >= 0;
      if (!sane) {
        return false;
      }
    }
    return true;
  }

  private static List<String> lines(HttpServletRequest request, String header) {
    Enumeration<String> lines = request.getHeaders(header);
    return lines == null ? List.of() : Collections.list(lines);
  }
}
