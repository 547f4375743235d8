package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.keys.TagKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The durable point: two slots, of which one always tells. */
class HeadFileTest {
  private static final int SLOT = 512;

  @TempDir Path folder;
  private Path head;
  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
    head = place.resolve("security_audit.log.head");
  }

  private HeadFile file() {
    return new HeadFile(head);
  }

  private static Optional<HeadFile.Point> read(HeadFile file) throws IOException {
    return file.read(TagKeys.NONE, false).map(HeadFile.Slot::point);
  }

  private static void write(HeadFile file, HeadFile.Point point) throws IOException {
    file.write(point, Tagger.unkeyed(), false);
  }

  private static HeadFile.Point point(long line) {
    return new HeadFile.Point("ab".repeat(16), line, line - 1, "cd".repeat(32), 2, 100 * line, 1);
  }

  private void damage(int at, int bytes) throws IOException {
    byte[] content = Files.readAllBytes(head);
    Arrays.fill(content, at, at + bytes, (byte) 0);
    Files.write(head, content);
  }

  @Test
  void slotIsAJsonLineFilledUpWithBlanks() throws IOException {
    HeadFile file = file();
    write(file, point(7));
    write(file, point(8));
    byte[] content = Files.readAllBytes(head);
    assertThat(content).hasSize(2 * SLOT);
    String slot = new String(content, 0, SLOT, UTF_8);
    assertThat(slot)
        .startsWith(
            ("{'record':'head','generation':2,'journal':'"
                    + "ab".repeat(16)
                    + "','line':8,'seq':7,'h':'"
                    + "cd".repeat(32)
                    + "','segment':2,'offset':800,'tombstoned':1,'key':null,'epoch':0,'tag':'")
                .replace('\'', '"'))
        .matches("(?s)\\{.*\"tag\":\"[A-Za-z0-9_-]{22}\"} +\n");
    assertThat(new String(content, SLOT, SLOT, UTF_8))
        .contains("\"generation\":1,")
        .endsWith(" \n");
  }

  @Test
  void newestPointIsReadAndOlderOnesAreNotWrittenOverIt() throws IOException {
    HeadFile file = file();
    for (long line = 1; line <= 9; line++) {
      write(file, point(line));
    }
    write(file, point(4));
    assertThat(read(file())).contains(point(9));
    HeadFile later = file();
    assertThat(read(later)).contains(point(9));
    write(later, point(10));
    assertThat(read(file())).contains(point(10));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 330, 360, 400, 511})
  void slotThatWasCutOffLeavesTheOtherOneToTell(int at) throws IOException {
    HeadFile file = file();
    write(file, point(1));
    write(file, point(2));
    damage(at, SLOT - at);
    assertThat(read(file())).contains(point(1));
    write(file, point(3));
    write(file, point(4));
    assertThat(read(file())).contains(point(4));
    damage(SLOT + at, SLOT - at);
    assertThat(read(file())).contains(point(4));
  }

  /** All bits of the slot's tag and what encloses it, one of every byte before. */
  @Test
  void flippedBitOfASlotIsNoticed() throws IOException {
    HeadFile file = file();
    write(file, point(1));
    write(file, point(2));
    byte[] content = Files.readAllBytes(head);
    int end = new String(content, 0, SLOT, UTF_8).indexOf('}') + 1;
    for (int at = 0; at < end; at++) {
      for (int bit = 0; bit < 8; bit++) {
        if (at > end - 35 || bit == at % 8) {
          content[at] ^= (byte) (1 << bit);
          Files.write(head, content);
          assertThat(read(file())).contains(point(1));
          content[at] ^= (byte) (1 << bit);
        }
      }
    }
  }

  @Test
  void damagedShortEmptyAndAbsentFilesTellNothing() throws IOException {
    assertThat(read(file())).isEmpty();
    Files.writeString(head, "");
    assertThat(read(file())).isEmpty();
    Files.writeString(head, "x".repeat(700));
    assertThat(read(file())).isEmpty();
    HeadFile file = file();
    write(file, point(1));
    write(file, point(2));
    damage(0, 2 * SLOT);
    assertThat(read(file())).isEmpty();
  }

  @Test
  void slotsUnderAKeyAreReadWithThatKeyOnly() throws IOException {
    TagKey key = TagKey.of(new byte[32]);
    Tagger third = Objects.requireNonNull(Tagger.keyed(key).at(3));
    file().write(point(3), third, true);
    VerifierKeys ring = new VerifierKeys();
    ring.addTagKey(key);
    assertThat(file().read(ring, false))
        .hasValueSatisfying(
            slot -> {
              assertThat(slot.point()).isEqualTo(point(3));
              assertThat(slot.keyId()).isEqualTo(key.id());
            });
    VerifierKeys other = new VerifierKeys();
    other.addTagKey(TagKey.of(Hex.parse("01".repeat(32), 32)));
    assertThat(file().read(other, true)).isEmpty();
    assertThat(read(file())).isEmpty();
    assertThat(file().read(TagKeys.NONE, true)).as("taken on trust").isPresent();
  }

  @ParameterizedTest
  @EnumSource(names = {"ALWAYS", "EVERYSEC"})
  void pointFollowsWhatIsOnTheDisk(Durability durability) throws IOException {
    try (Journal journal = place.open(config -> config.durability(durability))) {
      new Caller(journal, "a").log(5);
      journal.roll("a test");
      new Caller(journal, "b").log(1);
      await().until(() -> read(file()).orElseThrow().seq() == 6);
    }
    HeadFile.Point last = read(file()).orElseThrow();
    JournalCheck check = place.check().isRight();
    assertThat(last.line()).isEqualTo(check.lines().size());
    assertThat(last.segment()).isEqualTo(2);
    assertThat(last.offset()).isEqualTo(Files.size(place.file));
    assertThat(last.seq()).isEqualTo(6);
    assertThat(last.journal()).isEqualTo(check.lines().get(0).text("journal"));
  }

  /** The head file tells what a crash may not take; without it nothing is less recorded. */
  @ParameterizedTest
  @EnumSource(names = {"ALWAYS", "EVERYSEC"})
  void headThatCannotBeWrittenIsToldOnceAndCostsAndDoublesNoEvent(Durability durability)
      throws Exception {
    try (Journal journal = place.open(config -> config.durability(durability))) {
      Files.delete(head);
      Files.createDirectory(head);
      List<Thread> threads =
          List.of(
              new Thread(() -> logUnchecked(journal, "a")),
              new Thread(() -> logUnchecked(journal, "b")));
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      await().until(() -> !place.heard.all().isEmpty());
      Files.delete(head);
      new Caller(journal, "c").log(1);
      await().until(() -> read(file()).isPresent());
    }
    JournalCheck check = place.check().isRight();
    assertThat(check.events()).hasSize(101);
    assertThat(check.countOf("a")).isEqualTo(50);
    assertThat(check.countOf("b")).isEqualTo(50);
    assertThat(place.heard.that("failed"))
        .containsExactly(
            "failed "
                + head
                + ": can't be written (Is a directory); after a crash the journal can't tell all"
                + " that was on the disk");
  }

  private static void logUnchecked(Journal journal, String caller) {
    try {
      new Caller(journal, caller).log(50);
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void idleJournalLeavesTheFileAlone() throws IOException {
    AtomicInteger ticks = new AtomicInteger();
    try (Journal journal =
        place.open(
            config ->
                config.trigger(
                    (size, origin) -> {
                      ticks.incrementAndGet();
                      return false;
                    }))) {
      await().until(() -> ticks.get() >= 1);
      byte[] before = Files.readAllBytes(head);
      await().until(() -> ticks.get() >= 2);
      assertThat(head).hasBinaryContent(before);
      assertThat(journal.lastSeq()).isZero();
    }
  }
}
