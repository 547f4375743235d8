package dev.tocsin.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.BlockList;
import dev.tocsin.audit.FleetAlert;
import dev.tocsin.audit.FleetVerdict;
import dev.tocsin.event.AddressRange;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.watch.WatchedJournal.SetClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a process does with alerts of its fleet. */
class FleetBlocksTest {
  private static final String EVE = "192.0.2.66";
  private static final String BLOCKED =
      "client_blocked many 192.0.2.66 2026-11-28T10:14:30.000000Z";

  /** Beside the one that blocks, those that do not. */
  private static final String RULES =
      WatchedJournal.RULES
          + """
          ---
          title: Tried out
          name: tried_out
          simulate: true
          correlation:
            {type: event_count, rules: failed, group-by: ip_address, timespan: 5m, condition: {gte: 9}}
          response: {block: {duration: 15m}}
          ---
          title: Alerts only
          name: alerts_only
          correlation:
            {type: event_count, rules: failed, group-by: ip_address, timespan: 5m, condition: {gte: 9}}
          ---
          title: Switched off
          name: switched_off
          enabled: false
          correlation:
            {type: event_count, rules: failed, group-by: ip_address, timespan: 5m, condition: {gte: 9}}
          response: {block: {duration: 15m}}
          """;

  @TempDir private Path folder;
  private final SetClock clock = new SetClock();

  private WatchedJournal open() {
    WatchedJournal journal = WatchedJournal.open(folder, clock, RULES);
    await().until(() -> journal.watcher().figures().live());
    return journal;
  }

  private static ClientAddress client(String text) {
    return Objects.requireNonNull(ClientAddress.parse(text));
  }

  private FleetAlert alert(String rule, String client, Duration ago) {
    Instant since = clock.instant().minus(ago);
    return new FleetAlert(rule, client(client), since, "0123456789abcdef", "http://am:9093");
  }

  private FleetAlert alert() {
    return alert("many", EVE, Duration.ofSeconds(30));
  }

