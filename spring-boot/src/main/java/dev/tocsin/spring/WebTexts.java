package dev.tocsin.spring;

import dev.tocsin.servlet.WebSettings;
import dev.tocsin.spring.TocsinProperties.Web;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The properties of the filter as the servlet module reads them.
 *
 * @param texts by the names of {@link WebSettings}
 */
record WebTexts(Map<String, String> texts) {
  private static final String PREFIX = "tocsin.web.";

  WebTexts {
    texts = Map.copyOf(texts);
  }

  static WebTexts of(Web web) {
    Map<String, String> texts = new LinkedHashMap<>();
    put(texts, "trustedProxies", ",", web.trustedProxies());
    texts.put("forwardingHeader", web.forwardingHeader());
    put(texts, "automaticEvents", ",", web.automaticEvents());
    put(texts, "trustedOrigins", ",", web.trustedOrigins());
    put(texts, "excludedPaths", ",", web.excludedPaths());
    put(texts, "signInPaths", ",", web.signInPaths());
    put(texts, "adminPaths", ",", web.adminPaths());
    put(texts, "protectedPaths", ",", web.protectedPaths());
    texts.put("notFoundLimit", web.notFoundLimit());
    texts.put("blocking", Boolean.toString(web.blocking()));
    texts.put("blockedStatus", Integer.toString(web.blockedStatus()));
    put(texts, "rateLimits", ";", web.rateLimits());
    put(texts, "recordedHeaders", ",", web.recordedHeaders());
    put(texts, "inspect", ",", web.inspect());
    texts.put("requestBodyBytes", Integer.toString(web.requestBodyBytes()));
    texts.put("responseBodyBytes", Integer.toString(web.responseBodyBytes()));
    return new WebTexts(texts);
  }

  private static void put(
      Map<String, String> texts, String name, String between, @Nullable List<String> values) {
    if (values != null) {
      texts.put(name, String.join(between, values));
    }
  }

  /**
   * What they come to.
   *
   * @throws InvalidConfigurationPropertyValueException if one is wrong; names the property
   */
  WebSettings settings() {
    // One at a time, so that the one at fault is known.
    texts.forEach(WebTexts::check);
    return WebSettings.parse(texts);
  }

  private static void check(String name, String text) {
    try {
      var unused = WebSettings.parse(Map.of(name, text));
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationPropertyValueException(
          PREFIX + kebab(name), text, String.valueOf(e.getMessage()), e);
    }
  }

  /** The name of a setting as properties have it, for example {@code blocked-status}. */
  static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
