package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.LongTests;
import java.nio.LongBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGKILL at a random moment, again and again, of a process that writes flat out. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGKILL")
class KillTest {
  @TempDir Path folder;
  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder.resolve("logs"));
  }

  /** Kills one writer after a number of calls have returned; returns what each thread counted. */
  private List<Long> kill(String round, Durability durability, long after, KilledWriter.Life life)
      throws Exception {
    Path counted = folder.resolve("counts-" + round);
    LongBuffer counts = KilledWriter.counts(counted);
    ChildJvm writer =
        ChildJvm.start(
            KilledWriter.class,
            place.file.toString(),
            counted.toString(),
            durability.text(),
            round,
            life.name());
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> sum(counts) >= after || !writer.isAlive());
    boolean ended = !writer.isAlive();
    writer.kill();
    assertThat(writer.outcome()).isEmpty();
    assertThat(ended).isFalse();
    List<Long> returned = new ArrayList<>();
    for (int i = 0; i < KilledWriter.THREADS; i++) {
      returned.add(counts.get(i));
    }
    return returned;
  }

  private static long sum(LongBuffer counts) {
    long sum = 0;
    for (int i = 0; i < KilledWriter.THREADS; i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(names = {"ALWAYS", "EVERYSEC"})
  void callThatReturnedIsInTheJournalWheneverItsProcessWasKilled(Durability durability)
      throws Exception {
    Random random = new Random(durability.text().hashCode());
    int rounds = 8;
    int most = durability == Durability.ALWAYS ? 400 : 10_000;
    List<List<Long>> returned = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      returned.add(kill("r" + round, durability, 1 + random.nextInt(most), KilledWriter.Life.KEEP));
    }
    place.reopen(place.lastSeq() + 1);
    JournalCheck check = place.verified();
    long calls = 0;
    for (int round = 0; round < rounds; round++) {
      for (int thread = 0; thread < KilledWriter.THREADS; thread++) {
        long counted = returned.get(round).get(thread);
        // The last call may have been in the file and not yet counted.
        assertThat(check.countOf("r" + round + "t" + thread)).isBetween(counted, counted + 1);
        calls += counted;
      }
    }
    System.out.printf(
        "%s: %d kills; %d calls returned, %d events in %d segments, %d lines set aside, 0 lost%n",
        durability.text(),
        rounds,
        calls,
        check.events().size() - 1,
        check.files().size(),
        place.filesThat(".torn-").size());
  }

  @Test
  void chainHoldsAlsoWhereSegmentsAreDeletedBetweenKills() throws Exception {
    Random random = new Random(7);
    long calls = 0;
    for (int round = 0; round < 5; round++) {
      List<Long> returned =
          kill(
              "r" + round,
              Durability.EVERYSEC,
              1 + random.nextInt(10_000),
              KilledWriter.Life.DELETE);
      calls += returned.stream().mapToLong(Long::longValue).sum();
      JournalCheck check = place.check();
      assertThat(check.problems())
          .allMatch(
              problem ->
                  problem.endsWith(": unfinished last line")
                      || problem.endsWith(" has a tombstone and is there"));
      assertThat(check.nextSeq()).isGreaterThan(calls);
    }
    long numbered = place.lastSeq();
    RetentionPolicy any = new RetentionPolicy(Duration.ofDays(1_000), 0, 0, Duration.ZERO);
    try (Journal journal = place.open(config -> config.retention(any))) {
      // A deletion that was cut off after its tombstone is finished.
      await()
          .ignoreException(NoSuchFileException.class)
          .untilAsserted(() -> place.check().isRight());
      assertThat(new Caller(journal, "after").log()).isEqualTo(numbered + 1);
    }
    JournalCheck check = place.verified();
    long deleted = check.lines().get(0).number("segment") - 1;
    assertThat(deleted).isPositive();
    System.out.printf(
        "with deletion: 5 kills; %d calls returned, %d events numbered, %d segments deleted%n",
        calls, numbered, deleted);
  }

  /** A hundred lives of one journal, of which none ends by itself. */
  @Test
  void hundredKillsWhileItRollsCompressesAndDeletesLoseNothingButWhatTombstonesTell(
      @TempDir(factory = MemoryFolder.class) Path memory) throws Exception {
    // In memory a deletion takes no longer than what it races with; to a kill it is all the same.
    place = TestJournal.in(memory.resolve("logs"));
    Random random = new Random(100);
    int rounds = LongTests.rounds(100);
    long calls = 0;
    long numbered = 0;
    Map<String, Integer> states = new TreeMap<>();
    for (int round = 0; round < rounds; round++) {
      Durability durability = round % 4 == 0 ? Durability.ALWAYS : Durability.EVERYSEC;
      int most = durability == Durability.ALWAYS ? 2_000 : 4_000;
      String name = "r" + round;
      List<Long> returned =
          kill(name, durability, 1 + random.nextInt(most), KilledWriter.Life.CHURN);
      Verification verified = new Verifier().verify(place.folder);
      assertThat(verified.findings())
          .as(name)
          .allMatch(finding -> finding.kind() == Finding.Kind.UNFINISHED_LINE);
      JournalCheck check = place.check();
      assertThat(check.problems())
          .as(name)
          .allMatch(
              problem ->
                  problem.endsWith(": unfinished last line")
                      || problem.endsWith(" has a tombstone and is there"));
      for (String problem : check.problems()) {
        states.merge(problem.replaceFirst(".*: |segment \\d+ ", ""), 1, Integer::sum);
      }
      for (String left : List.of(".next", ".gz.tmp", ".log.gz")) {
        states.merge(left, place.filesThat(left).size(), Integer::sum);
      }
      long sum = 0;
      for (int thread = 0; thread < KilledWriter.THREADS; thread++) {
        long counted = returned.get(thread);
        long there = check.countOf(name + "t" + thread);
        // A thread's last event may have been written and not yet counted. Where all its events
        // were deleted, the numbers below tell.
        assertThat(there == 0 ? counted : there).as(name).isBetween(counted, counted + 1);
        sum += counted;
      }
      // Nothing that returned is missing from the numbers, and nothing has a number for nothing.
      long now = check.nextSeq() - 1;
      assertThat(now - numbered).as(name).isBetween(sum, sum + KilledWriter.THREADS);
      numbered = now;
      calls += sum;
    }
    RetentionPolicy any = new RetentionPolicy(Duration.ofDays(1_000), 0, 0, Duration.ZERO);
    try (Journal journal = place.open(config -> config.retention(any))) {
      await()
          .ignoreException(NoSuchFileException.class)
          .untilAsserted(() -> place.check().isRight());
      assertThat(new Caller(journal, "after").log()).isEqualTo(numbered + 1);
    }
    JournalCheck check = place.verified();
    long deleted = check.lines().get(0).number("segment") - 1;
    assertThat(deleted).isPositive();
    System.out.printf(
        "%d kills of one journal: %d calls returned, %d events numbered, %d segments deleted and"
            + " told, %d there; found after kills: %s; 0 lost%n",
        rounds, calls, numbered, deleted, check.files().size(), states);
  }
}
