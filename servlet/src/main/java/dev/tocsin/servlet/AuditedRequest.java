package dev.tocsin.servlet;

import dev.tocsin.audit.RequestEvents;
import dev.tocsin.event.EventField;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * What the filter knows of one request from its first dispatch to its end. It stays with the
 * request through asynchronous and error dispatches; two threads never have it at once, but one may
 * come after another.
 */
final class AuditedRequest {
  private static final String ATTRIBUTE = AuditedRequest.class.getName();
  private static final AtomicBoolean USER_UNKNOWN_TOLD = new AtomicBoolean();
  private static final ThreadLocal<AuditedRequest> ON_THREAD = new ThreadLocal<>();
  private static final Pattern FORM_TYPE =
      Pattern.compile("application/x-www-form-urlencoded\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern JSON_TYPE =
      Pattern.compile("[\\w.-]++/(?:[\\w.-]++[+])?json\\b", Pattern.CASE_INSENSITIVE);

  private final RequestEvents events;
  private final String path;
  private final String uri;
  private final @Nullable String query;
  private final boolean excluded;
  private final @Nullable Capture requestBody;
  private final @Nullable Capture responseBody;
  private final @Nullable SeenUploads uploads;
  private final Set<InspectedInput> inspected;
  private final AtomicBoolean finished = new AtomicBoolean();
  private volatile RequestContext context;
  private volatile @Nullable String createdSession;
  private volatile @Nullable Throwable uncaught;
  private volatile @Nullable CapturedResponse capturedResponse;
  private volatile @Nullable Capture json;
  private volatile boolean formRead;
  private volatile boolean formFailed;

  AuditedRequest(
      RequestEvents events,
      RequestContext context,
      HttpServletRequest request,
      String path,
      boolean excluded,
      WebSettings settings) {
    this.events = events;
    this.context = context;
    this.path = path;
    this.uri = request.getRequestURI();
    this.query = request.getQueryString();
    this.excluded = excluded;
    this.requestBody = settings.requestBytes() == 0 ? null : new Capture(settings.requestBytes());
    this.uploads =
        !excluded && settings.tells(AutomaticEvent.FILE_UPLOAD_MALICIOUS)
            ? new SeenUploads()
            : null;
    this.responseBody =
        settings.responseBytes() == 0 ? null : new Capture(settings.responseBytes());
    this.inspected = excluded ? Set.of() : settings.inspected();
  }

  /** The one that belongs to a request, or null if the filter has not seen it before. */
  static @Nullable AuditedRequest of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof AuditedRequest audited ? audited : null;
  }

  /** The one that this thread is at work on, or null. */
  static @Nullable AuditedRequest onThread() {
    return ON_THREAD.get();
  }

