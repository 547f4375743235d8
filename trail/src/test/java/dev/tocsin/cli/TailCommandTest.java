package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailCommandTest {
  private static final String EVENTS =
      """
      {"event_type":"qr_generated","timestamp":"2026-01-10T14:30:45Z","success":true,"ip_address":"192.168.1.1","service_id":1}
      {"event_type":"pin_failed","timestamp":"2026-01-10T14:31:22Z","success":false,"ip_address":"192.168.1.2","user_id":5}
      {"event_type":"suspicious","timestamp":"2026-01-10T14:32:00Z","ip_address":"192.168.1.3","details":{"reason":"high_failure_rate","failures":15}}
      {"event_type":"auth_account_locked","severity":"critical","timestamp":"2026-01-10T14:33:00Z","success":true,"user_id":"\\u001b[2J | x"}
      """;

  private static final String QR =
      "2026-01-10 14:30:45 | INFO | event=qr_generated | success=true | ip=192.168.1.1"
          + " | service_id=1\n";
  private static final String PIN =
      "2026-01-10 14:31:22 | WARNING | event=pin_failed | success=false | ip=192.168.1.2"
          + " | user_id=5\n";
  private static final String SUSPICIOUS =
      "2026-01-10 14:32:00 | ERROR | SUSPICIOUS | ip=192.168.1.3 | reason=high_failure_rate"
          + " | details={'failures': 15}\n";

  @TempDir private Path folder;

  @Test
  void showsTheLinesOfPlan06() throws Exception {
    record(EVENTS, folder);
    CommandLineRun run = tail("--dir", folder.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith(QR + PIN + SUSPICIOUS).hasLineCount(4);
  }

  @Test
  void showsTheNewestOfWhatWasAskedFor() throws Exception {
    record(EVENTS, folder);
    String dir = folder.toString();
    assertThat(tail("--dir", dir, "-n", "1").out()).contains("auth_account_locked").hasLineCount(1);
    assertThat(tail("--dir", dir, "-n", "0").out()).isEmpty();
    assertThat(tail("--dir", dir, "--type", "pin_failed").out()).isEqualTo(PIN);
    assertThat(tail("--dir", dir, "--type", "QR_GENERATED", "--type", "pin_failed").out())
        .isEqualTo(QR + PIN);
    assertThat(tail("--dir", dir, "--severity", "critical").out())
        .contains("auth_account_locked")
        .hasLineCount(1);
    assertThat(tail("--dir", dir, "--severity", "low", "--severity", "info", "-n", "1").out())
        .hasLineCount(1);
  }

  @Test
  void takesTheTwoNamesOfATypeForOne() throws Exception {
    record(EVENTS, folder);
    assertThat(tail("--dir", folder.toString(), "--type", "lockout").out())
        .contains("event=auth_account_locked");
    assertThat(tail("--dir", folder.toString(), "--type", "suspicious_activity").out())
        .isEqualTo(SUSPICIOUS);
  }

  @Test
  void mergesFoldersByTime() throws Exception {
    List<String> lines = EVENTS.lines().toList();
    record(lines.get(1) + "\n", folder.resolve("a"));
    record(lines.get(0) + "\n" + lines.get(2) + "\n", folder.resolve("b"));
    String a = folder.resolve("a").toString();
    String b = folder.resolve("b").toString();
    assertThat(tail("--dir", a, "--dir", b).out()).isEqualTo(QR + PIN + SUSPICIOUS);
    assertThat(tail("--dir", a, "--dir", b, "-n", "2").out()).isEqualTo(PIN + SUSPICIOUS);
  }

  @Test
  void showsTimesInAZoneWithItsOffset() throws Exception {
    record(EVENTS, folder);
    assertThat(tail("--dir", folder.toString(), "--zone", "Europe/Berlin", "-n", "4").out())
        .startsWith("2026-01-10 15:30:45+01:00 | INFO | ");
  }

  @Test
  void letsNoEscapeSequenceOfAnEventReachATerminal() throws Exception {
    record(EVENTS, folder);
    Terminal terminal = new Terminal(true, true, true);
    String out =
        CommandLineRun.of(terminal, List.of(), "tail", "--dir", folder.toString(), "-n", "1").out();
    assertThat(out).startsWith("\u001b[1;31m2026").endsWith("\u001b[0m\n");
    String inside = out.substring("\u001b[1;31m".length(), out.length() - "\u001b[0m\n".length());
    assertThat(inside).doesNotContain("\u001b").contains("[2J");
    assertThat(tail("--dir", folder.toString()).out()).doesNotContain("\u001b");
  }

  @Test
  void tellsALineThatCannotBeReadAndGoesOn() throws Exception {
    record(EVENTS, folder);
    Path file = folder.resolve("security_audit.log");
    Files.writeString(
        file, "{\"event_type\":\"x\u001b[2J\",\"severity\":7,,\n", StandardOpenOption.APPEND);
    CommandLineRun run = tail("--dir", folder.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.out()).hasLineCount(4);
    assertThat(run.err())
        .startsWith("tocsin: " + file + ": at byte ")
        .doesNotContain("\u001b")
        .hasLineCount(1);
  }

  @Test
  void saysWhatIsWrongWithItsArguments() {
    assertThat(tail("--dir", folder.resolve("none").toString()))
        .isEqualTo(
            new CommandLineRun(
                3,
                "",
                "tocsin: "
                    + folder.resolve("none")
                    + ": no such folder: name the folder of the journal with --dir\n"));
    assertThat(tail("--dir", folder.toString(), "-n", "x").err())
        .isEqualTo("tocsin: --lines \"x\": use a whole number from 0 to 1000000\n");
    assertThat(tail("--dir", folder.toString(), "--zone", "Mars").err())
        .isEqualTo("tocsin: --zone \"Mars\": use a name such as Europe/Berlin, UTC or local\n");
    CommandLineRun type = tail("--dir", folder.toString(), "--type", "pin_faild");
    assertThat(type.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(type.err()).contains("\"pin_faild\"", "pin_failed").hasLineCount(1);
    assertThat(tail("--dir", folder.toString(), "--severity", "hi").err())
        .isEqualTo("tocsin: severity \"hi\": use one of info, low, medium, high, critical\n");
  }

  @Test
  void showsNothingOfAFolderWithoutAJournal() {
    CommandLineRun run = tail("--dir", folder.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err())
        .isEqualTo(
            "tocsin: "
                + folder
                + ": no journal there: name the folder of security_audit.log with --dir\n");
  }

  @Test
  void followsAcrossRolls() throws Exception {
    Files.writeString(
        folder.resolve("log4j2.xml"),
        """
        <Configuration>
          <Appenders>
            <SecurityAudit name="audit" fileName="logs/security_audit.log">
              <SizeBasedTriggeringPolicy size="20 KB"/>
            </SecurityAudit>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="audit"/></Root></Loggers>
        </Configuration>
        """);
    Process emit =
        TocsinProcess.builder(List.of(), folder, "emit", "--stdin", "--config", "log4j2.xml")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream in = emit.getOutputStream();
        BufferedReader ids = emit.inputReader(UTF_8)) {
      in.write("{\"event_type\":\"data_access\",\"user_id\":\"u0\"}\n".getBytes(UTF_8));
      in.flush();
      ids.readLine();

      Process tail =
          TocsinProcess.builder(List.of(), folder, "tail", "-f", "-n", "1")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines = tail.inputReader(UTF_8)) {
        assertThat(lines.readLine()).endsWith("user_id=u0");
        for (int i = 1; i <= 300; i++) {
          in.write(
              ("{\"event_type\":\"data_access\",\"user_id\":\"u" + i + "\"}\n").getBytes(UTF_8));
          in.flush();
          ids.readLine();
        }
        for (int i = 1; i <= 300; i++) {
          assertThat(lines.readLine()).endsWith("user_id=u" + i);
        }
        try (var files = Files.list(folder.resolve("logs"))) {
          assertThat(files.filter(file -> file.toString().matches(".*-\\d+\\.log(\\.gz)?")))
              .hasSizeGreaterThan(2);
        }
      } finally {
        tail.destroy();
      }
    }
    assertThat(emit.waitFor()).isZero();
  }

  private static CommandLineRun tail(String... args) {
    List<String> all = new ArrayList<>(List.of("tail"));
    all.addAll(List.of(args));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private void record(String events, Path into) throws IOException, InterruptedException {
    Process process =
        TocsinProcess.builder(List.of(), folder, "emit", "--stdin", "--dir", into.toString())
            .start();
    process.getOutputStream().write(events.getBytes(UTF_8));
    ProcessRun run = ProcessRun.of(process);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }
}
