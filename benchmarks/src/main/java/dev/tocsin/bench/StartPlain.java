package dev.tocsin.bench;

import java.lang.management.ManagementFactory;
import org.apache.logging.log4j.LogManager;

/** An application with Log4j: logs a line, and prints how many milliseconds that took. */
final class StartPlain {
  private StartPlain() {}

  public static void main(String[] args) {
    LogManager.getLogger("bench").info("started");
    print();
  }

  /** How long this JVM has been there. */
  static void print() {
    System.out.println(
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime());
  }
}
