package dev.tocsin.spring;

import dev.tocsin.servlet.AuditFilter;
import dev.tocsin.servlet.WebSettings;
import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Registers the filter of the servlet module. */
@AutoConfiguration(after = TocsinAutoConfiguration.class)
@ConditionalOnBooleanProperty(
    name = {"tocsin.enabled", "tocsin.web.enabled"},
    matchIfMissing = true)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, AuditFilter.class})
class WebAutoConfiguration {
  WebAutoConfiguration() {}

  /** An application's own bean goes before the properties. */
  @Bean
  @ConditionalOnMissingBean
  WebSettings tocsinWebSettings(TocsinProperties properties) {
    return WebTexts.of(properties.web()).settings();
  }

  @Bean
  AuditFilterRegistration tocsinAuditFilter(WebSettings settings, TocsinProperties properties) {
    return new AuditFilterRegistration(settings, WebTexts.of(properties.web()).texts());
  }
}
