package dev.tocsin.otel.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes shut out whom Alertmanager tells them of, by the routes of collector-config. */
@Timeout(120)
class AlertmanagerBlocksTest {
  private static final Path FILE =
      Path.of("..", "collector-config", "alertmanager", "alertmanager.yml");
  private static final Path SHIPPED =
      Path.of("..", "log4j-plugin/src/main/resources/dev/tocsin/rules/shipped.yaml");

  private static final String ATTACKER = "203.0.113.66";
  private static final String SECOND = "203.0.113.77";
  private static final String VICTIM = "192.0.2.5";
  private static final String SPARED = "198.51.100.7";

  @TempDir private Path folder;

  private static String alert(String name, String engine, String client, String more) {
    return """
        {"labels":{"alertname":"%s","rule":"high_failure_rate","engine":"%s","severity":"high",
        "tocsin_client_network":"%s"%s},"startsAt":"%s"}
        """
        .formatted(name, engine, client, more, Instant.now().minusSeconds(20));
  }

  private static String block(String engine, String client) {
    return alert("high_failure_rate_block", engine, client, ",\"response\":\"block\"");
  }

  private static void tell(RealAlertmanager alertmanager, String... alerts) throws Exception {
    BackEnd.Answer taken =
        alertmanager
            .process()
            .tell("/api/v2/alerts", "application/json", List.of(alerts).toString());
    assertThat(taken.isSuccess()).as(taken.body()).isTrue();
  }

  /** The file as it is, with the receivers that it shows in a comment, and quicker. */
  private Path configuration(Path token, List<BlockingProcess> processes) throws IOException {
    String text = Files.readString(FILE);
    String example =
        text.lines()
            .dropWhile(line -> !line.startsWith("# Nobody blocks anything yet."))
            .skip(1)
            .takeWhile(line -> line.startsWith("#"))
            .map(line -> line.substring(2))
            .collect(Collectors.joining("\n", "", "\n"));
    String head = example.lines().findFirst().orElseThrow() + "\n";
    String entry =
        example.substring(head.length()).replace("/etc/alertmanager/fleet-token", token.toString());
    assertThat(head).isEqualTo("  webhook_configs:\n");
    assertThat(entry).contains("http://shop-1.example.com:8080/fleet-alerts", token.toString());
    StringBuilder receivers = new StringBuilder("- name: processes\n").append(head);
    for (BlockingProcess each : processes) {
      receivers.append(
          entry.replace("http://shop-1.example.com:8080/fleet-alerts", each.receiver()));
    }
    String changed =
        text.replace("- name: processes\n", receivers)
            .replace("group_interval: 15s", "group_interval: 1s");
    return Files.writeString(folder.resolve("alertmanager.yml"), changed);
  }

  private static void awaitBlocked(BlockingProcess process, String client) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> process.isBlocked(client));
  }

  @Test
  void anAlertOfTheFleetBlocksInEachProcessOnceThroughRepeatsAndRestarts() throws Exception {
    Path token = Files.writeString(folder.resolve("fleet-token"), "0123456789abcdef01234567\n");
    Path rules = Files.copy(SHIPPED, folder.resolve("rules.yaml"));
    try (BlockingProcess shop = BlockingProcess.start(folder.resolve("shop"), rules, token);
        BlockingProcess till = BlockingProcess.start(folder.resolve("till"), rules, token);
        RealAlertmanager alertmanager =
            RealAlertmanager.start(folder, configuration(token, List.of(shop, till)))) {
      tell(
          alertmanager,
          block("prometheus", ATTACKER),
          // What rests on guesses, too, is for people; and nobody blocks whom the process spares.
          alert("high_failure_rate", "prometheus", VICTIM, ""),
          block("prometheus", SPARED));
      for (BlockingProcess each : List.of(shop, till)) {
        awaitBlocked(each, ATTACKER);
        await().atMost(Duration.ofSeconds(30)).until(() -> each.counts().contains("spared=1"));
        assertThat(each.isBlocked(VICTIM)).isFalse();
        assertThat(each.isBlocked(SPARED)).isFalse();
        assertThat(each.counts()).doesNotContain("not_asked");
        assertThat(each.events("client_blocked")).hasSize(1);
        assertThat(each.events("client_blocked").get(0))
            .contains(
                "\"ip_address\":\"203.0.113.66\"",
                "\"rule\":\"high_failure_rate\"",
                "\"origin\":\"fleet\"",
                "\"seconds\":900")
            .containsPattern("\"fleet_alert\":\"[0-9a-f]{16}\"")
            .containsPattern("\"fleet_source\":\"http://[^\"]+\"");
      }

      // One is killed; it knows the block again, and what it is told again blocks nobody twice.
      shop.kill();
      shop.restart();
      assertThat(shop.isBlocked(ATTACKER)).isTrue();
      tell(alertmanager, block("loki", ATTACKER));
      for (BlockingProcess each : List.of(shop, till)) {
        await().atMost(Duration.ofSeconds(30)).until(() -> each.counts().contains("known="));
        assertThat(each.events("client_blocked")).hasSize(1);
      }

      // One is away when the alert is told; Alertmanager tells it when it is back.
      till.kill();
      tell(alertmanager, block("loki", SECOND));
      awaitBlocked(shop, SECOND);
      till.restart();
      awaitBlocked(till, SECOND);
      assertThat(till.isBlocked(ATTACKER)).isTrue();
      assertThat(till.events("client_blocked")).hasSize(2);
      assertThat(shop.events("client_blocked")).hasSize(2);
    }
  }
}
