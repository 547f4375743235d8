package dev.tocsin.servlet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.RequestEvents;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.ThreadContext;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.FilterMapping;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACEPARENT = "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01";

  private static final EnumSet<DispatcherType> DISPATCHERS =
      EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);

  /** What the servlets saw, in order. */
  private final Queue<Map<String, String>> seen = new ConcurrentLinkedQueue<>();

  /** What was left on a thread after the filter, by thread. */
  private final Map<String, Map<String, String>> left = new ConcurrentHashMap<>();

  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicInteger ids = new AtomicInteger();
  private Server server;
  private ServletContextHandler context;

  @BeforeEach
  void startJetty() throws Exception {
    server = new Server(new QueuedThreadPool(8));
    server.addConnector(new ServerConnector(server));
    context = new ServletContextHandler(ServletContextHandler.SESSIONS);
    context.addFilter(
        holder(
            (request, response, chain) -> {
              ThreadContext.put("application", "before");
              try {
                chain.doFilter(request, response);
              } finally {
                left.put(Thread.currentThread().getName(), ThreadContext.getContext());
                ThreadContext.clearMap();
                finished.incrementAndGet();
              }
            }),
        "/*",
        DISPATCHERS);
    TrustedProxies loopback = TrustedProxies.parse("127.0.0.0/8, ::1", ForwardingHeader.EITHER);
    context.addFilter(
        holder(
            new AuditFilter(
                WebSettings.defaults().withProxies(loopback),
                () -> "fresh-" + ids.incrementAndGet())),
        "/*",
        DISPATCHERS);
    servlet("/*", (request, response) -> seen.add(onThread()));
    server.setHandler(context);
    server.start();
  }

  @AfterEach
  void stopJetty() throws Exception {
    server.stop();
  }

  @Test
  void putsTheRequestOnTheThread() throws Exception {
    get(
        "/a%20b?q=%3Cx%3E&r",
        "Forwarded: for=192.0.2.66, for=\"[2001:db8::7]:1\"", "User-Agent: curl/8", TRACEPARENT);

    assertThat(seen)
        .containsExactly(
            Map.of(
                "application", "before",
                "ip_address", "2001:db8::7",
                "ip_provenance", "trusted_proxy",
                "request_method", "GET",
                "request_url", "/a%20b?q=%3Cx%3E&r",
                "user_agent", "curl/8",
                "trace_id", TRACE,
                "correlation_id", TRACE));
  }

  @Test
  void leavesOutWhatTheRequestDoesNotHave() throws Exception {
    get("/");

    assertThat(seen)
        .containsExactly(
            Map.of(
                "application", "before",
                "ip_address", "127.0.0.1",
                "ip_provenance", "peer",
                "request_method", "GET",
                "request_url", "/",
                "correlation_id", "fresh-1"));
  }

  @Test
  void takesTheRequestIdWhereThereIsNoTrace() throws Exception {
    get("/", "X-Request-ID: req_7/a:b+c=d@e.f~g-h");

    assertThat(nextSeen()).containsEntry("correlation_id", "req_7/a:b+c=d@e.f~g-h");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Request-ID: ",
        "X-Request-ID: a b",
        "X-Request-ID: ${jndi:ldap://192.0.2.1/a}",
        "X-Request-ID: a|b",
        "X-Request-ID: \u00e4",
        "traceparent: 00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        TRACEPARENT + "\r\n" + TRACEPARENT,
      })
  void makesAnIdWhereTheHeadersAreNoUse(String header) throws Exception {
    get("/", header);

    assertThat(nextSeen()).containsEntry("correlation_id", "fresh-1").doesNotContainKey("trace_id");
  }

  @Test
  void makesAnIdWhereTheOneSentIsTooLong() throws Exception {
    get("/", "X-Request-ID: " + "a".repeat(128));
    get("/", "X-Request-ID: " + "a".repeat(129));

    assertThat(nextSeen()).containsEntry("correlation_id", "a".repeat(128));
    assertThat(nextSeen()).containsEntry("correlation_id", "fresh-1");
  }

  @Test
  void namesTheSessionOnceThereIsOneAndBelievesNoCookieAboutIt() throws Exception {
    servlet(
        "/begin", (request, response) -> response.getWriter().print(request.getSession().getId()));
    String answer = get("/begin");
    String id = answer.substring(answer.lastIndexOf("\r\n") + 2);

    get("/", "Cookie: JSESSIONID=" + id);
    get("/", "Cookie: JSESSIONID=made-up");

    assertThat(answer).contains("JSESSIONID=" + id);
    assertThat(nextSeen()).containsEntry("session_id", id);
    assertThat(nextSeen()).doesNotContainKey("session_id");
  }

  @Test
  void leavesTheThreadAsItWasAlsoWhenTheApplicationForgets() throws Exception {
    servlet("/forgetful", (request, response) -> ThreadContext.put("user_id", "alice"));

    get("/forgetful");

    assertThat(leftAfter(1)).containsOnly(Map.of("application", "before"));
  }

  @Test
  void leavesTheThreadAsItWasAfterAnException() throws Exception {
    servlet(
        "/broken",
        (request, response) -> {
          throw new IOException("broken");
        });

    assertThat(get("/broken")).startsWith("HTTP/1.1 500");

    assertThat(leftAfter(1)).containsOnly(Map.of("application", "before"));
  }

  @Test
  void keepsTheContextThroughAnAsynchronousDispatch() throws Exception {
    servlet(
        "/async",
        (request, response) -> {
          seen.add(onThread());
          if (request.getDispatcherType() == DispatcherType.REQUEST) {
            AsyncContext async = request.startAsync();
            new Thread(async::dispatch).start();
          }
        });

    get("/async", "Forwarded: for=203.0.113.7");

    assertThat(seen).hasSize(2);
    assertThat(nextSeen())
        .containsEntry("correlation_id", "fresh-1")
        .containsEntry("ip_address", "203.0.113.7")
        .isEqualTo(nextSeen());
    assertThat(leftAfter(2)).containsOnly(Map.of("application", "before"));
  }

  @Test
  void lendsTheContextToAThreadOfTheApplicationsOwn() throws Exception {
    servlet(
        "/thread",
        (request, response) -> {
          RequestContext requestContext = requireNonNull(RequestContext.of(request));
          AsyncContext async = request.startAsync();
          Runnable work = requestContext.wrap(() -> seen.add(onThread()));
          new Thread(
                  () -> {
                    ThreadContext.put("session_id", "of another request");
                    work.run();
                    seen.add(onThread());
                    async.complete();
                  })
              .start();
        });

    get("/thread", "Forwarded: for=203.0.113.7");

    assertThat(nextSeen())
        .containsEntry("ip_address", "203.0.113.7")
        .containsEntry("correlation_id", "fresh-1")
        .doesNotContainKey("session_id");
    assertThat(nextSeen()).containsExactly(Map.entry("session_id", "of another request"));
  }

  @Test
  void keepsWhatTheApplicationPutThereThroughAForward() throws Exception {
    servlet(
        "/front",
        (request, response) -> {
          ThreadContext.put("user_id", "alice");
          request.getRequestDispatcher("/behind").forward(request, response);
          seen.add(onThread());
        });
    servlet("/behind", (request, response) -> ThreadContext.put("target_id", "7"));

    get("/front");

    assertThat(nextSeen()).containsEntry("user_id", "alice").containsEntry("request_url", "/front");
  }

  @Test
  void readsItsInitParameters() throws Exception {
    context.stop();
    FilterHolder configured = new FilterHolder(AuditFilter.class);
    configured.setInitParameter("trustedProxies", "10.0.0.0/8,127.0.0.1");
    configured.setInitParameter("forwardingHeader", "x_forwarded_for");
    ServletHandler handler = context.getServletHandler();
    handler.setFilterMappings(new FilterMapping[0]);
    context.addFilter(configured, "/*", DISPATCHERS);
    context.start();

    get("/", "Forwarded: for=192.0.2.66", "X-Forwarded-For: 203.0.113.7");

    assertThat(nextSeen()).containsEntry("ip_address", "203.0.113.7");
  }

  @Test
  void namesAnInitParameterThatIsWrong() {
    assertThatThrownBy(() -> startWith("trustedProxies", "10.0.0.0/8, inside"))
        .rootCause()
        .hasMessageContaining("inside");
    assertThatThrownBy(() -> startWith("trustedProxies", "10.0.0.0/8, inside"))
        .hasStackTraceContaining("init parameter trustedProxies: ");
    assertThatThrownBy(() -> startWith("forwardingHeader", "via"))
        .hasStackTraceContaining(
            "init parameter forwardingHeader: \"via\": use forwarded, x_forwarded_for or either");
  }

  private static void startWith(String name, String value) throws Exception {
    FilterHolder holder = new FilterHolder(AuditFilter.class);
    holder.setInitParameter("trustedProxies", "127.0.0.1");
    holder.setInitParameter(name, value);
    ServletContextHandler other = new ServletContextHandler();
    other.addFilter(holder, "/*", DISPATCHERS);
    Server broken = new Server();
    broken.setHandler(other);
    try {
      broken.start();
    } finally {
      broken.stop();
    }
  }

  /** Without the number that tells requests of this process apart. */
  private static Map<String, String> onThread() {
    Map<String, String> context = ThreadContext.getContext();
    context.remove(RequestEvents.CONTEXT_KEY);
    return context;
  }

  private Map<String, String> nextSeen() {
    await().until(() -> !seen.isEmpty());
    return seen.remove();
  }

  private Iterable<Map<String, String>> leftAfter(int passes) {
    await().until(() -> finished.get() >= passes);
    return left.values();
  }

  private String get(String target, String... headers) throws IOException {
    return RawHttp.get(
        ((ServerConnector) server.getConnectors()[0]).getLocalPort(), target, headers);
  }

  private static FilterHolder holder(Filter filter) {
    FilterHolder holder = new FilterHolder(filter);
    holder.setAsyncSupported(true);
    return holder;
  }

  private void servlet(String path, Handler handler) {
    var holder =
        context.addServlet(
            new HttpServlet() {
              @Override
              protected void doGet(HttpServletRequest request, HttpServletResponse response)
                  throws ServletException, IOException {
                handler.handle(request, response);
              }
            },
            path);
    holder.setAsyncSupported(true);
  }

  private interface Handler {
    void handle(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException;
  }
}
