package dev.tocsin.test;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;

/**
 * Begins expectations of events: one method for each built-in type, named like it, and {@link
 * #event} for any other. To be imported statically. What the types mean, {@code docs/events.md}
 * tells.
 */
public final class ExpectedEvents {
  private ExpectedEvents() {}

  /** An event of any type. */
  public static EventExpectation anyEvent() {
    return EventExpectation.of(null);
  }

  /** An event of a type, under whichever of its names. */
  public static EventExpectation event(EventType type) {
    return EventExpectation.of(type);
  }

  /**
   * An event of a type by its name, in any case: of a built-in one, or of one that an audit
   * appender of this JVM has from its types file. For one that nobody registered, give {@link
   * EventTypes#unregistered(String)}.
   *
   * @throws IllegalArgumentException if there is no such type; the message names similar ones
   */
  public static EventExpectation event(String typeName) {
    EventType type =
        AuditRegistry.sinks().stream()
            .map(sink -> sink.types().find(typeName))
            .filter(found -> found != null)
            .findFirst()
            .orElseGet(() -> EventTypes.builtIn().require(typeName));
    return event(type);
  }

  public static EventExpectation authSuccess() {
    return event(EventType.AUTH_SUCCESS);
  }

  public static EventExpectation authFailure() {
    return event(EventType.AUTH_FAILURE);
  }

  public static EventExpectation authLogout() {
    return event(EventType.AUTH_LOGOUT);
  }

  public static EventExpectation authSessionExpired() {
    return event(EventType.AUTH_SESSION_EXPIRED);
  }

  public static EventExpectation authSessionHijacked() {
    return event(EventType.AUTH_SESSION_HIJACKED);
  }

  public static EventExpectation authMfaSuccess() {
    return event(EventType.AUTH_MFA_SUCCESS);
  }

  public static EventExpectation authMfaFailure() {
    return event(EventType.AUTH_MFA_FAILURE);
  }

  public static EventExpectation authPasswordChange() {
    return event(EventType.AUTH_PASSWORD_CHANGE);
  }

  public static EventExpectation authPasswordReset() {
    return event(EventType.AUTH_PASSWORD_RESET);
  }

  public static EventExpectation authAccountLocked() {
    return event(EventType.AUTH_ACCOUNT_LOCKED);
  }

  public static EventExpectation authAccountUnlocked() {
    return event(EventType.AUTH_ACCOUNT_UNLOCKED);
  }

  public static EventExpectation authorizationFailure() {
    return event(EventType.AUTHORIZATION_FAILURE);
  }

  public static EventExpectation authorizationGranted() {
    return event(EventType.AUTHORIZATION_GRANTED);
  }

  public static EventExpectation authorizationRevoked() {
    return event(EventType.AUTHORIZATION_REVOKED);
  }

  public static EventExpectation authorizationEscalation() {
    return event(EventType.AUTHORIZATION_ESCALATION);
  }

  public static EventExpectation inputValidationViolation() {
    return event(EventType.INPUT_VALIDATION_VIOLATION);
  }

  public static EventExpectation inputSanitization() {
    return event(EventType.INPUT_SANITIZATION);
  }

  public static EventExpectation inputRejected() {
    return event(EventType.INPUT_REJECTED);
  }

  public static EventExpectation rateLimitingTrigger() {
    return event(EventType.RATE_LIMITING_TRIGGER);
  }

  public static EventExpectation rateLimitingBlocked() {
    return event(EventType.RATE_LIMITING_BLOCKED);
  }

  public static EventExpectation rateLimitingReset() {
    return event(EventType.RATE_LIMITING_RESET);
  }

  public static EventExpectation sqlInjectionAttempt() {
    return event(EventType.SQL_INJECTION_ATTEMPT);
  }

  public static EventExpectation xssAttempt() {
    return event(EventType.XSS_ATTEMPT);
  }

  public static EventExpectation csrfAttempt() {
    return event(EventType.CSRF_ATTEMPT);
  }

  public static EventExpectation pathTraversalAttempt() {
    return event(EventType.PATH_TRAVERSAL_ATTEMPT);
  }

  public static EventExpectation commandInjectionAttempt() {
    return event(EventType.COMMAND_INJECTION_ATTEMPT);
  }

  public static EventExpectation fileUploadAttempt() {
    return event(EventType.FILE_UPLOAD_ATTEMPT);
  }

  public static EventExpectation fileUploadRejected() {
    return event(EventType.FILE_UPLOAD_REJECTED);
  }

  public static EventExpectation fileUploadMalicious() {
    return event(EventType.FILE_UPLOAD_MALICIOUS);
  }

  public static EventExpectation apiAccess() {
    return event(EventType.API_ACCESS);
  }

  public static EventExpectation apiAccessDenied() {
    return event(EventType.API_ACCESS_DENIED);
  }

  public static EventExpectation apiRateLimited() {
    return event(EventType.API_RATE_LIMITED);
  }

  public static EventExpectation apiSignatureInvalid() {
    return event(EventType.API_SIGNATURE_INVALID);
  }

  public static EventExpectation paymentProcessing() {
    return event(EventType.PAYMENT_PROCESSING);
  }

  public static EventExpectation paymentFailure() {
    return event(EventType.PAYMENT_FAILURE);
  }

  public static EventExpectation paymentFraudDetected() {
    return event(EventType.PAYMENT_FRAUD_DETECTED);
  }

  public static EventExpectation dataAccess() {
    return event(EventType.DATA_ACCESS);
  }

  public static EventExpectation dataModification() {
    return event(EventType.DATA_MODIFICATION);
  }

  public static EventExpectation dataDeletion() {
    return event(EventType.DATA_DELETION);
  }

  public static EventExpectation dataExport() {
    return event(EventType.DATA_EXPORT);
  }

  public static EventExpectation dataBreachAttempt() {
    return event(EventType.DATA_BREACH_ATTEMPT);
  }

  public static EventExpectation adminAction() {
    return event(EventType.ADMIN_ACTION);
  }

  public static EventExpectation adminAccess() {
    return event(EventType.ADMIN_ACCESS);
  }

  public static EventExpectation adminEscalation() {
    return event(EventType.ADMIN_ESCALATION);
  }

  public static EventExpectation systemConfigurationChange() {
    return event(EventType.SYSTEM_CONFIGURATION_CHANGE);
  }

  public static EventExpectation securityConfigurationChange() {
    return event(EventType.SECURITY_CONFIGURATION_CHANGE);
  }

  public static EventExpectation suspiciousActivity() {
    return event(EventType.SUSPICIOUS_ACTIVITY);
  }

  public static EventExpectation threatDetected() {
    return event(EventType.THREAT_DETECTED);
  }

  public static EventExpectation incidentReported() {
    return event(EventType.INCIDENT_REPORTED);
  }

  public static EventExpectation qrGenerated() {
    return event(EventType.QR_GENERATED);
  }

  public static EventExpectation qrScanned() {
    return event(EventType.QR_SCANNED);
  }

  public static EventExpectation pinVerified() {
    return event(EventType.PIN_VERIFIED);
  }

  public static EventExpectation pinFailed() {
    return event(EventType.PIN_FAILED);
  }

  public static EventExpectation sessionCreated() {
    return event(EventType.SESSION_CREATED);
  }

  public static EventExpectation logout() {
    return event(EventType.LOGOUT);
  }

  public static EventExpectation lockout() {
    return event(EventType.LOCKOUT);
  }

  public static EventExpectation rateLimit() {
    return event(EventType.RATE_LIMIT);
  }

  public static EventExpectation suspicious() {
    return event(EventType.SUSPICIOUS);
  }
}
