package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading behind a writer that does not wait. */
class JournalFollowTest {
  private static final int EVENTS = 10_000;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
  }

  /** Starts a thread that logs through many rolls; what goes wrong is kept. */
  private Thread writer(Journal journal, AtomicReference<@Nullable Throwable> fault) {
    Thread thread =
        new Thread(
            () -> {
              try {
                new Caller(journal, "a").log(EVENTS);
              } catch (JournalException e) {
                fault.set(e);
              }
            });
    thread.start();
    return thread;
  }

  /** Reads on until that many events have come, and fails at the first one out of order. */
  private static void follow(JournalReader reader, long from, long to) throws IOException {
    long expected = from;
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (expected <= to) {
      JournalLine line = reader.next();
      if (line == null) {
        assertThat(System.nanoTime()).as("waiting for event %d", expected).isLessThan(deadline);
        Thread.onSpinWait();
      } else if (line.isEvent()) {
        assertThat(line.seq()).as(line.toString()).isEqualTo(expected);
        expected++;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4_000, 50_000})
  void everyEventComesOnceAndInOrderThroughRollsAndCompression(int segmentBytes) throws Exception {
    AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    try (Journal journal =
            place.open(
                config ->
                    config.naming(place.compressed()).trigger(RollTrigger.atSize(segmentBytes)));
        JournalReader reader = JournalReader.open(folder)) {
      Thread writer = writer(journal, fault);
      follow(reader, 1, EVENTS);
      writer.join();
      assertThat(fault.get()).isNull();
      assertThat(reader.next()).isNull();
    }
    assertThat(place.check().isRight().countOf("a")).isEqualTo(EVENTS);
  }

  /** The end of a file is seen just before its last lines, its seal and its new name come. */
  @Test
  void readerThatWaitsAtTheEndMissesNothingOfAFileThatIsRolledAway() throws Exception {
    long rounds = 300;
    AtomicLong read = new AtomicLong();
    AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    try (Journal journal = place.open();
        JournalReader reader = JournalReader.open(folder)) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  Caller caller = new Caller(journal, "a");
                  for (long round = 1; round <= rounds; round++) {
                    caller.log(3);
                    journal.roll("a test");
                    while (read.get() < 3 * round) {
                      Thread.onSpinWait();
                    }
                  }
                } catch (JournalException e) {
                  fault.set(e);
                }
              });
      writer.start();
      try {
        for (long seq = 1; seq <= 3 * rounds; seq++) {
          follow(reader, seq, seq);
          read.set(seq);
        }
      } finally {
        read.set(Long.MAX_VALUE);
        writer.join();
      }
      assertThat(fault.get()).isNull();
    }
  }

  @Test
  void newestHasNoGapWhileSegmentsRoll() throws Exception {
    AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    try (Journal journal =
        place.open(
            config -> config.naming(place.compressed()).trigger(RollTrigger.atSize(20_000)))) {
      Thread writer = writer(journal, fault);
      while (writer.isAlive()) {
        List<JournalLine> newest = JournalReader.newest(folder, 200, JournalLine::isEvent);
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < newest.size(); i++) {
          expected.add(newest.get(0).seq() + i);
        }
        assertThat(newest).extracting(JournalLine::seq).isEqualTo(expected);
      }
      assertThat(fault.get()).isNull();
    }
  }

  @Test
  void lineThatComesInPiecesIsHandedOutWhole() throws IOException {
    place.log("a", 1);
    try (JournalReader reader = JournalReader.open(folder)) {
      while (reader.next() != null) {
        // To the present end.
        assertThat(place.file).exists();
      }
      String line = "{\"event_id\":\"later\"," + "x".repeat(200_000) + ",\"seq\":2,\"tag\":\"t\"}";
      for (int at = 0; at < line.length(); at += 50_001) {
        String piece = line.substring(at, Math.min(line.length(), at + 50_001));
        Files.writeString(place.file, piece, StandardOpenOption.APPEND);
        assertThat(reader.next()).isNull();
      }
      Files.writeString(place.file, "\n", StandardOpenOption.APPEND);
      JournalLine whole = reader.next();
      assertThat(whole).isNotNull();
      assertThat(whole.text()).isEqualTo(line);
    }
  }

  @Test
  void journalThatBeginsLaterIsFound() throws IOException {
    try (JournalReader reader = JournalReader.open(folder)) {
      assertThat(reader.next()).isNull();
      place.log("a", 2);
      List<JournalLine> lines = new ArrayList<>();
      await()
          .until(
              () -> {
                JournalLine line = reader.next();
                if (line != null) {
                  lines.add(line);
                }
                return lines.size() == 4;
              });
      assertThat(lines.get(2).text()).contains("\"a-2\"");
    }
  }

  @Test
  void readerGoesOnOverARestartThatFindsLinesLost() throws IOException {
    place.log("a", 3);
    try (JournalReader reader = JournalReader.open(folder)) {
      follow(reader, 1, 3);
      Files.delete(HeadFile.beside(place.file));
      place.reopen(4);
      place.roll("b", 1, 2);
      follow(reader, 4, 6);
    }
  }
}
