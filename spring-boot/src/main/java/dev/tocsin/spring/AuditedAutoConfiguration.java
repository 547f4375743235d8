package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/** Tells of calls of {@link Audited} methods. */
@AutoConfiguration
@ConditionalOnBooleanProperty(
    name = {"tocsin.enabled", "tocsin.audited.enabled", "spring.aop.auto"},
    matchIfMissing = true)
@ConditionalOnClass(MethodInterceptor.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
class AuditedAutoConfiguration {
  AuditedAutoConfiguration() {}

  /** Static, so that it is there before the beans whose methods it looks at. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static AuditedCalls tocsinAuditedCalls() {
    return new AuditedCalls(SecurityLogger.getLogger(AuditedCalls.class));
  }
}
