package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start finds, one state of the folder at a time. */
class RecoveryTest {
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

  private void append(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.APPEND);
  }

  @Test
  void journalThatWasNeverClosedIsTakenUpAsItIs() throws Exception {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    TestJournal crashed = TestJournal.in(Files.createDirectory(folder.resolve("crashed")));
    try (Journal journal = crashed.open()) {
      new Caller(journal, "a").log(5);
      for (String name : crashed.files()) {
        Files.copy(crashed.resolve(name), copy.resolve(name));
      }
    }
    place = TestJournal.in(copy);
    place.reopenClean(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 512, 70_000, 17 * 1024 * 1024})
  void nulsAtTheEndAreSetAside(int nuls) throws IOException {
    place.log("a", 3);
    long size = Files.size(place.file);
    try (RandomAccessFile file = new RandomAccessFile(place.file.toFile(), "rw")) {
      file.setLength(size + nuls);
    }
    String torn = "security_audit.log.torn-20261122T100000.000Z";
    RecoveryReport report = place.reopen(4);
    assertThat(report.found())
        .containsExactly("NUL bytes of " + nuls + " bytes at the end, set aside in " + torn);
    assertThat(report.setAside()).containsExactly(torn);
    assertThat(report.linesLost()).isFalse();
    assertThat(Files.size(place.resolve(torn))).isEqualTo(nuls);
    JournalCheck.Line line = place.check().isRight().records("recovery").get(0);
    assertThat(line.text("found")).isEqualTo("NUL bytes");
    assertThat(line.number("bytes")).isEqualTo(nuls);
  }

  @Test
  void linesSetAsideAtTheSameInstantHaveFilesOfTheirOwn() throws IOException {
    place.log("a", 1);
    for (int i = 1; i <= 3; i++) {
      append(place.file, ("{\"torn\":" + i).getBytes(UTF_8));
      assertThat(place.reopen(i + 1).setAside()).hasSize(1);
    }
    assertThat(place.filesThat(".torn-"))
        .containsExactly(
            "security_audit.log.torn-20261122T100000.000Z",
            "security_audit.log.torn-20261122T100000.000Z-2",
            "security_audit.log.torn-20261122T100000.000Z-3");
    place.check().isRight();
  }

  @Test
  void chainedLineThatCantBeReadKeepsNobodyFromLogging() throws IOException {
    place.log("a", 3);
    Intruder.in(place.folder)
        .rechain(
            body ->
                body.startsWith("{\"record\":\"checkpoint\"")
                    ? Intruder.set(body, "time", "\"yesterday\"")
                    : body)
        .forgeHead(0);
    RecoveryReport report = place.reopen(4);
    assertThat(report.found()).singleElement().asString().contains("did not write at byte");
    assertThat(new Verifier().verify(place.folder).findings())
        .extracting(Finding::kind)
        .contains(Finding.Kind.CONTRADICTION);
  }

  @Test
  void completeLineWithAWrongTagIsToldAndStaysWhereItIs() throws IOException {
    place.log("a", 3);
    byte[] content = Files.readAllBytes(place.file);
    String text = new String(content, ISO_8859_1);
    int at = text.indexOf("quick", text.indexOf("a-2"));
    int lineAt = text.lastIndexOf('\n', at) + 1;
    content[at] = 'X';
    Files.write(place.file, content);
    RecoveryReport report = place.reopen(4);
    assertThat(report.found())
        .containsExactly(
            "a line that the writer did not write at byte " + lineAt + " of security_audit.log");
    assertThat(place.check().problems())
        .first()
        .asString()
        .contains("Xuick")
        .contains("expected tag");
    assertThat(place.check().records("recovery")).hasSize(1);
  }

  @Test
  void missingHeadFileIsToldAsLossWhoseEndNobodyKnows() throws IOException {
    place.log("a", 3);
    Files.delete(head);
    RecoveryReport report = place.reopen(4);
    assertThat(report.linesLost()).isTrue();
    assertThat(report.lostFrom()).isEqualTo(OptionalLong.of(4));
    assertThat(report.lostTo()).isEmpty();
    assertThat(report.found())
        .containsExactly(
            "the head file is missing or damaged, so nobody knows how far the journal went");
    JournalCheck check = place.check();
    assertThat(check.problems()).containsExactly(FIRST + ": has no seal");
    assertThat(check.records("recovery")).hasSize(1);
    assertThat(place.reopen(5).found()).isEmpty();
  }

  @Test
  void headFileWithBothSlotsDamagedIsAsGoodAsMissing() throws IOException {
    place.log("a", 3);
    byte[] slots = Files.readAllBytes(head);
    slots[20] ^= 1;
    slots[HeadFile.SLOT_BYTES + 20] ^= 1;
    Files.write(head, slots);
    assertThat(place.reopen(4).linesLost()).isTrue();
    assertThat(place.reopen(5).found()).isEmpty();
  }

  @Test
  void headFileOfAnotherJournalIsAsGoodAsMissing() throws IOException {
    TestJournal other = TestJournal.in(Files.createDirectory(folder.resolve("other")));
    other.log("other", 1);
    place.log("a", 3);
    Files.copy(HeadFile.beside(other.file), head, StandardCopyOption.REPLACE_EXISTING);
    assertThat(place.reopen(4).linesLost()).isTrue();
    assertThat(place.reopen(5).found()).isEmpty();
  }

  @Test
  void headFileWithOneHalfWrittenSlotOnlyKnowsLess() throws IOException {
    try (Journal journal = place.open(config -> config.durability(Durability.ALWAYS))) {
      new Caller(journal, "a").log(4);
    }
    HeadFile.Point newest = new HeadFile(head).read(TagKeys.NONE, false).orElseThrow().point();
    byte[] slots = Files.readAllBytes(head);
    String first = new String(slots, 0, HeadFile.SLOT_BYTES, UTF_8);
    int newer = first.contains("\"line\":" + newest.line() + ",") ? 0 : HeadFile.SLOT_BYTES;
    Arrays.fill(slots, newer + 100, newer + HeadFile.SLOT_BYTES, (byte) 0);
    Files.write(head, slots);
    HeadFile.Point older = new HeadFile(head).read(TagKeys.NONE, false).orElseThrow().point();
    assertThat(older.line()).isLessThan(newest.line());
    place.reopenClean(5);
  }

  @Test
  void lossOfTheJournalsOwnLinesAloneNamesNoEvents() throws IOException {
    place.log("a", 3);
    byte[] content = Files.readAllBytes(place.file);
    int end = new String(content, ISO_8859_1).indexOf("{\"record\":\"checkpoint\"");
    Files.write(place.file, Arrays.copyOf(content, end));
    RecoveryReport report = place.reopen(4);
    assertThat(report.linesLost()).isTrue();
    assertThat(report.lostFrom()).isEmpty();
    assertThat(report.lostTo()).isEmpty();
    assertThat(report.found())
        .containsExactly(
            "the journal ends with its last event, but not with the 5 lines that were on the disk:"
                + " lines were removed");
    assertThat(place.check().problems()).first().isEqualTo(FIRST + ": has no seal");
    assertThat(place.reopen(5).found()).isEmpty();
  }

  @Test
  void whatIsLeftOfAFileThatWasCutBeforeTheDurablePointIsNotTouched() throws IOException {
    place.log("a", 3);
    byte[] cut = Arrays.copyOf(Files.readAllBytes(place.file), 700);
    Files.write(place.file, cut);
    assertThat(place.reopen(4).linesLost()).isTrue();
    assertThat(place.resolve(FIRST)).hasBinaryContent(cut);
    assertThat(place.filesThat(".torn-")).isEmpty();
    assertThat(place.reopen(5).found()).isEmpty();
  }
}
