package dev.tocsin.spring;

import dev.tocsin.servlet.AuditFilter;
import dev.tocsin.servlet.WebSettings;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.Map;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.core.Ordered;

/**
 * Puts the filter before all others, Spring Security's among them, so that it sees every request. A
 * servlet container that an application is deployed to may have registered the filter by itself
 * already; then that one gets the settings of the properties.
 */
final class AuditFilterRegistration implements ServletContextInitializer, Ordered {
  private final WebSettings settings;
  private final Map<String, String> texts;

  AuditFilterRegistration(WebSettings settings, Map<String, String> texts) {
    this.settings = settings;
    this.texts = texts;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public void onStartup(ServletContext application) {
    for (FilterRegistration each : application.getFilterRegistrations().values()) {
      if (AuditFilter.class.getName().equals(each.getClassName())) {
        texts.forEach(each::setInitParameter);
        return;
      }
    }
    var unused = AuditFilter.addTo(application, settings);
  }
}
