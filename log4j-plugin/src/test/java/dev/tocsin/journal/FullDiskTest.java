package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk without room, for real: a file system of 512 KB. */
class FullDiskTest {
  private static final String FULL = ": can't be written (No space left on device)";

  @TempDir Path folder;
  private SmallDisk disk;
  private TestJournal place;

  @BeforeEach
  void mount() throws Exception {
    disk = SmallDisk.at(folder, 512);
    place = TestJournal.in(folder);
  }

  @AfterEach
  void unmount() throws Exception {
    disk.unmount();
  }

  /** Logs until the disk is full and returns how many events are in. */
  private static long logUntilFull(Caller caller) {
    long logged = 0;
    try {
      while (true) {
        caller.log();
        logged++;
      }
    } catch (JournalException e) {
      assertThat(e).hasMessageEndingWith(FULL).hasMessageNotContaining("\n");
    }
    return logged;
  }

  @ParameterizedTest
  @EnumSource
  void writingGoesOnWithoutAGapOnceThereIsRoomAgain(Durability durability) throws Exception {
    List<String> expected = new ArrayList<>();
    try (Journal journal = place.open(config -> config.durability(durability))) {
      disk.fillBut(40_000);
      Caller before = new Caller(journal, "before");
      long logged = logUntilFull(before);
      for (long n = 1; n <= logged; n++) {
        expected.add(Caller.id("before", n));
      }
      assertThatThrownBy(before::log).hasMessage(place.file + FULL);
      JournalCheck check = place.check().isRight();
      assertThat(check.ids()).isEqualTo(expected);
      assertThat(journal.lastSeq()).isEqualTo(logged);
      await().until(() -> place.heard.that("failed").size() == 1);
      disk.makeRoom();
      assertThat(new Caller(journal, "after").log()).isEqualTo(logged + 1);
      expected.add("after-1");
      await().until(() -> !place.heard.that("recovered").isEmpty());
    }
    assertThat(place.check().isRight().ids()).isEqualTo(expected);
    assertThat(place.heard.all())
        .containsExactly("failed " + place.file + FULL, "recovered since " + TestClock.START);
    place.log("reopened", 1);
    assertThat(place.check().isRight().records("recovery")).isEmpty();
  }

  @Test
  void recoveryIsToldAlsoWhenNobodyLogsAnyMore() throws Exception {
    try (Journal journal = place.open()) {
      disk.fillBut(8_000);
      logUntilFull(new Caller(journal, "a"));
      disk.makeRoom();
      await().until(() -> !place.heard.that("recovered").isEmpty());
    }
    place.check().isRight();
  }

  @Test
  void manyThreadsOnAFullDiskLoseNothingThatReturned() throws Exception {
    List<Caller> callers = new ArrayList<>();
    List<Long> logged = new ArrayList<>();
    try (Journal journal = place.open(c -> c.trigger(RollTrigger.atSize(16 * 1024)))) {
      disk.fillBut(120_000);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int number = i;
        callers.add(new Caller(journal, "t" + i));
        logged.add(0L);
        threads.add(new Thread(() -> logged.set(number, logUntilFull(callers.get(number)))));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      JournalCheck full = place.check().isRight();
      for (int i = 0; i < 8; i++) {
        assertThat(full.countOf("t" + i)).isEqualTo(logged.get(i));
      }
      disk.makeRoom();
      new Caller(journal, "after").log(100);
    }
    assertThat(place.check().isRight().countOf("after")).isEqualTo(100);
  }

  @Test
  void diskThatIsFullDuringARollLeavesNoHalfSegment() throws Exception {
    try (Journal journal = place.open()) {
      Caller caller = new Caller(journal, "a").log(20);
      disk.fillBut(0);
      logUntilFull(caller);
      assertThatThrownBy(() -> journal.roll("a test"))
          .hasMessage(place.file + ": can't be rolled for a test (No space left on device)");
      assertThat(place.filesThat(".next")).isEmpty();
      long logged = place.check().isRight().events().size();
      disk.makeRoom();
      journal.roll("a test");
      assertThat(new Caller(journal, "b").log()).isEqualTo(logged + 1);
    }
    assertThat(place.check().isRight().files()).hasSize(2);
  }

