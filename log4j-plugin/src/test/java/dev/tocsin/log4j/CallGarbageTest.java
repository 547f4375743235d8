package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.apache.logging.log4j.util.Constants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one audit call leaves to the garbage collector once the compiler has settled, which takes as
 * long as it takes: rounds of calls are made until one is within the bound, and only so many. A
 * round may have a checkpoint or a compilation in it; what is left of a call then stays as it is.
 */
class CallGarbageTest {
  /**
   * The text of the id, 80 bytes; the call, 32; its message, 48; and three times read from a clock,
   * 24 each, which the compiler takes out unless what ran before led it elsewhere. And 8 for what
   * happens once a second.
   */
  private static final int BOUND = 240;

  /** Where a servlet API is there, Log4j makes an event of its own for each call. */
  private static final int EVENT_OF_LOG4J = Constants.ENABLE_THREADLOCALS ? 0 : 160;

  private static final int CALLS = 4_000;
  private static final int MOST_ROUNDS = 60;

  private static final String AGENT =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0"
          + " Safari/537.36";

  private final String[] users = new String[512];
  private final String[] addresses = new String[512];
  private final String[] sessions = new String[512];

  @TempDir private Path folder;

  @BeforeEach
  void makeKeysAndVisitors() throws IOException {
    new KeyFolder(folder.resolve("keys"), new SecureRandom()).generate();
    for (int i = 0; i < users.length; i++) {
      users[i] = "user" + i;
      addresses[i] = "203.0." + (i >> 8) + "." + (i & 255);
      sessions[i] = "5f3c9a0e8b7d4c21f" + i;
    }
  }

  private String signIn(SecurityLogger security, int i) {
    int visitor = i & (users.length - 1);
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

  private double bytesOfOneCall(SecurityLogger security, int bound) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double bytes = Double.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && bytes > bound; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        if (signIn(security, i).length() != EventIds.LENGTH) {
          throw new AssertionError("an event without an id");
        }
      }
      bytes = (double) (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "writeTimeoutMillis=\"0\""})
  void aCallUnderKeysWithRedactionAndRulesLeavesLittleMoreThanTheTextOfItsId(String writer) {
    String attributes = "fsync=\"no\" keys=\"" + folder.resolve("keys") + "\" evolve=\"true\" ";
    try (LogSetup log = LogSetup.audit(folder, attributes + writer, "<Rules/>").awaitRules()) {
      int bound = BOUND + EVENT_OF_LOG4J;
      assertThat(bytesOfOneCall(log.security(), bound)).isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void whereSomethingMayKeepTheMessageEachCallHasAnEventOfItsOwn() {
    try (LogSetup log = LogSetup.audit(folder, "fsync=\"no\"", "")) {
      KeepingAppender keeping = KeepingAppender.addTo(log.context());
      String first = log.security().event(EventType.AUTH_SUCCESS).user("ada").log();
      String second = log.security().event(EventType.AUTH_SUCCESS).user("grace").log();
      assertThat(first).isNotEqualTo(second);
      assertThat(keeping.messages())
          .satisfiesExactly(
              message -> assertThat(message).contains("user_id=ada"),
              message -> assertThat(message).contains("user_id=grace"));
    }
  }
}
