package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that several want at once, with and without links. */
class NewNameTest {
  /** For the other one, which may have failed. */
  private static final int LONGEST_WAIT_SECONDS = 10;

  private static final int ROLLS = 300;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private Path disk(boolean links) {
    return links ? folder : DyingDisk.withoutLinks(folder).path(folder);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFreeNameIsGiven(boolean links) throws IOException {
    Path logs = disk(links);
    Files.writeString(folder.resolve("a"), "content");
    assertThat(NewName.give(logs.resolve("a"), logs.resolve("b"), logs.resolve("b.gz"))).isTrue();
    assertThat(files()).containsExactly("b");
    assertThat(folder.resolve("b")).hasContent("content");
  }

  @ParameterizedTest
  @CsvSource({"true,b", "true,b.gz", "false,b", "false,b.gz"})
  void aNameThatIsTakenIsLeftToWhoHasIt(boolean links, String taken) throws IOException {
    Path logs = disk(links);
    Files.writeString(folder.resolve("a"), "content");
    Files.writeString(folder.resolve(taken), "");
    assertThat(NewName.give(logs.resolve("a"), logs.resolve("b"), logs.resolve("b.gz"))).isFalse();
    assertThat(files()).containsExactly("a", taken);
    assertThat(folder.resolve("a")).hasContent("content");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileThatIsNotThereLeavesNothingBehind(boolean links) throws IOException {
    Path logs = disk(links);
    assertThatThrownBy(
            () -> NewName.give(logs.resolve("a"), logs.resolve("b"), logs.resolve("b.gz")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofTwoThatWantANameAtOnceOneGetsIt(boolean links) throws Exception {
    Path logs = disk(links);
    CyclicBarrier together = new CyclicBarrier(2);
    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 1_000; i++) {
        Path name = logs.resolve("name" + i);
        List<Future<Boolean>> given = new ArrayList<>();
        for (String each : List.of("one", "two")) {
          Files.writeString(folder.resolve(each), each);
          given.add(
              both.submit(
                  () -> {
                    together.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
                    return NewName.give(logs.resolve(each), name, logs.resolve("rival"));
                  }));
        }
        String got = given.get(0).get() ? "one" : "two";
        assertThat(given.get(1).get()).isEqualTo(got.equals("two"));
        assertThat(folder.resolve("name" + i)).hasContent(got);
        assertThat(folder.resolve(got)).doesNotExist();
        assertThat(folder.resolve(got.equals("one") ? "two" : "one")).exists();
      }
    } finally {
      both.shutdownNow();
    }
  }

  /** As with {@code ${tocsin:pid}} in fileName only: none gets a name that the other one has. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void journalsWithOnePatternLoseNoSegment(boolean links) throws Exception {
    Path logs = disk(links);
    CyclicBarrier together = new CyclicBarrier(2);
    ExecutorService writers = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> done = new ArrayList<>();
      for (String name : List.of("one.log", "two.log")) {
        done.add(writers.submit(() -> rollAndRoll(logs.resolve(name), together)));
      }
      for (Future<Integer> each : done) {
        each.get();
      }
    } finally {
      writers.shutdownNow();
    }
    assertThat(SegmentFile.list(folder)).hasSize(2 * (ROLLS + 1));
    assertThat(files().stream().filter(name -> name.startsWith("shared-"))).hasSize(2 * ROLLS);
    assertThat(new Verifier().verify(folder).findings()).isEmpty();
  }

  private static int rollAndRoll(Path file, CyclicBarrier together) throws Exception {
    JournalConfig config =
        JournalConfig.builder(file)
            .clock(new TestClock())
            .naming(SegmentNaming.daily("shared.log", false))
            .retention(RetentionPolicy.FOREVER)
            .build();
    try (Journal journal = Journal.open(config, JournalListener.NONE)) {
      Caller caller = new Caller(journal, "a");
      for (int i = 0; i < ROLLS; i++) {
        caller.log();
        together.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        journal.roll("a test");
      }
    }
    return ROLLS;
  }
}
