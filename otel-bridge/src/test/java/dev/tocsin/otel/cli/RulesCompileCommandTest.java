package dev.tocsin.otel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the command as users do, in a process of its own. */
@Timeout(120)
class RulesCompileCommandTest {
  @TempDir private Path temp;

  private record Run(int exitCode, String out, String err) {}

  private Run compile(String... more) throws IOException, InterruptedException {
    Path out = temp.resolve("out.txt");
    Path err = temp.resolve("err.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tocsin.cli.Main",
                "rules",
                "compile"));
    command.addAll(List.of(more));
    int exitCode =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Run(exitCode, Files.readString(out), Files.readString(err));
  }

  @Test
  void tellsTheFilesItHasWrittenAndMakesTheSameAgain() throws Exception {
    Run run = compile("--target", "loki", "--out", "made");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).containsExactly("made/limits.yaml", "made/rules/tocsin.yaml");
    String rules = Files.readString(temp.resolve("made/rules/tocsin.yaml"));
    compile("--target", "loki", "--out", "made");
    assertThat(temp.resolve("made/rules/tocsin.yaml")).hasContent(rules);
  }

  @Test
  void oneFileMayGoToStandardOutput() throws Exception {
    Run run = compile("--target", "prometheus");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("# rules/tocsin.yaml\n")
        .contains("alert: 'high_failure_rate'");
  }

  /** Written one after the other into one file, the second would be taken for the first's. */
  @Test
  void twoFilesWantAFolder() throws Exception {
    Run run = compile("--target", "loki");

    assertThat(run)
        .isEqualTo(
            new Run(
                2,
                "",
                "tocsin: --target loki: makes limits.yaml and rules/tocsin.yaml: name a folder for"
                    + " them in --out, as in --out loki\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | --target grafana | --target \"grafana\": use one of collector, collector-tumbling, prometheus, loki",
        "2 | --target prometheus --without nobody | --without \"nobody\": there is no such rule: see tocsin rules list",
        "2 | --target loki --selector shop | --selector \"shop\": write it in braces, as in {service_name=\"shop\"}",
        "3 | --target prometheus --out /dev/null/x | /dev/null/x/rules/tocsin.yaml: can't be written (FileSystemException): name a folder that can, in --out",
      })
  void badInputGetsOneLine(int exitCode, String arguments, String line) throws Exception {
    assertThat(compile(arguments.split(" ")))
        .isEqualTo(new Run(exitCode, "", "tocsin: " + line + "\n"));
  }

  @Test
  void aRuleThatATargetCannotExpressIsToldAndNothingIsWritten() throws Exception {
    Files.writeString(
        temp.resolve("rules.yaml"),
        """
        title: From a new address
        name: new_address
        detection: {s: {event_type: auth_success}, condition: s}
        ---
        title: A new address
        name: newcomer
        correlation:
          {type: new_value, rules: [new_address], group-by: [user_id], timespan: 1h, condition: {field: ip_address}}
        ---
        title: Many sign-ins
        name: many
        correlation:
          {type: event_count, rules: [new_address], group-by: [user_id], timespan: 1h, condition: {gte: 9}}
        """);
    Run run = compile("rules.yaml", "--target", "prometheus", "--out", "made");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("tocsin: newcomer: prometheus can't express it: ")
        .endsWith(": leave it to the process by --without newcomer\n");
    assertThat(temp.resolve("made")).doesNotExist();
    assertThat(compile("rules.yaml", "--target", "prometheus", "--without", "newcomer").exitCode())
        .isZero();
  }
}
