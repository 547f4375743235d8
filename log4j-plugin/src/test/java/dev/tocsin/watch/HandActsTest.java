package dev.tocsin.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.watch.WatchedJournal.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is said by hand, in a journal of its own, and what rules and the application say besides.
 */
class HandActsTest {
  private static final String EVE = "192.0.2.66";
  private static final ClientAddress CLIENT = Objects.requireNonNull(ClientAddress.parse(EVE));

  @TempDir private Path folder;
  private final SetClock clock = new SetClock();

  private WatchedJournal open() {
    WatchedJournal journal = WatchedJournal.open(folder, clock);
    await().until(() -> journal.watcher().figures().live());
    return journal;
  }

  /** The next start, as after a process that kept no snapshot. */
  private WatchedJournal openWithoutSnapshot() throws IOException {
    Files.delete(folder.resolve("audit.log.rules"));
    WatchedJournal journal = open();
    // It is so at once, and stays so.
    boolean blocked = journal.watcher().isBlocked(CLIENT);
    journal.watcher().tick();
    assertThat(journal.watcher().isBlocked(CLIENT)).isEqualTo(blocked);
    return journal;
  }

  private void block(Duration time) {
    WatchedJournal.blockByHand(folder, clock, EVE, time);
  }

  private void unblock() {
    WatchedJournal.unblockByHand(folder, clock, EVE);
  }

  private void pass(long seconds) {
    clock.pass(Duration.ofSeconds(seconds));
  }

  private static boolean isBlocked(WatchedJournal journal) {
    journal.watcher().tick();
    return journal.watcher().isBlocked(CLIENT);
  }

  @Test
  void whoWasLetInAndIsBlockedAgainIsSoAfterARestart() throws Exception {
    Instant until;
    try (WatchedJournal journal = open()) {
      assertThat(isBlocked(journal.fail(EVE, 3))).isTrue();
      pass(1);
      unblock();
      assertThat(isBlocked(journal)).isFalse();
      pass(1);
      assertThat(isBlocked(journal.fail(EVE, 3))).isTrue();
      until = journal.watcher().blockedUntil(CLIENT).orElseThrow();
    }
    try (WatchedJournal journal = openWithoutSnapshot()) {
      assertThat(journal.watcher().blockedUntil(CLIENT)).contains(until);
      pass(1);
      unblock();
      assertThat(isBlocked(journal)).isFalse();
    }
    try (WatchedJournal journal = openWithoutSnapshot()) {
      assertThat(isBlocked(journal)).isFalse();
    }
  }

  @Test
  void aBlockByHandThatTheApplicationLiftedStaysLifted() throws Exception {
    try (WatchedJournal journal = open()) {
      block(Duration.ofHours(2));
      assertThat(isBlocked(journal)).isTrue();
      pass(1);
      assertThat(journal.watcher().unblock(CLIENT, "ops")).isTrue();
    }
    try (WatchedJournal journal = openWithoutSnapshot()) {
      assertThat(isBlocked(journal)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void aBlockByHandAfterTheApplicationLetTheClientInHolds(long seconds) throws Exception {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 3);
      pass(1);
      assertThat(journal.watcher().unblock(CLIENT, "app")).isTrue();
      pass(seconds);
      block(Duration.ofHours(2));
      assertThat(isBlocked(journal)).isTrue();
    }
    pass(60);
    try (WatchedJournal journal = openWithoutSnapshot()) {
      assertThat(isBlocked(journal)).isTrue();
    }
  }

  @Test
  void whoIsLetInAtTheMomentOfTheBlockIsIn() throws Exception {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 3);
      unblock();
      assertThat(isBlocked(journal)).isFalse();
    }
    try (WatchedJournal journal = openWithoutSnapshot()) {
      assertThat(isBlocked(journal)).isFalse();
    }
  }

  @Test
  void aShorterBlockByHandTakesTheLongerOnesPlaceAlsoWhenItIsOver() throws Exception {
    try (WatchedJournal journal = open()) {
      journal.fail(EVE, 3);
      pass(1);
      block(Duration.ofSeconds(10));
      assertThat(isBlocked(journal)).isTrue();
    }
    pass(20);
    try (WatchedJournal journal = openWithoutSnapshot()) {
      assertThat(isBlocked(journal)).isFalse();
    }
  }

  @Test
  void aBlockOfARuleDoesNotShortenOneByHandThatItsProcessDidNotKnowYet() throws Exception {
    Instant until = clock.instant().plus(Duration.ofHours(2));
    try (WatchedJournal journal = open()) {
      block(Duration.ofHours(2));
      clock.pass(Duration.ofMillis(1));
      assertThat(isBlocked(journal.fail(EVE, 3))).isTrue();
      assertThat(journal.watcher().blockedUntil(CLIENT)).contains(until);
    }
    try (WatchedJournal journal = openWithoutSnapshot()) {
      assertThat(journal.watcher().blockedUntil(CLIENT)).contains(until);
    }
  }

  @Test
  void aBlockOfTheMomentAfterAnUnblockStays() throws Exception {
    try (WatchedJournal journal = open()) {
      unblock();
      clock.pass(Duration.ofMillis(1));
      assertThat(isBlocked(journal.fail(EVE, 3))).isTrue();
    }
    try (WatchedJournal journal = openWithoutSnapshot()) {
      assertThat(isBlocked(journal)).isTrue();
    }
  }

  /** The snapshot holds what came after the event that it names, and that is read once more. */
  @Test
  void whatASnapshotHoldsAlreadyIsNotRevived() throws Exception {
    Path snapshot = folder.resolve("audit.log.rules");
    WatchedJournal killed = open();
    byte[] kept;
    try {
      killed.fail("192.0.2.1", 1);
      for (int i = 0; i < 4; i++) {
        killed.watcher().tick();
      }
      killed.fail(EVE, 3);
      pass(1);
      unblock();
      assertThat(isBlocked(killed)).isFalse();
      kept = Files.readAllBytes(snapshot);
    } finally {
      killed.close();
    }
    Files.write(snapshot, kept);
    try (WatchedJournal journal = open()) {
      assertThat(isBlocked(journal)).isFalse();
    }
  }
}
