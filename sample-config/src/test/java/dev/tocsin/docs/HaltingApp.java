package dev.tocsin.docs;

import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * An application whose JVM is halted in the midst of logging. Of each call for a security event
 * that came back it prints a line: the event's id, or the message of a plain call.
 */
final class HaltingApp {
  static final int CALLS = 400;
  static final int EXIT = 9;

  private static final int THREADS = 4;
  private static final Logger LOGGER = LogManager.getLogger("shop.Orders");
  private static final SecurityLogger SECURITY = SecurityLogger.getLogger("shop.SignIn");
  private static final AtomicInteger RETURNED = new AtomicInteger();

  private HaltingApp() {}

  public static void main(String[] args) {
    for (int i = 0; i < THREADS; i++) {
      new Thread(HaltingApp::logForEver, "worker-" + i).start();
    }
  }

  private static void logForEver() {
    for (int i = 0; ; i++) {
      LOGGER.info("ordinary line {}", i);
      tell(SECURITY.event(EventType.API_ACCESS).detail("n", i).log());
      String message = "plain call " + i + " of " + Thread.currentThread().getName();
      LOGGER.info(Markers.DATA_ACCESS, message);
      tell(message);
    }
  }

  private static void tell(String returned) {
    System.out.println(returned);
    if (RETURNED.incrementAndGet() == CALLS) {
      Runtime.getRuntime().halt(EXIT);
    }
  }
}
