package dev.tocsin.sample.login;

import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.inspect.Suspicion;
import dev.tocsin.sample.login.account.SignedIn;
import dev.tocsin.sample.login.account.User;
import dev.tocsin.sample.login.qr.QrSession;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;

/**
 * Every security event of the service, in one place. Most go by {@link SecurityLogger}; generating
 * and scanning a code are plain Log4j calls with a marker, to show that these do as well.
 *
 * <p>What is the same for all events of a request (address, user agent, correlation id, and who is
 * signed in) is on the thread already, by the filters. Thread-safe.
 */
public final class LoginAudit {
  private final SecurityLogger audit = SecurityLogger.getLogger(LoginAudit.class);
  private final Logger logger = LogManager.getLogger(LoginAudit.class);

  /** A browser asked for a code. */
  public void qrGenerated(QrSession qr) {
    marked(Markers.QR_GENERATED, "code generated", qr);
  }

  /** A telephone read a code that is on its way. */
  public void qrScanned(QrSession qr) {
    marked(Markers.QR_SCANNED, "code scanned", qr);
  }

  /** A plain Log4j call: its fields stand in the ThreadContext for as long as it takes. */
  private void marked(Marker marker, String message, QrSession qr) {
    CloseableThreadContext.Instance fields =
        CloseableThreadContext.put("service_id", qr.serviceId()).put("session_id", qr.id());
    try {
      logger.info(marker, message);
    } finally {
      fields.close();
    }
  }

  /** Someone presented a code that expired, was used, or never was. */
  public void unknownQrScanned() {
    audit.event(EventType.QR_SCANNED).success(false).detail("reason", "unknown_code").log();
  }

  /** The right PIN for a code; returns the event's id. */
  public String pinVerified(QrSession qr, User user) {
    return audit
        .event(EventType.PIN_VERIFIED)
        .user(user.id())
        .userName(user.name())
        .session(qr.id())
        .service(qr.serviceId())
        .log();
  }

  /**
   * A PIN that was not accepted.
   *
   * @param reason {@code wrong_pin} or {@code account_locked}
   */
  public void pinFailed(QrSession qr, User user, String reason) {
    audit
        .event(EventType.PIN_FAILED)
        .user(user.id())
        .userName(user.name())
        .session(qr.id())
        .service(qr.serviceId())
        .detail("reason", reason)
        .log();
  }

  /** Someone tried a user that does not exist. */
  public void unknownUser(String userId) {
    audit.authAttempt(userId, false);
  }

  /** Too many wrong PINs. */
  public void lockedOut(QrSession qr, User user, int failures, Instant until) {
    audit
        .event(EventType.LOCKOUT)
        .user(user.id())
        .userName(user.name())
        .session(qr.id())
        .detail("failures", failures)
        .detail("lockout_until", until.truncatedTo(ChronoUnit.MICROS).toString())
        .log();
  }

  /** A browser was handed its session; the event names the one that confirmed it as its parent. */
  public void sessionCreated(SignedIn user, QrSession qr, String sessionId) {
    audit
        .event(EventType.SESSION_CREATED)
        .user(user.userId())
        .userName(user.userName())
        .session(sessionId)
        .service(qr.serviceId())
        .parent(qr.confirmedBy())
        .log();
  }

  /** A user signed out. */
  public void loggedOut() {
    audit.event(EventType.LOGOUT).log();
  }

  /** A user without the role asked for the admin page. */
  public void adminRefused(SignedIn user, String resource) {
    audit.authorizationFailure(user.userId(), resource);
  }

  /** An administrator saw the admin page. */
  public void adminAccess(String resource) {
    audit.event(EventType.ADMIN_ACCESS).target("page", resource).log();
  }

  /** An administrator ended a lock. */
  public void unlocked(String userId) {
    audit.event(EventType.AUTH_ACCOUNT_UNLOCKED).target("user", userId).log();
  }

  /** The search field held what looks like an attack. */
  public void attack(String input, Suspicion found) {
    audit.attackAttempt(input, found);
  }

  /** The search field held more than it takes. */
  public void inputTooLong(String input) {
    audit.inputValidationViolation(input, "too_long");
  }

  /** A page of another site sent a visitor's browser here to change something. */
  public void crossSiteRequest(String site) {
    audit.event(EventType.CSRF_ATTEMPT).detail("sec_fetch_site", site).log();
  }
}
