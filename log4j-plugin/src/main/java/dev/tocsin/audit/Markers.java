package dev.tocsin.audit;

import dev.tocsin.event.Category;
import dev.tocsin.event.EventType;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/**
 * Log4j markers for plain calls: {@code logger.warn(Markers.AUTH_FAILURE, "sign-in of {} failed",
 * user)}. Each type has a marker of its upper-case name; its parent is its category's marker, whose
 * parent is {@link #SECURITY}. So a {@code MarkerFilter} on {@code SECURITY} or {@code ATTACK}
 * works, and SLF4J markers of these names mean the same.
 */
public final class Markers {
  /** The parent of every category. */
  public static final Marker SECURITY = MarkerManager.getMarker("SECURITY");

  /** Parent of the types of category AUTHENTICATION. */
  public static final Marker AUTHENTICATION = category(Category.AUTHENTICATION);

  public static final Marker AUTH_SUCCESS = of(EventType.AUTH_SUCCESS);
  public static final Marker AUTH_FAILURE = of(EventType.AUTH_FAILURE);
  public static final Marker AUTH_LOGOUT = of(EventType.AUTH_LOGOUT);
  public static final Marker AUTH_SESSION_EXPIRED = of(EventType.AUTH_SESSION_EXPIRED);
  public static final Marker AUTH_SESSION_HIJACKED = of(EventType.AUTH_SESSION_HIJACKED);
  public static final Marker AUTH_MFA_SUCCESS = of(EventType.AUTH_MFA_SUCCESS);
  public static final Marker AUTH_MFA_FAILURE = of(EventType.AUTH_MFA_FAILURE);
  public static final Marker AUTH_PASSWORD_CHANGE = of(EventType.AUTH_PASSWORD_CHANGE);
  public static final Marker AUTH_PASSWORD_RESET = of(EventType.AUTH_PASSWORD_RESET);
  public static final Marker AUTH_ACCOUNT_LOCKED = of(EventType.AUTH_ACCOUNT_LOCKED);
  public static final Marker AUTH_ACCOUNT_UNLOCKED = of(EventType.AUTH_ACCOUNT_UNLOCKED);
  public static final Marker QR_GENERATED = of(EventType.QR_GENERATED);
  public static final Marker QR_SCANNED = of(EventType.QR_SCANNED);
  public static final Marker PIN_VERIFIED = of(EventType.PIN_VERIFIED);
  public static final Marker PIN_FAILED = of(EventType.PIN_FAILED);
  public static final Marker SESSION_CREATED = of(EventType.SESSION_CREATED);
  public static final Marker LOGOUT = of(EventType.LOGOUT);
  public static final Marker LOCKOUT = of(EventType.LOCKOUT);

  /** Parent of the types of category AUTHORIZATION. */
  public static final Marker AUTHORIZATION = category(Category.AUTHORIZATION);

  public static final Marker AUTHORIZATION_FAILURE = of(EventType.AUTHORIZATION_FAILURE);
  public static final Marker AUTHORIZATION_GRANTED = of(EventType.AUTHORIZATION_GRANTED);
  public static final Marker AUTHORIZATION_REVOKED = of(EventType.AUTHORIZATION_REVOKED);
  public static final Marker AUTHORIZATION_ESCALATION = of(EventType.AUTHORIZATION_ESCALATION);

  /** Parent of the types of category INPUT_VALIDATION. */
  public static final Marker INPUT_VALIDATION = category(Category.INPUT_VALIDATION);

  public static final Marker INPUT_VALIDATION_VIOLATION = of(EventType.INPUT_VALIDATION_VIOLATION);
  public static final Marker INPUT_SANITIZATION = of(EventType.INPUT_SANITIZATION);
  public static final Marker INPUT_REJECTED = of(EventType.INPUT_REJECTED);

  /** Parent of the types of category RATE_LIMITING. */
  public static final Marker RATE_LIMITING = category(Category.RATE_LIMITING);

  public static final Marker RATE_LIMITING_TRIGGER = of(EventType.RATE_LIMITING_TRIGGER);
  public static final Marker RATE_LIMITING_BLOCKED = of(EventType.RATE_LIMITING_BLOCKED);
  public static final Marker RATE_LIMITING_RESET = of(EventType.RATE_LIMITING_RESET);
  public static final Marker RATE_LIMIT = of(EventType.RATE_LIMIT);

  /** Parent of the types of category ATTACK. */
  public static final Marker ATTACK = category(Category.ATTACK);