  @Test
  void segmentThatFindsNoRoomForItsCompressedFormStaysPlain() throws Exception {
    try (Journal journal = place.open(config -> config.naming(place.compressed()))) {
      new Caller(journal, "a").log(100);
      disk.fillBut(5_000);
      journal.roll("a test");
      await().until(() -> !place.heard.that("failed").isEmpty());
      assertThat(place.heard.that("failed"))
          .containsExactly(
              "failed "
                  + place.file
                  + ": sealed segments can't be looked after (No space left on device); tried"
                  + " again within the hour");
      disk.makeRoom();
      journal.roll("a test");
      await().until(() -> place.filesThat(".log.gz").size() == 2);
    }
    assertThat(place.check().isRight().countOf("a")).isEqualTo(100);
    assertThat(place.filesThat(".tmp")).isEmpty();
  }

  /** Else the disk would stay full for ever: what has expired must not wait for compressing. */
  @Test
  void segmentsThatHaveExpiredAreDeletedAlsoWhereThereIsNoRoomToCompress() throws Exception {
    place.roll("a", 2, 100);
    place.clock.advance(Duration.ofDays(29));
    place.roll("c", 1, 100);
    place.clock.advance(Duration.ofDays(1));
    // What is left of the active file's page is enough for two tombstones.
    disk.fillBut(0);
    try (Journal journal =
        place.open(
            config -> config.naming(place.compressed()).retention(RetentionPolicy.DEFAULT))) {
      await().until(() -> place.heard.that("deleted").size() == 2);
      // What they took is room enough to compress the last one.
      await().until(() -> place.filesThat(".log.gz").size() == 1);
      assertThat(journal.lastSeq()).isEqualTo(300);
    }
    assertThat(place.check().isRight().events()).hasSize(100);
  }

  @Test
  void journalThatCannotBeOpenedForWantOfRoomCanBeOpenedLater() throws Exception {
    disk.fillBut(0);
    assertThatThrownBy(place::open)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageNotContaining("\n");
    disk.makeRoom();
    place.log("a", 3);
    disk.fillBut(0);
    // The file's last page may have room for a short line.
    assertThatThrownBy(() -> place.open(config -> config.writer("w".repeat(5_000))))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            place.file
                + ": the audit file can't be opened (No space left on device); check the rights"
                + " and the free space of its folder");
    disk.makeRoom();
    place.log("b", 2);
    JournalCheck check = place.check().isRight();
    assertThat(check.events()).hasSize(5);
    assertThat(check.records("recovery")).isEmpty();
  }

  @Test
  void journalThatCannotWriteItsLastCheckpointClosesAllTheSame() throws Exception {
    Journal journal = place.open();
    Caller caller = new Caller(journal, "a");
    disk.fillBut(0);
    long logged = logUntilFull(caller);
    assertThatThrownBy(journal::close)
        .isInstanceOf(JournalException.class)
        .hasMessage(place.file + ": can't be closed with a checkpoint (No space left on device)");
    disk.makeRoom();
    place.log("b", 1);
    assertThat(place.verified().events()).hasSize((int) logged + 1);
  }

  @Test
  void fallbackKeepsWholeLinesOnly() throws Exception {
    FallbackFile fallback = new FallbackFile(place.file);
    byte[] line = Caller.open("a", 5);
    disk.fillBut(20_000);
    long kept = 0;
    boolean full = false;
    while (!full) {
      try {
        fallback.append(line, line.length);
        kept++;
      } catch (IOException e) {
        full = true;
      }
    }
    assertThat(Files.size(fallback.path())).isEqualTo(kept * (line.length + 1));
    disk.makeRoom();
    fallback.append(line, line.length);
    assertThat(Files.readAllLines(fallback.path()))
        .hasSize((int) kept + 1)
        .containsOnly(new String(line, UTF_8));
  }
}
