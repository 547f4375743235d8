package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.journal.Finding.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each tampering is found as what it is, and an honest journal has no finding. */
class VerifierTest {
  @TempDir private Path folder;

  private Path active() {
    return folder.resolve("security_audit.log");
  }

  /** Three segments, the first two sealed and plain, with 5 events each. */
  private void write() throws JournalException {
    JournalConfig config =
        JournalConfig.builder(active())
            .naming(SegmentNaming.daily("security_audit.log", false))
            .retention(RetentionPolicy.FOREVER)
            .build();
    try (Journal journal = Journal.open(config, JournalListener.NONE)) {
      for (int segment = 1; segment <= 3; segment++) {
        for (int i = 1; i <= 5; i++) {
          append(journal, segment * 10 + i);
        }
        if (segment < 3) {
          journal.roll("the test");
        }
      }
    }
  }

  private static void append(Journal journal, int n) throws JournalException {
    byte[] line =
        ("{\"event_id\":\"e" + n + "\",\"event_type\":\"auth_failure\",\"user_id\":\"u" + n + "\"")
            .getBytes(UTF_8);
    JournalEntry entry = new JournalEntry();
    entry.set(line, line.length, null);
    journal.append(entry);
  }

  private Path segment(int number) throws IOException {
    for (SegmentFile file : SegmentFile.list(folder)) {
      if (file.header().segment() == number) {
        return file.path();
      }
    }
    throw new AssertionError("no segment " + number);
  }

  private Verification verify() throws IOException {
    return new Verifier().verify(folder);
  }

