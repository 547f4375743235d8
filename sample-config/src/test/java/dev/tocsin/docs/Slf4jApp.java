package dev.tocsin.docs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/** An application that knows SLF4J only. */
final class Slf4jApp {
  private static final Logger LOGGER = LoggerFactory.getLogger("shop.SignIn");

  private Slf4jApp() {}

  public static void main(String[] args) {
    MDC.put("ip_address", "203.0.113.7");
    LOGGER.warn(MarkerFactory.getMarker("AUTH_FAILURE"), "sign-in of {} failed", "ada");
    LOGGER
        .atInfo()
        .addMarker(MarkerFactory.getMarker("DATA_EXPORT"))
        .addKeyValue("user_id", "ada")
        .log("exported");
    LOGGER.info("an ordinary line");
    LOGGER.trace(MarkerFactory.getMarker("LOGOUT"), "bye");
  }
}
