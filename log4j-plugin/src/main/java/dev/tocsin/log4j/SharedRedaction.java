package dev.tocsin.log4j;

import dev.tocsin.privacy.RedactionRules;
import dev.tocsin.privacy.Redactor;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.core.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The redaction of a configuration's layouts: by the rules of all its {@code SecurityAudit}
 * appenders together, so that an event has in no output what the audit file does not have. Layouts
 * may be made before the appenders are; what counts is what is there when events come. Thread-safe.
 */
final class SharedRedaction {
  private static final String COMPONENT = "tocsin.redaction";

  private final List<RedactionRules> rules = new ArrayList<>();
  private volatile Redactor redactor = Redactor.standard();

  private SharedRedaction() {}

  /** That of a configuration; one of its own where there is none. */
  static SharedRedaction of(@Nullable Configuration configuration) {
    if (configuration == null) {
      return new SharedRedaction();
    }
    synchronized (configuration) {
      SharedRedaction present = configuration.getComponent(COMPONENT);
      if (present == null) {
        present = new SharedRedaction();
        configuration.addComponent(COMPONENT, present);
      }
      return present;
    }
  }

  synchronized void add(RedactionRules added) {
    rules.add(added);
    redactor = Redactor.of(RedactionRules.strictest(rules), null);
  }

  Redactor redactor() {
    return redactor;
  }
}
