package dev.tocsin.log4j;

import dev.tocsin.privacy.Pseudonymizer;
import dev.tocsin.privacy.Pseudonyms;
import dev.tocsin.privacy.RedactionRules;
import dev.tocsin.privacy.Redactor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * The redaction of a configuration's layouts: by the rules of all its {@code SecurityAudit}
 * appenders together, so that an event has in no output what the audit file does not have. Layouts
 * may be made before the appenders are; what counts is what is there when events come. Thread-safe.
 */
final class SharedRedaction {
  private static final String COMPONENT = "tocsin.redaction";

  private final List<RedactionRules> rules = new ArrayList<>();
  private final Map<PseudonymSettings, Pseudonyms> pseudonyms = new LinkedHashMap<>();
  private volatile Redactor redactor = Redactor.standard();

  private SharedRedaction() {}

  /** That of a configuration; one of its own where there is none. */
  static SharedRedaction of(@Nullable Configuration configuration) {
    return PerConfiguration.get(configuration, COMPONENT, SharedRedaction::new);
  }

  /** Takes the rules of an audit appender, and its pseudonyms if it has some. */
  synchronized void add(RedactionRules added, @Nullable PseudonymSettings settings) {
    rules.add(added);
    if (settings != null && !pseudonyms.containsKey(settings)) {
      // Appenders with one folder of keys give one value the same mark, also where there is no key.
      pseudonyms.put(
          settings,
          pseudonyms.entrySet().stream()
              .filter(each -> each.getKey().sharesKeysWith(settings))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElseGet(settings::open));
    }
    Pseudonymizer all = null;
    for (Map.Entry<PseudonymSettings, Pseudonyms> each : pseudonyms.entrySet()) {
      Pseudonymizer one = Pseudonymizer.of(each.getKey().fields(), each.getValue());
      all = all == null ? one : all.and(one);
    }
    redactor = Redactor.of(RedactionRules.strictest(rules), null, all);
  }

  /**
   * What gives the pseudonyms of settings that were added; null if there are none. The key of now
   * is there when this returns, or was destroyed.
   *
   * @throws ConfigurationException one line that says why there can't be a key
   */
  synchronized @Nullable Pseudonymizer prepare(@Nullable PseudonymSettings settings) {
    Pseudonyms prepared = settings == null ? null : pseudonyms.get(settings);
    if (settings == null || prepared == null) {
      return null;
    }
    try {
      prepared.prepare();
    } catch (IOException e) {
      throw new ConfigurationException("Pseudonymize keys: " + e.getMessage(), e);
    }
    return Pseudonymizer.of(settings.fields(), prepared);
  }

  Redactor redactor() {
    return redactor;
  }
}
