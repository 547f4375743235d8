package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Neither verifier finds anything in journals to which nothing but life has happened. */
class HonestJournalsTest {
  @TempDir(factory = MemoryFolder.class)
  Path parent;

  private SecondVerifier second;
  private TestJournal place;

  @BeforeEach
  void start() {
    second = SecondVerifier.start();
    place = TestJournal.in(parent.resolve(Life.LOGS));
  }

  @AfterEach
  void stop() throws IOException {
    second.close();
  }

  private void nothingIsFound(Life life, int events) throws IOException {
    Verification found = life.verifier(parent).verify(place.folder);
    assertThat(found.findings()).isEmpty();
    assertThat(found.journals()).isNotEmpty();
    assertThat(found.journals().stream().mapToLong(Verification.JournalSummary::events).sum())
        .isEqualTo(events);
    SecondVerifier.Answer answer = second.verify(life.arguments(parent));
    assertThat(answer.exitCode()).as(answer.text()).isZero();
  }

  /** A copy of the folder as it is at this moment is what a kill leaves behind. */
  private void leaveAsKilled(Journal writer) throws IOException {
    Path killed = Files.createDirectory(parent.resolve("killed"));
    for (String name : place.files()) {
      Files.copy(place.resolve(name), killed.resolve(name));
    }
    writer.close();
    Intruder.in(place.folder).deleteAll();
    Files.delete(place.folder);
    Files.move(killed, place.folder);
  }

