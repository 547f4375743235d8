package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can be wrong when events are to be recorded: the table of one line and one exit code each.
 * {@code {dir}} stands for the test's folder.
 */
class BadInputTest {
  @TempDir private Path folder;

  /** Sets up what is wrong; runs in the test's folder. */
  private interface Mishap {
    void happen(Path folder) throws IOException;
  }

  static List<Arguments> table() {
    return List.of(
        row(
            "an unknown type",
            folder -> {},
            "emit --type auth_failre",
            2,
            "event type \"auth_failre\" is not known: did you mean auth_failure? Otherwise register it"
                + " in a types file (--types FILE)"),
        row(
            "a type that only Tocsin writes",
            folder -> {},
            "emit --type client_blocked",
            2,
            "event type \"client_blocked\": only Tocsin itself writes it: use another"),
        row(
            "no type",
            folder -> {},
            "emit --user u1",
            2,
            "--type is missing: say what happened, as in --type auth_failure, or use --stdin"),
        row(
            "an address that is none",
            folder -> {},
            "emit --type logout --ip 300.1.1.1",
            2,
            "--ip \"300.1.1.1\": use an IPv4 or IPv6 address, as 192.0.2.1 or 2001:db8::1"),
        row(
            "a truth value that is none",
            folder -> {},
            "emit --type logout --success yes",
            2,
            "--success \"yes\": use true or false"),
        row(
            "a severity that is none",
            folder -> {},
            "emit --type logout --severity hgh",
            2,
            "severity \"hgh\": use one of info, low, medium, high, critical"),
        row(
            "a time that is none",
            folder -> {},
            "emit --type logout --timestamp yesterday",
            2,
            "--timestamp \"yesterday\": use RFC 3339, as 2026-01-10T14:30:45Z"),
        row(
            "a count that is none",
            folder -> {},
            "emit --type logout --count 0",
            2,
            "--count \"0\": use a whole number from 1 to 1000000000"),
        row(
            "two sources of events",
            folder -> {},
            "emit --stdin --type logout",
            2,
            "--type: --stdin takes events from standard input: leave one out"),
        row(
            "two places to write to",
            folder -> {},
            "emit --type logout --config log4j2.xml --dir logs",
            2,
            "--dir \"logs\": --config says that: leave one out"),
        row(
            "a configuration that is not there",
            folder -> {},
            "emit --type logout --config log4j2.xml",
            3,
            "--config \"log4j2.xml\" is not there or can't be read: name a log4j2.xml"),
        row(
            "a configuration that is no XML",
            file("log4j2.xml", "<Configuration>\n  <Appenders>\n</Configuration>\n"),
            "emit --type logout --config log4j2.xml",
            3,
            "log4j2.xml:3:3: no XML: The element type \"Appenders\" must be terminated by the"
                + " matching end-tag \"</Appenders>\". Mend it there"),
        row(
            "a configuration with an unknown attribute",
            configuration("<SecurityAudit name=\"a\" fileName=\"a.log\" colour=\"red\"/>"),
            "emit --type logout --config log4j2.xml",
            3,
            "log4j2.xml: SecurityAudit \"a\": unknown attribute \"colour\": use one of name, fileName,"
                + " filePattern, source, writer, fsync, failurePolicy, types, contextDetails,"
                + " asyncTimeoutMillis, captureBodies, keys, evolve, allowSuppression, writeTimeoutMillis,"
                + " redaction"),
        row(
            "an appender without a file",
            configuration("<SecurityAudit name=\"a\"/>"),
            "emit --type logout --config log4j2.xml",
            3,
            "log4j2.xml: SecurityAudit \"a\": fileName is missing: name the audit file, as in"
                + " fileName=\"logs/security_audit.log\""),
        row(
            "a configuration without an audit appender",
            configuration("<Null name=\"a\"/>"),
            "emit --type logout --config log4j2.xml",
            3,
            "log4j2.xml: no SecurityAudit appender: add one, as docs/configuration.md shows"),
        row(
            "a file where the folder should be",
            file("logs", ""),
            "emit --type logout",
            3,
            "{dir}/logs: is a file, not a folder; name another folder in fileName (here: with"
                + " --dir)"),
        row(
            "a symbolic link where the file should be",
            folder -> {
              Files.createDirectory(folder.resolve("logs"));
              Files.createSymbolicLink(
                  folder.resolve("logs/security_audit.log"), folder.resolve("elsewhere"));
            },
            "emit --type logout",
            3,
            "{dir}/logs/security_audit.log: is a symbolic link, and audit files are never opened"
                + " through one; remove it, or name its target in fileName (here: with --dir)"),
        row(
            "a file of something else",
            folder -> {
              Files.createDirectory(folder.resolve("logs"));
              Files.writeString(folder.resolve("logs/security_audit.log"), "my diary\n");
            },
            "emit --type logout",
            3,
            "{dir}/logs/security_audit.log: is no Tocsin journal (not valid JSON: Unrecognized token"
                + " 'my': was expecting (JSON String, Number, Array, Object or token 'null', 'true'"
                + " or 'false')); move it away, or name another file in fileName (here: with"
                + " --dir)"),
        row(
            "a types file with a mistake",
            file("types.yaml", "types:\n  - name: my_type\n    category: nonsense\n"),
            "emit --type my_type --types types.yaml",
            3,
            "types.yaml:3:15: category \"nonsense\": use one of authentication, authorization,"
                + " input_validation, rate_limiting, attack, file_upload, api, payment, data, admin,"
                + " system, threat, audit"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void isToldInOneLine(String what, Mishap mishap, String arguments, int exitCode, String message)
      throws Exception {
    mishap.happen(folder);
    ProcessRun run = TocsinProcess.run(folder, arguments.split(" "));
    assertThat(run).as(what).isEqualTo(new ProcessRun(exitCode, "", expected(message)));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFolderThatCannotBeWrittenIsToldInOneLine() throws Exception {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("r-x------"));
    // Root may write everywhere, unless it is deprived of that.
    List<String> wrapper =
        isRoot()
            ? List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")
            : List.of();
    ProcessRun run =
        ProcessRun.of(TocsinProcess.builder(wrapper, folder, "emit", "--type", "logout").start());
    assertThat(run)
        .isEqualTo(
            new ProcessRun(
                3,
                "",
                expected(
                    "{dir}/logs/security_audit.log.lock: the lock file can't be opened (permission"
                        + " denied); make the folder writable for this process's user, or name"
                        + " another in fileName (here: with --dir)")));
  }

  @Test
  void aSecondWriterIsToldWhoTheFirstIs() throws Exception {
    Process first = TocsinProcess.builder(List.of(), folder, "emit", "--stdin").start();
    try (OutputStream in = first.getOutputStream();
        BufferedReader ids = first.inputReader(UTF_8)) {
      in.write("{\"event_type\":\"logout\"}\n".getBytes(UTF_8));
      in.flush();
      ids.readLine();
      ProcessRun second = TocsinProcess.run(folder, "emit", "--type", "logout");
      assertThat(second.exitCode()).isEqualTo(3);
      assertThat(second.out()).isEmpty();
      assertThat(second.err())
          .matches(
              "tocsin: \\S+/logs/security_audit.log: is being written by process "
                  + first.pid()
                  + ", writer tocsin-emit, since \\S+; a journal has one writer: .*\\n");
    }
    assertThat(first.waitFor()).isZero();
    assertThat(EmitCommandTest.events(folder.resolve("logs"))).hasSize(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskEndsTheImportAtTheLineThatDidNotFit() throws Exception {
    assumeTrue(isRoot(), "only root can mount the small disk that the test fills");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) == 0,
        "mount is not permitted here");
    try {
      StringBuilder events = new StringBuilder();
      for (int i = 1; i <= 5_000; i++) {
        events.append("{\"event_type\":\"data_access\",\"user_id\":\"u").append(i).append("\"}\n");
      }
      Path input = Files.writeString(folder.resolve("events"), events);
      ProcessRun run =
          ProcessRun.of(
              TocsinProcess.builder(List.of(), folder, "emit", "--stdin", "--dir", disk.toString())
                  .redirectInput(input.toFile())
                  .start());
      int recorded = run.outLines().size();
      assertThat(recorded).isBetween(100, 4_999);
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.err()).startsWith("tocsin: stdin:" + (recorded + 1) + ": ").hasLineCount(1);
      assertThat(EmitCommandTest.events(disk))
          .extracting(event -> event.eventId())
          .isEqualTo(run.outLines());
    } finally {
      command("umount", disk.toString());
    }
  }

  private String expected(String message) throws IOException {
    return "tocsin: " + message.replace("{dir}", folder.toRealPath().toString()) + "\n";
  }

  private static Arguments row(
      String what, Mishap mishap, String arguments, int exitCode, String message) {
    return Arguments.of(what, mishap, arguments, exitCode, message);
  }

  private static Mishap file(String name, String content) {
    return folder -> Files.writeString(folder.resolve(name), content);
  }

  private static Mishap configuration(String appender) {
    return file(
        "log4j2.xml",
        "<Configuration><Appenders>"
            + appender
            + "</Appenders><Loggers><Root level=\"info\"><AppenderRef ref=\"a\"/></Root></Loggers>"
            + "</Configuration>");
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  private static int command(String... words) throws IOException, InterruptedException {
    return new ProcessBuilder(new ArrayList<>(List.of(words)))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
