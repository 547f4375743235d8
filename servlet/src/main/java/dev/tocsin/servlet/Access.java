package dev.tocsin.servlet;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Locale;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Who may see what is not for everyone: who brings a token, or has a role. Thread-safe.
 *
 * @param token null if there is none
 * @param role as {@link HttpServletRequest#isUserInRole} takes it; null if there is none
 */
record Access(@Nullable BearerToken token, @Nullable String role, SecurityLogger audit) {
  /** What a request is. */
  enum Caller {
    /** It may see it. */
    KNOWN,
    /** It does not say who it is, or is somebody else. */
    UNKNOWN,
    /** It says who it is, wrongly. */
    IMPOSTOR
  }

  /** With the events of impostors in the audit file of the servlets' own Log4j context. */
  static Access of(@Nullable BearerToken token, @Nullable String role) {
    return new Access(token, role, SecurityLogger.getLogger(Access.class));
  }

  /** Whether there is anybody whom it knows. */
  boolean isRestricted() {
    return token != null || role != null;
  }

  /** Who sends a request. An impostor is recorded as {@code auth_failure}. */
  Caller caller(HttpServletRequest request) {
    if ((token != null && token.matches(request)) || (role != null && request.isUserInRole(role))) {
      return Caller.KNOWN;
    }
    if (token == null || !bringsToken(request)) {
      return Caller.UNKNOWN;
    }
    record(request);
    return Caller.IMPOSTOR;
  }

  /** Other credentials are the application's, and its own matter. */
  private static boolean bringsToken(HttpServletRequest request) {
    Enumeration<String> headers = request.getHeaders("Authorization");
    while (headers != null && headers.hasMoreElements()) {
      if (headers.nextElement().toLowerCase(Locale.ROOT).startsWith("bearer")) {
        return true;
      }
    }
    return false;
  }

  private void record(HttpServletRequest request) {
    var event =
        audit
            .event(EventType.AUTH_FAILURE)
            .target("endpoint", request.getRequestURI())
            .detail("reason", "wrong bearer token")
            .responseStatus(401);
    if (RequestContext.of(request) == null) {
      // No filter has seen it: the other end may be a proxy, which must not be shut out.
      event
          .ip(request.getRemoteAddr(), Provenance.PEER)
          .detail("confidence", "low")
          .request(request.getMethod(), request.getRequestURI());
    }
    try {
      event.log();
    } catch (AuditNotRecordedException e) {
      // It is counted as such, and the answer is no all the same.
      StatusLogger.getLogger().debug("tocsin: a wrong token is not recorded", e);
    }
  }
}
