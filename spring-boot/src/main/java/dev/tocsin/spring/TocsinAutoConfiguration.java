package dev.tocsin.spring;

import dev.tocsin.audit.AuditRegistry;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.status.StatusLogger;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every application has: the properties, and a word where the audit log is not what it is. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "tocsin.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TocsinProperties.class)
class TocsinAutoConfiguration {
  TocsinAutoConfiguration() {}

  /** An audit log may also come from Log4j's own configuration; one there must be. */
  @Bean
  SmartInitializingSingleton tocsinJournalCheck() {
    return () -> {
      Object log4j = LogManager.getContext(TocsinAutoConfiguration.class.getClassLoader(), false);
      if (AuditRegistry.sinksFor(log4j).isEmpty()) {
        StatusLogger.getLogger()
            .error(
                "tocsin: no audit log: Log4j's configuration has no SecurityAudit appender, and no"
                    + " properties have made one; events are printed to standard error. Start by"
                    + " SpringApplication with tocsin.journal.enabled=true, or add the appender");
      }
    };
  }

  /** Says what it can't do. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  static class Reactive {
    Reactive() {}

    @Bean
    SmartInitializingSingleton tocsinReactiveNote() {
      return () ->
          StatusLogger.getLogger()
              .warn(
                  "tocsin: this is a reactive web application: events have no request context but"
                      + " what the call says, and there are no automatic events and no blocking");
    }
  }
}
