package dev.tocsin.servlet;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.audit.RequestEvents;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.Category;
import dev.tocsin.event.EventType;
import dev.tocsin.inspect.Confidence;
import dev.tocsin.inspect.Suspicion;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/** Tells what the answer to a request says, unless the application has told it. Thread-safe. */
final class AutomaticEvents {
  private static final Set<EventType> SIGN_IN_FAILURES =
      Set.of(
          EventType.AUTH_FAILURE,
          EventType.AUTH_MFA_FAILURE,
          EventType.AUTH_ACCOUNT_LOCKED,
          EventType.LOCKOUT,
          EventType.PIN_FAILED,
          EventType.API_SIGNATURE_INVALID);

  private static final Set<EventType> REFUSALS =
      Set.of(
          EventType.AUTHORIZATION_FAILURE,
          EventType.AUTHORIZATION_ESCALATION,
          EventType.ADMIN_ESCALATION,
          EventType.API_ACCESS_DENIED,
          EventType.DATA_BREACH_ATTEMPT,
          EventType.FILE_UPLOAD_REJECTED);

  private static final Set<EventType> UPLOADS =
      Set.of(EventType.FILE_UPLOAD_MALICIOUS, EventType.FILE_UPLOAD_REJECTED);

  private static final Set<EventType> LIMITS =
      Set.of(EventType.API_RATE_LIMITED, EventType.RATE_LIMIT);

  private final WebSettings settings;
  private final SecurityLogger audit;
  private final NotFoundFloods floods;
  private final LongAdder partlyInspected = new LongAdder();

  /** The types of the events that the application has logged for a request. */
  private record Told(Set<EventType> types) {
    boolean has(Predicate<EventType> wanted) {
      return types.stream().anyMatch(wanted);
    }
  }

  AutomaticEvents(WebSettings settings, SecurityLogger audit, LongSupplier nanos) {
    this.settings = settings;
    this.audit = audit;
    this.floods = new NotFoundFloods(settings.notFound(), audit, nanos);
  }

  /**
   * Tells of a request that is over; its context is on the thread.
   *
   * @param status of the answer, which an exception may still keep from the response
   */
  void tell(
      AuditedRequest audited,
      HttpServletRequest request,
      HttpServletResponse response,
      int status) {
    if (audited.isExcluded()) {
      return;
    }
    // Before anything of the filter's own is logged, which is no word of the application.
    Told told = new Told(audited.events().types());
    boolean silent = !told.has(type -> !type.equals(EventType.SESSION_CREATED));
    String session = audited.createdSession();
    if (session != null
        && settings.tells(AutomaticEvent.SESSION_CREATED)
        && !told.has(EventType.SESSION_CREATED::equals)) {
      audit
          .event(EventType.SESSION_CREATED)
          .session(session)
          .user(AuditedRequest.userOf(request))
          .log();
    }
    tellAttack(audited, told, request, status);
    tellUse(audited, told, request, status);
    if (status == 404 && silent && settings.tells(AutomaticEvent.NOT_FOUND_FLOOD)) {
      floods.notFound(audited.context());
    }
    tellForgery(audited, told, request, status);
    tellForeignSession(audited, told, request);
    tellUploads(audited, told, request, status);
    tellStatus(audited, told, request, response, status);
    Throwable uncaught = audited.uncaught();
    if (uncaught != null && status >= 500 && settings.tells(AutomaticEvent.UNCAUGHT_EXCEPTION)) {
      event(EventType.SUSPICIOUS_ACTIVITY, audited, request, status)
          .detail("reason", "uncaught_exception")
          .detail("confidence", "low")
          .thrown(uncaught)
          .log();
    }
  }

  /** One event a request, unless the application has told of an attack itself. */
  private void tellAttack(
      AuditedRequest audited, Told told, HttpServletRequest request, int status) {
    if (settings.inspected().isEmpty() || told.has(type -> type.category() == Category.ATTACK)) {
      return;
    }
    Inspection.Finding found =
        looked(() -> Inspection.of(settings.inspected(), audited, request, partlyInspected));
    if (found == null) {
      return;
    }
    Suspicion suspicion = found.suspicion();
    sent(suspicion.kind().eventType(), audited, request, status)
        .indicator(suspicion.kind().text())
        .detail("violation_type", suspicion.kind().eventType().name())
        .detail("confidence", suspicion.confidence().text())
        .detail("input", found.input())
        .log();
  }

  /** What a look at a request finds; one that fails is counted, and the request goes on. */
  private <T> @Nullable T looked(Supplier<@Nullable T> look) {
    try {
      return look.get();
    } catch (RuntimeException e) {
      partlyInspected.increment();
      StatusLogger.getLogger().debug("tocsin: a request can't be looked through", e);
      return null;
    }
  }

  /** Requests that brought more than was looked through, or what could not be. */
  long partlyInspected() {
    return partlyInspected.sum();
  }

  private void tellUse(AuditedRequest audited, Told told, HttpServletRequest request, int status) {
    boolean success = status < 400 && audited.uncaught() == null;
    if (success
        && settings.admin().match(audited.path()) != null
        && !told.has(EventType.ADMIN_ACCESS::equals)) {
      event(EventType.ADMIN_ACCESS, audited, request, status).log();
    }
    if (success
        && settings.protectedPaths().match(audited.path()) != null
        && !told.has(type -> type.category() == Category.DATA)) {
      event(EventType.DATA_ACCESS, audited, request, status).log();
    }
  }

