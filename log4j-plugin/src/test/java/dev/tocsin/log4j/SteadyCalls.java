package dev.tocsin.log4j;

import com.sun.management.ThreadMXBean;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import dev.tocsin.keys.KeyFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * A program: audit calls with 14 fields until one leaves no more than a bound to the garbage
 * collector, and only so many. Prints the bytes of a call of the last round. A JVM of its own, as
 * what else ran in one decides what its compiler takes out.
 */
final class SteadyCalls {
  private static final int CALLS = 4_000;
  private static final int MOST_ROUNDS = 60;
  private static final int VISITORS = 512;

  private static final String AGENT =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0"
          + " Safari/537.36";

  private final String[] users = new String[VISITORS];
  private final String[] addresses = new String[VISITORS];
  private final String[] sessions = new String[VISITORS];

  private SteadyCalls() {
    for (int i = 0; i < VISITORS; i++) {
      users[i] = "user" + i;
      addresses[i] = "203.0." + (i >> 8) + "." + (i & 255);
      sessions[i] = "5f3c9a0e8b7d4c21f" + i;
    }
  }

  /** FOLDER BOUND ATTRIBUTES. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    new KeyFolder(folder.resolve("keys"), new SecureRandom()).generate();
    String attributes = "fsync=\"no\" keys=\"" + folder.resolve("keys") + "\" evolve=\"true\" ";
    try (LogSetup log = LogSetup.audit(folder, attributes + args[2], "<Rules/>").awaitRules()) {
      System.out.println(new SteadyCalls().bytes(log.security(), Integer.parseInt(args[1])));
    }
  }

  private double bytes(SecurityLogger security, int bound) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double bytes = Double.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && bytes > bound; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        if (signIn(security, i & (VISITORS - 1)).length() != EventIds.LENGTH) {
          throw new AssertionError("an event without an id");
        }
      }
      bytes = (double) (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }
    return bytes;
  }

  private String signIn(SecurityLogger security, int visitor) {
    return security
        .event(EventType.AUTH_SUCCESS)
        .user(users[visitor])
        .session(sessions[visitor])
        .target("endpoint", "/login")
        .ip(addresses[visitor], Provenance.TRUSTED_PROXY)
        .userAgent(AGENT)
        .request("POST", "/login?next=%2Faccount")
        .detail("reason", "second factor")
        .detail("attempt", 3)
        .message("signed in")
        .log();
  }
}
