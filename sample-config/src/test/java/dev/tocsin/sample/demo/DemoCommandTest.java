package dev.tocsin.sample.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the command as users do, in a process of its own. */
class DemoCommandTest {
  @TempDir Path temp;

  private record Run(int exitCode, String output, String errors) {}

  @Test
  void showsTheEventsAndASummaryAndFindsTheJournalToHoldWhatWasPlayed() throws Exception {
    Path folder = temp.resolve("audit");

    Run run = run("--dir", folder.toString());

    assertThat(run.errors()).isEmpty();
    assertThat(DemoOutput.normalize(run.output(), folder)).isEqualTo(expected());
    assertThat(run.exitCode()).isZero();
    assertThat(Files.readAllLines(folder.resolve("security_audit.log")))
        .allMatch(line -> line.startsWith("{") && line.endsWith("\"}"))
        .hasSizeGreaterThan(130);
  }

  @Test
  void countsOnlyItsOwnEventsWhereTheJournalWentOn() throws Exception {
    Path folder = temp.resolve("audit");
    run("--dir", folder.toString());

    Run again = run("--dir", folder.toString(), "--seed", "2");

    assertThat(again.errors()).isEmpty();
    assertThat(again.output())
        .contains("no gap, no wrong tag")
        .contains("the journal holds exactly what was played: 121 events");
    assertThat(again.exitCode()).isZero();
  }

  @Test
  void staysUpForVisitorsAndShowsWhatTheyCause() throws Exception {
    Path errors = temp.resolve("errors");
    Process demo =
        process("--dir", temp.resolve("audit").toString(), "--seconds", "600")
            .redirectError(errors.toFile())
            .start();
    try (var output = demo.inputReader(UTF_8)) {
      Matcher address = Pattern.compile("http://\\S+").matcher(output.readLine());
      assertThat(address.find()).isTrue();
      String line = output.readLine();
      while (line != null && !line.startsWith("each attack was alerted of")) {
        line = output.readLine();
      }
      URI probe = URI.create(address.group() + "search?q=%3Cscript%3E");
      HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(probe).build(), BodyHandlers.discarding());

      assertThat(output.readLine()).contains("event=xss_attempt").contains("ip=127.0.0.1");
    } finally {
      demo.destroy();
    }
    assertThat(demo.waitFor()).as("ended by SIGTERM").isEqualTo(143);
    assertThat(Files.readString(errors))
        .startsWith("the service stays up for 600 s")
        .containsPattern(
            "to sign in: alice with PIN \\d{6}; as the administrator: olivia with PIN");
  }

  @Test
  void sendsToACollectorAndSaysHowMuch() throws Exception {
    Path folder = temp.resolve("audit");
    AtomicInteger requests = new AtomicInteger();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
          }
        });
    collector.start();
    String url = "http://127.0.0.1:" + collector.getAddress().getPort();
    try {
      Run run = run("--dir", folder.toString(), "--otlp", url);

      assertThat(run.errors()).isEmpty();
      assertThat(run.output().lines())
          .last()
          .asString()
          .matches("bridge to " + url + ": 1\\d\\d events sent, none waits");
      assertThat(run.exitCode()).isZero();
      assertThat(requests).hasPositiveValue();
    } finally {
      collector.stop(0);
    }
  }

  @Test
  void worksWithoutTheCollectorAndSaysHowManyEventsWait() throws Exception {
    Path folder = temp.resolve("audit");

    Run run = run("--dir", folder.toString(), "--otlp", "http://127.0.0.1:9");

    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .contains("the journal holds exactly what was played: 121 events\n")
        .containsPattern(
            "\nbridge to http://127\\.0\\.0\\.1:9: 0 events sent, 1\\d\\d wait on the disk"
                + " \\(otel: http://127\\.0\\.0\\.1:9: .*\\); later: tocsin ship ");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void namesACollectorThatIsNone() throws Exception {
    Run run = run("--dir", temp.resolve("audit").toString(), "--otlp", "ftp://collector");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo("tocsin: --otlp: \"ftp://collector\": begin it with http:// or https://\n");
    assertThat(temp.resolve("audit")).doesNotExist();
  }

  @Test
  void namesAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      Run run = run("--dir", temp.resolve("audit").toString(), "--port", Integer.toString(port));

      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.errors())
          .startsWith("tocsin: can't listen on 127.0.0.1:" + port + ": ")
          .endsWith(": choose another port with --port\n")
          .hasLineCount(1);
    }
  }

  @Test
  void namesAFolderItCannotUse() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "x");

    Run run = run("--dir", file.toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.errors()).startsWith("tocsin: ").contains(file.toString()).hasLineCount(1);
    assertThat(run.output()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--port,-1,from 0 to 65535",
    "--port,65536,from 0 to 65535",
    "--port,http,from 0 to 65535",
    "--seconds,1.5,from 0 to 86400",
    "--seed,seed,from -9223372036854775808 to 9223372036854775807",
  })
  void namesAnOptionThatIsWrong(String option, String value, String range) throws Exception {
    Run run = run("--dir", temp.resolve("audit").toString(), option + "=" + value);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo("tocsin: " + option + " \"" + value + "\": use a whole number " + range + "\n");
    assertThat(temp.resolve("audit")).doesNotExist();
  }

  private Run run(String... arguments) throws IOException, InterruptedException {
    Path output = temp.resolve("output");
    Path errors = temp.resolve("errors");
    int exitCode =
        process(arguments)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start()
            .waitFor();
    return new Run(exitCode, Files.readString(output), Files.readString(errors));
  }

  private static ProcessBuilder process(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tocsin.cli.Main",
                "demo"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static String expected() throws IOException {
    try (InputStream expected = DemoCommandTest.class.getResourceAsStream("demo-output.txt")) {
      assertThat(expected).isNotNull();
      return new String(expected.readAllBytes(), UTF_8);
    }
  }
}
