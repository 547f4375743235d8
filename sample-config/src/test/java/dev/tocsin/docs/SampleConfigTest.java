package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts an application with each of the configurations that are ready to copy. */
class SampleConfigTest {
  private static final Pattern EVENT_TYPE = Pattern.compile("\"event_type\":\"(\\w+)\"");
  private static final String[] AUDIT_FILES = {
    "security_audit.log", "security_audit.log.head", "security_audit.log.lock", "tocsin-session.key"
  };

  @TempDir private Path folder;

  static Path testClasses() {
    return Path.of(SampleApp.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private Run run(String use) throws IOException, InterruptedException {
    Path config = Checkout.ROOT.resolve("sample-config").resolve(use).resolve("log4j2.xml");
    Run run =
        Run.java(
            folder,
            LibraryClassPath.with(testClasses()),
            List.of("-Dlog4j2.configurationFile=" + config, SampleApp.class.getName()));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    return run;
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve("logs").resolve(name));
  }

  private List<String> filesMade() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full"})
  void auditFileHoldsEverySecurityEventAtAnyLevelAndNoOrdinaryLine(String use) throws Exception {
    run(use);
    String audit = log("security_audit.log");
    assertThat(EVENT_TYPE.matcher(audit).results().map((MatchResult found) -> found.group(1)))
        .containsExactly(
            "auth_failure", "pin_failed", "auth_success", "suspicious", "logout", "data_export");
    assertThat(audit)
        .contains("marked warn, sign-in of ada failed", "marked trace", "marked info while off")
        .doesNotContain("ordinary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full"})
  void auditFilesAreForTheirOwnerOnly(String use) throws Exception {
    run(use);
    for (String name : AUDIT_FILES) {
      assertThat(rights(folder.resolve("logs").resolve(name))).as(name).isEqualTo("rw-------");
    }
  }

  @Test
  void minimalMakesTheFolderForItsOwnerOnlyAndNoFileButThoseOfTheAudit() throws Exception {
    Run run = run("minimal");
    assertThat(rights(folder.resolve("logs"))).isEqualTo("rwx------");
    assertThat(filesMade()).containsExactlyInAnyOrder(AUDIT_FILES);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void fullKeepsOrdinaryLinesInFilesOfTheirOwn() throws Exception {
    run("full");
    TreeSet<String> expected = new TreeSet<>(List.of(AUDIT_FILES));
    expected.add("application.log");
    expected.add("error.log");
    assertThat(filesMade()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(log("application.log"))
        .contains("ordinary info", "ordinary error", "java.lang.IllegalStateException: no stock")
        .doesNotContain("ordinary debug", "while off", "marked", "auth_success");
    assertThat(log("error.log"))
        .contains("ordinary error", "java.lang.IllegalStateException: no stock")
        .doesNotContain("ordinary info", "marked", "SUSPICIOUS");
  }

  @Test
  void fullShowsSecurityEventsOnTheConsoleAsLinesForPeople() throws Exception {
    String console = run("full").out();
    assertThat(console)
        .containsPattern(
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\| WARNING \\| event=auth_failure")
        .contains(" | INFO | event=auth_success | success=true | user_id=ada\n")
        .contains(
            " | ERROR | SUSPICIOUS | ip=192.168.1.3 | reason=high_failure_rate"
                + " | details={'failures': 15}\n")
        .containsPattern("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Orders - ordinary info\n");
    assertThat(console).doesNotContain("ordinary debug", "{\"event_id\"");
  }

  @Test
  void fullLetsNoLineFeedInAMessageForgeALine() throws Exception {
    assertThat(run("full").out()).contains("two\\nlines\n");
    assertThat(log("application.log")).contains("two\\nlines\n");
  }
}
