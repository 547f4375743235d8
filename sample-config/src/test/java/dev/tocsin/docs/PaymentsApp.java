package dev.tocsin.docs;

import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.message.StringMapMessage;

/** An application that logs payments and other security events. */
final class PaymentsApp {
  private static final Logger LOGGER = LogManager.getLogger("shop.Payments");
  private static final SecurityLogger SECURITY = SecurityLogger.getLogger("shop.SignIn");

  private PaymentsApp() {}

  public static void main(String[] args) {
    SECURITY.authAttempt("ada", true);
    SECURITY.event(EventType.PAYMENT_PROCESSING).user("ada").detail("amount", "12.50").log();
    LOGGER.warn(Markers.PAYMENT_FAILURE, "declined");
    LOGGER.error(
        Markers.PAYMENT_FRAUD_DETECTED, new StringMapMessage().with("message", "stolen card"));
    LOGGER.warn(
        new StringMapMessage()
            .with("event_type", "payment_failure")
            .with("message", "by its type only"));
    LOGGER.info("an ordinary line");
    LOGGER.info(Markers.LOGOUT, "bye");
  }
}
