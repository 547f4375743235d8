package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.BlockList;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** T21: killed at any moment, a restart neither alerts again nor forgets a block or an attack. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGKILL")
class RulesKillTest {
  private static final int KILLS = 5;
  private static final int ATTACKS_EACH = 100;

  @TempDir private Path folder;

  @Test
  void everyAttackIsAlertedOfOnceAndItsClientIsBlocked() throws Exception {
    Random random = new Random(1);
    int first = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      first = killAfter(first, 20 + random.nextInt(ATTACKS_EACH - 20)) + 1;
    }
    try (LogSetup log = LogSetup.audit(folder, "", "<Rules/>")) {
      log.awaitRules();
      List<SecurityEvent> events = log.events();
      Map<String, Integer> failures = new HashMap<>();
      Map<String, Integer> alerts = new HashMap<>();
      for (SecurityEvent event : events) {
        if (event.type().equals(EventType.AUTH_FAILURE)) {
          failures.merge(String.valueOf(event.ipAddress()), 1, Integer::sum);
        } else if (event.type().equals(EventType.ALERT)) {
          alerts.merge(String.valueOf(event.details().get("key")), 1, Integer::sum);
        }
      }
      int attacks = 0;
      for (Map.Entry<String, Integer> client : failures.entrySet()) {
        boolean attacked = client.getValue() == 5;
        attacks += attacked ? 1 : 0;
        assertThat(alerts.getOrDefault(client.getKey(), 0))
            .as("alerts of %s after %s failures", client.getKey(), client.getValue())
            .isEqualTo(attacked ? 1 : 0);
        assertThat(BlockList.isBlocked(client.getKey())).isEqualTo(attacked);
      }
      assertThat(attacks).isGreaterThanOrEqualTo(KILLS * 20);
      System.out.println(
          KILLS + " kills, " + attacks + " attacks: each alerted of once, each client blocked");
    }
  }

  /** Returns the number of the last client that may have attacked. */
  private int killAfter(int first, int attacks) throws Exception {
    try (ChildJvm child =
        ChildJvm.start(
            AttackedProcess.class, List.of(), folder.toString(), Integer.toString(first))) {
      int last = first;
      while (last < first + attacks) {
        last = Integer.parseInt(String.valueOf(child.line()));
      }
      return last + ATTACKS_EACH;
    }
  }
}
