package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.BlockList;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.trail.CaseJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tocsin alerts} and {@code tocsin ip}, on a journal that the rules have alerted in. */
class ResponseCommandsTest {
  private static final String EVE = "203.0.113.7";

  @TempDir private Path folder;

  @BeforeEach
  void attack() {
    CommandLineRun run =
        run("emit", "", "--type", "auth_failure", "--ip", EVE, "--count", "6", "--user", "ada");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  /** A command on the folder. */
  private CommandLineRun run(String command, String subcommand, String... words) {
    List<String> all = new ArrayList<>(List.of(command));
    if (!subcommand.isEmpty()) {
      all.add(subcommand);
    }
    all.addAll(List.of("--dir", folder.toString()));
    all.addAll(List.of(words));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private String alertId() {
    String json = run("alerts", "list", "--format", "json").out();
    return json.replaceAll("(?s).*\"alert_id\":\"([^\"]+)\".*", "$1");
  }

  private List<SecurityEvent> cases() throws IOException {
    Path file = folder.resolve(CaseJournal.FILE);
    return StoredEvents.of(
        folder,
        (line, event) ->
            line.file().equals(file) && !event.type().equals(EventType.AUDIT_ACCESSED));
  }

  @Test
  void alertsAreListedAndShown() throws IOException {
    CommandLineRun list = run("alerts", "list");
    assertThat(list.exitCode()).as(list.err()).isZero();
    assertThat(list.out())
        .hasLineCount(2)
        .contains("high_failure_rate  high      203.0.113.7  5      active  block");
    CommandLineRun json = run("alerts", "list", "--format", "json", "--status", "active");
    assertThat(json.out())
        .hasLineCount(1)
        .contains("\"rule\":\"high_failure_rate\",")
        .contains("\"key\":\"203.0.113.7\",")
        .contains("\"severity\":\"high\",\"count\":5,\"bursts\":1,")
        .contains("\"status\":\"active\",")
        .containsPattern("\"event_ids\":\\[(\"[0-9a-f-]{36}\",?){5}]");
    CommandLineRun show = run("alerts", "show", alertId());
    assertThat(show.out())
        .contains("rule             high_failure_rate\n")
        .contains("description      Somebody guesses passwords or PINs.\n")
        .contains("status           active\n");
    assertThat(run("alerts", "show", alertId().substring(0, 4)).out()).isEqualTo(show.out());
    assertThat(run("alerts", "list", "--rule", "other").err()).isEqualTo("no alerts\n");
    // Reading is told, changing nothing is.
    assertThat(cases()).isEmpty();
    assertThat(Files.readString(folder.resolve(CaseJournal.FILE))).contains("audit_accessed");
  }

  @Test
  void anAlertIsTakenOnAndResolved() throws IOException {
    String id = alertId();
    assertThat(run("alerts", "ack", id, "--note", "looking").out())
        .isEqualTo("acknowledged " + id + "\n");
    assertThat(run("alerts", "list", "--status", "acknowledged").out()).hasLineCount(2);
    assertThat(run("alerts", "ack", id).exitCode()).isEqualTo(3);
    assertThat(run("alerts", "resolve", id).exitCode()).isZero();
    CommandLineRun again = run("alerts", "resolve", id);
    assertThat(again.exitCode()).isEqualTo(3);
    assertThat(again.err()).contains("is resolved already");
    assertThat(run("alerts", "show", id).out())
        .contains("status           resolved\n")
        .contains("acknowledged_by  " + System.getProperty("user.name") + "\n")
        .contains("resolution       by_hand\n");
    assertThat(cases())
        .extracting(event -> event.type().name())
        .containsExactly("alert_acknowledged", "alert_resolved");
    assertThat(cases().get(0).details()).containsEntry("note", "looking");
    // The chain of both journals holds.
    assertThat(run("verify", "").exitCode()).isZero();
  }

  @Test
  void clientsAreListedBlockedAndUnblocked() {
    assertThat(run("ip", "list", "--blocked").out())
        .hasLineCount(2)
        .containsPattern("203\\.0\\.113\\.7 +\\d{4}-\\S+ +rule high_failure_rate +\\w+ +1 ");
    assertThat(run("ip", "unblock", EVE, "--note", "ours").out())
        .isEqualTo("unblocked " + EVE + "\n");
    assertThat(run("ip", "list", "--blocked").err()).isEqualTo("no client is blocked\n");
    assertThat(run("ip", "unblock", EVE).exitCode()).isEqualTo(3);
    assertThat(run("ip", "list").out()).hasLineCount(2).contains(EVE);
    assertThat(run("ip", "block", "2001:db8:1:2::9", "--for", "7d").out())
        .startsWith("blocked 2001:db8:1:2::/64 until ");
    assertThat(run("ip", "show", "2001:db8:1:2::/64").out())
        .contains("blocked      yes\n")
        .contains("by           " + System.getProperty("user.name") + "\n");
    assertThat(run("ip", "show", EVE).out())
        .contains("blocked      no\n")
        .contains("suspicious   yes\n")
        .contains("high_failure_rate active\n");
    assertThat(run("ip", "list", "--format", "json").out())
        .contains("{\"ip_address\":\"2001:db8:1:2::/64\",\"blocked\":true,")
        .contains("{\"ip_address\":\"203.0.113.7\",\"blocked\":false,\"suspicious\":true,");
  }

  /** Who never attacked, and is shut out no more, is of no interest to anybody. */
  @Test
  void whoWasOnlyBlockedByHandIsListedAsLongAsThat() {
    assertThat(run("ip", "block", "198.51.100.8", "--for", "2h").exitCode()).isZero();
    assertThat(run("ip", "list").out()).hasLineCount(3).contains("198.51.100.8");
    assertThat(listedInSql()).contains("198.51.100.8", EVE);
    assertThat(run("ip", "unblock", "198.51.100.8").exitCode()).isZero();
    assertThat(run("ip", "list").out()).hasLineCount(2).contains(EVE);
    assertThat(run("ip", "list", "--format", "json").out()).doesNotContain("198.51.100.8");
    assertThat(listedInSql()).contains(EVE).doesNotContain("198.51.100.8");
    assertThat(run("ip", "block", "198.51.100.8", "--for", "1s").exitCode()).isZero();
    await().until(() -> !run("ip", "list").out().contains("198.51.100.8"));
    // An attacker stays listed when the block is over.
    assertThat(run("ip", "unblock", EVE).exitCode()).isZero();
    assertThat(run("ip", "list").out()).contains(EVE);
  }

  private String listedInSql() {
    return run("sql", "", "SELECT ip_address FROM suspicious_ips").out();
  }

  @Test
  void anApplicationFollowsWhatIsDoneByHand() {
    try (AuditLog application = AuditLog.ofApplication(folder, "shop")) {
      await().until(() -> BlockList.isBlocked(EVE));
      assertThat(run("ip", "unblock", EVE).exitCode()).isZero();
      await().until(() -> !BlockList.isBlocked(EVE));
      assertThat(run("ip", "block", "198.51.100.8", "--for", "1h").exitCode()).isZero();
      await().until(() -> BlockList.isBlocked("198.51.100.8"));
      assertThat(application.types().find("auth_failure")).isNotNull();
    }
    // And knows it after a restart.
    try (AuditLog application = AuditLog.ofApplication(folder, "shop")) {
      assertThat(application.types().find("auth_failure")).isNotNull();
      await().until(() -> BlockList.isBlocked("198.51.100.8"));
      assertThat(BlockList.isBlocked(EVE)).isFalse();
    }
  }

  @Test
  void anAlertThatWasResolvedByHandBeginsAnewWithTheNextEvent() throws Exception {
    String id = alertId();
    try (AuditLog application = AuditLog.ofApplication(folder, "shop")) {
      application.awaitRules();
      assertThat(run("alerts", "resolve", id).exitCode()).isZero();
      await()
          .until(
              () -> {
                application.record(EventType.AUTH_FAILURE, event -> event.ip(EVE));
                // Of this rule: the tenth within an hour is another one's.
                return run("alerts", "list", "--status", "active", "--rule", "high_failure_rate")
                    .out()
                    .contains(EVE);
              });
    }
    assertThat(run("alerts", "list", "--format", "json", "--rule", "high_failure_rate").out())
        .hasLineCount(2);
  }

  @ParameterizedTest
  @CsvSource({
    "alerts, '', 2, use alerts list",
    "alerts, list --status done, 2, 'use active, acknowledged, resolved'",
    "alerts, list --from -1d --to -2d, 2, use a beginning before the end",
    "alerts, show 00000000, 3, tocsin alerts list shows those that are",
    "alerts, ack abcd, 3, alerts list shows those that are",
    "alerts, show d2a, 2, 'alert \"d2a\": give its id, or the first 4 digits or more'",
    "alerts, 'ack ', 2, 'alert \"\": give its id, or the first 4 digits or more'",
    "ip, '', 2, use ip list",
    "ip, show nobody, 2, give an IPv4 or IPv6 address",
    "ip, block 127.0.0.1, 2, never blocked",
    "ip, block 192.0.2.1 --for 400d, 2, use a time up to 365d",
    "ip, block 192.0.2.1 --for soon, 2, use a time up to 365d",
    "ip, 'block 192.0.2.1 --note ', 2, --note",
    "ip, unblock 192.0.2.1, 3, tocsin ip list --blocked shows who is",
  })
  void whatIsWrongIsOneLineWithTheWayOut(String command, String rest, int code, String way) {
    List<String> words = new ArrayList<>(List.of(rest == null ? "" : rest));
    if (rest != null) {
      words = new ArrayList<>(List.of(rest.split(" ", -1)));
    }
    String subcommand = words.isEmpty() ? "" : words.remove(0);
    CommandLineRun run =
        subcommand.isEmpty()
            ? CommandLineRun.of(command)
            : run(command, subcommand, words.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).hasLineCount(1).contains(way);
  }

  @Test
  void aDamagedLineIsToldAndLeftOut() throws IOException {
    String id = alertId();
    Path journal = folder.resolve("security_audit.log");
    Files.writeString(
        journal,
        Files.readString(journal)
            .replaceFirst("\"event_type\":\"auth_failure", "\"event_type\":!auth_failure"));
    for (String command :
        List.of("alerts list", "alerts show " + id, "ip list", "ip show " + EVE)) {
      String[] words = command.split(" ", 3);
      CommandLineRun run =
          run(words[0], words[1], words.length == 3 ? new String[] {words[2]} : new String[0]);
      assertThat(run.exitCode()).as(command).isEqualTo(3);
      assertThat(run.out()).as(command).contains(EVE);
      assertThat(run.err())
          .as(command)
          .hasLineCount(1)
          .contains(journal + ": at byte ")
          .contains("left out; see tocsin verify");
    }
  }

  /** What lost its end is no event any more, and may have been an alert. */
  @Test
  void anAlertWhoseLineIsCutIsNotPassedOverInSilence() throws IOException {
    Path journal = folder.resolve("security_audit.log");
    Files.writeString(
        journal,
        Files.readString(journal).replaceAll("(\"event_type\":\"alert\".{40}).*\n", "$1\n"));
    for (String command : List.of("alerts list", "ip list")) {
      String[] words = command.split(" ", 2);
      CommandLineRun run = run(words[0], words[1]);
      assertThat(run.exitCode()).as(command).isEqualTo(ExitCode.DATA);
      assertThat(run.err())
          .as(command)
          .contains(journal + ": at byte ", "neither an event nor a record of the journal");
    }
    assertThat(
            CommandLineRun.of("sql", "--dir", folder.toString(), "SELECT * FROM security_alerts")
                .err())
        .contains(journal + ": at byte ", "neither an event nor a record of the journal");
  }

  @Test
  void aFolderWithoutAJournalIsTold() {
    for (String command : List.of("alerts list", "ip list", "ip show 192.0.2.1")) {
      List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
      words.addAll(List.of("--dir", folder.resolve("none").toString()));
      CommandLineRun run = CommandLineRun.of(words.toArray(String[]::new));
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.err()).hasLineCount(1).contains("name the folder of the journal");
    }
  }
}
