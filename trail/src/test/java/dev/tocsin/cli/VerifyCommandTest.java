package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
