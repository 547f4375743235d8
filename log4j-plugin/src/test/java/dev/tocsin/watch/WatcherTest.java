package dev.tocsin.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.BlockList;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import dev.tocsin.respond.AlertState;
import dev.tocsin.watch.WatchedJournal.SetClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules over a journal: alerts, blocks, restarts and other rules. */
class WatcherTest {
  private static final String EVE = "192.0.2.66";
  private static final ClientAddress CLIENT = Objects.requireNonNull(ClientAddress.parse(EVE));

  @TempDir private Path folder;
  private final SetClock clock = new SetClock();

  private WatchedJournal open() {
    return live(WatchedJournal.open(folder, clock));
  }

  private static WatchedJournal live(WatchedJournal journal) {
    await().until(() -> journal.watcher().figures().live());
    return journal;
  }

  @Test
  void theEventThatCompletesAnAttackShutsItsClientOut() {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 2);
      assertThat(journal.watcher().isBlocked(CLIENT)).isFalse();
      journal.fail(EVE, 1);
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
      assertThat(journal.watcher().blockedUntil(CLIENT))
          .contains(clock.instant().plus(Duration.ofMinutes(15)));
      journal.fail(EVE, 5);
      assertThat(journal.said())
          .containsExactly(
              "alert many 192.0.2.66 3",
              "client_blocked many 192.0.2.66 2026-11-28T10:15:00.000000Z");
    }
  }

  @Test
  void aClockThatRanAheadBlindsNothingOnceItIsRightAlsoAfterARestart() {
    Instant right = clock.instant();
    clock.set(right.plus(Duration.ofDays(1)));
    try (WatchedJournal journal = open()) {
      journal.fail("192.0.2.1", 2).fail(EVE, 3);
      clock.set(right);
      journal.watcher().tick();
      assertThat(journal.watcher().blockedUntil(CLIENT))
          .contains(right.plus(Duration.ofMinutes(15)));
      journal.fail("192.0.2.1", 1).fail("192.0.2.2", 1);
    }
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().unblock(CLIENT, "ops")).isTrue();
      journal.fail(EVE, 2).fail("192.0.2.1", 1).fail("192.0.2.2", 1);
      assertThat(journal.watcher().isBlocked(CLIENT)).as("two since it is right").isFalse();
      journal.fail(EVE, 1).fail("192.0.2.1", 1).fail("192.0.2.2", 1);
      assertThat(List.of(EVE, "192.0.2.1", "192.0.2.2")).allMatch(BlockList::isBlocked);
    }
  }

  @Test
  void anAlertTellsWhatAnAnalystNeeds() {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 3);
    }
    List<SecurityEvent> events = WatchedJournal.events(folder);
    SecurityEvent alert =
        events.stream()
            .filter(each -> each.type().equals(EventType.ALERT))
            .findFirst()
            .orElseThrow();
    assertThat(alert.severity()).isEqualTo(Severity.HIGH);
    assertThat(alert.details())
        .containsEntry("rule", "many")
        .containsEntry("title", "Many failures")
        .containsEntry("key", EVE)
        .containsEntry("group_by", List.of("ip_address"))
        .containsEntry("count", 3L)
        .containsEntry("bursts", 1L)
        .containsEntry("action", "block")
        .containsEntry("first_event", "2026-11-28T10:00:00.000000Z")
        .containsEntry("last_event", "2026-11-28T10:00:00.000000Z")
        .containsEntry(
            "event_ids", events.subList(0, 3).stream().map(SecurityEvent::eventId).toList());
    assertThat(alert.details().get("alert_id")).asString().hasSize(36);
  }

  @Test
  void blocksEndByThemselvesAndGrowWithEachRepeat() {
    try (WatchedJournal journal = open()) {
      for (int minutes : List.of(15, 30, 60)) {
        journal.fail(EVE, 3);
        assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
        clock.pass(Duration.ofMinutes(minutes).minusSeconds(1));
        assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
        clock.pass(Duration.ofSeconds(1));
        assertThat(journal.watcher().isBlocked(CLIENT)).isFalse();
        journal.watcher().tick();
      }
      clock.pass(Duration.ofHours(25));
      journal.watcher().tick();
      journal.fail(EVE, 3);
      assertThat(journal.said().stream().filter(line -> line.startsWith("client_blocked")))
          .extracting(line -> line.substring(line.indexOf('T')))
          .containsExactly(
              "T10:15:00.000000Z", "T10:45:00.000000Z", "T11:45:00.000000Z", "T13:00:00.000000Z");
      assertThat(journal.said()).contains("client_unblocked many 192.0.2.66 expired");
    }
  }

  @Test
  void anAlertIsOverWhenItsConditionWasFalseForTheCooldown() {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 3);
      clock.pass(Duration.ofMinutes(19));
      journal.watcher().tick();
      assertThat(journal.watcher().alerts()).hasSize(1);
      clock.pass(Duration.ofMinutes(5));
      journal.watcher().tick();
      assertThat(journal.said()).contains("alert_resolved many 192.0.2.66 3");
      SecurityEvent resolved = last(EventType.ALERT_RESOLVED);
      // As of the instant at which it was over, told when somebody looked.
      assertThat(resolved.timestamp()).hasToString("2026-11-28T10:20:00Z");
      assertThat(resolved.loggedAt()).hasToString("2026-11-28T10:24:00Z");
    }
  }

  private SecurityEvent last(EventType type) {
    return WatchedJournal.events(folder).stream()
        .filter(each -> each.type().equals(type))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void anAlertThatNobodyTakesOnEscalatesOnceAlsoWhenItIsOver() {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 3);
      clock.pass(Duration.ofMinutes(29));
      journal.watcher().tick();
      assertThat(journal.said()).noneMatch(line -> line.startsWith("alert_escalated"));
    }
    try (WatchedJournal journal = open()) {
      clock.pass(Duration.ofMinutes(1));
      journal.watcher().tick();
      journal.watcher().tick();
      assertThat(journal.said().stream().filter(line -> line.startsWith("alert_escalated")))
          .hasSize(1);
      assertThat(last(EventType.ALERT_ESCALATED).severity()).isEqualTo(Severity.CRITICAL);
    }
  }

  @Test
  void aRestartNeitherAlertsAgainNorForgetsABlock() {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 4);
    }
    clock.pass(Duration.ofMinutes(1));
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
      journal.fail(EVE, 1);
      assertThat(journal.watcher().alerts()).singleElement().matches(each -> each.count() == 5);
      clock.pass(Duration.ofMinutes(25));
      journal.watcher().tick();
      assertThat(journal.said())
          .containsExactly(
              "alert many 192.0.2.66 3",
              "client_blocked many 192.0.2.66 2026-11-28T10:15:00.000000Z",
              "alert_resolved many 192.0.2.66 5",
              "client_unblocked many 192.0.2.66 expired");
    }
  }

  @Test
  void soItIsWithoutTheSnapshot() throws Exception {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 4);
    }
    Files.delete(folder.resolve("audit.log.rules"));
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
      journal.fail(EVE, 1);
      assertThat(journal.said()).hasSize(2);
    }
    Files.writeString(folder.resolve("audit.log.rules"), "{\"format\": 1, \"seq\": true}");
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
      journal.fail(EVE, 1);
      assertThat(journal.said()).hasSize(2);
    }
  }

  @Test
  void soItIsWhenTheProcessDiesLongAfterTheLastSnapshot() {
    try (WatchedJournal journal = open()) {
      journal.fail("192.0.2.1", 3);
    }
    WatchedJournal killed = open();
    killed.fail(EVE, 4);
    killed.abandon();
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
      journal.fail(EVE, 1).fail("192.0.2.1", 1);
      assertThat(journal.said().stream().filter(line -> line.startsWith("alert "))).hasSize(2);
      assertThat(journal.watcher().alerts())
          .extracting(AlertState::keyText, AlertState::count)
          .contains(
              org.assertj.core.groups.Tuple.tuple("192.0.2.1", 4L),
              org.assertj.core.groups.Tuple.tuple(EVE, 5L));
    } finally {
      killed.watcher().close();
    }
  }

  @Test
  void countsGoOnOverARestart() {
    for (int run = 1; run <= 3; run++) {
      try (WatchedJournal journal = open()) {
        assertThat(journal.said()).isEmpty();
        journal.fail(EVE, 1);
      }
    }
    try (WatchedJournal journal = open()) {
      assertThat(journal.said()).hasSize(2);
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
    }
  }

  @Test
  void aRunThatWasTooShortToEvaluateIsMadeUpFor() {
    open().close();
    WatchedJournal.failUnwatched(folder, clock, EVE, 3);
    theNextOneTellsOfTheAttack();
  }

  private void theNextOneTellsOfTheAttack() {
    clock.pass(Duration.ofMinutes(1));
    try (WatchedJournal next = open()) {
      assertThat(next.said())
          .containsExactly(
              "alert many 192.0.2.66 3",
              "client_blocked many 192.0.2.66 2026-11-28T10:15:00.000000Z");
    }
  }

  @Test
  void soIsTheVeryFirstRunWhoseProcessDiesBeforeItIsUnderWay() throws Exception {
    Path snapshot = folder.resolve("audit.log.rules");
    byte[] kept;
    try (WatchedJournal first = open()) {
      assertThat(first.said()).isEmpty();
      kept = Files.readAllBytes(snapshot);
    }
    WatchedJournal.failUnwatched(folder, clock, EVE, 3);
    Files.write(snapshot, kept);
    theNextOneTellsOfTheAttack();
  }

  @Test
  void soItIsWhereTheSnapshotMayNameNobody() throws Exception {
    Path snapshot = folder.resolve("audit.log.rules");
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 3).fail("192.0.2.1", 3);
    }
    assertThat(snapshot).content().contains(EVE);
    byte[] kept;
    try (WatchedJournal journal = underPseudonyms()) {
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
      kept = Files.readAllBytes(snapshot);
      assertThat(new String(kept, StandardCharsets.UTF_8)).doesNotContain("192.0.2.");
      journal.fail("192.0.2.2", 3).fail(EVE, 1);
    }
    WatchedJournal.failUnwatched(folder, clock, "192.0.2.3", 3);
    Files.write(snapshot, kept);
    try (WatchedJournal journal = underPseudonyms()) {
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
      assertThat(journal.said().stream().filter(line -> line.startsWith("alert ")))
          .containsExactly(
              "alert many 192.0.2.66 3",
              "alert many 192.0.2.1 3",
              "alert many 192.0.2.2 3",
              "alert many 192.0.2.3 3");
      assertThat(journal.watcher().alerts()).extracting(AlertState::keyText).hasSize(4);
    }
    // In the clear again: what it names is not all there is.
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
      assertThat(journal.said().stream().filter(line -> line.startsWith("alert "))).hasSize(4);
    }
    assertThat(snapshot).content().contains(EVE);
  }

  private WatchedJournal underPseudonyms() {
    return live(WatchedJournal.openUnderPseudonyms(folder, clock));
  }

  @Test
  void everyAttackIsToldOnceWhileTheJournalIsStillBeingReadBack() throws Exception {
    try (WatchedJournal journal = open()) {
      for (int i = 0; i < 5_000; i++) {
        journal.fail("10.0." + i % 100 + "." + i % 200, 1);
      }
    }
    Set<String> before = new TreeSet<>();
    WatchedJournal.events(folder).stream()
        .filter(each -> each.type().equals(EventType.ALERT))
        .forEach(each -> before.add(String.valueOf(each.details().get("key"))));
    int threads = 4;
    int each = 50;
    try (WatchedJournal journal = WatchedJournal.open(folder, clock)) {
      CountDownLatch done = new CountDownLatch(threads);
      for (int thread = 0; thread < threads; thread++) {
        int own = thread;
        new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    journal.fail("172.16." + own + "." + i, 3);
                  }
                  done.countDown();
                })
            .start();
      }
      done.await();
      live(journal);
      List<String> alerts =
          journal.said().stream().filter(line -> line.startsWith("alert ")).toList();
      assertThat(alerts).doesNotHaveDuplicates().hasSize(before.size() + threads * each);
      IntStream.range(0, each)
          .forEach(i -> assertThat(alerts).contains("alert many 172.16.1." + i + " 3"));
      System.out.println(
          "attacks told once while reading back: " + threads * each + " of " + threads * each);
    }
  }

  @Test
  void aRuleOverAlertsDoesNotFeedOnItself() {
    String feeding =
        """
        title: Any alert
        name: any_alert
        detection: {s: {event_type: alert}, condition: s}
        ---
        title: Alerts
        name: alerts
        correlation:
          type: event_count
          rules: any_alert
          group-by: details.alert_id
          timespan: 1m
          condition: {gte: 1}
        ---
        """;
    try (WatchedJournal journal =
        live(WatchedJournal.open(folder, clock, feeding + WatchedJournal.RULES))) {
      journal.fail(EVE, 3);
      assertThat(journal.said().stream().filter(line -> line.startsWith("alert ")))
          .hasSize(2)
          .element(1)
          .asString()
          .startsWith("alert alerts");
    }
  }

  @RepeatedTest(5)
  void newRulesTakeOverWithWhatTheyWouldHaveCounted() {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 3).fail("192.0.2.1", 2);
      String stricter =
          WatchedJournal.RULES.replace("gte: 3", "gte: 2")
              + """
              ---
              title: Scan
              name: scan
              correlation:
                {type: event_count, rules: failed, group-by: ip_address, timespan: 1h,
                 condition: {gte: 4}}
              """;
      journal.watcher().configure(WatchedJournal.settings(stricter), journal);
      await()
          .until(
              () -> {
                journal.fail("192.0.2.1", 1);
                return journal.said().stream().anyMatch(line -> line.startsWith("alert scan"));
              });
      // What went on goes on under the new rules, and is not told again.
      assertThat(journal.said().stream().filter(line -> line.equals("alert many 192.0.2.66 3")))
          .hasSize(1);
      assertThat(journal.watcher().alerts()).anyMatch(alert -> alert.keyText().equals(EVE));
      assertThat(last(EventType.AUDIT_RULES_CHANGED).details())
          .containsEntry("added", List.of("scan"))
          .containsEntry("removed", List.of());
    }
  }

  @Test
  void rulesThatAreSwitchedOffAndOnAgainHaveOneClockAndEndWithTheJournal() {
    // Other tests leave some behind, as a process does that is killed.
    long others = clocks();
    String ip = "203.0.113.99";
    ClientAddress client = Objects.requireNonNull(ClientAddress.parse(ip));
    WatchedJournal journal = open();
    journal.fail(ip, 3);
    for (int i = 0; i < 3; i++) {
      journal.watcher().configure(WatchSettings.off(), journal);
      await().until(() -> !journal.watcher().figures().live());
      journal.fail("192.0.2.1", 3);
      assertThat(journal.watcher().isBlocked(client)).as("until its time is over").isTrue();
      journal.watcher().configure(WatchedJournal.settings(WatchedJournal.RULES), journal);
      live(journal);
    }
    assertThat(clocks()).isEqualTo(others + 1);
    journal.fail("192.0.2.2", 3);
    assertThat(journal.said().stream().filter(line -> line.startsWith("alert many")))
        .filteredOn(line -> line.contains(ip) || line.contains("192.0.2.2 "))
        .hasSize(2);
    journal.watcher().configure(WatchSettings.off(), journal);
    journal.close();
    assertThat(clocks()).isEqualTo(others);
    assertThat(BlockList.isBlocked(ip)).isFalse();
  }

  private static long clocks() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("tocsin-rules-audit.log"))
        .count();
  }

  @Test
  void figuresGoOnWhenOtherRulesTakeOver() {
    try (WatchedJournal journal = open()) {
      journal.fail("192.0.2.1", 2);
      for (long ahead : new long[] {-90, 90}) {
        journal.record(
            EventType.AUTH_FAILURE,
            null,
            draft ->
                draft.setTimestampMicros(Timestamps.micros(clock.instant().plusSeconds(ahead))));
      }
      WatchFigures before = journal.watcher().figures();
      assertThat(before.late()).isEqualTo(1);
      assertThat(before.future()).isEqualTo(1);

      assertThat(before.ungrouped()).isEqualTo(1);

      journal.watcher().configure(WatchSettings.off(), journal);
      await().until(() -> !journal.watcher().figures().live());
      assertCounts(journal, before);
      journal.watcher().configure(WatchedJournal.settings(WatchedJournal.RULES), journal);
      live(journal);
      assertCounts(journal, before);
      journal.fail("192.0.2.1", 1);
      assertThat(journal.watcher().figures().evaluated()).isGreaterThan(before.evaluated());
    }
  }

  private static void assertCounts(WatchedJournal journal, WatchFigures before) {
    WatchFigures after = journal.watcher().figures();
    assertThat(after.evaluated()).isGreaterThanOrEqualTo(before.evaluated());
    assertThat(after.late()).isEqualTo(before.late());
    assertThat(after.future()).isEqualTo(before.future());
    assertThat(after.ungrouped()).isEqualTo(before.ungrouped());
  }

  @Test
  void anAlertWhoseRuleIsGoneIsOver() {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 3);
      journal
          .watcher()
          .configure(
              WatchedJournal.settings(WatchedJournal.RULES.replace("name: many", "name: other")),
              journal);
      await()
          .until(
              () -> {
                journal.watcher().tick();
                return journal.said().contains("alert_resolved many 192.0.2.66 3 rule_gone");
              });
    }
  }

  @Test
  void anApplicationBlocksAndUnblocks() {
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().block(CLIENT, Duration.ofHours(1), "ops", "noise")).isTrue();
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
    }
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().isBlocked(CLIENT)).isTrue();
      assertThat(journal.watcher().unblock(CLIENT, "ops")).isTrue();
      assertThat(journal.watcher().unblock(CLIENT, "ops")).isFalse();
      assertThat(journal.watcher().isBlocked(CLIENT)).isFalse();
      assertThat(journal.said())
          .containsExactly(
              "client_blocked 192.0.2.66 2026-11-28T11:00:00.000000Z noise ops",
              "client_unblocked 192.0.2.66 by_hand ops");
      ClientAddress home = Objects.requireNonNull(ClientAddress.parse("127.0.0.1"));
      assertThat(journal.watcher().block(home, Duration.ofHours(1), "ops", null)).isFalse();
    }
    try (WatchedJournal journal = open()) {
      assertThat(journal.watcher().isBlocked(CLIENT)).isFalse();
    }
  }
}