  @ParameterizedTest
  @EnumSource
  void aLifeWithAWitness(Life life) throws IOException {
    life.begin(parent);
    Path witness = parent.resolve(Life.WITNESS);
    Verification found = life.verifier(parent).witness(witness).verify(place.folder);
    assertThat(found.findings()).isEmpty();
    List<String> arguments = new ArrayList<>(life.arguments(parent));
    arguments.addAll(List.of("--witness", witness.toString()));
    SecondVerifier.Answer answer = second.verify(arguments);
    assertThat(answer.exitCode()).as(answer.text()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aLifeThatGoesOn(Life life) throws IOException {
    life.begin(parent);
    for (int start = 0; start < 5; start++) {
      try (Journal journal = life.open(place, config -> config)) {
        new Caller(journal, "s" + start).log(start);
      }
    }
    Verification found = life.verifier(parent).verify(place.folder);
    assertThat(found.findings()).isEmpty();
    SecondVerifier.Answer answer = second.verify(life.arguments(parent));
    assertThat(answer.exitCode()).as(answer.text()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyOne(Life life) throws IOException {
    life.open(place, config -> config).close();
    nothingIsFound(life, 0);
  }

  @ParameterizedTest
  @EnumSource
  void besideItsWriter(Life life) throws IOException {
    try (Journal journal = life.open(place, config -> config)) {
      nothingIsFound(life, 0);
      Caller caller = new Caller(journal, "a");
      for (int i = 1; i <= 30; i++) {
        caller.log();
        if (i % 7 == 0) {
          journal.roll("a test");
        }
        nothingIsFound(life, i);
      }
    }
    nothingIsFound(life, 30);
  }

  /** Rolls, compression and flushes go on while the files are read. */
  @ParameterizedTest
  @EnumSource
  void besideABusyWriter(Life life) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Journal journal =
        life.open(
            place,
            config ->
                config
                    .naming(place.compressed())
                    .durability(Durability.ALWAYS)
                    .trigger(RollTrigger.atSize(20_000)));
    Thread logging =
        new Thread(
            () -> {
              Caller caller = new Caller(journal, "busy");
              try {
                while (!stop.get() && caller.made() < 4_000) {
                  caller.log();
                }
              } catch (JournalException e) {
                throw new AssertionError(e);
              }
            });
    logging.start();
    try {
      // On a fast machine twelve looks are over before the first segment is compressed.
      for (int look = 0; look < 12 || place.filesThat(".gz").size() <= 3; look++) {
        Verification found = life.verifier(parent).verify(place.folder);
        assertThat(found.findings()).isEmpty();
        if (look % 4 == 1) {
          SecondVerifier.Answer answer = second.verify(life.arguments(parent));
          assertThat(answer.exitCode()).as(answer.text()).isZero();
        }
      }
    } finally {
      stop.set(true);
      logging.join();
      journal.close();
    }
    assertThat(place.filesThat(".gz")).hasSizeGreaterThan(3);
  }

  @ParameterizedTest
  @EnumSource
  void killedWithATornLastLine(Life life) throws IOException {
    Journal journal = life.open(place, config -> config);
    new Caller(journal, "a").log(5);
    leaveAsKilled(journal);
    nothingIsFound(life, 5);
    Files.writeString(place.file, "{\"event_id\":\"torn", StandardOpenOption.APPEND);
    Verification found = life.verifier(parent).verify(place.folder);
    assertThat(found.exitCode()).as("%s", found).isEqualTo(4);
    assertThat(second.verify(life.arguments(parent)).exitCode()).isEqualTo(4);
    try (Journal again = life.open(place, config -> config)) {
      new Caller(again, "b").log(2);
      nothingIsFound(life, 7);
    }
    nothingIsFound(life, 7);
    assertThat(place.filesThat(".torn-")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void killedWithNulsAtTheEnd(Life life) throws IOException {
    Journal journal = life.open(place, config -> config);
    new Caller(journal, "a").log(5);
    leaveAsKilled(journal);
    Files.write(place.file, new byte[300], StandardOpenOption.APPEND);
    try (Journal again = life.open(place, config -> config)) {
      new Caller(again, "b").log(2);
    }
    nothingIsFound(life, 7);
  }

  @ParameterizedTest
  @EnumSource
  void killedBetweenTheRenamesOfARoll(Life life) throws IOException {
    Journal journal = life.open(place, config -> config);
    new Caller(journal, "a").log(5);
    journal.roll("a test");
    leaveAsKilled(journal);
    Files.delete(place.file);
    Files.createFile(SegmentFile.nextName(place.file));
    assertThat(life.verifier(parent).verify(place.folder).exitCode())
        .isEqualTo(second.verify(life.arguments(parent)).exitCode());
  }

  @ParameterizedTest
  @EnumSource
  void killedWhileItCompressed(Life life) throws IOException {
    Journal journal = life.open(place, config -> config);
    new Caller(journal, "a").log(5);
    journal.roll("a test");
    new Caller(journal, "b").log(2);
    leaveAsKilled(journal);
    Path plain = Intruder.in(place.folder).segment(1);
    byte[] compressed = Intruder.gzip(Files.readAllBytes(plain));
    Path tmp = place.resolve(plain.getFileName() + ".gz.tmp");
    Files.write(tmp, Arrays.copyOf(compressed, compressed.length / 2));
    nothingIsFound(life, 7);
    Files.write(SegmentFile.compressedName(plain), compressed);
    nothingIsFound(life, 7);
    try (Journal again = life.open(place, config -> config.naming(place.compressed()))) {
      new Caller(again, "c").log();
      await().until(() -> !Files.exists(plain));
      nothingIsFound(life, 8);
    }
    nothingIsFound(life, 8);
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void ofEveryDurability(Durability durability) throws IOException {
    for (int start = 1; start <= 3; start++) {
      try (Journal journal =
          place.open(config -> config.durability(durability).trigger(RollTrigger.atSize(2_000)))) {
        new Caller(journal, "s" + start).log(20);
        nothingIsFound(Life.PLAIN, 20 * start);
      }
      nothingIsFound(Life.PLAIN, 20 * start);
    }
    assertThat(place.filesThat(".log").size()).isGreaterThan(5);
  }

  @Test
  void rollsWithoutAnyEvent() throws IOException {
    place.roll("a", 12, 0);
    nothingIsFound(Life.PLAIN, 0);
  }

  @Test
  void twoInOneFolderAndFilesThatWereRenamed() throws IOException {
    Life.PLAIN.live(place);
    try (Journal journal =
        Journal.open(
            JournalConfig.builder(place.resolve("security_cases.log")).build(),
            JournalListener.NONE)) {
      new Caller(journal, "cases").log(3);
      journal.roll("a test");
      new Caller(journal, "more").log(3);
    }
    nothingIsFound(Life.PLAIN, 24);
    Intruder files = Intruder.in(place.folder);
    Path swap = place.resolve("swap");
    Path plain = files.segment(3);
    Files.move(plain, swap);
    Files.move(files.segment(4), place.resolve("zz.log"));
    Files.move(swap, place.resolve("aa.log"));
    nothingIsFound(Life.PLAIN, 24);
  }

  @Test
  void segmentsThatWereDeletedAndPutBack() throws IOException {
    Path kept = Files.createDirectory(parent.resolve("kept"));
    Life.PLAIN.live(place);
    for (Path file : Intruder.in(place.folder).segments().values()) {
      Files.copy(file, kept.resolve(file.getFileName()));
    }
    Life.DELETED.deleteAndGoOn(place);
    nothingIsFound(Life.DELETED, 12);
    try (var files = Files.list(kept)) {
      for (Path file : files.filter(f -> f.toString().contains("-2026")).toList()) {
        Files.copy(file, place.resolve("put-back-" + file.getFileName()));
      }
    }
    nothingIsFound(Life.DELETED, 24);
  }
}
