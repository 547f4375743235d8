package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.Verifier;
import dev.tocsin.privacy.Redactor;
import dev.tocsin.trail.CaseJournal;
import dev.tocsin.watch.CaseFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T12: who reads audit records is recorded, or does not get to read them. */
class AccessRecordTest {
  @TempDir private Path folder;
  private Path cases;

  @BeforeEach
  void record() {
    cases = folder.resolve(CaseJournal.FILE);
    assertThat(run("emit", "--type", "logout", "--count", "3", "--user", "ada").exitCode())
        .isZero();
    assertThat(cases).as("writing is no reading").doesNotExist();
  }

  /** A command on the folder. */
  private CommandLineRun run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(1, List.of("--dir", folder.toString()));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private List<SecurityEvent> accesses() throws IOException {
    return StoredEvents.of(folder, (line, event) -> line.file().equals(cases));
  }

  /** The digits of a temporary folder's name may look like a card number. */
  private static String redacted(Path path) {
    return Redactor.standard().redact(path.toString());
  }

  @Test
  void whoReadWhatAndHowMuchIsRecordedBesideTheJournal() throws IOException {
    String before = Files.readString(folder.resolve("security_audit.log"));
    assertThat(run("tail", "-n", "2").out()).hasLineCount(2);
    assertThat(run("verify").exitCode()).isZero();
    List<SecurityEvent> accesses = accesses();
    assertThat(accesses).hasSize(2);
    SecurityEvent tail = accesses.get(0);
    assertThat(tail.type().name()).isEqualTo("audit_accessed");
    assertThat(tail.userId()).isEqualTo(System.getProperty("user.name"));
    assertThat(tail.actorType()).isEqualTo(ActorType.USER);
    assertThat(tail.targetType()).isEqualTo("audit_trail");
    assertThat(tail.targetId()).isEqualTo(redacted(folder));
    assertThat(tail.complianceTags()).contains("pci-10.2.1.3");
    assertThat(tail.details())
        .contains(
            entry("command", "tail"),
            entry("arguments", List.of("tail", "--dir", redacted(folder), "-n", "2")),
            entry("events", 2L),
            entry("pid", ProcessHandle.current().pid()));
    assertThat(accesses.get(1).details()).contains(entry("command", "verify"), entry("events", 7L));
    assertThat(Files.readString(folder.resolve("security_audit.log")))
        .as("the application's journal is never written")
        .isEqualTo(before);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cases)))
        .isEqualTo("rw-------");
    assertThat(new Verifier().verify(folder).findings()).isEmpty();
  }

  @Test
  void eachFolderThatIsReadHasItsRecord() throws IOException {
    Path other = folder.resolve("other");
    assertThat(CommandLineRun.of("emit", "--dir", other.toString(), "--type", "logout").exitCode())
        .isZero();
    assertThat(run("tail", "--dir", other.toString()).exitCode()).isZero();
    assertThat(accesses()).hasSize(1);
    assertThat(other.resolve(CaseJournal.FILE)).exists();
  }

  /** The folder is taken by something that is no journal: so also root can't write it. */
  private void makeUnwritable() throws IOException {
    Files.createDirectory(cases);
  }

  @Test
  void whatCantBeRecordedIsNotShown() throws IOException {
    makeUnwritable();
    for (String command : List.of("tail", "verify")) {
      CommandLineRun refused = run(command);
      assertThat(refused.exitCode()).as(command).isEqualTo(ExitCode.DATA);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err())
          .hasLineCount(1)
          .startsWith("tocsin: this read can't be recorded, so nothing is shown: " + cases)
          .endsWith("; read as a user who may write there, or with --unaudited\n")
          .doesNotContain("fileName");
    }
  }

  @Test
  void unauditedGoesOnAndSaysSoAloud() throws IOException {
    makeUnwritable();
    for (String command : List.of("tail", "verify")) {
      CommandLineRun shown = run(command, "--unaudited");
      assertThat(shown.exitCode()).as(command).isZero();
      assertThat(shown.out()).isNotEmpty();
      assertThat(shown.err())
          .hasLineCount(1)
          .startsWith("tocsin: this read is NOT recorded in " + cases + " (--unaudited): ");
    }
  }

  @Test
  void unauditedIsRecordedWhereThatCanBe() throws IOException {
    assertThat(run("tail", "--unaudited").err()).isEmpty();
    assertThat(accesses()).hasSize(1);
  }

  @Test
  void whereThereIsNothingToReadNothingIsMade() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    for (String command : List.of("tail", "verify")) {
      assertThat(CommandLineRun.of(command, "--dir", empty.toString()).exitCode())
          .isEqualTo(ExitCode.DATA);
    }
    try (Stream<Path> files = Files.list(empty)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void tailLeavesOutTheRoutineButNotWhatIsAskedFor() {
    assertThat(run("tail").out()).hasLineCount(3).doesNotContain("audit_");
    assertThat(run("tail", "--all").out())
        .contains("audit_started", "audit_configured", "audit_stopped", "audit_accessed");
    assertThat(run("tail", "--type", "audit_accessed").out()).hasLineCount(2);
  }

  @Test
  void commandsAtTheSameTimeAreAllRecorded() throws Exception {
    var threads = Executors.newFixedThreadPool(4);
    List<Future<CommandLineRun>> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(threads.submit(() -> run("tail")));
    }
    for (Future<CommandLineRun> each : runs) {
      assertThat(each.get().exitCode()).as(each.get().err()).isZero();
    }
    threads.shutdown();
    assertThat(accesses()).hasSize(4);
  }

  @Test
  void keysAreNotDemandedOfTheCommandLinesOwnJournalButOfAllOthers() throws Exception {
    assertThat(run("tail").exitCode()).isZero();
    Path keys = folder.resolve("keys");
    assertThat(CommandLineRun.of("keygen", "--out", keys.toString()).exitCode()).isZero();
    String tag = keys.resolve("tag.key").toString();
    CommandLineRun unkeyed = run("verify", "--tag-key", tag);
    assertThat(unkeyed.exitCode()).as("the application's has no key").isEqualTo(1);
    assertThat(unkeyed.out()).contains("security_audit.log").doesNotContain(cases + ": line");
    assertThat(unkeyed.out()).contains(", writer tocsin, ");
    assertThat(secondVerifier("--tag-key", tag)).isEqualTo(1);
    String own = CaseFiles.idsIn(folder).get(0);
    assertThat(run("verify", "--tag-key", tag, "--journal", own).exitCode())
        .as("asked for by its id, it is like any other")
        .isEqualTo(1);
    Path head = keys.resolve("kept");
    Files.copy(folder.resolve("security_audit.log.head"), head);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().contains("security_audit")).toList()) {
        Files.delete(file);
      }
    }
    Files.move(head, folder.resolve("security_audit.log.head"));
    CommandLineRun gone = run("verify");
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.out()).containsOnlyOnce("journal gone: ").contains(", writer tocsin, ");
    Files.delete(folder.resolve("security_audit.log.head"));
    assertThat(secondVerifier("--tag-key", tag)).isEqualTo(ExitCode.DATA);
    CommandLineRun alone = run("verify", "--tag-key", tag);
    assertThat(alone.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(alone.err()).hasLineCount(1).contains(folder + ": holds no journal: ");
  }

  /** The exit code of the one that was written from the journal's page alone. */
  private int secondVerifier(String... more) throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(List.of("python3", Path.of("..", "docs", "verify.py").toString(), "--dir"));
    words.add(folder.toString());
    words.addAll(List.of(more));
    try {
      return new ProcessBuilder(words)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      assumeTrue("true".equals(System.getenv("CI")), "needs python3: " + e.getMessage());
      throw e;
    }
  }

  @Test
  void aJournalUnderKeysVerifiesBesideTheCommandLinesOwn() throws Exception {
    Path keys = folder.resolve("keys");
    assertThat(CommandLineRun.of("keygen", "--out", keys.toString()).exitCode()).isZero();
    Path logs = folder.resolve("keyed");
    Path config =
        Files.writeString(
            folder.resolve("log4j2.xml"),
            """
            <Configuration><Appenders>
              <SecurityAudit name="audit" fileName="%s/a.log" keys="%s"/>
            </Appenders><Loggers><Root><AppenderRef ref="audit"/></Root></Loggers></Configuration>
            """
                .formatted(logs, keys));
    assertThat(
            CommandLineRun.of("emit", "--config", config.toString(), "--type", "logout").exitCode())
        .isZero();
    assertThat(CommandLineRun.of("tail", "--dir", logs.toString()).exitCode()).isZero();
    String[] demands = {
      "--tag-key",
      keys.resolve("tag.key").toString(),
      "--key",
      keys.resolve("signing.pub").toString()
    };
    folder = logs;
    CommandLineRun found =
        run(Stream.concat(Stream.of("verify"), Stream.of(demands)).toArray(String[]::new));
    assertThat(found.exitCode()).as(found.out()).isZero();
    assertThat(found.out()).hasLineCount(2);
    assertThat(secondVerifier(demands)).isZero();
  }

  /** Another name for the application's file would free it from its key. */
  @Test
  void onlyAJournalAllOfWhoseFilesAreNamedSoIsTheCommandLines() throws IOException {
    assertThat(run("tail").exitCode()).isZero();
    assertThat(CaseFiles.idsIn(folder)).hasSize(1);
    Files.move(folder.resolve("security_audit.log"), folder.resolve("security_casesaudit.log"));
    assertThat(CaseFiles.idsIn(folder)).hasSize(1);
  }

  @Test
  void aFollowerSaysThatItFollows() throws Exception {
    Process tail =
        TocsinProcess.builder(List.of(), folder, "tail", "--dir", ".", "-f", "-n", "1").start();
    try {
      await().until(() -> Files.exists(cases) && accesses().size() == 1);
      assertThat(accesses().get(0).details()).contains(entry("follows", true), entry("events", 1L));
    } finally {
      tail.destroy();
      assertThat(tail.waitFor()).isEqualTo(143);
    }
  }

  @Test
  void whatAUserPassesIsEncodedLikeAnyField() throws IOException {
    try (CaseJournal journal = CaseJournal.open(folder, Clock.systemUTC())) {
      journal.record(
          dev.tocsin.event.EventType.AUDIT_ACCESSED,
          "eve\n\u001b[2J",
          draft -> draft.putDetail("password", "hunter2"));
    }
    assertThat(Files.readString(cases)).doesNotContain("hunter2", "\u001b").contains("eve\\n");
    assertThat(accesses()).hasSize(1);
  }
}
