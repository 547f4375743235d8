package dev.tocsin.servlet;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.BlockList;
import dev.tocsin.audit.RequestEvents;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Makes an audit log of a web application without a change to its code:
 *
 * <ul>
 *   <li>Every event that is logged while a request is handled carries the client's address (by
 *       {@link TrustedProxies}) and its provenance, method, URL, user agent, session, user and a
 *       correlation id, by Log4j's {@code ThreadContext}. The correlation id is the trace id of a
 *       valid W3C {@code traceparent}, else {@code X-Request-ID}, else a fresh one; the answer has
 *       it in {@code X-Request-ID}.
 *   <li>Answers that matter become events ({@link AutomaticEvent}) where the application logs none.
 *   <li>What looks like an attack in {@link InspectedInput}s becomes an event, by choice.
 *   <li>Clients that are blocked ({@link BlockList}) and requests beyond the {@link RateLimit}s are
 *       turned away before the application runs.
 * </ul>
 *
 * <p>When the request leaves the thread, normally, by an exception or by going asynchronous, the
 * thread's {@code ThreadContext} is again what it was before; what the application put there in
 * between is gone too. Work that an application hands to its own threads takes the context along by
 * {@link RequestContext#wrap(Runnable)}.
 *
 * <p>A servlet container registers it by itself, first of all filters, with the settings of {@link
 * WebSettings} as context parameters or system properties {@code tocsin.NAME}; {@code
 * tocsin.filter=off} keeps it away. From code it is {@link #addTo(ServletContext, WebSettings)}.
 * Registered by {@code web.xml} it takes the settings as init parameters; map it to {@code /*} with
 * the dispatchers REQUEST, ASYNC and ERROR and with asynchronous support. Sessions are told of only
 * where it was not registered by {@code web.xml}, as it can't add a listener then.
 *
 * <p>Under the fail-closed policy of the audit appender an automatic event that can't be recorded
 * makes the request fail, unless its answer is on its way or an error already. Thread-safe.
 */
public final class AuditFilter implements Filter {
  /** The header in which an answer tells the request's correlation id. */
  static final String REQUEST_ID = "X-Request-ID";

  private static final String NAME = "tocsin";
  private static final String ATTRIBUTE = AuditFilter.class.getName();
  private static final long SWEEP_MILLIS = 1_000;

  private final SecurityLogger audit = SecurityLogger.getLogger(AuditFilter.class);
  private final LongAdder excluded = new LongAdder();
  private final LongAdder blocked = new LongAdder();
  private final Supplier<String> freshIds;
  private volatile Parts parts;
  private @Nullable ScheduledExecutorService sweeper;

  /** What the settings make. */
  private record Parts(
      WebSettings settings, ContextReader contexts, AutomaticEvents events, RateLimiter limiter) {}

  /** For {@code web.xml}: configured by init parameters. */
  public AuditFilter() {
    this(WebSettings.defaults());
  }

  /** For use from code. */
  public AuditFilter(WebSettings settings) {
    this(settings, () -> UUID.randomUUID().toString());
  }

  /**
   * For tests.
   *
   * @param freshIds makes the correlation id of a request that brings none; called by many threads
   */
  AuditFilter(WebSettings settings, Supplier<String> freshIds) {
    this.freshIds = freshIds;
    this.parts = parts(settings);
  }

  private Parts parts(WebSettings settings) {
    return new Parts(
        settings,
        new ContextReader(settings.proxies(), freshIds),
        new AutomaticEvents(settings, audit, System::nanoTime),
        new RateLimiter(settings.limits(), audit, System::nanoTime));
  }

  /**
   * Registers a filter with these settings and what tells of sessions, in an application that is
   * starting.
   *
   * @throws IllegalStateException if the application has started, or has the filter already
   */
  public static AuditFilter addTo(ServletContext application, WebSettings settings) {
    AuditFilter filter = new AuditFilter(settings);
    FilterRegistration.Dynamic registered = application.addFilter(NAME, filter);
    if (registered == null) {
      throw new IllegalStateException("there is a filter of the name " + NAME + " already");
    }
    registered.setAsyncSupported(true);
    registered.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR),
        false,
        "/*");
    application.addListener(new SessionAudit(settings, filter.audit, Clock.systemUTC()));
    application.setAttribute(ATTRIBUTE, filter);
    return filter;
  }

  /** The filter that was added to an application, for its counts; null if there is none. */
  public static @Nullable AuditFilter of(ServletContext application) {
    return application.getAttribute(ATTRIBUTE) instanceof AuditFilter filter ? filter : null;
  }

  /**
   * Reads the init parameters.
   *
   * @throws ServletException when one is wrong; the message names the parameter, its value and what
   *     it may be
   */
  @Override
  public void init(FilterConfig config) throws ServletException {
    Map<String, String> parameters = new HashMap<>();
    for (String name : Collections.list(config.getInitParameterNames())) {
      parameters.put(name, config.getInitParameter(name));
    }
    if (!parameters.isEmpty()) {
      try {
        parts = parts(WebSettings.parse(parameters));
      } catch (IllegalArgumentException e) {
        throw new ServletException("init parameter " + e.getMessage(), e);
      }
    }
    start();
  }

  private void start() {
    WebSettings settings = parts.settings();
    // A proxy speaks for all who come by it.
    BlockList.spare(settings.proxies().ranges());
    if (!settings.excluded().isEmpty()) {
      audit
          .event(EventType.SECURITY_CONFIGURATION_CHANGE)
          .success(true)
          .target("setting", "excludedPaths")
          .detail("excluded_paths", settings.excluded().patterns())
          .log();
    }
    if (settings.limits().isEmpty()) {
      return;
    }
    ScheduledExecutorService threads =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "tocsin-servlet");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        threads.scheduleWithFixedDelay(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    sweeper = threads;
  }

  private void sweep() {
    try {
      parts.limiter().sweep();
    } catch (RuntimeException e) {
      // The next sweep comes all the same.
      StatusLogger.getLogger().error("tocsin: rate limits: {}", e.toString(), e);
    }
  }

  @Override
  public void destroy() {
    ScheduledExecutorService threads = sweeper;
    if (threads != null) {
      threads.shutdownNow();
    }
    parts.limiter().close();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    // Forwards and includes run on the thread of the request they belong to: all is there already.
    boolean inside =
        request.getDispatcherType() == DispatcherType.FORWARD
            || request.getDispatcherType() == DispatcherType.INCLUDE;
    if (inside
        || !(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    AuditedRequest audited = AuditedRequest.of(http);
    if (audited == null) {
      begin(http, answer, chain);
    } else {
      goOn(audited, http, answer, chain);
    }
  }

  private void begin(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Parts now = parts;
    RequestEvents events = RequestEvents.open();
    boolean handled = false;
    try {
      AuditedRequest audited = audited(now, request, events);
      response.setHeader(REQUEST_ID, audited.context().get(EventField.CORRELATION_ID));
      ClientAddress blockedClient = blockedClient(now, audited, request);
      if (blockedClient != null) {
        refuseBlocked(now, blockedClient, response);
        return;
      }
      RequestContext.Scope scope = audited.enter(request);
      try {
        RateLimiter.Refusal refusal =
            now.limiter().take(audited.context(), AuditedRequest.userOf(request), audited.path());
        if (refusal == null) {
          HttpServletRequest seenRequest = audited.capture(request);
          HttpServletResponse seenResponse = audited.capture(response);
          handled = true;
          handle(audited, request, response, chain, seenRequest, seenResponse);
        } else {
          answer(response, 429, refusal.retryAfterSeconds(), "Too many requests. Try again later.");
        }
      } finally {
        scope.close();
      }
    } finally {
      if (!handled) {
        events.close();
      }
    }
  }

  private AuditedRequest audited(Parts now, HttpServletRequest request, RequestEvents events) {
    String path = PathPatterns.pathOf(request);
    boolean isExcluded = now.settings().excluded().match(path) != null;
    if (isExcluded) {
      excluded.increment();
    }
    AuditedRequest audited =
        new AuditedRequest(
            events,
            now.contexts().read(request, events),
            request,
            path,
            isExcluded,
            now.settings());
    audited.attachTo(request);
    return audited;
  }

  /** A later dispatch of a request: asynchronous, or for an error page. */
  private void goOn(
      AuditedRequest audited,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    RequestContext.Scope scope = audited.enter(request);
    try {
      HttpServletRequest seenRequest =
          request.getDispatcherType() == DispatcherType.ASYNC
              ? audited.captureAgain(request)
              : request;
      handle(audited, request, response, chain, seenRequest, response);
    } finally {
      scope.close();
    }
  }

  private void handle(
      AuditedRequest audited,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      HttpServletRequest seenRequest,
      HttpServletResponse seenResponse)
      throws IOException, ServletException {
    try {
      chain.doFilter(seenRequest, seenResponse);
    } catch (IOException | ServletException | RuntimeException | Error e) {
      audited.uncaught(e);
      try {
        end(audited, request, response, ContainerStatus.of(e));
      } catch (RuntimeException notRecorded) {
        e.addSuppressed(notRecorded);
      }
      throw e;
    }
    if (request.isAsyncStarted()) {
      request.getAsyncContext().addListener(new AtEnd(audited, request, response));
      return;
    }
    try {
      end(audited, request, response);
    } catch (AuditNotRecordedException e) {
      if (!response.isCommitted() && response.getStatus() < 400) {
        throw e;
      }
      // The answer is an error already, or on its way: it stays what it is.
      StatusLogger.getLogger().error("tocsin: {}", e.getMessage());
    }
  }

  private static @Nullable ClientAddress blockedClient(
      Parts now, AuditedRequest audited, HttpServletRequest request) {
    ResolvedClient client = audited.context().client();
    return client != null && now.settings().blocking()
        ? now.contexts().find(request, client, BlockList::isBlocked)
        : null;
  }

  /** Turns a blocked client away. Its session, if it has one, is not touched. */
  private void refuseBlocked(Parts now, ClientAddress client, HttpServletResponse response)
      throws IOException {
    blocked.increment();
    String address = client.text();
    BlockList.refused(address);
    long seconds =
        BlockList.blockedUntil(address)
            .map(until -> Duration.between(Instant.now(), until).toSeconds())
            .orElse(0L);
    answer(
        response,
        now.settings().blockedStatus(),
        Math.max(1, seconds),
        "Your address is blocked for now.");
  }

  private static void answer(
      HttpServletResponse response, int status, long retryAfterSeconds, String text)
      throws IOException {
    response.setStatus(status);
    response.setHeader("Retry-After", Long.toString(retryAfterSeconds));
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("text/plain;charset=utf-8");
    response.getWriter().println(text);
  }

  private void end(
      AuditedRequest audited, HttpServletRequest request, HttpServletResponse response) {
    end(audited, request, response, response.getStatus());
  }

  private void end(
      AuditedRequest audited,
      HttpServletRequest request,
      HttpServletResponse response,
      int status) {
    if (!audited.finish()) {
      return;
    }
    try {
      parts.events().tell(audited, request, response, status);
    } finally {
      audited.events().close();
      keepUser(request);
    }
  }

  /** For the event of the session's end, which is worth less than the request. */
  private static void keepUser(HttpServletRequest request) {
    try {
      String user = AuditedRequest.userOf(request);
      HttpSession session = user == null ? null : request.getSession(false);
      if (session != null && user != null) {
        SessionAudit.belongsTo(session, user);
      }
    } catch (RuntimeException e) {
      StatusLogger.getLogger()
          .warn("tocsin: whose a session is could not be kept with it ({})", e.toString());
    }
  }

  /** Ends a request that went asynchronous and was never dispatched back. */
  private final class AtEnd implements AsyncListener {
    private final AuditedRequest audited;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    AtEnd(AuditedRequest audited, HttpServletRequest request, HttpServletResponse response) {
      this.audited = audited;
      this.request = request;
      this.response = response;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      RequestContext.Scope scope = audited.enter();
      try {
        end(audited, request, response);
      } finally {
        scope.close();
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // The container answers, and completes.
    }

    @Override
    public void onError(AsyncEvent event) {
      Throwable thrown = event.getThrowable();
      if (thrown != null) {
        audited.uncaught(thrown);
      }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }

  /** Requests to excluded paths, since it was made. */
  public long excludedRequests() {
    return excluded.sum();
  }

  /** Requests of blocked clients that were turned away, since it was made. */
  public long blockedRequests() {
    return blocked.sum();
  }

  /** Requests beyond a rate limit that were turned away, since it was made. */
  public long limitedRequests() {
    return parts.limiter().refusals();
  }

  /** Requests that brought more than is looked through, or what could not be looked at. */
  public long partlyInspectedRequests() {
    return parts.events().partlyInspected();
  }

  /** Limited clients and users that no event tells of, as too many others were limited. */
  public long untoldLimits() {
    return parts.limiter().untold();
  }

  /** Allowances that had to go while they were in use, as there were too many. */
  public long evictedAllowances() {
    return parts.limiter().evicted();
  }
}
