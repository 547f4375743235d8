package dev.tocsin.servlet;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Tells of sessions that begin and of those that nobody used for as long as they last. A session
 * that the application ends, and one that ends with the application, has not expired. Thread-safe.
 */
final class SessionAudit implements HttpSessionListener, HttpSessionIdListener {
  private static final String ORIGINS = SessionAudit.class.getName() + ".origins";
  private static final String USER = SessionAudit.class.getName() + ".user";

  private final WebSettings settings;
  private final SecurityLogger audit;
  private final Clock clock;

  SessionAudit(WebSettings settings, SecurityLogger audit, Clock clock) {
    this.settings = settings;
    this.audit = audit;
    this.clock = clock;
  }

  /** Keeps with a session whose it is, for the event of its end. */
  static void belongsTo(HttpSession session, String user) {
    if (!user.equals(session.getAttribute(USER))) {
      session.setAttribute(USER, user);
    }
  }

  /**
   * Keeps from where a session's user comes.
   *
   * @return from where before, if this is foreign to all that was seen and is seen first; else null
   */
  static SessionOrigins.@Nullable Origin foreign(
      HttpServletRequest request, String user, SessionOrigins.Origin origin) {
    try {
      HttpSession session = request.getSession(false);
      if (session == null) {
        return null;
      }
      if (!(session.getAttribute(ORIGINS) instanceof SessionOrigins origins)
          || !origins.user().equals(user)) {
        session.setAttribute(ORIGINS, SessionOrigins.of(user, origin));
        return null;
      }
      if (origins.has(origin)) {
        return null;
      }
      session.setAttribute(ORIGINS, origins.with(origin));
      return origins.isForeign(origin) ? origins.newest() : null;
    } catch (IllegalStateException e) {
      // It has ended.
      return null;
    }
  }

  @Override
  public void sessionCreated(HttpSessionEvent event) {
    String id = event.getSession().getId();
    AuditedRequest audited = AuditedRequest.onThread();
    if (audited != null) {
      audited.sessionCreated(id);
    } else if (settings.tells(AutomaticEvent.SESSION_CREATED)) {
      audit.event(EventType.SESSION_CREATED).session(id).log();
    }
  }

  @Override
  public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
    AuditedRequest audited = AuditedRequest.onThread();
    if (audited != null) {
      audited.sessionIs(event.getSession().getId());
    }
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    HttpSession session = event.getSession();
    if (AuditedRequest.onThread() != null
        || !settings.tells(AutomaticEvent.SESSION_EXPIRED)
        || !hasExpired(session)) {
      return;
    }
    audit
        .event(EventType.AUTH_SESSION_EXPIRED)
        .session(session.getId())
        .user(user(session))
        .detail("idle_seconds", session.getMaxInactiveInterval())
        .log();
  }

  private boolean hasExpired(HttpSession session) {
    int seconds = session.getMaxInactiveInterval();
    try {
      return seconds > 0 && clock.millis() - session.getLastAccessedTime() >= seconds * 1_000L;
    } catch (IllegalStateException e) {
      // The container has closed it already, and does not say when it was used.
      return false;
    }
  }

  private static @Nullable String user(HttpSession session) {
    try {
      return session.getAttribute(USER) instanceof String user ? user : null;
    } catch (IllegalStateException e) {
      return null;
    }
  }
}
