package dev.tocsin.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Registers {@link AuditFilter} in every web application that has this library, unless it has
 * registered one itself or {@code tocsin.filter} is {@code off}. Settings are context parameters
 * {@code tocsin.NAME}; a system property of the same name goes before.
 */
public final class TocsinServletInitializer implements ServletContainerInitializer {
  private static final String PREFIX = "tocsin.";
  private static final String FILTER = "filter";

  /** For the container. */
  public TocsinServletInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext application)
      throws ServletException {
    Map<String, String> settings = settings(application);
    String filter = settings.remove(FILTER);
    if (filter != null && !filter.equals("on") && !filter.equals("off")) {
      throw new ServletException("tocsin.filter: \"" + filter + "\": use on or off");
    }
    if ("off".equals(filter) || isRegistered(application)) {
      return;
    }
    try {
      var unused = AuditFilter.addTo(application, WebSettings.parse(settings));
    } catch (IllegalArgumentException e) {
      throw new ServletException("context parameter or property tocsin." + e.getMessage(), e);
    }
  }

  private static Map<String, String> settings(ServletContext application) {
    Map<String, String> settings = new HashMap<>();
    for (String name : Collections.list(application.getInitParameterNames())) {
      if (name.startsWith(PREFIX)) {
        settings.put(name.substring(PREFIX.length()), application.getInitParameter(name));
      }
    }
    // Of the system's properties only names that are settings: others may be somebody else's.
    Properties properties = System.getProperties();
    Set<String> names = new TreeSet<>(WebSettings.names());
    names.add(FILTER);
    for (String name : names) {
      String value = properties.getProperty(PREFIX + name);
      if (value != null) {
        settings.put(name, value);
      }
    }
    return settings;
  }

  private static boolean isRegistered(ServletContext application) {
    return application.getFilterRegistrations().values().stream()
        .map(FilterRegistration::getClassName)
        .anyMatch(AuditFilter.class.getName()::equals);
  }
}
