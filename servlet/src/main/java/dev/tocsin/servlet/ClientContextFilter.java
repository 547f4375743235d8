package dev.tocsin.servlet;

import dev.tocsin.event.EventField;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is known of a request into Log4j's ThreadContext, so that every event logged while it
 * is handled carries it: {@code ip_address} and {@code ip_provenance} (by {@link TrustedProxies}),
 * {@code request_method}, {@code request_url} (path and query as sent), {@code user_agent}, {@code
 * correlation_id}, {@code trace_id} and {@code session_id}.
 *
 * <p>The correlation id is the trace id of a valid W3C {@code traceparent}, else {@code
 * X-Request-ID} when it is 1 to {@value #MAX_REQUEST_ID_CHARS} letters, digits and {@code
 * ._~:/+=@-}, else a fresh one. It stays the same through asynchronous and error dispatches.
 *
 * <p>When the request leaves the thread, normally, by an exception or by going asynchronous, the
 * thread's ThreadContext is again what it was before; what the application put there in between is
 * gone too. Work that an application hands to its own threads takes the context along by {@link
 * RequestContext#wrap(Runnable)}.
 *
 * <p>Map it first, to {@code /*}, with the dispatchers REQUEST, ASYNC and ERROR, and with
 * asynchronous support. In {@code web.xml} it takes the init parameters {@code trustedProxies}
 * (ranges with commas between them; none without it) and {@code forwardingHeader} ({@code
 * forwarded}, {@code x_forwarded_for} or {@code either}, the default). Thread-safe.
 */
public final class ClientContextFilter implements Filter {
  private static final int MAX_REQUEST_ID_CHARS = 128;

  private final Supplier<String> freshIds;
  private volatile TrustedProxies proxies;

  /** For {@code web.xml}: configured by init parameters. */
  public ClientContextFilter() {
    this(TrustedProxies.none());
  }

  /** For use from code: the proxies given here, and random UUIDs as fresh correlation ids. */
  public ClientContextFilter(TrustedProxies proxies) {
    this(proxies, () -> UUID.randomUUID().toString());
  }

  /**
   * For use from code.
   *
   * @param freshIds makes the correlation id of a request that brings none; called by many threads
   */
  public ClientContextFilter(TrustedProxies proxies, Supplier<String> freshIds) {
    this.proxies = proxies;
    this.freshIds = freshIds;
  }

  /**
   * Reads the init parameters.
   *
   * @throws ServletException when one is wrong; the message names the parameter, its value and what
   *     it may be
   */
  @Override
  public void init(FilterConfig config) throws ServletException {
    String ranges = config.getInitParameter("trustedProxies");
    if (ranges == null) {
      return;
    }
    ForwardingHeader header = header(config.getInitParameter("forwardingHeader"));
    try {
      proxies = TrustedProxies.parse(ranges, header);
    } catch (IllegalArgumentException e) {
      throw new ServletException("init parameter trustedProxies: " + e.getMessage(), e);
    }
  }

  private static ForwardingHeader header(@Nullable String value) throws ServletException {
    if (value == null) {
      return ForwardingHeader.EITHER;
    }
    for (ForwardingHeader header : ForwardingHeader.values()) {
      if (header.name().toLowerCase(Locale.ROOT).equals(value)) {
        return header;
      }
    }
    throw new ServletException(
        "init parameter forwardingHeader \""
            + value
            + "\": use forwarded, x_forwarded_for or either");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    // Forwards and includes run on the thread of the request they belong to: all is there already.
    boolean inside =
        request.getDispatcherType() == DispatcherType.FORWARD
            || request.getDispatcherType() == DispatcherType.INCLUDE;
    if (inside || !(request instanceof HttpServletRequest http)) {
      chain.doFilter(request, response);
      return;
    }
    RequestContext context = RequestContext.of(http);
    if (context == null) {
      context = contextOf(http);
    }
    context = context.with(EventField.SESSION_ID, sessionOf(http));
    context.attachTo(http);
    RequestContext.Scope scope = context.open();
    try {
      chain.doFilter(request, response);
    } finally {
      scope.close();
    }
  }

  private RequestContext contextOf(HttpServletRequest request) {
    RequestContext.Builder context = RequestContext.builder();
    ResolvedClient client =
        proxies.resolve(
            request.getRemoteAddr(),
            lines(request, "Forwarded"),
            lines(request, "X-Forwarded-For"));
    if (client != null) {
      context.put(EventField.IP_ADDRESS, client.address().text());
      context.put(EventField.IP_PROVENANCE, client.provenance().text());
    }
    TraceParent trace = traceOf(request);
    return context
        .put(EventField.REQUEST_METHOD, request.getMethod())
        .put(EventField.REQUEST_URL, urlOf(request))
        .put(EventField.USER_AGENT, request.getHeader("User-Agent"))
        .put(EventField.TRACE_ID, trace == null ? null : trace.traceId())
        .put(EventField.CORRELATION_ID, trace == null ? requestId(request) : trace.traceId())
        .build();
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

  private static @Nullable String sessionOf(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session == null ? null : session.getId();
  }

  private static List<String> lines(HttpServletRequest request, String header) {
    Enumeration<String> lines = request.getHeaders(header);
    return lines == null ? List.of() : Collections.list(lines);
  }
}
