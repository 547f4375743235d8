package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers, segments and names over rolls and restarts. */
class JournalNumberingTest {
  @TempDir Path folder;
  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void numbersHaveNoGapWhateverALifeBrings(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> logged = new ArrayList<>();
    for (int life = 0; life < 8; life++) {
      boolean compress = random.nextBoolean();
      Durability durability = random.nextInt(4) == 0 ? Durability.ALWAYS : Durability.EVERYSEC;
      long limit = random.nextLong(500, 4_500);
      Journal journal =
          place.open(
              config ->
                  config
                      .naming(SegmentNaming.daily("security_audit.log", compress))
                      .durability(durability)
                      .trigger(RollTrigger.atSize(limit)));
      try (journal) {
        assertThat(journal.recovery().found()).isEmpty();
        assertThat(journal.lastSeq()).isEqualTo(logged.size());
        Caller caller = new Caller(journal, "life" + life);
        int events = random.nextInt(120);
        for (int i = 0; i < events; i++) {
          assertThat(caller.log()).isEqualTo(logged.size() + 1);
          logged.add(Caller.id("life" + life, caller.made()));
          if (random.nextInt(20) == 0) {
            journal.roll("a test");
          }
          if (random.nextInt(20) == 0) {
            place.clock.advance(Duration.ofHours(random.nextInt(30)));
          }
        }
        assertThat(journal.lastSeq()).isEqualTo(logged.size());
      }
    }
    JournalCheck check = place.verified();
    assertThat(check.ids()).isEqualTo(logged);
    assertThat(check.records("segment").size()).isGreaterThan(20);
    assertThat(place.heard.that("failed")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyDurabilityWritesTheSameLines(Durability durability) throws IOException {
    try (Journal journal = place.open(config -> config.durability(durability))) {
      new Caller(journal, "a").log(10);
      journal.roll("a test");
      new Caller(journal, "b").log(10);
    }
    JournalCheck check = place.check().isRight();
    assertThat(check.countOf("a")).isEqualTo(10);
    assertThat(check.countOf("b")).isEqualTo(10);
    assertThat(check.last().text("record")).isEqualTo("checkpoint");
  }

  @Test
  void segmentEndsBeforeTheEventThatWouldFollowItsLimit() throws IOException {
    try (Journal journal = place.open(config -> config.trigger(RollTrigger.atSize(2_000)))) {
      new Caller(journal, "a").log(40);
    }
    JournalCheck check = place.check().isRight();
    assertThat(check.countOf("a")).isEqualTo(40);
    assertThat(check.files()).hasSizeBetween(5, 20);
  }

  @Test
  void rolledSegmentsAreNamedByTheDayTheyBeganOnAndCounted() throws IOException {
    place.roll("a", 2, 1);
    place.clock.advance(Duration.ofDays(1));
    place.roll("b", 2, 1);
    assertThat(place.check().isRight().files())
        .containsExactly(
            "security_audit-2026-11-22-1.log",
            "security_audit-2026-11-22-2.log",
            "security_audit-2026-11-22-3.log",
            "security_audit-2026-11-23-1.log",
            "security_audit.log");
  }

  @Test
  void nameThatIsTakenIsPassedOverPlainOrCompressed() throws IOException {
    Files.writeString(place.resolve("security_audit-2026-11-22-1.log"), "other\n");
    Files.writeString(place.resolve("security_audit-2026-11-22-2.log.gz"), "other\n");
    place.roll("a", 1, 1);
    assertThat(place.check().isRight().files())
        .containsExactly("security_audit-2026-11-22-3.log", "security_audit.log");
  }

  @Test
  void idleJournalRollsWhenItsTriggerSaysSo() throws IOException {
    AtomicBoolean due = new AtomicBoolean();
    try (Journal journal =
        place.open(
            config ->
                config
                    .naming(place.compressed())
                    .trigger((size, origin) -> origin == null && due.getAndSet(false)))) {
      Caller caller = new Caller(journal, "a");
      caller.logFor("an event");
      due.set(true);
      // While it is compressed it has both names for a moment.
      await()
          .until(
              () ->
                  place.files().contains("security_audit-2026-11-22-1.log.gz")
                      && !place.files().contains("security_audit-2026-11-22-1.log"));
      caller.logFor("an event");
    }
    JournalCheck check = place.check().isRight();
    assertThat(check.files())
        .containsExactly("security_audit-2026-11-22-1.log.gz", "security_audit.log");
    assertThat(check.events())
        .extracting(JournalCheck.Line::file)
        .containsExactlyElementsOf(check.files());
  }

  @Test
  void triggerSeesTheSizeAndWhatTheEntryCarries() throws IOException {
    List<Object> seen = new ArrayList<>();
    try (Journal journal =
        place.open(
            config ->
                config.trigger(
                    (size, origin) -> {
                      if (origin != null) {
                        seen.add(origin);
                        seen.add(size);
                      }
                      return false;
                    }))) {
      Caller caller = new Caller(journal, "a");
      long first = journal.size();
      caller.logFor("one");
      long second = journal.size();
      caller.logFor("two");
      assertThat(seen).containsExactly("one", first, "two", second);
      assertThat(journal.size()).isEqualTo(Files.size(place.file));
    }
  }

  @Test
  void reconfigurationTakesEffectWithoutAGap() throws IOException {
    try (Journal journal = place.open()) {
      Caller caller = new Caller(journal, "a").log(5);
      journal.reconfigure(place.config().trigger(RollTrigger.atSize(1)).writer("another").build());
      caller.log(3);
      assertThatThrownBy(
              () -> journal.reconfigure(JournalConfig.builder(place.resolve("other.log")).build()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              place.resolve("other.log") + ": is not the file of this journal, " + place.file);
    }
    JournalCheck check = place.check().isRight();
    assertThat(check.countOf("a")).isEqualTo(8);
    assertThat(check.records("segment"))
        .hasSize(4)
        .last()
        .extracting(l -> l.text("writer"))
        .isEqualTo("another");
  }

  @Test
  void closedJournalRefusesEventsAndRollsAndMayBeClosedAgain() throws IOException {
    Journal journal = place.open();
    Caller caller = new Caller(journal, "a").log(1);
    journal.close();
    journal.close();
    byte[] before = Files.readAllBytes(place.file);
    assertThatThrownBy(caller::log)
        .isInstanceOf(JournalException.class)
        .hasMessage(place.file + ": can't be written (the journal is closed)");
    assertThatThrownBy(() -> journal.roll("a test"))
        .isInstanceOf(JournalException.class)
        .hasMessage(place.file + ": can't be rolled for a test (the journal is closed)");
    assertThat(place.file).hasBinaryContent(before);
    assertThat(place.files())
        .containsExactly(
            "security_audit.log", "security_audit.log.head", "security_audit.log.lock");
    place.check().isRight();
  }
}
