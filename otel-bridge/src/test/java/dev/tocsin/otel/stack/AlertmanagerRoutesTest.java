package dev.tocsin.otel.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom the Alertmanager of collector-config tells of what, how often, and of what not. */
@Timeout(120)
class AlertmanagerRoutesTest {
  private static final Path FILE = Path.of("..", "collector-config", "alertmanager");

  @TempDir private Path folder;

  private static String alert(String... labels) {
    StringBuilder json = new StringBuilder("{\"labels\":{");
    for (int i = 0; i < labels.length; i += 2) {
      json.append(i == 0 ? "" : ",")
          .append('"')
          .append(labels[i])
          .append("\":\"")
          .append(labels[i + 1])
          .append('"');
    }
    return json.append("}}").toString();
  }

  private static String alert(String rule, String engine, String client, String severity) {
    return alert(
        "alertname",
        rule,
        "rule",
        rule,
        "engine",
        engine,
        "tocsin_client_network",
        client,
        "severity",
        severity);
  }

  /** Those of a rule and engine, or name, and who is told of them. */
  private static Map<String, String> states(BackEnd alertmanager)
      throws IOException, InterruptedException {
    Map<String, String> states = new TreeMap<>();
    for (Json each : Json.of(alertmanager.ask("/api/v2/alerts").body()).elements()) {
      Map<String, String> labels = each.at("labels").texts();
      String key =
          labels.get("alertname")
              + " "
              + labels.getOrDefault("engine", labels.getOrDefault("job", ""))
              + " "
              + labels.getOrDefault("tocsin_client_network", "");
      states.put(
          key.strip(),
          each.at("status").at("state").text()
              + " "
              + each.at("receivers").elements().stream()
                  .map(receiver -> receiver.at("name").text())
                  .collect(Collectors.joining(",")));
    }
    return states;
  }

  @Test
  void oneMessageForWhatOneClientDoesAndNoneForWhatIsHushedOrTriedOut() throws Exception {
    try (Webhook page = Webhook.start()) {
      Path url = Files.writeString(folder.resolve("webhook-url"), page.url());
      // As the file itself says how alerts are sent on.
      String text = Files.readString(FILE.resolve("alertmanager.yml"));
      String told =
          text.replaceFirst(
              "(?m)^- name: page$",
              "- name: page\n  webhook_configs:\n  - {url_file: "
                  + url.toAbsolutePath()
                  + ", send_resolved: true}");
      assertThat(text).contains("url_file: /etc/alertmanager/webhook-url, send_resolved: true");
      Path configuration = Files.writeString(folder.resolve("alertmanager.yml"), told);
      try (RealAlertmanager started = RealAlertmanager.start(folder, configuration)) {
        BackEnd alertmanager = started.process();
        BackEnd.Answer taken =
            alertmanager.tell(
                "/api/v2/alerts",
                "application/json",
                List.of(
                        alert("high_failure_rate", "prometheus", "203.0.113.66", "high"),
                        alert("high_failure_rate", "loki", "203.0.113.66", "high"),
                        alert("high_failure_rate_hourly", "loki", "203.0.113.66", "high"),
                        alert("high_failure_rate_hourly", "loki", "198.51.100.7", "high"),
                        alert("critical_violations", "loki", "203.0.113.99", "critical"),
                        alert(
                            "alertname",
                            "critical_violations_block",
                            "rule",
                            "critical_violations",
                            "engine",
                            "loki",
                            "tocsin_client_network",
                            "203.0.113.99",
                            "severity",
                            "critical",
                            "response",
                            "block"),
                        alert(
                            "alertname",
                            "tried_out",
                            "rule",
                            "tried_out",
                            "severity",
                            "critical",
                            "simulate",
                            "true"),
                        alert(
                            "alertname",
                            "tocsin_journal_not_writable",
                            "job",
                            "shop",
                            "severity",
                            "critical"),
                        alert(
                            "alertname", "tocsin_audit_silent", "job", "shop", "severity", "high"),
                        alert(
                            "alertname", "tocsin_audit_silent", "job", "till", "severity", "high"))
                    .toString());
        assertThat(taken.isSuccess()).as(taken.body()).isTrue();
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () ->
                    assertThat(states(alertmanager))
                        .isEqualTo(
                            Map.of(
                                "high_failure_rate prometheus 203.0.113.66", "active page",
                                "high_failure_rate loki 203.0.113.66", "active page",
                                "high_failure_rate_hourly loki 203.0.113.66", "suppressed page",
                                "high_failure_rate_hourly loki 198.51.100.7", "active page",
                                "critical_violations loki 203.0.113.99", "active page",
                                "critical_violations_block loki 203.0.113.99", "active processes",
                                "tried_out", "active shown",
                                "tocsin_journal_not_writable shop", "active page",
                                "tocsin_audit_silent shop", "suppressed page",
                                "tocsin_audit_silent till", "active page")));
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> page.taken().stream().anyMatch(each -> each.body().contains("203.0.113.66")));
        Webhook.Taken message =
            page.taken().stream()
                .filter(each -> each.body().contains("203.0.113.66"))
                .findFirst()
                .orElseThrow();
        assertThat(Json.of(message.body()).at("alerts").elements())
            .extracting(each -> each.at("labels").at("engine").text())
            .as("whichever engine saw it")
            .containsExactlyInAnyOrder("prometheus", "loki");
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> page.taken().stream().anyMatch(each -> each.body().contains("\"till\"")));
        assertThat(page.taken())
            .flatExtracting(each -> Json.of(each.body()).at("alerts").elements())
            .extracting(each -> each.at("labels").texts())
            .extracting(
                each ->
                    each.get("alertname")
                        + " "
                        + each.get("tocsin_client_network")
                        + each.get("job"))
            .doesNotContain(
                "high_failure_rate_hourly 203.0.113.66null", "tocsin_audit_silent nullshop")
            .noneMatch(each -> each.startsWith("tried_out"))
            .noneMatch(each -> each.startsWith("critical_violations_block"))
            .contains("high_failure_rate_hourly 198.51.100.7null", "tocsin_audit_silent nulltill");
        assertThat(page.taken().get(0).body())
            .as("what is critical waits for nothing")
            .containsAnyOf("critical_violations", "tocsin_journal_not_writable");
      }
    }
  }
}
