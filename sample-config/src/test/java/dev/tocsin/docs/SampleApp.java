package dev.tocsin.docs;

import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.config.Configurator;

/** An application that logs a bit of everything; run with each sample configuration. */
final class SampleApp {
  private static final Logger LOGGER = LogManager.getLogger("shop.Orders");
  private static final SecurityLogger SECURITY = SecurityLogger.getLogger("shop.SignIn");

  private SampleApp() {}

  public static void main(String[] args) {
    LOGGER.debug("ordinary debug");
    LOGGER.info("ordinary info");
    LOGGER.info("ordinary message of two\nlines");
    LOGGER.error("ordinary error", new IllegalStateException("no stock"));

    LOGGER.warn(Markers.AUTH_FAILURE, "marked warn, sign-in of {} failed", "ada");
    LOGGER.trace(Markers.PIN_FAILED, "marked trace");
    String first = SECURITY.authAttempt("ada", true);
    SECURITY.suspicious("192.168.1.3", "high_failure_rate", Map.of("failures", 15));

    Configurator.setRootLevel(Level.OFF);
    LOGGER.fatal("ordinary fatal while off");
    LOGGER.info(Markers.LOGOUT, "marked info while off");
    SECURITY.event("data_export").user("ada").detail("rows", 1000).parent(first).log();
  }
}
