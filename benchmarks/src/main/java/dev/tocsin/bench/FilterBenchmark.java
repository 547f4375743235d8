package dev.tocsin.bench;

import dev.tocsin.servlet.AuditFilter;
import dev.tocsin.servlet.WebSettings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the servlet filter adds to a request that nothing is to be told of, without a container:
 * behind a trusted proxy, with the context on the thread, the question whether the client is
 * blocked, and with two rate limits. {@code filter_none} is the same request without the filter.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class FilterBenchmark {

  /** The filter in its forms, and a request. */
  @State(Scope.Thread)
  public static class Web {
    final AuditFilter plain =
        new AuditFilter(WebSettings.parse(Map.of("trustedProxies", "10.0.0.0/8")));
    final AuditFilter limiting =
        new AuditFilter(
            WebSettings.parse(
                Map.of(
                    "trustedProxies",
                    "10.0.0.0/8",
                    "rateLimits",
                    "address 1000000/1s; address /orders/* 1000000/1s")));
    final Answer answer = new Answer();
    private int next;

    Call next() {
      next = (next + 1) & 1_023;
      return new Call("203.0." + (next >> 8) + "." + (next & 255));
    }
  }

  @Benchmark
  public void filter_none(Web web, Blackhole hole) {
    hole.consume(web.next());
  }

  @Benchmark
  public void filter(Web web, Blackhole hole) throws IOException, ServletException {
    FilterChain chain = (request, response) -> hole.consume(request);
    web.plain.doFilter(web.next(), web.answer, chain);
  }

  @Benchmark
  public void filter_limits(Web web, Blackhole hole) throws IOException, ServletException {
    FilterChain chain = (request, response) -> hole.consume(request);
    web.limiting.doFilter(web.next(), web.answer, chain);
  }

  private static <T> T nothing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  /** A request as a container makes it, without the container. */
  static final class Call extends HttpServletRequestWrapper {
    private static final HttpServletRequest NOTHING = nothing(HttpServletRequest.class);

    private final Map<String, String> headers;
    private final Map<String, Object> attributes = new HashMap<>();

    Call(String client) {
      super(NOTHING);
      headers =
          Map.of(
              "x-forwarded-for",
              client,
              "user-agent",
              "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36",
              "traceparent",
              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
              "sec-fetch-site",
              "same-origin");
    }

    @Override
    public @Nullable String getHeader(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      String value = getHeader(name);
      return Collections.enumeration(value == null ? List.of() : List.of(value));
    }

    @Override
    public String getRemoteAddr() {
      return "10.1.2.3";
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getRequestURI() {
      return "/orders/list";
    }

    @Override
    public String getQueryString() {
      return "page=2";
    }

    @Override
    public String getServletPath() {
      return "/orders";
    }

    @Override
    public String getPathInfo() {
      return "/list";
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
      attributes.put(name, value);
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
      return null;
    }

    @Override
    public @Nullable String getRequestedSessionId() {
      return null;
    }

    @Override
    public boolean isRequestedSessionIdValid() {
      return false;
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
      return null;
    }

    @Override
    public DispatcherType getDispatcherType() {
      return DispatcherType.REQUEST;
    }

    @Override
    public boolean isAsyncStarted() {
      return false;
    }
  }

  /** A response that is all right. */
  static final class Answer extends HttpServletResponseWrapper {
    private static final HttpServletResponse NOTHING = nothing(HttpServletResponse.class);

    Answer() {
      super(NOTHING);
    }

    @Override
    public void setHeader(String name, String value) {
      // A container would keep it.
    }

    @Override
    public int getStatus() {
      return 200;
    }
  }
}