  private static void edit(Path file, Consumer<List<String>> change) {
    try {
      List<String> lines = new ArrayList<>(Files.readAllLines(file));
      change.accept(lines);
      Files.writeString(file, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anHonestJournalHasNoFinding() throws IOException {
    write();
    Verification found = verify();
    assertThat(found.findings()).isEmpty();
    assertThat(found.exitCode()).isZero();
    assertThat(found.journals())
        .singleElement()
        .satisfies(
            journal -> {
              assertThat(journal.segments()).isEqualTo(3);
              assertThat(journal.events()).isEqualTo(15);
              assertThat(journal.lastSeq()).isEqualTo(15);
              assertThat(journal.witnessedSeq()).isZero();
            });
  }

  @Test
  void soHasACompressedAndRestartedOne() throws IOException {
    write();
    try (Journal journal =
        Journal.open(JournalConfig.builder(active()).build(), JournalListener.NONE)) {
      append(journal, 99);
      org.awaitility.Awaitility.await()
          .until(
              () -> segment(1).toString().endsWith(".gz") && segment(2).toString().endsWith("z"));
      assertThat(verify().findings()).as("beside the writer").isEmpty();
    }
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void whatAWitnessHasSeenMayBeInAnyFolder(@TempDir Path parent) throws IOException {
    write();
    Path witness = parent.resolve("witness.ndjson");
    Files.write(
        witness,
        Files.readAllLines(active()).stream().filter(line -> line.contains("checkpoint")).toList());
    Path other = parent.resolve("other");
    try (Journal journal =
        Journal.open(
            JournalConfig.builder(other.resolve("other.log")).build(), JournalListener.NONE)) {
      append(journal, 1);
    }
    try (SecondVerifier second = SecondVerifier.start()) {
      for (List<Path> folders : List.of(List.of(folder, other), List.of(other, folder))) {
        assertThat(new Verifier().witness(witness).verify(folders).findings()).isEmpty();
        assertThat(
                second
                    .verify(
                        List.of(
                            "--dir",
                            folders.get(0).toString(),
                            "--dir",
                            folders.get(1).toString(),
                            "--witness",
                            witness.toString()))
                    .exitCode())
            .isZero();
      }
    }
    assertThat(new Verifier().witness(witness).verify(other).findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.JOURNAL_GONE);
  }

  @Test
  void aDeletionThatIsSaidToBeStillToComeIsNoOlderThanNow(@TempDir Path parent) throws IOException {
    write();
    List<String> seen = new ArrayList<>();
    for (Path segment : Intruder.in(folder).segments().values()) {
      Files.readAllLines(segment).stream()
          .filter(line -> line.startsWith("{\"record\":\"checkpoint\""))
          .forEach(seen::add);
    }
    Path witness = Files.write(parent.resolve("witness.ndjson"), seen);
    Intruder intruder = Intruder.in(folder);
    for (int segment = 1; segment <= 2; segment++) {
      TamperedFiles.bury(
          intruder,
          segment,
          stone -> Intruder.set(stone, "time", "\"2999-01-01T00:00:00.000000Z\""));
    }
    intruder.delete(1).delete(2);
    Duration days30 = Duration.ofDays(30);
    assertThat(new Verifier().witness(witness).verify(folder).findings()).isEmpty();
    assertThat(new Verifier().witness(witness).minAge(days30).verify(folder).findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.TOMBSTONE_TOO_YOUNG, Kind.TOMBSTONE_TOO_YOUNG);
    assertThat(
            new Verifier()
                .clock(Clock.offset(Clock.systemUTC(), days30.plusDays(1)))
                .minAge(days30)
                .verify(folder)
                .findings())
        .isEmpty();
    try (SecondVerifier second = SecondVerifier.start()) {
      assertThat(
              second
                  .verify(
                      List.of(
                          "--dir",
                          folder.toString(),
                          "--witness",
                          witness.toString(),
                          "--min-age",
                          "30"))
                  .exitCode())
          .isEqualTo(1);
    }
  }

  /** Lines of segment 2: header, events 6 to 10, checkpoint, seal. */
  static Stream<Arguments> tamperings() {
    return Stream.of(
        tampering(
            "a changed byte", Kind.CHANGED_LINE, l -> l.set(2, l.get(2).replace("u22", "x22"))),
        tampering("a removed event", Kind.REMOVED_LINES, l -> l.remove(2)),
        tampering("three removed events", Kind.REMOVED_LINES, l -> l.subList(1, 4).clear()),
        tampering("a removed checkpoint", Kind.REMOVED_LINES, l -> l.remove(6)),
        tampering("a doubled event", Kind.DOUBLED_LINE, l -> l.add(3, l.get(2))),
        tampering(
            "an inserted line",
            Kind.INSERTED_LINES,
            l -> l.add(3, "{\"record\":\"note\",\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}")),
        tampering("two events swapped", Kind.REORDERED_LINES, l -> Collections.swap(l, 2, 3)),
        tampering("a blank line", Kind.INSERTED_LINES, l -> l.add(3, "")),
        tampering("a carriage return", Kind.CHANGED_LINE, l -> l.set(2, l.get(2) + "\r")),
        tampering("a removed seal", Kind.REMOVED_LINES, l -> l.remove(7)),
        tampering("a line after the seal", Kind.BYTES_AFTER_END, l -> l.add(l.get(2))),
        tampering("a changed seal", Kind.CHANGED_LINE, l -> l.set(7, l.get(7).replace("5", "6"))));
  }

  private static Arguments tampering(String name, Kind kind, Consumer<List<String>> change) {
    return Arguments.of(name, kind, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tamperings")
  void aTamperingIsFoundAsWhatItIs(String name, Kind kind, Consumer<List<String>> change)
      throws IOException {
    write();
    edit(segment(2), change);
    Verification found = verify();
    assertThat(found.exitCode()).as(name).isEqualTo(1);
    assertThat(found.findings().get(0).kind()).as("%s: %s", name, found).isEqualTo(kind);
    assertThat(found.findings().get(0).file()).isEqualTo(segment(2));
  }

  @Test
  void aMissingSegmentIsFound() throws IOException {
    write();
    Files.delete(segment(2));
    assertThat(verify().findings()).extracting(Finding::kind).containsOnly(Kind.MISSING_SEGMENT);
  }

  @Test
  void anEmptiedSegmentIsNamed() throws IOException {
    write();
    Path emptied = segment(2);
    Files.write(emptied, new byte[0]);
    assertThat(verify().findings())
        .extracting(Finding::kind)
        .containsOnly(Kind.MISSING_SEGMENT, Kind.UNREADABLE);
    assertThat(verify().findings()).extracting(Finding::file).contains(emptied);
    assertThat(verify().exitCode()).isEqualTo(1);
  }

  @Test
  void aMissingFirstSegmentWithoutATombstoneIsFound() throws IOException {
    write();
    Files.delete(segment(1));
    assertThat(verify().findings()).extracting(Finding::kind).containsOnly(Kind.MISSING_SEGMENT);
  }

  @Test
  void linesCutOffTheEndAreFoundByTheHeadFile() throws IOException {
    write();
    edit(active(), lines -> lines.subList(3, lines.size()).clear());
    assertThat(verify().findings()).extracting(Finding::kind).containsExactly(Kind.LOST_LINES);
  }

  @Test
  void aMissingHeadFileIsFound() throws IOException {
    write();
    Files.delete(HeadFile.beside(active()));
    assertThat(verify().findings()).extracting(Finding::kind).containsExactly(Kind.HEAD_ABSENT);
  }

  @Test
  void theEndCutOffWithItsHeadFileIsFoundByAWitness() throws IOException {
    write();
    Path witness = Files.createTempFile("witness", ".ndjson");
    try {
      Files.write(
          witness,
          Files.readAllLines(active()).stream().filter(l -> l.contains("\"checkpoint\"")).toList());
      assertThat(new Verifier().witness(witness).verify(folder).findings()).isEmpty();
      edit(active(), lines -> lines.subList(3, lines.size()).clear());
      Files.delete(HeadFile.beside(active()));
      assertThat(new Verifier().witness(witness).verify(folder).findings())
          .extracting(Finding::kind)
          .contains(Kind.WITNESS_AHEAD);
    } finally {
      Files.delete(witness);
    }
  }

  @Test
  void aSecondGzipMemberIsFound() throws IOException {
    write();
    Path plain = segment(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(Files.readAllBytes(plain));
    }
    Path compressed = SegmentFile.compressedName(plain);
    Files.write(compressed, bytes.toByteArray());
    assertThat(verify().findings()).as("identical content is one segment").isEmpty();
    Files.delete(plain);
    assertThat(verify().findings()).isEmpty();
    Files.write(compressed, bytes.toByteArray(), StandardOpenOption.APPEND);
    assertThat(verify().findings()).extracting(Finding::kind).containsExactly(Kind.BYTES_AFTER_END);
  }

  @Test
  void anUnfinishedLastLineIsAGapThatIsTold() throws IOException {
    write();
    Files.writeString(active(), "{\"event_id\":\"cut", StandardOpenOption.APPEND);
    Verification found = verify();
    assertThat(found.findings()).extracting(Finding::kind).containsExactly(Kind.UNFINISHED_LINE);
    assertThat(found.exitCode()).isEqualTo(4);
  }

  @Test
  void anySingleBitFlippedAnywhereIsFound() throws IOException {
    write();
    Random random = new Random(20261122);
    int flips = 3_000;
    for (int i = 0; i < flips; i++) {
      Path file = segment(1 + random.nextInt(3));
      byte[] honest = Files.readAllBytes(file);
      byte[] flipped = honest.clone();
      int at = random.nextInt(flipped.length);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, flipped);
      List<Finding> findings = verify().findings();
      Files.write(file, honest);
      assertThat(findings).as("bit flipped at byte %s of %s", at, file).isNotEmpty();
    }
    System.out.println(flips + " flipped bits, each found");
    assertThat(verify().findings()).isEmpty();
  }
}
