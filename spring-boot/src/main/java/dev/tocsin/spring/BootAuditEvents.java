package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationListener;

/**
 * Takes over the audit events of an application, but those that Spring Boot makes of Spring
 * Security's, where those are told from their source, with more. Thread-safe.
 *
 * <p>The type is that which the properties name for it, else the event type of the same name, else
 * one of its own name that nobody has registered.
 */
final class BootAuditEvents implements ApplicationListener<AuditApplicationEvent> {
  private static final Set<String> OF_SPRING_SECURITY =
      Set.of(
          "AUTHENTICATION_SUCCESS",
          "AUTHENTICATION_FAILURE",
          "AUTHENTICATION_SWITCH",
          "LOGOUT_SUCCESS",
          "AUTHORIZATION_FAILURE");

  private final SecurityLogger audit;
  private final TocsinProperties.AuditEvents properties;
  private final boolean securityIsTold;

  /**
   * Makes one.
   *
   * @param securityIsTold whether Spring Security's events are told from their source
   * @throws InvalidConfigurationPropertyValueException if a type is configured that is none
   */
  BootAuditEvents(
      SecurityLogger audit, TocsinProperties.AuditEvents properties, boolean securityIsTold) {
    this.audit = audit;
    this.properties = properties;
    this.securityIsTold = securityIsTold;
    properties.types().forEach(this::check);
  }

  private void check(String applicationType, String type) {
    try {
      var unused = audit.event(type);
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationPropertyValueException(
          "tocsin.audit-events.types." + applicationType, type, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void onApplicationEvent(AuditApplicationEvent published) {
    AuditEvent event = published.getAuditEvent();
    if (securityIsTold
        && OF_SPRING_SECURITY.contains(event.getType())
        && properties.typeFor(event.getType()) == null) {
      return;
    }
    begin(event.getType())
        .timestamp(event.getTimestamp())
        .user(event.getPrincipal().isEmpty() ? null : event.getPrincipal())
        .detail("audit_event_type", event.getType())
        .details(withoutNulls(event.getData()))
        .log();
  }

  private dev.tocsin.audit.AuditEvent begin(String applicationType) {
    String configured = properties.typeFor(applicationType);
    if (configured != null) {
      return audit.event(configured);
    }
    try {
      return audit.event(applicationType);
    } catch (IllegalArgumentException e) {
      EventType own = EventTypes.unregistered(applicationType);
      return audit.event(own);
    }
  }

  private static Map<String, Object> withoutNulls(Map<String, Object> data) {
    Map<String, Object> kept = new LinkedHashMap<>(data);
    kept.values().removeIf(Objects::isNull);
    return kept;
  }
}
