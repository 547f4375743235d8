package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code tocsin} script at the root, in a checkout made up for the test: Maven and Java are
 * small scripts that tell how they were called, so that a test says what was built and run without
 * building or running it.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is for bash")
class LauncherScriptTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "sh",
          "cat",
          "dirname",
          "find",
          "flock",
          "grep",
          "head",
          "mkdir",
          "readlink",
          "sed",
          "touch");

  @TempDir private Path folder;
  private Path checkout;
  private Path bin;
  private Path jdk;
  private final Map<String, String> environment = new LinkedHashMap<>();

  @BeforeEach
  void makeCheckout() throws IOException {
    folder = folder.toRealPath();
    checkout = Files.createDirectories(folder.resolve("check out"));
    Files.copy(Path.of("..", "tocsin"), checkout.resolve("tocsin"));
    executable(checkout.resolve("tocsin"));
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    Files.createDirectories(checkout.resolve("trail/src/main/java"));
    Files.writeString(checkout.resolve("trail/src/main/java/A.java"), "class A {}");
    Files.createDirectories(checkout.resolve("sample-config"));

    bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin", "/bin")) {
        Path real = Path.of(place, tool);
        if (Files.exists(real) && !Files.exists(bin.resolve(tool))) {
          script(bin.resolve(tool), "exec " + real + " \"$@\"\n");
        }
      }
    }
    script(
        bin.resolve("mvn"),
        """
        echo built >>'%s'
        cat >/dev/null
        if [ -n "$BREAK_BUILD" ]; then echo "[INFO] scanning"; echo "[ERROR] A.java:1: no"; exit 1; fi
        mkdir -p sample-config/target trail/target
        touch sample-config/target/tocsin-samples-1.jar sample-config/target/tocsin-samples-1-sources.jar
        touch trail/target/tocsin-trail-1.jar
        printf '%%s' "$PWD/trail/target/tocsin-trail-1.jar" >sample-config/target/classpath
        """
            .formatted(folder.resolve("builds")));
    jdk = makeJdk("jdk", "17.0.15");
    environment.put("PATH", bin.toString());
    environment.put("JAVA_HOME", jdk.toString());
    environment.put("LANG", "C.UTF-8");
  }

  @Test
  void buildsOnFirstUseAndSaysSoOnce() throws Exception {
    ProcessRun first = tocsin("tail", "-n", "3");
    assertThat(first.err())
        .isEqualTo(
            "tocsin: not built yet: building, once, for about a minute (progress in "
                + checkout
                + "/target/tocsin/build.log)\n");
    assertThat(first.exitCode()).isZero();
    assertThat(first.outLines())
        .contains(
            checkout
                + "/sample-config/target/tocsin-samples-1.jar:"
                + checkout
                + "/trail/target/tocsin-trail-1.jar")
        .endsWith("dev.tocsin.cli.Main", "tail", "-n", "3");

    ProcessRun second = tocsin("tail");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void compilesFullyOnlyWhatRunsLong() throws Exception {
    String quick = "-XX:TieredStopAtLevel=1";
    assertThat(tocsin("emit", "--type", "logout").outLines()).contains(quick);
    assertThat(tocsin("--version").outLines()).contains(quick);
    assertThat(tocsin("emit", "--stdin").outLines()).doesNotContain(quick);
    assertThat(tocsin("emit", "--type", "logout", "--count=9").outLines()).doesNotContain(quick);
    assertThat(tocsin("demo").outLines()).doesNotContain(quick);
  }

  @Test
  void leavesStandardInputToTheCommand() throws Exception {
    Path input = Files.writeString(folder.resolve("input"), "from stdin\n");
    Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\ncat\n");
    ProcessRun run =
        ProcessRun.of(
            new ProcessBuilder(checkout.resolve("tocsin").toString()).redirectInput(input.toFile()),
            environment);
    assertThat(run.out()).isEqualTo("from stdin\n");
  }

  @Test
  void handsOverArgumentsAndTheExitCodeAsTheyAre() throws Exception {
    tocsin();
    Files.writeString(
        jdk.resolve("bin/java"), "#!/bin/sh\nfor a; do echo \"<$a>\"; done\nexit 4\n");
    ProcessRun run = tocsin("emit", "two words", "", "*", "$(boom)", "Grüße");
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.outLines()).endsWith("<two words>", "<>", "<*>", "<$(boom)>", "<Grüße>");
  }

  @Test
  void worksFromAnyFolderAndThroughSymbolicLinks() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), checkout.resolve("tocsin"));
    Path relative =
        Files.createSymbolicLink(bin.resolve("tocsin"), bin.relativize(link.toAbsolutePath()));
    ProcessRun run =
        ProcessRun.of(
            new ProcessBuilder(relative.toString(), "tail").directory(Path.of("/").toFile()),
            environment);
    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines()).endsWith("dev.tocsin.cli.Main", "tail");
  }

  @Test
  void buildsAgainWhenASourceIsNewerOrGoneOrAJarIsMissing() throws Exception {
    tocsin();
    Path source = checkout.resolve("trail/src/main/java/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(tocsin().err()).startsWith("tocsin: sources have changed: building");
    assertThat(builds()).isEqualTo(2);

    Files.delete(source);
    Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().plusSeconds(10)));
    assertThat(tocsin().err()).startsWith("tocsin: sources have changed: building");

    Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().minusSeconds(60)));
    Files.delete(checkout.resolve("trail/target/tocsin-trail-1.jar"));
    assertThat(tocsin().err()).startsWith("tocsin: not built yet: building");
    assertThat(builds()).isEqualTo(4);
  }

  @Test
  void buildsOnceWhenTwoAreFirst() throws Exception {
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ProcessBuilder builder = new ProcessBuilder(checkout.resolve("tocsin").toString(), "tail");
      builder.environment().clear();
      builder.environment().putAll(environment);
      running.add(builder.redirectErrorStream(true).start());
    }
    for (Process process : running) {
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(out).isZero();
      assertThat(out).endsWith("dev.tocsin.cli.Main\ntail\n");
    }
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void showsWhatBrokeTheBuild() throws Exception {
    environment.put("BREAK_BUILD", "yes");
    ProcessRun run = tocsin();
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err())
        .contains("[ERROR] A.java:1: no\n")
        .doesNotContain("[INFO]")
        .endsWith(
            "tocsin: the build failed: mend what "
                + checkout
                + "/target/tocsin/build.log shows and run it again\n");
  }

  @Test
  void tellsThatMavenIsMissing() throws Exception {
    Files.delete(bin.resolve("mvn"));
    assertThat(tocsin())
        .isEqualTo(
            new ProcessRun(
                ExitCode.DATA,
                "",
                "tocsin: mvn: not found on the PATH, and not built yet: install Maven 3.8 or"
                    + " newer, or build elsewhere and copy the folder\n"));
  }

  @Test
  void runsTheOlderBuildWhenMavenIsMissing() throws Exception {
    tocsin();
    Files.delete(bin.resolve("mvn"));
    Files.setLastModifiedTime(
        checkout.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(5)));
    ProcessRun run = tocsin("tail");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "tocsin: sources have changed, but mvn is not on the PATH:"
                + " running what was built before\n");
  }

  @Test
  void tellsThatJavaIsMissingOrTooOldOrNotWhereItIsSaidToBe() throws Exception {
    environment.put("JAVA_HOME", makeJdk("old", "1.8.0_392").toString());
    assertThat(tocsin().err())
        .isEqualTo(
            "tocsin: "
                + folder.resolve("old/bin/java")
                + ": too old, 17 or newer is needed: set JAVA_HOME to a newer one\n");

    environment.put("JAVA_HOME", "/nowhere");
    assertThat(tocsin().err())
        .isEqualTo(
            "tocsin: JAVA_HOME=/nowhere: no bin/java there: set it to a JDK 17 or newer,"
                + " or unset it\n");

    environment.remove("JAVA_HOME");
    ProcessRun run = tocsin();
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err())
        .isEqualTo(
            "tocsin: java: not found on the PATH: install a JDK 17 or newer, or set JAVA_HOME\n");
    assertThat(folder.resolve("builds")).doesNotExist();
  }

  @Test
  void asksJavaItselfWhereNoFileTellsItsVersion() throws Exception {
    Files.delete(jdk.resolve("release"));
    Files.writeString(
        jdk.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019' >&2\n");
    assertThat(tocsin().err()).contains("too old, 17 or newer is needed");
  }

  @Test
  void keepsArgumentsWholeWhereTheLocaleIsNotUtf8() throws Exception {
    tocsin();
    Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\necho \"$LC_ALL\"\n");
    environment.remove("LANG");
    assertThat(tocsin().out()).isEqualTo("C.UTF-8\n");
    environment.put("LANG", "de_DE.UTF-8");
    assertThat(tocsin().out()).isEqualTo("\n");
  }

  private ProcessRun tocsin(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("tocsin").toString()));
    command.addAll(List.of(args));
    return ProcessRun.of(new ProcessBuilder(command), environment);
  }

  private long builds() throws IOException {
    try (var lines = Files.lines(folder.resolve("builds"))) {
      return lines.count();
    }
  }

  private Path makeJdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), "for a; do printf '%s\\n' \"$a\"; done\n");
    return home;
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body);
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
