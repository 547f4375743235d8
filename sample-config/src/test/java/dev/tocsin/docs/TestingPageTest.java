package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests that docs/testing.md shows, with the parameters that it shows. */
class TestingPageTest {
  private static final Page PAGE = Page.of("docs/testing.md");
  private static final String PARAMETERS = "junit-platform.properties";

  @TempDir private Path folder;

  private Run run(List<JavaBlocks.Source> tests) throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("dev.tocsin.docs.PageTests"));
    for (JavaBlocks.Source test : tests) {
      assertThat(JavaBlocks.compile(test, classes, LibraryClassPath.ofTests())).isEmpty();
      arguments.add(test.path().replace('/', '.').replaceFirst("\\.java$", ""));
    }
    Files.writeString(classes.resolve(PARAMETERS), PAGE.block("file " + PARAMETERS).text());
    String classPath = classes + File.pathSeparator + LibraryClassPath.ofTests();
    Run run = Run.java(Files.createDirectories(folder.resolve("work")), classPath, arguments);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static List<JavaBlocks.Source> tests() {
    return PAGE.blocks().stream()
        .filter(block -> block.language().equals("java"))
        .map(JavaBlocks::source)
        .filter(source -> source.path().endsWith("Test.java"))
        .toList();
  }

  private static JavaBlocks.Source first() {
    return tests().get(0);
  }

  private Path report() {
    return folder.resolve("work/target/audit-coverage");
  }

  @Test
  void everyTestPassesAndNoAuditFileIsWritten() throws Exception {
    assertThat(tests())
        .extracting(JavaBlocks.Source::path)
        .containsExactly("shop/SignInTest.java", "shop/ExportTest.java");
    assertThat(results(run(tests())))
        .containsExactlyInAnyOrder(
            "test wrongPinIsAudited(AuditCapture) SUCCESSFUL",
            "test thirdWrongPinLocksTheAccount(AuditCapture) SUCCESSFUL",
            "test nothingIsSentThatIsNotAudited(AuditCapture) SUCCESSFUL");
    try (Stream<Path> files = Files.list(folder.resolve("work"))) {
      assertThat(files).containsExactly(folder.resolve("work/target"));
    }
  }

  private static List<String> results(Run run) {
    return run.out().lines().filter(line -> line.startsWith("test ")).toList();
  }

  @Test
  void reportIsTheOneShown() throws Exception {
    run(List.of(first()));
    String text = Files.readString(report().resolve("audit-coverage.txt"));
    // What is left out is a list of all the other types.
    String shown = text.substring(0, text.indexOf("\nTypes not exercised"));
    new GeneratedPart(PAGE.name(), "report").isCurrentButForTimes("```\n" + times(shown) + "```\n");
  }

  /** Its times have no fraction. */
  private static String times(String report) {
    return report.replaceAll(
        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ to \\S+",
        "2026-11-29T09:00:00Z to 2026-11-29T09:00:01Z");
  }

  @Test
  void wrongExpectationFailsWithTheMessageShown() throws Exception {
    JavaBlocks.Source wrong =
        new JavaBlocks.Source(
            first().path(),
            first()
                .text()
                .replace(
                    "has(authFailure().user(\"bob\").fromAddress(\"203.0.113.7\")",
                    "has(authFailure().user(\"bob\").fromAddress(\"203.0.113.8\")"));
    assertThat(wrong).isNotEqualTo(first());
    String out = run(List.of(wrong)).out();
    assertThat(out).contains("test thirdWrongPinLocksTheAccount(AuditCapture) SUCCESSFUL");
    String failed = "test wrongPinIsAudited(AuditCapture) FAILED\n\n";
    assertThat(out).contains(failed);
    String from = out.substring(out.indexOf(failed) + failed.length());
    List<String> message =
        from.lines()
            .takeWhile(line -> !line.startsWith("test ") && !line.matches("\\d{4}-.*"))
            .toList();
    new GeneratedPart(PAGE.name(), "failure")
        .isCurrent("```\n" + String.join("\n", message) + "\n```\n");
  }

  @Test
  void requirementOfThePageHoldsAndAnotherOneFailsTheRun() throws Exception {
    List<JavaBlocks.Source> tests = tests();
    run(tests);
    Path classes = folder.resolve("classes");
    String classPath = classes + File.pathSeparator + LibraryClassPath.ofTests();
    assertThat(required(classPath, "auth_failure,pci-10.2.1.4")).doesNotContain("FAILED");
    assertThat(required(classPath, "auth_failure,data_deletion"))
        .contains(
            "test JUnit Jupiter FAILED\ntocsin.coverage.require: the tests recorded no event for"
                + " data_deletion; test what logs it, or take it off the list");
  }

  private String required(String classPath, String what) throws IOException, InterruptedException {
    return Run.java(
            folder.resolve("work"),
            classPath,
            List.of(
                "-Dtocsin.coverage.require=" + what,
                "dev.tocsin.docs.PageTests",
                "shop.SignInTest"))
        .out();
  }
}
