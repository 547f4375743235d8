package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.journal.Finding.Kind;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What was kept elsewhere vouches for a journal, in whatever form it was kept. */
class WitnessTest {
  private static final String CHECKPOINT =
      "{\"record\":\"checkpoint\",\"journal\":\"00112233445566778899aabbccddeeff\",\"line\":3,"
          + "\"last_seq\":2,\"head\":\""
          + "85ccd04384de0cc99a55045aceb95edd4e1148307193e2d9010e6287b655a703\","
          + "\"epoch\":0,\"time\":\"2026-11-22T00:01:00.000000Z\",\"tag\":\"Ytp8wYYMTP51oI5zLj6kww\"}";

  @TempDir private Path parent;

  private enum Form {
    LINES,
    OWN_CLOCK,
    OTLP,
    INDENTED_OTLP,
    LOKI,
    LOKI_WITH_CATEGORIES,
    ALL_OF_THEM;

    String of(List<String> lines) {
      return switch (this) {
        case LINES -> String.join("\n", lines);
        case OWN_CLOCK -> String.join("\r\n", lines.stream().map(Form::witnessed).toList());
        case OTLP -> ExportedLines.otlpFile(lines);
        case INDENTED_OTLP -> ExportedLines.otlpFile(lines).replace("[{", "[\n  {");
        case LOKI -> ExportedLines.lokiAnswer(lines);
        case LOKI_WITH_CATEGORIES -> ExportedLines.lokiAnswerWithCategories(lines);
        case ALL_OF_THEM -> LOKI.of(lines) + OTLP.of(lines) + LINES.of(lines);
      };
    }

    private static String witnessed(String line) {
      return "{\"witnessed_at\":\"2026-11-22T00:00:00Z\",\"line\":"
          + ExportedLines.quoted(line)
          + "}";
    }
  }

  /** The same bytes again and again. */
  private static final class Repeated extends InputStream {
    private final byte[] bytes;
    private long left;

    Repeated(String text, int times) {
      this.bytes = text.getBytes(UTF_8);
      this.left = (long) bytes.length * times;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] out, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int count = Math.min(length, bytes.length - at());
      System.arraycopy(bytes, at(), out, offset, count);
      left -= count;
      return count;
    }

