package dev.tocsin.log4j;

import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Keeps a configuration from starting. What a layout throws while it is made, Log4j reports, and
 * then uses another layout; what a filter throws at its start ends the start.
 */
final class Refusal extends AbstractFilter {
  private final String message;

  private Refusal(String message) {
    this.message = message;
  }

  /** Makes the start of a configuration fail with one line. */
  static void of(Configuration configuration, String message) {
    configuration.addFilter(new Refusal(message));
  }

  @Override
  public void start() {
    StatusLogger.getLogger().error(message);
    throw new ConfigurationException(message);
  }
}