  public static final Marker SQL_INJECTION_ATTEMPT = of(EventType.SQL_INJECTION_ATTEMPT);
  public static final Marker XSS_ATTEMPT = of(EventType.XSS_ATTEMPT);
  public static final Marker CSRF_ATTEMPT = of(EventType.CSRF_ATTEMPT);
  public static final Marker PATH_TRAVERSAL_ATTEMPT = of(EventType.PATH_TRAVERSAL_ATTEMPT);
  public static final Marker COMMAND_INJECTION_ATTEMPT = of(EventType.COMMAND_INJECTION_ATTEMPT);

  /** Parent of the types of category FILE_UPLOAD. */
  public static final Marker FILE_UPLOAD = category(Category.FILE_UPLOAD);

  public static final Marker FILE_UPLOAD_ATTEMPT = of(EventType.FILE_UPLOAD_ATTEMPT);
  public static final Marker FILE_UPLOAD_REJECTED = of(EventType.FILE_UPLOAD_REJECTED);
  public static final Marker FILE_UPLOAD_MALICIOUS = of(EventType.FILE_UPLOAD_MALICIOUS);

  /** Parent of the types of category API. */
  public static final Marker API = category(Category.API);

  public static final Marker API_ACCESS = of(EventType.API_ACCESS);
  public static final Marker API_ACCESS_DENIED = of(EventType.API_ACCESS_DENIED);
  public static final Marker API_RATE_LIMITED = of(EventType.API_RATE_LIMITED);
  public static final Marker API_SIGNATURE_INVALID = of(EventType.API_SIGNATURE_INVALID);

  /** Parent of the types of category PAYMENT. */
  public static final Marker PAYMENT = category(Category.PAYMENT);

  public static final Marker PAYMENT_PROCESSING = of(EventType.PAYMENT_PROCESSING);
  public static final Marker PAYMENT_FAILURE = of(EventType.PAYMENT_FAILURE);
  public static final Marker PAYMENT_FRAUD_DETECTED = of(EventType.PAYMENT_FRAUD_DETECTED);

  /** Parent of the types of category DATA. */
  public static final Marker DATA = category(Category.DATA);

  public static final Marker DATA_ACCESS = of(EventType.DATA_ACCESS);
  public static final Marker DATA_MODIFICATION = of(EventType.DATA_MODIFICATION);
  public static final Marker DATA_DELETION = of(EventType.DATA_DELETION);
  public static final Marker DATA_EXPORT = of(EventType.DATA_EXPORT);
  public static final Marker DATA_BREACH_ATTEMPT = of(EventType.DATA_BREACH_ATTEMPT);

  /** Parent of the types of category ADMIN. */
  public static final Marker ADMIN = category(Category.ADMIN);

  public static final Marker ADMIN_ACTION = of(EventType.ADMIN_ACTION);
  public static final Marker ADMIN_ACCESS = of(EventType.ADMIN_ACCESS);
  public static final Marker ADMIN_ESCALATION = of(EventType.ADMIN_ESCALATION);

  /** Parent of the types of category SYSTEM. */
  public static final Marker SYSTEM = category(Category.SYSTEM);

  public static final Marker SYSTEM_CONFIGURATION_CHANGE =
      of(EventType.SYSTEM_CONFIGURATION_CHANGE);
  public static final Marker SECURITY_CONFIGURATION_CHANGE =
      of(EventType.SECURITY_CONFIGURATION_CHANGE);

  /** Parent of the types of category THREAT. */
  public static final Marker THREAT = category(Category.THREAT);

  public static final Marker SUSPICIOUS_ACTIVITY = of(EventType.SUSPICIOUS_ACTIVITY);
  public static final Marker THREAT_DETECTED = of(EventType.THREAT_DETECTED);
  public static final Marker INCIDENT_REPORTED = of(EventType.INCIDENT_REPORTED);
  public static final Marker SUSPICIOUS = of(EventType.SUSPICIOUS);

  /** Parent of the types of category AUDIT. */
  public static final Marker AUDIT = category(Category.AUDIT);

  private Markers() {}

  private static Marker category(Category category) {
    return MarkerManager.getMarker(category.name()).setParents(SECURITY);
  }

  /** The marker of a type, below its category's marker; for types of your own too. */
  public static Marker of(EventType type) {
    Marker marker = MarkerManager.getMarker(type.markerName());
    return marker.hasParents()
        ? marker
        : marker.setParents(MarkerManager.getMarker(type.category().name()).setParents(SECURITY));
  }
}