    private int at() {
      return (int) ((bytes.length - left % bytes.length) % bytes.length);
    }
  }

  private Path keep(String content) throws IOException {
    return Files.writeString(parent.resolve("kept"), content);
  }

  private Path logs() {
    return parent.resolve(Life.LOGS);
  }

  private List<String> checkpoints() throws IOException {
    return Files.readAllLines(parent.resolve(Life.WITNESS));
  }

  private Verification verify(Path witness) throws IOException {
    return Life.PLAIN.verifier(parent).witness(witness).verify(logs());
  }

  private int secondVerify(Path witness, String... more) throws IOException {
    try (SecondVerifier second = SecondVerifier.start()) {
      List<String> arguments = new ArrayList<>(Life.PLAIN.arguments(parent));
      arguments.addAll(List.of("--witness", witness.toString()));
      arguments.addAll(List.of(more));
      return second.verify(arguments).exitCode();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anHonestJournalAgreesWithIt(Form form) throws IOException {
    Life.PLAIN.begin(parent);
    Verification found = verify(keep(form.of(checkpoints())));
    assertThat(found.findings()).isEmpty();
    assertThat(found.journals())
        .singleElement()
        .satisfies(journal -> assertThat(journal.witnessedSeq()).isEqualTo(journal.lastSeq()));
  }

  @ParameterizedTest
  @EnumSource
  void aJournalCutOffIsFound(Form form) throws IOException {
    Life.PLAIN.begin(parent);
    Path witness = keep(form.of(checkpoints()));
    Intruder.in(logs()).cut(2).forgeHead(0);
    assertThat(Life.PLAIN.verifier(parent).verify(logs()).findings()).isEmpty();
    assertThat(verify(witness).findings()).extracting(Finding::kind).contains(Kind.WITNESS_AHEAD);
  }

  @ParameterizedTest
  @EnumSource
  void aJournalWrittenAnewIsFound(Form form) throws IOException {
    Life.PLAIN.begin(parent);
    Path witness = keep(form.of(checkpoints()));
    Intruder.in(logs()).rechain(body -> body.replace("\"b-2\"", "\"b-9\"")).forgeHead(0);
    assertThat(Life.PLAIN.verifier(parent).verify(logs()).findings()).isEmpty();
    assertThat(verify(witness).findings()).extracting(Finding::kind).containsOnly(Kind.FORK);
  }

  @ParameterizedTest
  @EnumSource(names = {"OTLP", "OWN_CLOCK"})
  void theSecondVerifierComesToTheSame(Form form) throws IOException {
    Life.PLAIN.begin(parent);
    Path witness = keep(form.of(checkpoints()));
    assertThat(secondVerify(witness)).isZero();
    Files.write(witness, Intruder.gzip(Files.readAllBytes(witness)));
    assertThat(secondVerify(witness)).isZero();
    Intruder.in(logs()).cut(2).forgeHead(0);
    assertThat(secondVerify(witness)).isEqualTo(1);
    assertThat(secondVerify(keep(ExportedLines.otlp(List.of())))).isEqualTo(3);
    assertThat(secondVerify(keep(ExportedLines.otlpFile(List.of("{}"))))).isEqualTo(3);
    assertThat(secondVerify(keep(CHECKPOINT.substring(1)))).isEqualTo(3);
  }

  @Test
  void aForeignJournalsCheckpointsAreOfAJournalThatIsGone() throws IOException {
    Life.PLAIN.begin(parent);
    List<String> both = new ArrayList<>(checkpoints());
    both.add(1, CHECKPOINT);
    Path witness = keep(ExportedLines.otlpFile(both));
    assertThat(verify(witness).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.JOURNAL_GONE);
              assertThat(finding.message()).contains("00112233445566778899aabbccddeeff");
            });
    assertThat(secondVerify(witness)).isEqualTo(1);
    String own = Intruder.member(both.get(0), "journal");
    assertThat(secondVerify(witness, "--journal", own)).isZero();
    assertThat(secondVerify(keep(CHECKPOINT), "--journal", own)).isEqualTo(3);
  }

  @Test
  void aCopyHoldsWhatIsOfTheNamedJournals() throws IOException {
    Life.PLAIN.begin(parent);
    List<String> own = checkpoints();
    Path file = parent.resolve("copy.ndjson");
    try (WitnessCopy copy = new WitnessCopy(file, Set.of(Intruder.member(own.get(0), "journal")))) {
      WitnessCopy.Part part = copy.add(stream(ExportedLines.otlpFile(List.of(CHECKPOINT))), "a");
      assertThat(part).isEqualTo(new WitnessCopy.Part(2, 0));
      assertThat(copy.checkpoints()).isZero();
      assertThat(copy.add(stream(ExportedLines.lokiAnswer(own)), "b").newestNanos())
          .isEqualTo(1764000000000000000L);
      assertThat(copy.checkpoints()).isEqualTo(own.size());
      assertThatThrownBy(() -> copy.add(stream("x"), "the third"))
          .hasMessageStartingWith("the thi");
    }
    Verification found = verify(file);
    assertThat(found.findings()).isEmpty();
    assertThat(found.journals()).extracting(j -> j.witnessedSeq()).containsExactly(18L);
    assertThatThrownBy(() -> new WitnessCopy(file, Set.of())).isInstanceOf(IOException.class);
  }

  @Test
  void aJournalsWholeFileIsAWitnessOfItself() throws IOException {
    Life.PLAIN.begin(parent);
    Path whole = parent.resolve("whole.gz");
    try (var out = Files.newOutputStream(whole)) {
      for (Path segment : Intruder.in(logs()).segments().values()) {
        // One gzip member after the other is one file, as cat makes it.
        out.write(Intruder.gzip(Intruder.bytes(Intruder.text(segment))));
      }
    }
    assertThat(verify(whole).journals()).extracting(j -> j.witnessedSeq()).containsExactly(18L);
  }

  /** As a pipe, whose end nobody knows before it comes. */
  @Test
  void compressedPartsAreReadThoughTheyComeLate() throws IOException {
    byte[] part = Intruder.gzip((CHECKPOINT + "\n").getBytes(UTF_8));
    InputStream pipe =
        new SequenceInputStream(
            new ByteArrayInputStream(part), new SequenceInputStream(stream(""), late(part)));
    assertThat(WitnessReader.read(pipe, "pipe", (journal, seen) -> {}).checkpoints()).isEqualTo(2);
  }

  private static InputStream late(byte[] bytes) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int available() throws IOException {
        throw new IOException("Illegal seek");
      }
    };
  }

  @Test
  void aWitnessThatHasSeenTwoFormsOfOneJournalSaysSoOnce() throws IOException {
    Life.PLAIN.begin(parent);
    List<String> lines = new ArrayList<>(checkpoints());
    String other = Intruder.set(lines.get(0), "head", "\"" + "0".repeat(64) + "\"");
    lines.addAll(List.of(other, other));
    assertThat(verify(keep(ExportedLines.otlpFile(lines))).findings())
        .extracting(Finding::message)
        .containsOnlyOnce(
            "a witness has seen two journals "
                + Intruder.member(other, "journal")
                + " that differ here");
  }

  /** One line, as the collector writes what comes to it at once, and larger than any can be. */
  @Test
  void aLineOfAHundredMegabytesIsStreamed() throws IOException {
    int blocks = 3_000;
    String block =
        (ExportedLines.OTHER_RECORD + ",").repeat(100) + ExportedLines.logRecord(CHECKPOINT) + ",";
    Repeated records = new Repeated(block, blocks);
    InputStream kept =
        new SequenceInputStream(
            stream("{\"resourceLogs\":[{\"resource\":{},\"scopeLogs\":[{\"logRecords\":["),
            new SequenceInputStream(records, stream("{}]}]}]}\n")));
    long whole = records.left;
    List<Long> leftWhenSeen = new ArrayList<>();
    WitnessCopy.Part part =
        WitnessReader.read(kept, "kept", (journal, seen) -> leftWhenSeen.add(records.left));
    assertThat(whole).isGreaterThan(90_000_000);
    assertThat(part.checkpoints()).isEqualTo(blocks);
    assertThat(leftWhenSeen.get(0)).isGreaterThan(whole - 300_000);
    assertThat(leftWhenSeen.get(blocks / 2)).isBetween(whole * 49 / 100, whole * 50 / 100);
  }

  static Stream<Arguments> damages() {
    String none =
        ExportedLines.lokiAnswer(List.of(CHECKPOINT)).replace("checkpoint\",\"s", "x\",\"s");
    String otlp = ExportedLines.otlp(List.of(ExportedLines.logRecord(CHECKPOINT)));
    return Stream.of(
        damage("nothing at all", "", "holds no checkpoint"),
        damage("blank lines", "\n\n", "holds no checkpoint"),
        damage("only other records", ExportedLines.otlp(List.of()), "holds no checkpoint"),
        damage("only other entries", none, "holds no checkpoint"),
        damage("an answer that is an error", "{\"status\":\"error\"}", "holds no checkpoint"),
        damage("another shape", "{\"resourceLogs\":{},\"data\":[]}", "holds no checkpoint"),
        damage("no JSON", CHECKPOINT + "\nplain text\n", "line 2: not valid JSON: "),
        damage("no object", "[]", "line 1: not a JSON object"),
        damage(
            "an empty entry of Loki's",
            "{\"data\":{\"result\":[{\"stream\":{},\"values\":[[]]}]}}",
            "line 1: an entry of Loki's that is no [time, line]"),
        damage(
            "an entry of Loki's without a line",
            "{\"data\":{\"result\":[{\"stream\":{},\"values\":[[\"1\",{\"a\":1}]]}]}}",
            "line 1: an entry of Loki's that is no [time, line]"),
        damage("a number for a kind", "{\"record\":5}", "holds no checkpoint"),
        damage("cut off", otlp.substring(0, otlp.length() - 1), "line 1: ends within a JSON"),
        damage("cut off within a text", otlp.substring(0, 300), "line 1: ends within a JSON"),
        damage("a member twice", "{\"a\":1,\"a\":2}", "line 1: not valid JSON: Duplicate"),
        damage(
            "a body that is no line",
            ExportedLines.otlp(List.of(ExportedLines.logRecord("bye"))),
            "line 1: not valid JSON: Unrecognized token 'bye'"),
        damage(
            "a body that is another line",
            ExportedLines.otlp(List.of(ExportedLines.logRecord("{\"record\":\"open\"}"))),
            "line 1: a record named tocsin.checkpoint is no checkpoint line"),
        damage(
            "a body that the collector has parsed",
            ExportedLines.otlp(
                List.of("{\"eventName\":\"tocsin.checkpoint\",\"body\":{\"kv\":{}}}")),
            "line 1: a record named tocsin.checkpoint has no text as its body"),
        damage(
            "an entry that is no line",
            ExportedLines.lokiAnswer(List.of(CHECKPOINT, "bye")),
            "line 1: not valid JSON: Unrecognized token 'bye'"),
        damage(
            "an entry without a time",
            ExportedLines.lokiAnswer(List.of(CHECKPOINT)).replace("1764000000000000000", "-1"),
            "line 1: an entry of Loki's without a time"),
        damage(
            "an entry that is none",
            ExportedLines.lokiAnswer(List.of(CHECKPOINT)).replace(",[\"2\",\"e\"]", ",null"),
            "line 1: an entry of Loki's that is no [time, line]"),
        damage(
            "entries before their labels",
            "{\"data\":{\"result\":[{\"values\":[],\"stream\":{}}]}}",
            "line 1: \"values\" come before the \"stream\""),
        damage(
            "no time in nanoseconds",
            CHECKPOINT + "\n" + CHECKPOINT.replace("2026-11-22", "yesterday"),
            "line 2: member \"time\": \"yesterday"),
        damage("a negative line", CHECKPOINT.replace(":3,", ":-3,"), "\"line\" is less than 0"),
        damage("a huge line", CHECKPOINT.replace(":3,", ":" + "9".repeat(30) + ","), "\"line\""),
        damage("a short head", CHECKPOINT.replace("85cc", ""), "\"head\": expected [0-9a-f]{64}"),
        damage(
            "a capital",
            CHECKPOINT.replace("ccddeeff", "CCDDEEFF"),
            "\"journal\": expected [0-9a-f]{32}"),
        damage("no epoch", CHECKPOINT.replace("epoch", "era"), "member \"epoch\" is missing"));
  }

  private static Arguments damage(String what, String content, String message) {
    return Arguments.of(what, content, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void whatIsDamagedIsNoWitness(String what, String content, String message) throws IOException {
    Path kept = keep(content);
    assertThatThrownBy(() -> new Verifier().witness(kept))
        .as(what)
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(kept + ": ")
        .message()
        .contains(message)
        .hasLineCount(1);
  }

  @Test
  void whatCantBeReadIsNoWitness() throws IOException {
    assertThatThrownBy(() -> new Verifier().witness(parent))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(parent + ": can't be read (");
    Path missing = parent.resolve("missing");
    assertThatThrownBy(() -> new Verifier().witness(missing))
        .hasMessageStartingWith(missing + ": can't be read (no such file or folder); ");
    byte[] compressed = Intruder.gzip(CHECKPOINT.getBytes(UTF_8));
    Path kept = parent.resolve("kept");
    for (int length : List.of(2, 9, 12, compressed.length - 9, compressed.length - 1)) {
      Files.write(kept, Arrays.copyOf(compressed, length));
      assertThatThrownBy(() -> new Verifier().witness(kept))
          .hasMessageStartingWith(kept + ": can't be read (")
          .hasMessageEndingWith("); restore it, or copy it again");
    }
    Files.write(kept, compressed);
    new Verifier().witness(kept);
    Files.write(kept, "more".getBytes(UTF_8), StandardOpenOption.APPEND);
    assertThatThrownBy(() -> new Verifier().witness(kept))
        .hasMessageContaining("damaged compressed data behind a whole member");
  }

  /** Whole objects count, and a cut one is never passed over. */
  @Test
  void everyCutIsFoundOrFallsBetweenTwoObjects() {
    String whole =
        CHECKPOINT + "\n" + ExportedLines.otlp(List.of(ExportedLines.logRecord(CHECKPOINT)));
    byte[] bytes = whole.getBytes(UTF_8);
    for (int length = 0; length <= bytes.length; length++) {
      boolean between =
          length == 0
              || length == CHECKPOINT.length()
              || length == CHECKPOINT.length() + 1
              || length == bytes.length;
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThat(isRead(cut)).as("cut after %s bytes", length).isEqualTo(between);
    }
  }

  @Test
  void anyBytesAreReadOrRefused() {
    Random random = new Random(7);
    byte[] bytes =
        (ExportedLines.lokiAnswerWithCategories(List.of(CHECKPOINT))
                + ExportedLines.otlp(List.of(ExportedLines.namedByAttribute(CHECKPOINT))))
            .getBytes(UTF_8);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] changed = bytes.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        changed[random.nextInt(bytes.length)] = (byte) "{}[]\",:0\\xn".charAt(random.nextInt(11));
      }
      refused += isRead(changed) ? 0 : 1;
    }
    assertThat(refused).isBetween(500, 2_990);
  }

  /** Any other exception, or an answer that doesn't come, fails the test. */
  private static boolean isRead(byte[] kept) {
    try {
      WitnessReader.read(
          new ByteArrayInputStream(kept), "kept", (journal, seen) -> Objects.requireNonNull(seen));
      return true;
    } catch (JournalException e) {
      assertThat(e).hasMessageStartingWith("kept: ");
      assertThat(String.valueOf(e.getMessage())).doesNotContainPattern("[\\x00-\\x1f]");
      return false;
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void whoAsksForOneJournalAsksForNoOtherThatTheWitnessKnows() throws IOException {
    Path folder = parent.resolve("logs");
    JournalConfig config =
        JournalConfig.builder(folder.resolve("audit.log").toAbsolutePath()).writer("test").build();
    String id;
    try (Journal journal = Journal.open(config, JournalListener.NONE)) {
      new Caller(journal, "a").log(2);
      id = journal.id();
    }
    Path fleet = Files.writeString(parent.resolve("fleet"), CHECKPOINT + "\n");
    assertThat(new Verifier().witness(fleet).verify(folder).findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.JOURNAL_GONE);
    assertThat(new Verifier().journal(id).witness(fleet).verify(folder).findings()).isEmpty();
  }
}
