package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewestFirstTest {
  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private final List<String> unreadable = new ArrayList<>();
  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder.resolve("logs"));
  }

  private List<Long> read(Instant since, Predicate<JournalLine> matches) throws IOException {
    return read(since, Integer.MAX_VALUE, matches);
  }

  private List<Long> read(Instant since, int limit, Predicate<JournalLine> matches)
      throws IOException {
    NewestFirst lines =
        NewestFirst.open(
            List.of(place.folder),
            since,
            limit,
            LineFilter.ALL,
            matches,
            (file, cause) -> unreadable.add(file.getFileName().toString()));
    List<Long> numbers = new ArrayList<>();
    for (JournalLine line = lines.next(); line != null; line = lines.next()) {
      numbers.add(line.seq());
    }
    return numbers;
  }

  /** From one number down to another. */
  private static List<Long> down(long from, long to) {
    return LongStream.rangeClosed(to, from).map(each -> from + to - each).boxed().toList();
  }

  @Test
  void goesBackThroughAllSegments() throws Exception {
    try (Journal journal = place.open()) {
      for (int i = 0; i < 4; i++) {
        new Caller(journal, "a").log(5);
        journal.roll("a test");
      }
      new Caller(journal, "a").log(3);
      assertThat(read(Instant.MIN, JournalLine::isEvent)).isEqualTo(down(23, 1));
      assertThat(read(Instant.MIN, line -> line.seq() % 10 == 7)).containsExactly(17L, 7L);
      assertThat(read(Instant.MIN, 9, JournalLine::isEvent)).isEqualTo(down(23, 15));
      assertThat(read(Instant.MIN, 0, JournalLine::isEvent)).isEmpty();
    }
    assertThat(read(Instant.MIN, line -> false)).isEmpty();
    assertThat(unreadable).isEmpty();
  }

  /** As if the listing had come while that file got another name. */
  @Test
  void aSegmentThatTheFirstLookMissedIsFoundByTheSecond() throws Exception {
    try (Journal journal = place.open()) {
      for (int i = 0; i < 4; i++) {
        new Caller(journal, "a").log(5);
        journal.roll("a test");
      }
    }
    Path second = SegmentFile.list(place.folder).get(1).path();
    Path away = second.resolveSibling("away.tmp");
    Files.move(second, away);
    NewestFirst lines =
        NewestFirst.open(
            List.of(place.folder),
            Instant.MIN,
            Integer.MAX_VALUE,
            LineFilter.ALL,
            JournalLine::isEvent,
            (file, cause) -> unreadable.add(file.toString()));
    Files.move(away, second);
    List<Long> numbers = new ArrayList<>();
    for (JournalLine line = lines.next(); line != null; line = lines.next()) {
      numbers.add(line.seq());
    }
    assertThat(numbers).isEqualTo(down(20, 1));
    assertThat(unreadable).isEmpty();
  }

  @Test
  void opensNoSegmentThatWasCompleteBefore() throws Exception {
    Instant third;
    try (Journal journal = place.open()) {
      new Caller(journal, "a").log(5);
      journal.roll("a test");
      new Caller(journal, "a").log(5);
      place.clock.advance(Duration.ofHours(1));
      journal.roll("a test");
      third = place.clock.instant();
      new Caller(journal, "a").log(5);
    }
    assertThat(read(third, JournalLine::isEvent)).isEqualTo(down(15, 6));
    assertThat(read(third.plusMillis(1), JournalLine::isEvent)).isEqualTo(down(15, 11));
  }

  @Test
  void tellsOfWhatItCannotReadAndGoesOnBeforeIt() throws Exception {
    try (Journal journal = place.open(config -> config.naming(place.compressed()))) {
      for (int i = 0; i < 3; i++) {
        new Caller(journal, "a").log(200);
        journal.roll("a test");
      }
      new Caller(journal, "a").log(1);
      await().until(() -> place.filesThat(".gz").size() == 3);
    }
    Path second = place.resolve(place.filesThat(".gz").stream().sorted().toList().get(1));
    byte[] bytes = Files.readAllBytes(second);
    bytes[bytes.length - 6] ^= 1;
    Files.write(second, bytes);
    assertThat(read(Instant.MIN, JournalLine::isEvent))
        .as("of a file whose sum is wrong all lines are there")
        .isEqualTo(down(601, 1));
    assertThat(unreadable).containsExactly(second.getFileName().toString());
    Files.write(second, Arrays.copyOf(bytes, bytes.length / 2));
    unreadable.clear();
    List<Long> rest = read(Instant.MIN, JournalLine::isEvent);
    assertThat(rest).startsWith(601L, 600L).endsWith(2L, 1L).hasSizeBetween(402, 600);
    assertThat(unreadable).containsExactly(second.getFileName().toString());
  }

  /** Each reading has every event up to its first, though files are renamed and packed under it. */
  @Test
  void missesNothingWhileItIsWrittenRolledAndCompressed() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    int readings = 0;
    try (Journal journal =
        place.open(
            config -> config.naming(place.compressed()).trigger(RollTrigger.atSize(20_000)))) {
      Caller caller = new Caller(journal, "a");
      Thread writer =
          new Thread(
              () -> {
                try {
                  while (!over.get()) {
                    caller.log(20);
                    LockSupport.parkNanos(1_000_000);
                  }
                } catch (JournalException e) {
                  throw new IllegalStateException(e);
                }
              });
      writer.start();
      try {
        while (readings < 30 || place.filesThat(".gz").size() < 10) {
          List<Long> numbers = read(Instant.MIN, JournalLine::isEvent);
          if (!numbers.isEmpty()) {
            assertThat(numbers.equals(down(numbers.get(0), 1))).as("reading %s", readings).isTrue();
            readings++;
          }
        }
      } finally {
        over.set(true);
        writer.join();
      }
      assertThat(read(Instant.MIN, JournalLine::isEvent).size()).isEqualTo((int) caller.made());
    }
    assertThat(unreadable).isEmpty();
  }
}
