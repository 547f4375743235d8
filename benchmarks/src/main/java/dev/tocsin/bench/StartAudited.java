package dev.tocsin.bench;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import org.apache.logging.log4j.LogManager;

/** {@link StartPlain} with an audit log, and a first event in it. */
final class StartAudited {
  private StartAudited() {}

  public static void main(String[] args) {
    LogManager.getLogger("bench").info("started");
    SecurityLogger.getLogger("bench")
        .event(EventType.AUTH_SUCCESS)
        .user("grace")
        .ip("203.0.113.7")
        .log();
    StartPlain.print();
  }
}
