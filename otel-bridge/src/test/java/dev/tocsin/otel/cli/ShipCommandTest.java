package dev.tocsin.otel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.cli.AuditLog;
import dev.tocsin.event.EventType;
import dev.tocsin.otel.Receiver;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the command as users do, in a process of its own. */
@Timeout(120)
class ShipCommandTest {
  @TempDir private Path temp;

  private record Run(int exitCode, String out, String err) {}

  private Path logs() {
    return temp.resolve("logs");
  }

  private Path active() {
    return logs().resolve("security_audit.log");
  }

  /** What a process left behind that had no bridge. */
  private static void leave(Path folder, String user) {
    AuditLog log = AuditLog.ofApplication(folder, "shop");
    try {
      record(user);
    } finally {
      log.close();
    }
  }

  private static void record(String user) {
    SecurityLogger.getLogger(ShipCommandTest.class.getName())
        .event(EventType.AUTH_FAILURE)
        .user(user)
        .log();
  }

  private Run ship(String... more) throws IOException, InterruptedException {
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    int exitCode =
        process(more).redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Run(exitCode, Files.readString(out), Files.readString(err));
  }

  private ProcessBuilder process(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tocsin.cli.Main",
                "ship"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).directory(temp.toFile());
  }

  /** What a collector has dropped after it was sent is sent again while the application goes on. */
  @Test
  void sendsAllOfACopyAgainWhileTheJournalIsWritten() throws Exception {
    AuditLog log = AuditLog.ofApplication(logs(), "shop");
    try (Receiver receiver = Receiver.start(body -> 200)) {
      record("grace");
      Files.createDirectory(temp.resolve("again"));
      try (DirectoryStream<Path> files = Files.newDirectoryStream(logs())) {
        for (Path file : files) {
          Files.copy(file, temp.resolve("again").resolve(file.getFileName()));
        }
      }

      Run run = ship("again", "--name", "again", "--otlp", receiver.url());

      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(receiver.taken()).contains("grace", "shop");
    } finally {
      log.close();
    }
  }

  @Test
  void shipsEveryJournalOfAFolderAndInTheEndTheCommandLinesOwn() throws Exception {
    leave(logs(), "grace");
    leave(temp.resolve("other"), "bob");
    Files.copy(temp.resolve("other/security_audit.log"), logs().resolve("security_audit-7.log"));
    Path header = Files.writeString(temp.resolve("header"), "\nX-Key: k1=, %20\n");
    try (Receiver receiver = Receiver.start(body -> 200)) {
      String url = receiver.url() + "/token/of/mine/v1/logs";

      Run run = ship("logs", "--otlp", url, "--header-file", header.toString());

      assertThat(run.err()).isEmpty();
      assertThat(run.out().lines())
          .hasSize(3)
          .anyMatch(
              line -> line.matches("logs/security_audit.log: 4 events sent, numbers 1 to 4, .*"))
          .anyMatch(line -> line.matches("logs/security_audit-7.log: 4 events sent, .*"))
          .last()
          .asString()
          .startsWith("logs/security_cases.log: 1 event sent, numbers 1 to 1, ");
      assertThat(run.exitCode()).isZero();
      assertThat(receiver.taken()).contains("grace", "bob", "tocsin.audit_accessed", "shop");
      assertThat(receiver.keys()).containsOnly("k1=, %20");
      assertThat(logs().resolve("security_cases.log"))
          .content()
          .contains("\"command\":\"ship\"", "\"events\":8", receiver.url())
          .doesNotContain("token");

      int requests = receiver.keys().size();
      Run again = ship("logs", "--otlp", url, "--header-file", header.toString());

      assertThat(again.out().lines())
          .hasSize(3)
          .allMatch(line -> line.endsWith(": nothing to send"));
      assertThat(again.exitCode()).isZero();
      assertThat(receiver.keys()).hasSize(requests);
    }
  }

  @Test
  void leavesAloneWhatAProcessWrites() throws Exception {
    try (Receiver receiver = Receiver.start(body -> 200);
        AuditLog log = AuditLog.ofApplication(logs(), "shop")) {
      record("grace");

      Run run = ship("logs", "--otlp", receiver.url());

      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.err())
          .hasLineCount(1)
          .startsWith(
              "tocsin: logs/security_audit.log: is being written by process "
                  + ProcessHandle.current().pid()
                  + ", writer shop, since ");
      assertThat(run.out()).isEmpty();
      assertThat(receiver.keys()).isEmpty();
      assertThat(log).isNotNull();
    }
  }

  @Test
  void setsAsideWhatTheReceiverRefuses() throws Exception {
    leave(logs(), "grace");
    try (Receiver receiver = Receiver.start(body -> body.contains("grace") ? 400 : 200)) {
      Run run = ship("logs", "--otlp", receiver.url());

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .contains("3 events sent, numbers 1 to 4")
          .contains("; 1 refused for good, see logs/security_audit.log.otel.refused\n");
      assertThat(active().resolveSibling("security_audit.log.otel.refused"))
          .content()
          .contains("grace");
      assertThat(logs().resolve("security_cases.log")).content().contains("audit_undelivered");
      assertThat(active()).content().doesNotContain("audit_undelivered");
    }
  }

  @Test
  void givesUpWhereNobodyAnswers() throws Exception {
    leave(logs(), "grace");

    Run run = ship("logs", "--otlp", "http://127.0.0.1:9", "--timeout", "1");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .last()
        .asString()
        .startsWith("tocsin: http://127.0.0.1:9: ")
        .endsWith(
            ": given up, as nothing got through for 1 s: 4 events left; the next tocsin ship goes"
                + " on from there");
  }

  @Test
  void whatWasSentStaysSentWhereItIsInterrupted() throws Exception {
    leave(logs(), "grace");
    try (Receiver receiver = Receiver.start(body -> body.contains("grace") ? 503 : 200)) {
      Path out = temp.resolve("out");
      Path err = temp.resolve("err");
      Process ship =
          process("logs", "--otlp", receiver.url())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      await().atMost(Duration.ofSeconds(30)).until(() -> receiver.keys().size() >= 2);
      ship.destroy();

      assertThat(ship.waitFor()).as("ended by SIGTERM").isEqualTo(143);
      assertThat(Files.readString(out))
          .startsWith("logs/security_audit.log: 0 events sent, 1 checkpoint");
      assertThat(Files.readString(err)).contains("; the next tocsin ship goes on from there\n");
    }
    try (Receiver receiver = Receiver.start(body -> 200)) {
      assertThat(ship("logs", "--otlp", receiver.url()).exitCode()).isZero();
      assertThat(receiver.taken()).contains("grace");
    }
  }

  @Test
  void whatCantBeRecordedIsNotSentUnlessTheUserSaysSo() throws Exception {
    leave(logs(), "grace");
    Files.createDirectory(logs().resolve("security_cases.log"));
    try (Receiver receiver = Receiver.start(body -> 200)) {
      Run refused = ship("logs", "--otlp", receiver.url());

      assertThat(refused.exitCode()).isEqualTo(3);
      assertThat(refused.err())
          .hasLineCount(1)
          .startsWith("tocsin: this can't be recorded, so nothing is sent: ")
          .endsWith("; ship as a user who may write there, or with --unaudited\n");
      assertThat(receiver.keys()).isEmpty();

      Run allowed = ship("logs", "--otlp", receiver.url(), "--unaudited");

      assertThat(allowed.exitCode()).isZero();
      assertThat(allowed.err()).hasLineCount(1).startsWith("tocsin: this is NOT recorded in ");
      assertThat(receiver.taken()).contains("grace");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none --otlp http://127.0.0.1:9|3|none: no such folder: name the folder of the journal,"
            + " as in tocsin ship logs",
        ". --otlp http://127.0.0.1:9|3|.: no journal there: name the folder of security_audit.log",
        "--otlp http://127.0.0.1:9|2|DIR is missing: name the folder of the journal, as in tocsin"
            + " ship logs",
        ".|2|--otlp is missing: name the receiver, as --otlp https://collector.example.com:4318",
        ". --otlp collector:4318|2|--otlp: \"collector:4318\": begin it with http:// or https://",
        ". --otlp http://collector:4318|2|--otlp: \"http://collector:4318\": audit records would"
            + " leave this machine unencrypted: use https://, or give --allow-insecure",
        ". --otlp http://127.0.0.1:9 --protocol http|2|--protocol: \"http\": use http/protobuf or"
            + " grpc",
        ". --otlp http://127.0.0.1:9 --certificate none.pem|2|--certificate: without TLS it is of"
            + " no use: begin --otlp with https://",
        ". --otlp http://127.0.0.1:9 --name a/b|2|--name \"a/b\": use up to 40 letters, digits, -"
            + " and _",
        ". --otlp http://127.0.0.1:9 --timeout 1m|2|--timeout \"1m\": use whole seconds from 1 to"
            + " 86400, as in 60",
        ". --otlp http://127.0.0.1:9 --header-file none|3|--header-file \"none\" can't be read:"
            + " name a file with a line \"Name: value\" for each header",
      })
  void namesWhatIsWrong(String words, int exitCode, String message) throws Exception {
    Run run = ship(words.split(" "));

    assertThat(run.err()).isEqualTo("tocsin: " + message + "\n");
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
  }
}
