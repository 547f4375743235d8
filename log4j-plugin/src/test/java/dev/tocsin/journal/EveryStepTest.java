package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.keys.KeyFolder;
import dev.tocsin.keys.KeySet;
import dev.tocsin.keys.TagKey;
import dev.tocsin.keys.VerifyKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A whole life of a journal, with rolls, compression, tombstones and deletions, that ends after its
 * first change to the disk, its second, and so on to its last; and each time goes on from there.
 */
class EveryStepTest {
  /** Lives that are led at the same time, each in a folder of its own: they mostly wait. */
  private static final int AT_ONCE = 16;

  private static final RetentionPolicy EARLY =
      new RetentionPolicy(Duration.ZERO, 0, 4, Duration.ZERO);

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private final Map<String, Integer> leftBehind = new ConcurrentSkipListMap<>();

  /** Lives until the disk dies; returns how many calls have returned. */
  private static long live(
      Path logs, DyingDisk disk, UnaryOperator<JournalConfig.Builder> settings) {
    long returned = 0;
    TestJournal place = TestJournal.in(logs);
    try (Journal journal =
        place.open(config -> settings.apply(config.naming(place.compressed())))) {
      Caller caller = new Caller(journal, "a");
      for (int segment = 1; segment <= 4; segment++) {
        for (int i = 0; i < 3; i++) {
          caller.log();
          returned++;
        }
        journal.roll("a test");
      }
      // Segments 1 to 3 have to go: the last one has as many events as may stay.
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> disk.isDead() || place.heard.that("deleted").size() == 3);
      caller.log();
      returned++;
    } catch (IOException e) {
      assertThat(disk.isDead()).as(e.toString()).isTrue();
    }
    return returned;
  }

  @ParameterizedTest
  @CsvSource({
    "EVERYSEC,false,false",
    "EVERYSEC,true,false",
    "ALWAYS,false,false",
    "ALWAYS,true,false",
    "EVERYSEC,true,true",
    "ALWAYS,true,true"
  })
  void lifeThatEndsAtAnyStepIsTakenUpWithAllThatWasAcknowledged(
      Durability durability, boolean half, boolean keyed) throws Exception {
    Path keys = folder.resolve("keys");
    if (keyed) {
      new KeyFolder(keys, new SecureRandom()).generate();
    }
    KeySet set = keyed ? KeySet.of(keys.toString(), name -> null) : KeySet.NONE;
    UnaryOperator<JournalConfig.Builder> settings =
        config -> config.durability(durability).retention(EARLY).keys(set).evolve(keyed);
    Check check = keyed ? place -> checkKeyed(place, keys) : EveryStepTest::checkPlain;
    ExecutorService lives = Executors.newFixedThreadPool(AT_ONCE);
    int steps = 0;
    long calls = 0;
    boolean toItsEnd = false;
    try {
      while (!toItsEnd) {
        List<Future<Life>> some = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          int step = steps + i;
          some.add(lives.submit(() -> liveAndTakeUp(step, half, settings, check)));
        }
        for (Future<Life> life : some) {
          calls += life.get().returned();
          toItsEnd |= !life.get().cutOff();
        }
        steps += AT_ONCE;
      }
    } finally {
      lives.shutdownNow();
    }
    assertThat(steps).isGreaterThan(50);
    assertThat(leftBehind.get(".next")).isPositive();
    assertThat(leftBehind.get(".gz.tmp")).isPositive();
    assertThat(leftBehind.getOrDefault(".torn-", 0) > 0).isEqualTo(half);
    System.out.printf(
        "%s%s%s: ended after each of %d steps; %d calls returned, 0 lost; left behind: %s%n",
        durability.text(),
        keyed ? ", keys that move on" : "",
        half ? ", in the middle of writes" : "",
        steps,
        calls,
        leftBehind);
  }

  /** What a life came to: how many calls returned, and whether it was cut off. */
  private record Life(long returned, boolean cutOff) {}

  private Life liveAndTakeUp(
      int step, boolean half, UnaryOperator<JournalConfig.Builder> settings, Check check)
      throws IOException {
    TestJournal place = TestJournal.in(Files.createDirectory(folder.resolve("step" + step)));
    DyingDisk disk = new DyingDisk(folder, step, half);
    long returned = live(disk.path(place.folder), disk, settings);
    note(place, ".next");
    note(place, ".gz.tmp");
    takeUp(place, returned, settings, check);
    note(place, ".torn-");
    return new Life(returned, disk.isDead());
  }

  private void note(TestJournal place, String mark) throws IOException {
    leftBehind.merge(mark, place.filesThat(mark).size(), Integer::sum);
  }

  /** Says what is wrong with a journal. */
  private interface Check {
    List<String> problems(TestJournal place) throws IOException;
  }

  private static List<String> checkPlain(TestJournal place) throws IOException {
    List<String> problems = new ArrayList<>(place.check().problems());
    new Verifier().verify(place.folder).findings().forEach(f -> problems.add(f.toString()));
    return problems;
  }

  private static List<String> checkKeyed(TestJournal place, Path keys) throws IOException {
    return new Verifier()
            .tagKey(TagKey.read(keys.resolve("tag.key")))
            .publicKey(VerifyKey.read(keys.resolve("signing.pub")))
            .verify(place.folder)
            .findings()
            .stream()
            .map(Finding::toString)
            .toList();
  }

  private static void takeUp(
      TestJournal place, long returned, UnaryOperator<JournalConfig.Builder> settings, Check check)
      throws IOException {
    String where = place.folder.toString();
    if (Files.exists(place.file)) {
      assertThat(new Verifier().verify(place.folder).findings())
          .as(where)
          .allMatch(finding -> finding.kind().exitCode() == 4);
    }
    try (Journal journal =
        place.open(config -> settings.apply(config.naming(place.compressed())))) {
      assertThat(journal.recovery().linesLost()).as(where).isFalse();
      // The call that was cut off may have been written whole.
      assertThat(journal.lastSeq()).as(where).isBetween(returned, returned + 1);
      long last = journal.lastSeq();
      assertThat(new Caller(journal, "b").log()).isEqualTo(last + 1);
      journal.roll("a test");
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(20))
          // A file may be compressed or deleted just when it is to be read.
          .ignoreException(NoSuchFileException.class)
          .untilAsserted(
              () -> {
                assertThat(place.filesThat(".tmp")).isEmpty();
                assertThat(place.filesThat("-2026-")).isNotEmpty().allMatch(n -> n.endsWith(".gz"));
                assertThat(check.problems(place)).isEmpty();
              });
    }
    assertThat(place.filesThat(".next")).as(where).isEmpty();
    assertThat(check.problems(place)).as(where).isEmpty();
    assertThat(JournalReader.newest(place.folder, 1, JournalLine::isEvent))
        .as(where)
        .singleElement()
        .satisfies(event -> assertThat(event.text()).contains("\"b-1\""));
    assertThat(place.heard.all()).as(where).noneMatch(told -> told.startsWith("missing"));
  }
}