  private void tellForgery(
      AuditedRequest audited, Told told, HttpServletRequest request, int status) {
    if (!settings.tells(AutomaticEvent.CSRF_ATTEMPT) || told.has(EventType.CSRF_ATTEMPT::equals)) {
      return;
    }
    CrossOrigin forged = looked(() -> CrossOrigin.of(request, settings.trustedOrigins()));
    if (forged != null) {
      event(EventType.CSRF_ATTEMPT, audited, request, status)
          .target("endpoint", audited.path())
          .indicator("csrf.cross_origin")
          .detail("origin", forged.origin())
          .detail("fetch_site", forged.fetchSite())
          .detail("confidence", forged.confidence())
          .log();
    }
  }

  private void tellForeignSession(AuditedRequest audited, Told told, HttpServletRequest request) {
    if (!settings.tells(AutomaticEvent.AUTH_SESSION_HIJACKED)
        || told.has(EventType.AUTH_SESSION_HIJACKED::equals)) {
      return;
    }
    ResolvedClient client = audited.context().client();
    String user = AuditedRequest.userOf(request);
    if (client == null || user == null) {
      return;
    }
    SessionOrigins.Origin origin =
        SessionOrigins.Origin.of(client.address(), request.getHeader("User-Agent"));
    SessionOrigins.Origin before = looked(() -> SessionAudit.foreign(request, user, origin));
    if (before != null) {
      audit
          .event(EventType.AUTH_SESSION_HIJACKED)
          .user(user)
          .indicator("session.network_and_user_agent_changed")
          .detail("previous_network", before.network())
          .detail("previous_user_agent", before.userAgent())
          .detail("network", origin.network())
          .detail("confidence", "medium")
          .log();
    }
  }

  private void tellUploads(
      AuditedRequest audited, Told told, HttpServletRequest request, int status) {
    SeenUploads uploads = audited.uploads();
    if (uploads == null || told.has(UPLOADS::contains)) {
      return;
    }
    if (uploads.isPartly()) {
      partlyInspected.increment();
    }
    List<SeenUploads.Seen> all = uploads.all();
    for (int i = 0; i < all.size(); i++) {
      SeenUploads.Seen each = all.get(i);
      boolean isGuess = each.confidence() == Confidence.LOW;
      AuditEvent event =
          sent(
                  isGuess ? EventType.FILE_UPLOAD_ATTEMPT : EventType.FILE_UPLOAD_MALICIOUS,
                  audited,
                  request,
                  status)
              .target("file", each.name())
              .detail("content_type", each.contentType())
              .detail("confidence", each.confidence().text());
      each.findings().forEach(finding -> event.indicator(finding.indicator()));
      if (i == all.size() - 1 && uploads.more() > 0) {
        event.detail("more_files", uploads.more());
      }
      event.log();
    }
  }

  private void tellStatus(
      AuditedRequest audited,
      Told told,
      HttpServletRequest request,
      HttpServletResponse response,
      int status) {
    switch (status) {
      case 400 -> {
        if (!told.has(AutomaticEvents::isAboutInput)
            && settings.tells(AutomaticEvent.INPUT_VALIDATION_VIOLATION)) {
          // Why it was refused only the application knows: an honest mistake looks the same.
          event(EventType.INPUT_VALIDATION_VIOLATION, audited, request, status)
              .detail("violation_type", "bad_request")
              .detail("confidence", "low")
              .log();
        }
      }
      case 401 -> {
        if (!told.has(SIGN_IN_FAILURES::contains)
            && settings.tells(AutomaticEvent.AUTH_FAILURE)
            && !SentCredentials.areAskedForMore(response)) {
          tellSignIn(audited, request, status);
        }
      }
      case 403 -> {
        if (!told.has(type -> REFUSALS.contains(type) || type.category() == Category.ATTACK)
            && settings.tells(AutomaticEvent.AUTHORIZATION_FAILURE)) {
          event(EventType.AUTHORIZATION_FAILURE, audited, request, status).log();
        }
      }
      case 429 -> {
        if (!told.has(type -> LIMITS.contains(type) || type.category() == Category.RATE_LIMITING)
            && settings.tells(AutomaticEvent.RATE_LIMITING_TRIGGER)) {
          event(EventType.RATE_LIMITING_TRIGGER, audited, request, status)
              .target("endpoint", audited.path())
              .detail("limit_type", "application")
              .log();
        }
      }
      default -> {
        // Nothing is said of it.
      }
    }
  }

  private void tellSignIn(AuditedRequest audited, HttpServletRequest request, int status) {
    SentCredentials sent = SentCredentials.in(request, settings.signIn(), audited.path());
    if (sent == SentCredentials.NONE) {
      return;
    }
    AuditEvent event =
        event(EventType.AUTH_FAILURE, audited, request, status).user(SentCredentials.user(request));
    if (sent == SentCredentials.OTHER) {
      // A token may simply have run out.
      event.detail("confidence", "low");
    }
    event.log();
  }

  private static boolean isAboutInput(EventType type) {
    return type.category() == Category.INPUT_VALIDATION
        || type.category() == Category.ATTACK
        || type.category() == Category.FILE_UPLOAD;
  }

  /** An event about what a request brought, which the page of another may have put into it. */
  private AuditEvent sent(
      EventType type, AuditedRequest audited, HttpServletRequest request, int status) {
    AuditEvent event = event(type, audited, request, status);
    if (CrossOrigin.mayHaveSent(request)) {
      event.detail(RequestEvents.CROSS_SITE_KEY, "possible");
    }
    return event;
  }

  private AuditEvent event(
      EventType type, AuditedRequest audited, HttpServletRequest request, int status) {
    AuditEvent event =
        audit.event(type).responseStatus(status).user(AuditedRequest.userOf(request));
    for (String name : settings.headers()) {
      event.requestHeader(name, request.getHeader(name));
    }
    return event
        .requestBody(audited.requestBody(request.getCharacterEncoding()))
        .responseBody(audited.responseBody());
  }
}