  void attachTo(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /**
   * Puts the request on the thread, with its user as it is now, and with the session that it brings
   * or has begun. The session is not asked for, as that would prolong it.
   */
  RequestContext.Scope enter(HttpServletRequest request) {
    if (context.get(EventField.SESSION_ID) == null && request.isRequestedSessionIdValid()) {
      context = context.with(EventField.SESSION_ID, request.getRequestedSessionId());
    }
    context = context.with(EventField.USER_ID, userOf(request));
    context.attachTo(request);
    return enter();
  }

  /** Puts the request on the thread as it was known last. */
  RequestContext.Scope enter() {
    RequestContext.Scope scope = context.open();
    AuditedRequest before = ON_THREAD.get();
    ON_THREAD.set(this);
    return () -> {
      if (before == null) {
        ON_THREAD.remove();
      } else {
        ON_THREAD.set(before);
      }
      scope.close();
    };
  }

  /**
   * The name of the request's principal, or null. Asking makes some containers sign the user in,
   * and fail at that; the request goes on without a name then.
   */
  static @Nullable String userOf(HttpServletRequest request) {
    try {
      Principal principal = request.getUserPrincipal();
      return principal == null ? null : principal.getName();
    } catch (RuntimeException e) {
      if (USER_UNKNOWN_TOLD.compareAndSet(false, true)) {
        StatusLogger.getLogger()
            .warn(
                "tocsin: the container does not tell the user of a request ({}); its events are"
                    + " without one, and so with others that it happens to, untold",
                e.toString());
      }
      return null;
    }
  }

  /**
   * The request of an asynchronous dispatch, wrapped as the first was: {@code startAsync()} without
   * a request of its own passes on the one beneath all wrappers.
   */
  HttpServletRequest captureAgain(HttpServletRequest request) {
    boolean there =
        request instanceof ServletRequestWrapper wrapper
            && (wrapper.isWrapperFor(UploadRequest.class)
                || wrapper.isWrapperFor(ParameterWatch.class)
                || wrapper.isWrapperFor(CapturedRequest.class));
    return there ? request : capture(request);
  }

  HttpServletRequest capture(HttpServletRequest request) {
    HttpServletRequest seen = request;
    if (uploads != null && UploadRequest.isUpload(request)) {
      seen = new UploadRequest(seen, uploads);
    }
    if (inspected.contains(InspectedInput.FORM) && isOfType(request, FORM_TYPE)) {
      seen = new ParameterWatch(seen, this);
    }
    if (inspected.contains(InspectedInput.JSON) && isOfType(request, JSON_TYPE)) {
      Capture kept = json;
      if (kept == null) {
        kept = new Capture(Inspection.MOST_JSON_BYTES);
        json = kept;
      }
      seen = new CapturedRequest(seen, kept);
    }
    return requestBody == null ? seen : new CapturedRequest(seen, requestBody);
  }

  private static boolean isOfType(HttpServletRequest request, Pattern type) {
    String sent = request.getContentType();
    return sent != null && type.matcher(sent).lookingAt();
  }

  /** The files that were uploaded; null where they are not looked at. */
  @Nullable SeenUploads uploads() {
    return uploads;
  }

  /** The application has read parameters, so they are there for others. */
  void formRead() {
    formRead = true;
  }

  /** The container could not read the application's parameters. */
  void formFailed() {
    formFailed = true;
  }

  boolean hasFormFailed() {
    return formFailed;
  }

  boolean isFormRead() {
    return formRead;
  }

  /** What was kept of a JSON document as the application read it, or null. */
  @Nullable Capture json() {
    return json;
  }

  HttpServletResponse capture(HttpServletResponse response) {
    if (responseBody == null) {
      return response;
    }
    CapturedResponse captured = new CapturedResponse(response, responseBody);
    capturedResponse = captured;
    return captured;
  }

  /** What was kept of the request's body, or null. */
  @Nullable String requestBody(@Nullable String encoding) {
    return requestBody == null ? null : requestBody.text(encoding);
  }

  @Nullable String responseBody() {
    CapturedResponse captured = capturedResponse;
    return captured == null ? null : captured.body();
  }

  /** Events logged from here on name the session that the application has begun. */
  void sessionCreated(String id) {
    createdSession = id;
    sessionIs(id);
  }

  /** The session has another id, as after a sign-in. */
  void sessionIs(String id) {
    context = context.with(EventField.SESSION_ID, id);
    ThreadContext.put(EventField.SESSION_ID.contextNames().get(0), id);
    if (createdSession != null) {
      createdSession = id;
    }
  }

  /** The id of the session that began with this request; null if none did. */
  @Nullable String createdSession() {
    return createdSession;
  }

  void uncaught(Throwable thrown) {
    uncaught = thrown;
  }

  @Nullable Throwable uncaught() {
    return uncaught;
  }

  /** True for the first who asks: the request ends once. */
  boolean finish() {
    return finished.compareAndSet(false, true);
  }

  RequestEvents events() {
    return events;
  }

  RequestContext context() {
    return context;
  }

  /** The path inside the application with which the request came. */
  String path() {
    return path;
  }

  /** The URI with which the request came, whereto it is dispatched later. */
  String uri() {
    return uri;
  }

  /** The query with which the request came. */
  @Nullable String query() {
    return query;
  }

  boolean isExcluded() {
    return excluded;
  }
}
