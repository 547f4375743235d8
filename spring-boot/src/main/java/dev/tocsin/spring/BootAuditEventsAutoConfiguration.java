package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Makes security events of the audit events that an application publishes by Spring Boot. */
@AutoConfiguration(after = TocsinAutoConfiguration.class)
@ConditionalOnBooleanProperty(
    name = {"tocsin.enabled", "tocsin.audit-events.enabled"},
    matchIfMissing = true)
@ConditionalOnClass(AuditApplicationEvent.class)
class BootAuditEventsAutoConfiguration {
  /** By its name, as Spring Security may not be there. */
  private static final String SECURITY_EVENTS = "tocsinAuthenticationEvents";

  BootAuditEventsAutoConfiguration() {}

  @Bean
  BootAuditEvents tocsinBootAuditEvents(TocsinProperties properties, BeanFactory beans) {
    return new BootAuditEvents(
        SecurityLogger.getLogger(BootAuditEvents.class),
        properties.auditEvents(),
        beans.containsBean(SECURITY_EVENTS));
  }
}
