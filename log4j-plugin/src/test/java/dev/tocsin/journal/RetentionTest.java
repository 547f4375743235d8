package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is deleted, when, and what is left of it. */
class RetentionTest {
  private static final Duration NONE = Duration.ZERO;
  private static final RetentionPolicy DAYS_30 =
      new RetentionPolicy(Duration.ofDays(30), 0, 0, NONE);

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
  }

  /** Name of a sealed segment, by the day it began on, counted from the start. */
  private static String sealed(int day, int index) {
    return "security_audit-"
        + TestClock.START.plus(Duration.ofDays(day)).toString().substring(0, 10)
        + "-"
        + index
        + ".log";
  }

  /** Opens the journal and returns once its keeper has looked at everything for the first time. */
  private Journal openAndKeep(RetentionPolicy policy) throws IOException {
    Journal journal = place.open(config -> config.retention(policy));
    await().until(RetentionTest::keeperIsIdle);
    return journal;
  }

  /** Whether the keeper's thread waits for the next hour. */
  private static boolean keeperIsIdle() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().equals("tocsin-keeper-security_audit.log"))
        .filter(entry -> entry.getKey().getState() == Thread.State.TIMED_WAITING)
        .anyMatch(
            entry ->
                Arrays.stream(entry.getValue())
                    .anyMatch(frame -> frame.getClassName().endsWith("DelayedWorkQueue")));
  }

  /** A start under a policy and a stop; returns what was deleted. */
  private List<String> keep(RetentionPolicy policy) throws IOException {
    int before = place.heard.that("deleted").size();
    openAndKeep(policy).close();
    assertThat(place.verified().lines()).isNotEmpty();
    List<String> deleted = place.heard.that("deleted");
    return deleted.subList(before, deleted.size());
  }

  /** Three segments of five events each, sealed at day 0, 10 and 20. */
  private void sealThree() throws IOException {
    for (int i = 0; i < 3; i++) {
      place.roll("s" + i, 1, 5);
      place.clock.advance(Duration.ofDays(10));
    }
  }

  @Test
  void segmentIsDeletedOnceItsSealIsOldEnoughAndNotASecondBefore() throws IOException {
    sealThree();
    place.clock.advance(Duration.ofSeconds(-1));
    assertThat(keep(DAYS_30)).isEmpty();
    place.clock.advance(Duration.ofSeconds(1));
    assertThat(keep(DAYS_30))
        .containsExactly("deleted " + sealed(0, 1) + " segment 1 events 1..5 by days=30");
    assertThat(keep(DAYS_30)).isEmpty();
    place.clock.advance(Duration.ofDays(15));
    assertThat(keep(DAYS_30))
        .containsExactly("deleted " + sealed(0, 2) + " segment 2 events 6..10 by days=30");
    assertThat(place.filesThat("-2026-")).containsExactly(sealed(10, 1));
    assertThat(place.check().isRight().nextSeq()).isEqualTo(16);
  }

  @Test
  void aSegmentThatACursorHasNotPassedIsKeptSevenDaysLonger() throws IOException {
    sealThree();
    Path file = place.resolve("security_audit.log");
    ConsumerCursor cursor = new ConsumerCursor(file, "otel");
    String journal = SegmentFile.read(file).header().journal();
    cursor.moveTo(new ConsumerCursor.Position(journal, 1, 100, 2), place.clock.instant());
    place.clock.advance(Duration.ofDays(7).minusSeconds(1));
    assertThat(keep(DAYS_30)).isEmpty();
    place.clock.advance(Duration.ofSeconds(1));
    assertThat(keep(DAYS_30)).hasSize(1);
    // Behind the second one, which is due 30 days after its seal.
    cursor.moveTo(new ConsumerCursor.Position(journal, 3, 0, 10), place.clock.instant());
    place.clock.advance(Duration.ofDays(3));
    assertThat(keep(DAYS_30)).hasSize(1);
  }

  @Test
  void aCursorLetsTwiceAsMuchStand() throws IOException {
    place.roll("a", 4, 5);
    Path file = place.resolve("security_audit.log");
    String journal = SegmentFile.read(file).header().journal();
    ConsumerCursor cursor = new ConsumerCursor(file, "otel");
    cursor.moveTo(ConsumerCursor.Position.start(journal), place.clock.instant());
    assertThat(keep(new RetentionPolicy(NONE, 0, 10, NONE))).isEmpty();
    assertThat(keep(new RetentionPolicy(NONE, 0, 9, NONE))).hasSize(1);
    cursor.moveTo(new ConsumerCursor.Position(journal, 5, 0, 20), place.clock.instant());
    assertThat(keep(new RetentionPolicy(NONE, 0, 9, NONE))).hasSize(2);
  }

  @Test
  void aCursorLetsTwiceAsManyBytesStand() throws IOException {
    place.roll("a", 4, 5);
    Path file = place.resolve("security_audit.log");
    String journal = SegmentFile.read(file).header().journal();
    long all = 0;
    for (String name : place.filesThat("-2026-")) {
      all += Files.size(place.resolve(name));
    }
    ConsumerCursor cursor = new ConsumerCursor(file, "otel");
    cursor.moveTo(ConsumerCursor.Position.start(journal), place.clock.instant());
    assertThat(keep(new RetentionPolicy(NONE, all / 2 + 1, 0, NONE))).isEmpty();
    assertThat(keep(new RetentionPolicy(NONE, all / 2 - 1, 0, NONE))).hasSize(1);
    cursor.moveTo(new ConsumerCursor.Position(journal, 5, 0, 20), place.clock.instant());
    assertThat(keep(new RetentionPolicy(NONE, all / 2 + 1, 0, NONE))).isNotEmpty();
  }

  @Test
  void ageCountsFromTheSealAndNotFromTheBeginning() throws IOException {
    try (Journal journal = place.open()) {
      new Caller(journal, "a").log(5);
      place.clock.advance(Duration.ofDays(29));
      journal.roll("a test");
    }
    place.clock.advance(Duration.ofDays(29));
    assertThat(keep(DAYS_30)).isEmpty();
    place.clock.advance(Duration.ofDays(1));
    assertThat(keep(DAYS_30)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tombstoneTellsWhatWasDeleted(boolean compressed) throws Exception {
    place.roll("a", 2, 5);
    byte[] content = Files.readAllBytes(place.resolve(sealed(0, 1)));
    List<JournalCheck.Line> headers = place.check().isRight().records("segment");
    String seal = place.check().records("seal").get(0).text("time");
    if (compressed) {
      compress(place.resolve(sealed(0, 1)), content);
    }
    place.clock.advance(Duration.ofDays(31));
    assertThat(keep(DAYS_30)).hasSize(2);
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    assertThat(place.check().records("tombstone").get(0).text())
        .matches(
            ("\\Q{'record':'tombstone','segment':1,'first_seq':1,'last_seq':5,'prev':'"
                    + headers.get(0).text("prev")
                    + "','head':'"
                    + headers.get(1).text("prev")
                    + "','sha256':'"
                    + sha
                    + "','newest':'"
                    + seal
                    + "','policy':'days=30','time':'2026-12-23T10:00:00.000000Z','tag':'\\E"
                    + "[A-Za-z0-9_-]{22}\\Q'}\\E")
                .replace('\'', '"'));
  }

  private static void compress(Path plain, byte[] content) throws IOException {
    try (GZIPOutputStream out =
        new GZIPOutputStream(Files.newOutputStream(Path.of(plain + ".gz")))) {
      out.write(content);
    }
    Files.delete(plain);
  }

  @Test
  void sizeLimitDeletesTheOldestUntilTheRestFits() throws IOException {
    place.roll("a", 4, 5);
    long limit = Files.size(place.resolve(sealed(0, 4))) * 5 / 2;
    assertThat(keep(new RetentionPolicy(NONE, limit, 0, NONE)))
        .hasSize(2)
        .allMatch(told -> told.endsWith(" by totalSize=" + limit));
    assertThat(place.filesThat("-2026-")).containsExactly(sealed(0, 3), sealed(0, 4));
  }

  @Test
  void eventLimitCountsSealedSegmentsOnly() throws IOException {
    place.roll("a", 4, 5);
    place.log("active", 50);
    assertThat(keep(new RetentionPolicy(NONE, 0, 20, NONE))).isEmpty();
    assertThat(keep(new RetentionPolicy(NONE, 0, 19, NONE)))
        .containsExactly("deleted " + sealed(0, 1) + " segment 1 events 1..5 by maxEvents=19");
    assertThat(keep(new RetentionPolicy(NONE, 0, 5, NONE))).hasSize(2);
  }

  @Test
  void floodCannotFlushWhatIsYoungerThanTheMinimumAge() throws IOException {
    sealThree();
    RetentionPolicy crowded = new RetentionPolicy(NONE, 1, 1, Duration.ofDays(20));
    assertThat(keep(crowded)).hasSize(2);
    assertThat(place.filesThat("-2026-")).containsExactly(sealed(10, 1));
    place.clock.advance(Duration.ofDays(10));
    assertThat(keep(crowded)).hasSize(1);
    assertThat(place.filesThat("-2026-")).isEmpty();
  }

  @Test
  void legalHoldKeepsEverythingUntilItIsLifted() throws IOException {
    sealThree();
    place.clock.advance(Duration.ofDays(365));
    Path hold = Files.createFile(place.resolve("legal-hold"));
    assertThat(keep(new RetentionPolicy(Duration.ofDays(1), 1, 1, NONE))).isEmpty();
    Files.delete(hold);
    assertThat(keep(DAYS_30)).hasSize(3);
  }

  /** Only what was opened and verified is deleted, and nothing after it: in order. */
  @ParameterizedTest
  @ValueSource(strings = {"changed", "cut", "compressed and cut"})
  void damagedSegmentIsKeptAndToldAndHoldsUpThoseAfterIt(String how) throws IOException {
    place.roll("a", 3, 5);
    Path damaged = place.resolve(sealed(0, 2));
    byte[] content = Files.readAllBytes(damaged);
    if (how.equals("changed")) {
      content[content.length / 2] ^= 1;
      Files.write(damaged, content);
    } else if (how.equals("cut")) {
      Files.write(damaged, Arrays.copyOf(content, content.length - 1));
    } else {
      compress(damaged, content);
      damaged = place.resolve(sealed(0, 2) + ".gz");
      Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 400));
    }
    place.clock.advance(Duration.ofDays(31));
    openAndKeep(DAYS_30).close();
    assertThat(place.heard.all())
        .containsExactlyInAnyOrder(
            "deleted " + sealed(0, 1) + " segment 1 events 1..5 by days=30",
            "failed "
                + damaged
                + ": is damaged, so it is kept beyond its time; look at it, then move it away");
    assertThat(damaged).exists();
    assertThat(place.resolve(sealed(0, 3))).exists();
  }

  @Test
  void deletionThatWasCutOffAfterItsTombstoneIsFinishedWithoutASecondOne() throws IOException {
    place.roll("a", 2, 5);
    Path file = place.resolve(sealed(0, 2));
    byte[] content = Files.readAllBytes(file);
    place.clock.advance(Duration.ofDays(31));
    assertThat(keep(DAYS_30)).hasSize(2);
    Files.write(file, content);
    assertThat(keep(DAYS_30)).isEmpty();
    assertThat(file).doesNotExist();
    assertThat(place.check().isRight().records("tombstone")).hasSize(2);
  }

  /** As after a kill just before the plain file goes, once a segment is compressed. */
  @Test
  void bothFormsOfASegmentGoTogether() throws Exception {
    place.roll("a", 2, 5);
    Path file = place.resolve(sealed(0, 1));
    byte[] content = Files.readAllBytes(file);
    compress(file, content);
    Files.write(file, content);
    place.clock.advance(Duration.ofDays(31));

    assertThat(keep(DAYS_30)).hasSize(2);

    assertThat(place.filesThat("-2026-")).isEmpty();
    assertThat(place.check().isRight().records("tombstone")).hasSize(2);
  }

  /** As while somebody decompresses a segment beside itself: the compressed one is all there is. */
  @ParameterizedTest
  @ValueSource(strings = {"cut", "other", "without a seal", "more"})
  void compressedSegmentIsNotReplacedByAPlainFileThatDiffers(String how) throws Exception {
    place.roll("a", 2, 50);
    Path plain = place.resolve(sealed(0, 1));
    byte[] content = Files.readAllBytes(plain);
    compress(plain, content);
    Path compressed = place.resolve(sealed(0, 1) + ".gz");
    byte[] before = Files.readAllBytes(compressed);
    byte[] stump =
        switch (how) {
          case "cut" -> Arrays.copyOf(content, content.length / 2);
          case "other" -> new String(content, UTF_8).replace("a-7\"", "a-8\"").getBytes(UTF_8);
          case "without a seal" ->
              Arrays.copyOf(
                  content, new String(content, UTF_8).indexOf("{\"record\":\"checkpoint\""));
          default -> (new String(content, UTF_8) + "{}\n").getBytes(UTF_8);
        };
    assertThat(stump).isNotEqualTo(content);
    Files.write(plain, stump);
    String told =
        "failed "
            + plain
            + ": holds something else than "
            + compressed.getFileName()
            + " beside it, so both are kept; look at them, then move one of them away";
    try (Journal journal =
        place.open(config -> config.naming(place.compressed()).retention(DAYS_30))) {
      for (int i = 0; i < 3; i++) {
        int segments = i;
        new Caller(journal, "b" + i).log();
        journal.roll("a test");
        await()
            .until(
                () ->
                    place.files().stream().filter(name -> name.endsWith(".gz")).count()
                        == segments + 3);
      }
      await().until(RetentionTest::keeperIsIdle);
      place.clock.advance(Duration.ofDays(31));
      Housekeeper keeper = new Housekeeper(journal, new Heard(), System::nanoTime);
      keeper.run();
      keeper.run();
    }
    assertThat(plain).hasBinaryContent(stump);
    assertThat(compressed).hasBinaryContent(before);
    assertThat(place.heard.all().stream().filter(told::equals))
        .as("once by the journal's own keeper and once by the one that ran twice")
        .hasSize(2);
    assertThat(place.heard.that("deleted")).isEmpty();

    Files.delete(plain);
    openAndKeep(DAYS_30).close();
    assertThat(place.heard.that("deleted")).hasSize(5);
  }

  @Test
  void segmentThatIsDueStaysAsLongAsItsCompressedFormHoldsSomethingElse() throws Exception {
    place.roll("a", 2, 5);
    Path plain = place.resolve(sealed(0, 1));
    byte[] content = Files.readAllBytes(plain);
    Path compressed = place.resolve(sealed(0, 1) + ".gz");
    compress(plain, Files.readAllBytes(place.resolve(sealed(0, 2))));
    Files.write(plain, content);
    place.clock.advance(Duration.ofDays(31));
    openAndKeep(DAYS_30).close();
    assertThat(place.heard.all())
        .singleElement()
        .asString()
        .startsWith("failed " + plain + ": holds something else than " + compressed.getFileName());
    assertThat(plain).hasBinaryContent(content);
    assertThat(compressed).exists();

    Files.delete(compressed);
    assertThat(keep(DAYS_30)).hasSize(2);
  }

  /** A copy that is under way goes on in the file it began, wherever that is by then. */
  @Test
  void plainFileWithoutASealIsCompressedOnceItIsQuiet() throws Exception {
    place.roll("a", 1, 50);
    Path plain = place.resolve(sealed(0, 1));
    byte[] content = Files.readAllBytes(plain);
    Files.write(plain, Arrays.copyOf(content, content.length / 3));
    AtomicLong nanos = new AtomicLong();
    try (Journal journal = place.open(config -> config.naming(place.compressed()))) {
      Housekeeper keeper = new Housekeeper(journal, new Heard(), nanos::get);
      keeper.run();
      nanos.addAndGet(Duration.ofMinutes(29).toNanos());
      keeper.run();
      Files.write(plain, Arrays.copyOf(content, content.length / 2));
      nanos.addAndGet(Duration.ofMinutes(2).toNanos());
      keeper.run();
      nanos.addAndGet(Duration.ofMinutes(29).toNanos());
      keeper.run();
      assertThat(place.filesThat("-2026-")).containsExactly(sealed(0, 1));
      nanos.addAndGet(Duration.ofMinutes(1).toNanos());
      keeper.run();
      assertThat(place.filesThat("-2026-")).containsExactly(sealed(0, 1) + ".gz");
      Files.delete(place.resolve(sealed(0, 1) + ".gz"));
      Files.write(plain, content);
      keeper.run();
      assertThat(place.filesThat("-2026-")).containsExactly(sealed(0, 1) + ".gz");
    }
  }

  /** It has no tombstone, as nobody knew what it held: what goes without one is evidence lost. */
  @Test
  void segmentThatIsBackAfterLaterOnesWereDeletedIsKeptAndTold() throws IOException {
    place.roll("a", 3, 5);
    Path file = place.resolve(sealed(0, 1));
    byte[] content = Files.readAllBytes(file);
    Files.delete(file);
    place.clock.advance(Duration.ofDays(31));
    assertThat(keep(DAYS_30)).hasSize(2);
    Files.write(file, content);
    try (Journal journal = openAndKeep(DAYS_30)) {
      Heard heard = new Heard();
      Housekeeper keeper = new Housekeeper(journal, heard, System::nanoTime);
      keeper.run();
      keeper.run();
      assertThat(heard.all()).isEmpty();
    }

    assertThat(place.heard.all().stream().filter(told -> told.contains("was not there when")))
        .as("once by the journal's own keeper and once by the one that ran twice")
        .hasSize(2)
        .allSatisfy(told -> assertThat(told).contains(file.toString()));
    assertThat(file).hasBinaryContent(content);
    assertThat(place.check().records("tombstone")).hasSize(2);
  }

  /** The writer keeps no key that its tags could be checked with; the chain needs none. */
  @Test
  void changedSegmentUnderAKeyThatHasMovedOnIsKeptAndTold(@TempDir Path parent) throws IOException {
    TestJournal evolving = Life.EVOLVING.begin(parent);
    Intruder intruder = Intruder.in(evolving.folder);
    intruder.edit(2, all -> all.replaceAll(line -> line.replace("\"a-6\"", "\"a-9\"")));
    Path changed = intruder.segment(2);
    byte[] content = Files.readAllBytes(changed);
    evolving.clock.advance(Duration.ofDays(31));
    try (Journal journal = Life.EVOLVING.open(evolving, config -> config.retention(DAYS_30))) {
      await().until(RetentionTest::keeperIsIdle);
      assertThat(journal.tombstoned()).isEqualTo(1);
    }
    assertThat(changed).hasBinaryContent(content);
    assertThat(evolving.heard.all())
        .anySatisfy(told -> assertThat(told).contains(changed + ": is damaged, so it is kept"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void segmentThatVanishedIsToldOnceWhateverThePolicy(int segment) throws IOException {
    place.roll("a", 3, 5);
    Files.delete(place.resolve(sealed(0, segment)));
    String told = "missing segment " + segment + " before event " + (5 * segment + 1);
    try (Journal journal = openAndKeep(RetentionPolicy.FOREVER)) {
      Heard heard = new Heard();
      Housekeeper keeper = new Housekeeper(journal, heard, System::nanoTime);
      keeper.run();
      keeper.run();
      assertThat(heard.all()).containsExactly(told);
    }
    openAndKeep(DAYS_30).close();
    assertThat(place.heard.all()).containsExactly(told, told);
  }

  @Test
  void clockThatJumpsPausesDeletionForADay() throws IOException {
    place.roll("a", 2, 5);
    AtomicLong nanos = new AtomicLong();
    try (Journal journal = openAndKeep(DAYS_30)) {
      Heard heard = new Heard();
      Housekeeper keeper = new Housekeeper(journal, heard, nanos::get);
      keeper.run();
      place.clock.advance(Duration.ofDays(400));
      keeper.run();
      nanos.set(Duration.ofHours(24).toNanos() - 1);
      place.clock.advance(Duration.ofHours(24));
      keeper.run();
      assertThat(heard.all()).isEmpty();
      await().until(() -> !place.heard.all().isEmpty());
      assertThat(place.heard.all())
          .containsExactly(
              "failed "
                  + place.file
                  + ": the clock jumped by 34560000 s; nothing is deleted for the next 24 h");
      nanos.set(Duration.ofHours(24).toNanos());
      keeper.run();
      assertThat(heard.that("deleted")).hasSize(2);
    }
    place.check().isRight();
  }

  @Test
  void clockThatIsALittleWrongDeletesOnTime() throws IOException {
    place.roll("a", 2, 5);
    AtomicLong nanos = new AtomicLong();
    try (Journal journal = openAndKeep(DAYS_30)) {
      Heard heard = new Heard();
      Housekeeper keeper = new Housekeeper(journal, heard, nanos::get);
      nanos.set(Duration.ofDays(30).toNanos());
      place.clock.advance(Duration.ofDays(30).plusMinutes(59));
      keeper.run();
      assertThat(heard.that("deleted")).hasSize(2);
    }
    place.check().isRight();
  }

  @Test
  void idleJournalRollsAndDeletes() throws IOException {
    AtomicBoolean due = new AtomicBoolean();
    RetentionPolicy nothing = new RetentionPolicy(NONE, 1, 0, NONE);
    try (Journal journal =
        place.open(
            config -> config.retention(nothing).trigger((size, origin) -> due.getAndSet(false)))) {
      new Caller(journal, "a").log(5);
      due.set(true);
      await().until(() -> !place.heard.that("deleted").isEmpty());
      assertThat(place.filesThat("-2026-")).isEmpty();
      assertThat(place.check().isRight().records("tombstone")).hasSize(1);
    }
    place.reopenClean(6);
  }

  @Test
  void journalGoesOnWhenAllItsSegmentsAreGone() throws IOException {
    place.roll("a", 3, 5);
    place.clock.advance(Duration.ofDays(31));
    assertThat(keep(DAYS_30)).hasSize(3);
    place.reopenClean(16);
    place.roll("b", 1, 1);
    assertThat(place.check().isRight().records("tombstone")).hasSize(3);
    place.clock.advance(Duration.ofDays(31));
    assertThat(keep(DAYS_30)).hasSize(1);
    assertThat(Files.readString(place.file, UTF_8)).contains("\"segment\":5,");
  }

  /**
   * A start reads no segments before the one the head file names, so it must know their tombstones.
   */
  @Test
  void headFileKnowsTheTombstonesOfAllSegmentsBeforeItsOwn() throws Exception {
    record Known(long segment, long tombstoned) {}
    List<Known> known = new ArrayList<>();
    AtomicBoolean stop = new AtomicBoolean();
    try (Journal journal =
        place.open(
            config -> config.retention(RetentionPolicy.FOREVER).durability(Durability.ALWAYS))) {
      Thread burying =
          new Thread(
              () -> {
                try {
                  for (long segment = 1; !stop.get(); segment++) {
                    journal.bury(RecordLine.of("tombstone").with("segment", segment), segment);
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      burying.start();
      HeadFile head = new HeadFile(HeadFile.beside(place.file));
      Caller caller = new Caller(journal, "r");
      for (int i = 0; i < 300; i++) {
        journal.roll("a test");
        caller.log();
        HeadFile.Point point = head.read(TagKeys.NONE, true).orElseThrow().point();
        known.add(new Known(point.segment(), point.tombstoned()));
      }
      stop.set(true);
      burying.join();
    }
    Map<Long, Long> newest = new HashMap<>();
    for (SegmentFile file : SegmentFile.list(place.folder)) {
      newest.put(file.header().segment(), SegmentScan.of(file, TagKeys.NONE).tombstoned());
    }
    assertThat(newest.values()).as("tombstones, by segment").anyMatch(each -> each > 100);
    assertThat(known)
        .allMatch(
            each ->
                newest.entrySet().stream()
                    .filter(entry -> entry.getKey() < each.segment())
                    .allMatch(entry -> entry.getValue() <= each.tombstoned()));
  }
}
