package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.authorization.SpringAuthorizationEventPublisher;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.session.HttpSessionIdChangedEvent;

/** Makes security events of Spring Security's. */
@AutoConfiguration(
    after = WebAutoConfiguration.class,
    afterName = "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration")
@ConditionalOnBooleanProperty(
    name = {"tocsin.enabled", "tocsin.security.enabled"},
    matchIfMissing = true)
@ConditionalOnClass(AbstractAuthenticationEvent.class)
class SecurityEventsAutoConfiguration {
  SecurityEventsAutoConfiguration() {}

  @Bean
  AuthenticationEvents tocsinAuthenticationEvents() {
    return new AuthenticationEvents(SecurityLogger.getLogger(AuthenticationEvents.class));
  }

  @Bean
  AuthorizationEvents tocsinAuthorizationEvents(ObjectProvider<ErrorDispatch> errors) {
    ErrorDispatch error = errors.getIfAvailable();
    return new AuthorizationEvents(
        SecurityLogger.getLogger(AuthorizationEvents.class),
        error == null ? denied -> false : error::is);
  }

  /** Static, so that it is there before the beans that it looks at. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static QuietAuthentication tocsinQuietAuthentication(
      ObjectProvider<AuthenticationEventPublisher> publisher) {
    return new QuietAuthentication(publisher);
  }

  /** Spring Boot brings one, where its own configuration of Spring Security is on. */
  @Bean
  @ConditionalOnMissingBean
  AuthenticationEventPublisher tocsinAuthenticationEventPublisher(
      ApplicationEventPublisher events) {
    return new DefaultAuthenticationEventPublisher(events);
  }

  /** Tells of what is denied, and not of what is granted. */
  @Bean
  @ConditionalOnMissingBean
  AuthorizationEventPublisher tocsinAuthorizationEventPublisher(ApplicationEventPublisher events) {
    return new SpringAuthorizationEventPublisher(events);
  }

  /** The events of the web part. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({FilterChainProxy.class, HttpSessionIdChangedEvent.class})
  static class WebEvents {
    WebEvents() {}

    @Bean
    ErrorDispatch tocsinErrorDispatch() {
      return new ErrorDispatch();
    }

    @Bean
    SecuritySessionEvents tocsinSecuritySessionEvents() {
      return new SecuritySessionEvents(SecurityLogger.getLogger(SecuritySessionEvents.class));
    }
  }

  /** The user in the context of requests. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({FilterChainProxy.class, SecurityFilterProperties.class})
  @ConditionalOnBean(AuditFilterRegistration.class)
  static class SignedInUser {
    SignedInUser() {}

    @Bean
    FilterRegistrationBean<SignedInUserFilter> tocsinSignedInUser(
        ObjectProvider<SecurityFilterProperties> security) {
      int order =
          security.stream()
              .mapToInt(SecurityFilterProperties::getOrder)
              .findFirst()
              .orElse(SecurityFilterProperties.DEFAULT_FILTER_ORDER);
      FilterRegistrationBean<SignedInUserFilter> registration =
          new FilterRegistrationBean<>(new SignedInUserFilter());
      registration.setOrder(order + 1);
      return registration;
    }
  }
}
