package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
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
  BootAuditEventsAutoConfiguration() {}

  @Bean
  BootAuditEvents tocsinBootAuditEvents(TocsinProperties properties) {
    return new BootAuditEvents(
        SecurityLogger.getLogger(BootAuditEvents.class), properties.auditEvents());
  }
}
