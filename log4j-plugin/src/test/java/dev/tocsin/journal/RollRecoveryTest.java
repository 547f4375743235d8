package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rolls and compressions that a crash cut off, at each of their steps. */
class RollRecoveryTest {
  private static final String FIRST = "security_audit-2026-11-22-1.log";

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private TestJournal place;
  private Path head;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
    head = HeadFile.beside(place.file);
  }

  @Test
  void emptyActiveFileAfterARollIsBegunAgain() throws IOException {
    rolledAndNothingMore();
    Files.write(place.file, new byte[0]);
    place.reopenClean(4);
  }

  @Test
  void firstLineThatWasCutOffAfterARollIsSetAside() throws IOException {
    byte[] header = rolledAndNothingMore();
    Files.write(place.file, Arrays.copyOf(header, 100));
    RecoveryReport report = place.reopen(4);
    assertThat(report.linesLost()).isFalse();
    assertThat(report.found())
        .singleElement()
        .asString()
        .startsWith("incomplete line of 100 bytes");
    JournalCheck check = place.check().isRight();
    assertThat(check.records("recovery")).hasSize(1);
    assertThat(check.files()).containsExactly(FIRST, "security_audit.log");
  }

  @Test
  void missingActiveFileAfterARollIsBegunAgain() throws IOException {
    rolledAndNothingMore();
    Files.delete(place.file);
    place.reopenClean(4);
  }

  /** The crash between the two renames of a roll. */
  @Test
  void fileThatWasToBecomeTheActiveOneIsMadeAnew() throws IOException {
    rolledAndNothingMore();
    Files.move(place.file, SegmentFile.nextName(place.file));
    Files.write(SegmentFile.nextName(place.file), new byte[0]);
    place.reopenClean(4);
  }

  /** The crash between the seal and the first rename of a roll. */
  @Test
  void sealedActiveFileIsGivenItsNameAndFollowed() throws IOException {
    rolledAndNothingMore();
    Files.move(place.resolve(FIRST), place.file, StandardCopyOption.REPLACE_EXISTING);
    Files.write(SegmentFile.nextName(place.file), new byte[0]);
    place.reopenClean(4);
    assertThat(place.check().files()).containsExactly(FIRST, "security_audit.log");
    assertThat(place.check().records("open")).isEmpty();
  }

  /** The crash between the two steps by which the old file gets its name. */
  @Test
  void sealedActiveFileThatHasItsNameAlreadyIsFollowed() throws IOException {
    rolledAndNothingMore();
    Files.delete(place.file);
    Files.createLink(place.file, place.resolve(FIRST));
    Files.write(SegmentFile.nextName(place.file), new byte[0]);
    assertThat(new Verifier().verify(folder).findings()).isEmpty();
    place.reopenClean(4);
    assertThat(place.check().files()).containsExactly(FIRST, "security_audit.log");
    place.verified();
  }

  /** The same where the machine stopped: the seal was not on the disk yet, and the name was. */
  @Test
  void activeFileThatLostItsSealAndHasANameAlreadyGoesOnUnderItsOwn() throws IOException {
    place.log("a", 3);
    Files.createLink(place.resolve(FIRST), place.file);
    place.reopenClean(4);
    assertThat(place.check().files()).containsExactly("security_audit.log");
    place.roll("b", 1, 1);
    assertThat(place.verified().files()).containsExactly(FIRST, "security_audit.log");
  }

  /** Leaves a folder as a crash right after a roll does: the head file knows of nothing later. */
  private byte[] rolledAndNothingMore() throws IOException {
    byte[] before;
    try (Journal journal = place.open(config -> config.durability(Durability.ALWAYS))) {
      new Caller(journal, "a").log(3);
      before = Files.readAllBytes(head);
      journal.roll("a test");
    }
    Files.write(head, before);
    return Files.readAllBytes(place.file);
  }

  @Test
  void missingActiveFileWithAllItsEventsIsToldAsLoss() throws IOException {
    place.roll("a", 1, 3);
    place.log("b", 2);
    Files.delete(place.file);
    RecoveryReport report = place.reopen(6);
    assertThat(report.linesLost()).isTrue();
    assertThat(report.lostFrom()).isEqualTo(OptionalLong.of(4));
    assertThat(report.lostTo()).isEqualTo(OptionalLong.of(5));
    assertThat(place.reopen(7).found()).isEmpty();
  }

  @Test
  void missingSegmentsAltogetherAreToldAsLossFromTheFirstEventOn() throws IOException {
    place.roll("a", 1, 3);
    Files.delete(place.file);
    Files.delete(place.resolve(FIRST));
    RecoveryReport report = place.reopen(4);
    assertThat(report.linesLost()).isTrue();
    assertThat(report.lostFrom()).isEqualTo(OptionalLong.of(1));
    assertThat(report.lostTo()).isEqualTo(OptionalLong.of(3));
  }

  @Test
  void missingActiveFileAndHeadFileWithSealedSegmentsPresentGoOnFromThose() throws IOException {
    place.roll("a", 2, 3);
    Files.delete(place.file);
    Files.delete(head);
    RecoveryReport report = place.reopen(7);
    assertThat(report.linesLost()).isTrue();
    place.check().isRight();
  }

  /** Compression that was cut off at either of its two steps. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void compressionThatWasCutOffIsDoneAgain(boolean renamed) throws IOException {
    place.roll("a", 1, 50);
    byte[] plain = Files.readAllBytes(place.resolve(FIRST));
    Path compressed = place.resolve(FIRST + ".gz" + (renamed ? "" : ".tmp"));
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      out.write(plain, 0, renamed ? plain.length : 999);
    }
    assertThat(JournalReader.newest(folder, 100, JournalLine::isEvent)).hasSize(50);
    try (Journal journal = place.open(config -> config.naming(place.compressed()))) {
      await().until(() -> !Files.exists(place.resolve(FIRST)));
      assertThat(journal.recovery().found()).isEmpty();
    }
    assertThat(place.filesThat(".tmp")).isEmpty();
    assertThat(place.check().isRight().files())
        .containsExactly(FIRST + ".gz", "security_audit.log");
  }
}
