package dev.tocsin.spring;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Spring Boot's Actuator shows of the audit log. */
@AutoConfiguration(after = TocsinAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "tocsin.enabled", matchIfMissing = true)
class ActuatorAutoConfiguration {
  ActuatorAutoConfiguration() {}

  /** The end point. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
  static class EndPoint {
    EndPoint() {}

    @Bean
    @ConditionalOnAvailableEndpoint
    TocsinEndpoint tocsinEndpoint() {
      return new TocsinEndpoint();
    }
  }

  /** The part of the application's health. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
  @ConditionalOnEnabledHealthIndicator("tocsin")
  static class Health {
    Health() {}

    @Bean
    TocsinHealthIndicator tocsinHealthIndicator() {
      return new TocsinHealthIndicator();
    }
  }
}