  @Test
  void anAlertShutsItsClientOutAsTheRuleHereSaysAndTheEventTellsWhereItCameFrom() {
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().block(alert())).isEqualTo(FleetVerdict.BLOCKED);
      assertThat(BlockList.isBlocked(EVE)).isTrue();
      assertThat(BlockList.blockedUntil(EVE)).contains(Instant.parse("2026-11-28T10:14:30Z"));
      assertThat(journal.said()).containsExactly(BLOCKED);
    }
    SecurityEvent event =
        WatchedJournal.events(folder).stream()
            .filter(each -> each.type().equals(EventType.CLIENT_BLOCKED))
            .findFirst()
            .orElseThrow();
    assertThat(event.details())
        .containsEntry("rule", "many")
        .containsEntry("seconds", 900L)
        .containsEntry("origin", "fleet")
        .containsEntry("fleet_alert", "0123456789abcdef")
        .containsEntry("fleet_source", "http://am:9093")
        .doesNotContainKeys("by", "alert_id");
  }

  @Test
  void anAlertThatIsToldAgainChangesNothingNotEvenAfterARestart() {
    FleetAlert alert = alert();
    try (WatchedJournal journal = open()) {
      assertThat(BlockList.block(alert)).isEqualTo(FleetVerdict.BLOCKED);
      assertThat(BlockList.block(alert)).isEqualTo(FleetVerdict.KNOWN);
      assertThat(journal.said()).containsExactly(BLOCKED);
    }
    clock.pass(Duration.ofMinutes(1));
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().isBlocked(client(EVE))).isTrue();
      assertThat(BlockList.block(alert)).isEqualTo(FleetVerdict.KNOWN);
      clock.pass(Duration.ofMinutes(15));
      journal.watcher().tick();
      assertThat(BlockList.block(alert)).isEqualTo(FleetVerdict.OVER);
      assertThat(journal.watcher().isBlocked(client(EVE))).isFalse();
      assertThat(journal.said())
          .containsExactly(BLOCKED, "client_unblocked many 192.0.2.66 expired");
    }
  }

  /** The process is killed: there is no snapshot, and the journal says who is blocked. */
  @Test
  void aBlockOfTheFleetOutlivesAKill() {
    WatchedJournal killed = open();
    assertThat(killed.watcher().block(alert())).isEqualTo(FleetVerdict.BLOCKED);
    killed.abandon();
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().isBlocked(client(EVE))).isTrue();
      assertThat(journal.watcher().block(alert())).isEqualTo(FleetVerdict.KNOWN);
      assertThat(journal.said()).containsExactly(BLOCKED);
    } finally {
      killed.watcher().close();
    }
  }

  @Test
  void aRepeatIsLongerWhoeverBlockedBefore() {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 3);
      assertThat(journal.watcher().block(alert())).isEqualTo(FleetVerdict.KNOWN);
      clock.pass(Duration.ofMinutes(16));
      journal.watcher().tick();
      FleetAlert next = alert("many", EVE, Duration.ZERO);
      assertThat(journal.watcher().block(next)).isEqualTo(FleetVerdict.BLOCKED);
      assertThat(journal.watcher().blockedUntil(client(EVE)))
          .contains(clock.instant().plus(Duration.ofMinutes(30)));
    }
  }

  @Test
  void whomAnAdministratorLetInStaysInWhileTheSameAlertIsTold() {
    FleetAlert alert = alert();
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().block(alert)).isEqualTo(FleetVerdict.BLOCKED);
      assertThat(journal.watcher().unblock(client(EVE), "admin")).isTrue();
      assertThat(journal.watcher().block(alert)).isEqualTo(FleetVerdict.OVER);
      assertThat(journal.watcher().isBlocked(client(EVE))).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tried_out,    192.0.2.66, PT0S,       SIMULATED",
    "alerts_only,  192.0.2.66, PT0S,       NO_BLOCK",
    "failed,       192.0.2.66, PT0S,       UNKNOWN_RULE",
    "switched_off, 192.0.2.66, PT0S,       UNKNOWN_RULE",
    "nobody_knows, 192.0.2.66, PT0S,       UNKNOWN_RULE",
    "many,         127.0.0.1,  PT0S,       SPARED",
    "many,         192.0.2.66, PT15M,      OVER",
    "many,         192.0.2.66, PT17531616H, OVER",
    "many,         192.0.2.66, PT-61S,     FUTURE",
  })
  void nothingElseIsDone(String rule, String client, Duration ago, FleetVerdict verdict) {
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().block(alert(rule, client, ago))).isEqualTo(verdict);
      assertThat(journal.said()).isEmpty();
      assertThat(journal.watcher().isBlocked(client(client))).isFalse();
    }
  }

  @Test
  void clocksMayBeAMinuteApart() {
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().block(alert("many", EVE, Duration.ofSeconds(-59))))
          .isEqualTo(FleetVerdict.BLOCKED);
      assertThat(journal.watcher().blockedUntil(client(EVE)))
          .contains(clock.instant().plus(Duration.ofMinutes(15)));
    }
  }

  @Test
  void neverBlockHoldsForAlertsOfTheFleet() {
    WatchSettings plain = WatchedJournal.settings(RULES);
    WatchSettings sparing =
        new WatchSettings(
            true,
            null,
            plain.rules(),
            "x",
            false,
            List.of(AddressRange.parse("192.0.2.0/24")),
            List.of());
    try (WatchedJournal journal = WatchedJournal.open(folder, clock, sparing)) {
      assertThat(journal.watcher().block(alert())).isEqualTo(FleetVerdict.SPARED);
      assertThat(journal.said()).isEmpty();
    }
  }

  @Test
  void allOfAnIpv6NetworkIsShutOut() {
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().block(alert("many", "2001:db8:1:2::", Duration.ZERO)))
          .isEqualTo(FleetVerdict.BLOCKED);
      assertThat(journal.watcher().isBlocked(client("2001:db8:1:2:3:4:5:6"))).isTrue();
      assertThat(journal.watcher().isBlocked(client("2001:db8:1:3::1"))).isFalse();
    }
  }

  @Test
  void whoEvaluatesNoRulesSaysSo() {
    assertThat(BlockList.block(alert())).isEqualTo(FleetVerdict.NOT_READY);
  }
}
