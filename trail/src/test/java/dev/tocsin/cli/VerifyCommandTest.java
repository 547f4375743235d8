package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each emit is a run of its own: its event, and three that tell of the run itself. */
class VerifyCommandTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void record() throws IOException {
    String dir = folder.toString();
    for (String user : List.of("a", "b", "c")) {
      assertThat(run("emit", "--dir", dir, "--type", "logout", "--user", user).exitCode()).isZero();
    }
    file = folder.resolve("security_audit.log");
  }

  private static CommandLineRun run(String... words) {
    return CommandLineRun.of(words);
  }

  private CommandLineRun verify(String... more) {
    return run(
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("verify", "--dir", folder.toString()),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void anHonestJournalIsSummedUp() {
    CommandLineRun found = verify();
    assertThat(found.err()).isEmpty();
    assertThat(found.exitCode()).isZero();
    assertThat(found.out())
        .hasLineCount(1)
        .contains("1 segment, 12 events, numbers 1 to 12; witnessed up to seq 0");
  }

  @Test
  void aChangedEventIsToldWithFileLineAndNumber() throws IOException {
    Files.writeString(file, Files.readString(file).replace("\"b\"", "\"x\""));
    CommandLineRun found = verify();
    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out())
        .startsWith(file + ": line ")
        .contains(": event 7: changed line: the tag does not belong to the line");
  }

  @Test
  void aWitnessIsCompared() throws IOException {
    Path witness = folder.resolveSibling(folder.getFileName() + ".ndjson");
    List<String> checkpoints =
        Files.readAllLines(file).stream().filter(line -> line.contains("\"checkpoint\"")).toList();
    Files.write(witness, checkpoints);
    try {
      assertThat(verify("--witness", witness.toString()).out()).contains("witnessed up to seq 12");
      Files.writeString(
          witness, checkpoints.get(0).replaceFirst("\"head\":\"....", "\"head\":\"0000") + "\n");
      CommandLineRun found = verify("--witness", witness.toString());
      assertThat(found.exitCode()).isEqualTo(1);
      assertThat(found.out()).contains("fork: the journal was seen with another content");
    } finally {
      Files.delete(witness);
    }
  }

  private List<String> checkpoints() throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.contains("\"checkpoint\""))
        .toList();
  }

  /** The line among others, as the OpenTelemetry Collector's file exporter writes log records. */
  private static String otlp(String line) {
    return "{\"resourceLogs\":[{\"resource\":{},\"scopeLogs\":[{\"scope\":{},\"logRecords\":["
        + "{\"body\":{\"stringValue\":\"bye\"},\"eventName\":\"tocsin.logout\"},"
        + "{\"timeUnixNano\":\"1\",\"body\":{\"stringValue\":\""
        + line.replace("\"", "\\\"")
        + "\"},\"eventName\":\"tocsin.checkpoint\"}]}]}]}\n";
  }

  /** Takes away the last checkpoint and one of the lines that it vouches for. */
  private void cutOff() throws IOException {
    List<String> lines = Files.readAllLines(file);
    int last = lines.lastIndexOf(checkpoints().get(checkpoints().size() - 1));
    Files.write(file, lines.subList(0, last - 1));
    Files.delete(folder.resolve("security_audit.log.head"));
  }

  @Test
  void whatTheCollectorKeptIsAWitness(@TempDir Path elsewhere) throws IOException {
    StringBuilder kept = new StringBuilder();
    checkpoints().forEach(line -> kept.append(otlp(line)).append(otlp(line)));
    Path witness = Files.writeString(elsewhere.resolve("otlp.json"), kept);
    CommandLineRun honest = verify("--witness", witness.toString());
    assertThat(honest.err()).isEmpty();
    assertThat(honest.exitCode()).isZero();
    assertThat(honest.out()).contains("witnessed up to seq 12, time 20");
    cutOff();
    CommandLineRun cut = verify("--witness", witness.toString());
    assertThat(cut.exitCode()).isEqualTo(1);
    assertThat(cut.out()).contains("witness ahead: a witness has seen ", "lines, up to event 12");
  }

  @Test
  void ofAWitnessOfManyOnlyTheNamedJournalCounts(@TempDir Path elsewhere) throws IOException {
    String foreign = checkpoints().get(0).replace(journalIn(file), "0123456789abcdef".repeat(2));
    Path witness =
        Files.writeString(
            elsewhere.resolve("otlp.json"), otlp(foreign) + otlp(checkpoints().get(0)));
    CommandLineRun all = verify("--witness", witness.toString());
    assertThat(all.exitCode()).isEqualTo(1);
    assertThat(all.out()).contains("journal gone: a witness has seen journal 0123456789abcdef");
    CommandLineRun named = verify("--witness", witness.toString(), "--journal", journalIn(file));
    assertThat(named.exitCode()).isZero();
    assertThat(named.out()).hasLineCount(1).contains("witnessed up to seq ");
    Files.writeString(witness, otlp(foreign));
    CommandLineRun none = verify("--witness", witness.toString(), "--journal", journalIn(file));
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err()).hasLineCount(1).contains("holds checkpoints of other journals only");
  }

  @Test
  void whatLokiHasIsAWitness(@TempDir Path elsewhere) throws IOException {
    Path headers = Files.writeString(elsewhere.resolve("headers"), "X-Scope-OrgID: shop\n");
    try (FakeLoki loki = new FakeLoki()) {
      long hourAgo = (System.currentTimeMillis() - 3_600_000) * 1_000_000;
      checkpoints().forEach(line -> loki.keep(hourAgo + line.length(), line));
      CommandLineRun honest =
          verify(
              "--witness",
              loki.address(),
              "--witness-header-file",
              headers.toString(),
              "--witness-from",
              "-2h");
      assertThat(honest.err()).isEmpty();
      assertThat(honest.out()).contains("witnessed up to seq 12, time 20");
      assertThat(honest.exitCode()).isZero();
      assertThat(loki.asked).as("once, for all journals of the folder").hasSize(1);
      assertThat(loki.headers.get(0).getFirst("X-Scope-OrgID")).isEqualTo("shop");
      CommandLineRun late = verify("--witness", loki.address(), "--witness-from", "-1m");
      assertThat(late.exitCode()).isEqualTo(3);
      assertThat(late.err()).hasLineCount(1).contains(": has no checkpoint since 20");
      cutOff();
      CommandLineRun cut = verify("--witness", loki.address(), "--journal", journalIn(file));
      assertThat(cut.exitCode()).isEqualTo(1);
      assertThat(cut.out()).contains("witness ahead: ");
      assertThat(loki.asked.get(loki.asked.size() - 1).get("query")).contains(journalIn(file));
      String down = loki.answering("/down", 503, "no\u001b[31m");
      CommandLineRun refused = verify("--witness", down);
      assertThat(refused.exitCode()).isEqualTo(3);
      assertThat(refused.err())
          .hasLineCount(1)
          .contains("tocsin: " + down + ": HTTP 503 (no\\u001b[31m)");
      assertThat(refused.out()).isEmpty();
    }
  }

  @Test
  void aWitnessThatSaysNothingIsNoWitness(@TempDir Path elsewhere) throws IOException {
    CommandLineRun other = verify("--witness", "ftp://archive.example/kept");
    assertThat(other.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err())
        .hasLineCount(1)
        .contains(
            "--witness \"ftp://archive.example/kept\": use a file, or Loki's address with http or"
                + " https, as http://127.0.0.1:3100");
    Path witness = elsewhere.resolve("kept");
    Files.writeString(witness, "");
    CommandLineRun empty = verify("--witness", witness.toString());
    assertThat(empty.exitCode()).isEqualTo(3);
    assertThat(empty.out()).isEmpty();
    assertThat(empty.err())
        .hasLineCount(1)
        .startsWith("tocsin: " + witness + ": holds no checkpoint: name the file that ");
    Files.writeString(witness, otlp(checkpoints().get(0)) + otlp("cut"));
    CommandLineRun damaged = verify("--witness", witness.toString());
    assertThat(damaged.exitCode()).isEqualTo(3);
    assertThat(damaged.out()).isEmpty();
    assertThat(damaged.err())
        .hasLineCount(1)
        .startsWith("tocsin: " + witness + ": line 2: not valid JSON: ");
  }

  @Test
  void whatIsAboutLokiGoesWithItsAddressOnly() {
    for (String[] options :
        new String[][] {
          {"--witness-from", "-7d"},
          {"--witness-header-file", "headers"},
          {"--witness-from", "-7d", "--witness", file.toString()},
          {"--witness-header-file", "headers", "--witness", file.toString()},
          {"--witness", "http://u:s3cret@127.0.0.1"},
          {"--witness", "http://127.0.0.1:1", "--witness-from", "monday"}
        }) {
      CommandLineRun wrong = verify(options);
      assertThat(wrong.exitCode()).as(wrong.err()).isEqualTo(2);
      assertThat(wrong.err()).hasLineCount(1).contains("--witness").doesNotContain("s3cret");
    }
  }

  @Test
  void theCheckpointsThatWerePutAsideAreGoneAfterwards() throws IOException {
    WitnessSource source =
        WitnessSource.read(
            new WitnessSource.Request(file.toString(), null, null, Set.of()), Clock.systemUTC());
    Path lines = source.lines();
    assertThat(lines).isNotEmptyFile();
    source.close();
    assertThat(lines.getParent()).doesNotExist();
  }

  @Test
  void anUnfinishedLineIsAGapThatIsTold() throws IOException {
    Files.writeString(file, Files.readString(file) + "{\"event_id");
    CommandLineRun found = verify();
    assertThat(found.exitCode()).isEqualTo(4);
    assertThat(found.out()).contains("unfinished line: ");
  }

  @Test
  void aJournalThatIsAskedForMayBeInAnyOfTheFolders() throws IOException {
    Path other = folder.resolve("other");
    assertThat(run("emit", "--dir", other.toString(), "--type", "logout").exitCode()).isZero();
    List<String> ids = List.of(journalIn(file), journalIn(other.resolve("security_audit.log")));
    Path witness = folder.resolve("kept.ndjson");
    try (var lines = Files.lines(file)) {
      Files.write(witness, lines.filter(line -> line.contains("\"checkpoint\"")).toList());
    }
    String[] all = {"--dir", other.toString(), "--journal", ids.get(0), "--journal", ids.get(1)};
    CommandLineRun found = verify(all);
    assertThat(found.out()).hasLineCount(2).contains(ids).doesNotContain("gone");
    assertThat(found.exitCode()).isZero();
    assertThat(verify("--dir", other.toString(), "--witness", witness.toString()).exitCode())
        .isZero();
    CommandLineRun half = run("verify", "--dir", other.toString(), "--journal", ids.get(0));
    assertThat(half.exitCode()).isEqualTo(1);
    assertThat(half.out()).contains("journal gone: journal " + ids.get(0) + " was asked for");
    Files.move(file.resolveSibling("security_audit.log.head"), other.resolve("old.log.head"));
    CommandLineRun apart = verify("--dir", other.toString());
    assertThat(apart.out()).contains("no head file").doesNotContain("gone");
  }

  private static String journalIn(Path file) throws IOException {
    return Files.readString(file).replaceFirst("(?s).*?\"journal\":\"([0-9a-f]{32}).*", "$1");
  }

  @Test
  void oneEmptyFolderAmongSeveralIsTold() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    CommandLineRun found = verify("--dir", empty.toString());
    assertThat(found.out()).hasLineCount(1).contains("12 events");
    assertThat(found.err()).hasLineCount(1).contains(empty + ": holds no journal");
    assertThat(found.exitCode()).isEqualTo(3);
  }

  @Test
  void whatCantBeReadIsOneLine() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    CommandLineRun none = run("verify", "--dir", empty.toString());
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err())
        .isEqualTo(
            "tocsin: "
                + empty
                + ": holds no journal: name the folder that the audit files are in\n");
    CommandLineRun missing = run("verify", "--dir", empty.resolve("no").toString());
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.err()).hasLineCount(1).contains("is no folder");
    CommandLineRun witness = verify("--witness", empty.resolve("no").toString());
    assertThat(witness.exitCode()).isEqualTo(3);
    assertThat(witness.err()).hasLineCount(1).contains("can't be read");
  }
}
