package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small journal whose active file is cut at every byte, with the head file as it was at some
 * moment before: what is complete stays, what is incomplete is set aside, what is missing is told.
 */
class RecoveryCutTest {
  private static final String ACTIVE = "security_audit.log";

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private final List<Integer> ends = new ArrayList<>();
  private TestJournal crashed;
  private byte[] active = {};
  private byte[] head = {};
  private int durable;

  /**
   * One sealed segment with events 1 to 3, then events 4 to 7 in the active file; the head file
   * knows of 4 and 5.
   */
  @BeforeEach
  void crash() throws IOException {
    crashed = TestJournal.in(Files.createDirectory(folder.resolve("original")));
    crashed.roll("a", 1, 3);
    try (Journal journal = crashed.open(config -> config.durability(Durability.ALWAYS))) {
      Caller caller = new Caller(journal, "b").log(2);
      head = Files.readAllBytes(HeadFile.beside(crashed.file));
      durable = (int) Files.size(crashed.file);
      caller.log(2);
      active = Files.readAllBytes(crashed.file);
    }
    for (int i = 0; i < active.length; i++) {
      if (active[i] == '\n') {
        ends.add(i + 1);
      }
    }
  }

  /** Puts the journal into another folder, with its active file cut. */
  private TestJournal cutAt(int size) throws IOException {
    TestJournal copy = TestJournal.in(Files.createDirectory(folder.resolve("cut" + size)));
    for (String name : crashed.files()) {
      Files.copy(crashed.resolve(name), copy.resolve(name));
    }
    Files.write(copy.file, Arrays.copyOf(active, size));
    Files.write(HeadFile.beside(copy.file), head);
    return copy;
  }

  /** End of the last complete line before that size. */
  private int lastEnd(int size) {
    return ends.stream().filter(end -> end <= size).reduce(0, (older, end) -> end);
  }

  /** The last event before that size: the active file begins with segment, checkpoint and open. */
  private long lastEvent(int size) {
    return 3 + Math.max(0, ends.stream().filter(end -> end <= size).count() - 3);
  }

  @Test
  void everyCutAfterTheDurablePointKeepsCompleteLinesAndSetsTheRestAside() throws IOException {
    for (int size = durable; size <= active.length; size++) {
      TestJournal place = cutAt(size);
      int kept = lastEnd(size);
      long events = lastEvent(size);
      try (Journal journal = place.open()) {
        assertThat(journal.recovery().linesLost()).isFalse();
        assertThat(journal.recovery().lostFrom()).isEmpty();
        assertThat(new Caller(journal, "c").log()).isEqualTo(events + 1);
        assertThat(journal.recovery().found()).hasSize(kept == size ? 0 : 1);
      }
      JournalCheck check = place.verified();
      assertThat(check.events()).hasSize((int) events + 1);
      byte[] now = Files.readAllBytes(place.file);
      assertThat(Arrays.copyOf(now, kept)).isEqualTo(Arrays.copyOf(active, kept));
      if (kept == size) {
        assertThat(check.records("recovery")).isEmpty();
        assertThat(place.filesThat(".torn-")).isEmpty();
      } else {
        String torn = ACTIVE + ".torn-20261122T100000.000Z";
        assertThat(place.filesThat(".torn-")).containsExactly(torn);
        assertThat(place.resolve(torn)).hasBinaryContent(Arrays.copyOfRange(active, kept, size));
        JournalCheck.Line recovery = check.records("recovery").get(0);
        assertThat(recovery.text("found")).isEqualTo("incomplete line");
        assertThat(recovery.number("bytes")).isEqualTo(size - kept);
        assertThat(recovery.text("set_aside")).isEqualTo(torn);
        assertThat(recovery.text("time")).isEqualTo("2026-11-22T10:00:00.000000Z");
        assertThat(recovery.members()).hasSize(6);
      }
    }
    System.out.printf("cut at %d offsets after the durable point%n", active.length - durable + 1);
  }

  @Test
  void everyCutBeforeTheDurablePointIsToldAsLossAndNumberingGoesOnAfterIt() throws IOException {
    int cuts = 0;
    for (int size = 0; size < durable; size++) {
      TestJournal place = cutAt(size);
      long events = lastEvent(size);
      try (Journal journal = place.open()) {
        RecoveryReport report = journal.recovery();
        assertThat(report.linesLost()).as("cut at %d", size).isTrue();
        assertThat(report.lostFrom()).isEqualTo(OptionalLong.of(events + 1));
        assertThat(report.lostTo()).isEqualTo(OptionalLong.of(5));
        assertThat(report.found())
            .contains(
                "the journal ends at event "
                    + events
                    + ", but event 5 was on the disk: lines were removed");
        assertThat(new Caller(journal, "c").log()).isEqualTo(6);
      }
      JournalCheck check = place.check();
      assertThat(check.problems()).isNotEmpty();
      assertThat(check.records("recovery")).isNotEmpty();
      assertThat(check.events())
          .hasSize((int) events + 1)
          .last()
          .extracting(JournalCheck.Line::file)
          .isEqualTo(ACTIVE);
      // It is told once; the next start finds a journal in order.
      try (Journal journal = place.open()) {
        assertThat(journal.recovery().found()).as("cut at %d", size).isEmpty();
        assertThat(new Caller(journal, "d").log()).isEqualTo(7);
      }
      cuts++;
    }
    System.out.println("cut at " + cuts + " offsets before the durable point");
  }
}
