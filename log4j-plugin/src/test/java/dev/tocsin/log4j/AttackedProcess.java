package dev.tocsin.log4j;

import dev.tocsin.event.EventType;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A program that is attacked by one client after another until it is killed. */
final class AttackedProcess {
  private AttackedProcess() {}

  /**
   * The folder, and the number of the first client; prints the number of each attack that is over.
   */
  public static void main(String[] args) {
    LogSetup log = LogSetup.audit(Path.of(args[0]), "", "<Rules/>").awaitRules();
    for (int client = Integer.parseInt(args[1]); ; client++) {
      for (int i = 0; i < 5; i++) {
        log.security().event(EventType.AUTH_FAILURE).ip(address(client)).log();
      }
      System.out.println(client);
      System.out.flush();
      LockSupport.parkNanos(5_000_000);
    }
  }

  static String address(int client) {
    return "10.1." + client / 250 + "." + (client % 250 + 1);
  }
}
