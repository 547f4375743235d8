package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.cli.BrokenSetUps.BrokenSetUp;
import dev.tocsin.doctor.Doctor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DoctorCommandTest {
  private static final Pattern FINDING =
      Pattern.compile("(?m)^(error|warning|info) ([a-z0-9-]+): (.+)$");
  private static final Set<String> IN_THE_SAME_WORDS = Set.of("refused", "no-route", "suppression");
  private static final Set<String> REFUSED_BY_THE_START =
      Set.of("refused", "no-route", "suppression", "symbolic-link", "no-journal", "missing-key");
  private static int found;

  @TempDir private Path folder;
  private AuditSetUp setUp;

  @BeforeEach
  void makeHealthy() {
    setUp = new AuditSetUp(folder);
  }

  @AfterEach
  void end() throws Exception {
    setUp.end();
  }

  @AfterAll
  static void tellCount() {
    System.out.println("doctor: " + found + " broken set-ups found, each by its id");
  }

  static List<BrokenSetUp> brokenSetUps() {
    return BrokenSetUps.all();
  }

  private static List<MatchResult> findings(CommandLineRun run) {
    return FINDING.matcher(run.out()).results().toList();
  }

  @ParameterizedTest
  @MethodSource("brokenSetUps")
  void whatIsBrokenIsFoundWithItsIdAndItsWayOut(BrokenSetUp broken) throws Exception {
    broken.breaking().of(setUp);
    CommandLineRun run = setUp.doctor();
    List<MatchResult> findings = findings(run);
    assertThat(findings).as("every line is a finding").hasSize((int) run.out().lines().count());
    List<MatchResult> own =
        findings.stream()
            .filter(each -> each.group(2).equals(broken.id()))
            .filter(each -> each.group(1).equals(broken.level()))
            .filter(each -> each.group(3).contains(broken.says()))
            .toList();
    assertThat(own).as(run.out() + run.err()).hasSize(1);
    Set<String> others = findings.stream().map(each -> each.group(2)).collect(Collectors.toSet());
    others.remove(broken.id());
    assertThat(others).isEqualTo(broken.also());
    boolean error = findings.stream().anyMatch(each -> each.group(1).equals("error"));
    assertThat(run.exitCode()).isEqualTo(error ? ExitCode.FINDING : ExitCode.DONE);
    boolean allowed = broken.also().contains("allow-suppression");
    if (REFUSED_BY_THE_START.contains(broken.id()) && !allowed) {
      CommandLineRun start = setUp.emit("logout");
      assertThat(start.exitCode()).isEqualTo(ExitCode.DATA);
      String message = own.get(0).group(3);
      assertThat(start.err())
          .as("the start tells the same")
          .contains(
              IN_THE_SAME_WORDS.contains(broken.id())
                  ? message
                  : message.substring(0, message.indexOf(": ")));
    }
    found++;
  }

  @Test
  void everyCheckHasABrokenSetUp() {
    assertThat(brokenSetUps().stream().map(BrokenSetUp::id).distinct())
        .containsExactlyInAnyOrderElementsOf(Doctor.ids());
    assertThat(brokenSetUps()).hasSizeGreaterThanOrEqualTo(25);
  }

  @Test
  void everyCheckIsDescribedAndNoOther() throws IOException {
    Pattern row = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|");
    String page = Files.readString(Path.of("..", "docs", "doctor.md"));
    assertThat(row.matcher(page).results().map(each -> each.group(1)))
        .containsExactlyInAnyOrderElementsOf(Doctor.ids());
  }

  @Test
  void idsAreUnique() {
    assertThat(new HashSet<>(Doctor.ids())).hasSameSizeAs(Doctor.ids());
  }

  @Test
  void nothingIsFoundInAHealthySetUpBeforeAndAfterItsFirstStart() throws IOException {
    for (int starts = 0; starts < 2; starts++) {
      CommandLineRun run = setUp.doctor();
      assertThat(run.out()).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).endsWith(" checks, 1 journal: 0 errors, 0 warnings\n");
      setUp.record("auth_failure");
    }
  }

  @Test
  void aQueueThatEventsGoRoundIsNoFinding() throws IOException {
    setUp.appenders = "<Console name=\"c\"/><Async name=\"queue\"><AppenderRef ref=\"c\"/></Async>";
    setUp.loggers =
        "<AsyncLogger name=\"shop\"><AppenderRef ref=\"queue\"/></AsyncLogger>" + setUp.loggers;
    assertThat(setUp.doctor().out()).isEmpty();
  }

  @Test
  void nothingOnTheDiskChangesAndNoOtherAppendersFilesAreMade() throws IOException {
    setUp.configuration += " dest=\"" + folder.resolve("status.txt") + "\"";
    setUp.appenders =
        """
        <File name="plain" fileName="%1$s/a.log"/>
        <RandomAccessFile name="random" fileName="%1$s/b.log"/>
        <RollingFile name="rolling" fileName="%1$s/c.log" filePattern="%1$s/c-%%i.log">
          <PatternLayout pattern="%%m%%n"/><OnStartupTriggeringPolicy minSize="0"/>
        </RollingFile>
        <Socket name="socket" host="192.0.2.1" port="9" immediateFail="true"/>
        """
            .formatted(folder.resolve("made"));
    setUp.writeConfiguration();
    List<String> before = setUp.everything();
    CommandLineRun first = setUp.doctor();
    assertThat(first.out()).isEmpty();
    assertThat(setUp.everything()).isEqualTo(before);

    setUp.appenders = "";
    setUp.record("auth_failure");
    before = setUp.everything();
    assertThat(setUp.doctor().out()).isEmpty();
    assertThat(setUp.everything()).isEqualTo(before);
  }

  @Test
  void theApplicationGoesOnBesideIt() throws Exception {
    Process application = setUp.startedApplication();
    for (int i = 0; i < 5; i++) {
      CommandLineRun run = setUp.doctor();
      assertThat(run.exitCode()).as(run.out()).isZero();
      assertThat(run.out())
          .hasLineCount(1)
          .contains("info open: ", "process " + application.pid() + ", writer ");
      assertThat(AuditSetUp.record(application)).isNotEmpty();
    }
    application.getOutputStream().close();
    assertThat(application.waitFor()).isZero();
    CommandLineRun verified =
        CommandLineRun.of(
            "verify",
            "--dir",
            setUp.logs().toString(),
            "--tag-key",
            setUp.keyFolder().resolve("tag.key").toString());
    assertThat(verified.exitCode()).as(verified.out()).isZero();
    assertThat(verified.out()).contains("9 events");
  }

  @Test
  void aFolderAloneIsLookedAtWithoutItsConfiguration() throws IOException {
    setUp.record("auth_failure");
    String dir = setUp.logs().toString();
    CommandLineRun healthy = CommandLineRun.of("doctor", "--dir", dir);
    assertThat(healthy.out()).isEmpty();
    assertThat(healthy.exitCode()).isZero();
    Files.delete(setUp.beside(".head"));
    Files.delete(setUp.beside(".lock"));
    AuditSetUp.mode(setUp.file(), "rw-rw-rw-");
    CommandLineRun broken = CommandLineRun.of("doctor", "--dir", dir);
    assertThat(findings(broken).stream().map(each -> each.group(2)))
        .containsExactly("file-rights", "head-file");
    assertThat(broken.exitCode()).isEqualTo(ExitCode.FINDING);
  }

  @Test
  void lookupsGetTheValuesThatAreGiven() throws IOException {
    setUp.record("logout");
    Files.delete(setUp.beside(".head"));
    Files.writeString(
        setUp.config(),
        Files.readString(setUp.config()).replace(setUp.logs().toString(), "${sys:tocsin.logs}"));
    CommandLineRun unknown = setUp.doctor();
    assertThat(unknown.out()).contains("error refused: ", "${sys:tocsin.logs} has no value");
    setUp.options.addAll(List.of("-D", "tocsin.logs=" + setUp.logs()));
    CommandLineRun known = setUp.doctor();
    assertThat(known.out()).hasLineCount(1).startsWith("error head-file: " + setUp.file());
    assertThat(System.getProperty("tocsin.logs")).isNull();
  }

  @Test
  void findingsAsJsonAreOneObjectALine() throws IOException {
    setUp.keys = "";
    setUp.loggers = "<Root><AppenderRef ref=\"audit\" level=\"warn\"/></Root>";
    setUp.options.addAll(List.of("--format", "json"));
    CommandLineRun run = setUp.doctor();
    assertThat(run.out().lines())
        .hasSize(2)
        .allMatch(line -> line.matches("\\{\"id\":\".+\",\"level\":\".+\",\"message\":\".+\"\\}"));
    assertThat(run.out()).contains("\"id\":\"suppression\",\"level\":\"error\"");
  }

  @Test
  void wrongUsageIsCodeTwo() {
    TreeSet<String> said = new TreeSet<>();
    for (List<String> words :
        List.of(
            List.of("doctor"),
            List.of("doctor", "--config", "a.xml", "--dir", "logs"),
            List.of("doctor", "--dir", "logs", "--framework", "pci"),
            List.of("doctor", "--config", "a.xml", "--framework", "hipaa"),
            List.of("doctor", "--config", "a.xml", "--format", "csv"))) {
      CommandLineRun run = CommandLineRun.of(words.toArray(String[]::new));
      assertThat(run.exitCode()).as(words.toString()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).hasLineCount(1);
      said.add(run.err());
    }
    assertThat(said).as("each in its own words").hasSize(5);
  }

  @Test
  void whatCantBeReadIsCodeThree() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.xml"), "<Configuration>");
    Path noConfiguration = Files.writeString(folder.resolve("log4j2.txt"), "anything");
    for (List<String> words :
        List.of(
            List.of("--config", folder.resolve("none.xml").toString()),
            List.of("--config", folder.toString()),
            List.of("--config", broken.toString()),
            List.of("--config", noConfiguration.toString()),
            List.of("--dir", folder.resolve("none").toString()),
            List.of("--dir", setUp.keyFolder().toString()))) {
      CommandLineRun run = CommandLineRun.of("doctor", words.get(0), words.get(1));
      assertThat(run.exitCode()).as(words + run.err()).isEqualTo(ExitCode.DATA);
      assertThat(run.err()).hasLineCount(1).startsWith("tocsin: ");
    }
    setUp.options.addAll(List.of("--classpath", folder.resolve("none.jar").toString()));
    CommandLineRun run = setUp.doctor();
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err()).contains("none.jar: is not there or can't be read");
  }
}
