package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Tells of calls of {@link Audited} methods. */
@AutoConfiguration
@ConditionalOnBooleanProperty(
    name = {"tocsin.enabled", "tocsin.audited.enabled"},
    matchIfMissing = true)
@ConditionalOnClass(MethodInterceptor.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
@Import(AuditedAutoConfiguration.Proxies.class)
class AuditedAutoConfiguration {
  AuditedAutoConfiguration() {}

  /** Static, so that it is there before the beans whose methods it looks at. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static AuditedCalls tocsinAuditedCalls() {
    return new AuditedCalls(SecurityLogger.getLogger(AuditedCalls.class));
  }

  /**
   * Has Spring make proxies also where the application switches off its aspects, or class proxies:
   * a marked method that nobody catches would be an audit log that is not there.
   */
  static final class Proxies implements ImportBeanDefinitionRegistrar {
    private final Environment environment;

    Proxies(Environment environment) {
      this.environment = environment;
    }

    @Override
    public void registerBeanDefinitions(
        AnnotationMetadata configuration, BeanDefinitionRegistry registry) {
      var unused = AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
      if (environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true)) {
        AopConfigUtils.forceAutoProxyCreatorToUseClassProxying(registry);
      }
    }
  }
}
