package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Puts every Java snippet of the documentation into an empty Maven project with the dependencies
 * that the pages show, and runs it with the page's own configuration.
 */
class EmptyProjectTest {
  private static final String DEPENDENCY = "<dependency>";
  private static final String DEPENDENCIES = "  </dependencies>";
  private static final String RESOURCES = "src/main/resources/";
  private static final String WRITES = "writes ";
  private static final Pattern COUNT = Pattern.compile("\\d+");
  private static final Pattern FILE_NAME = Pattern.compile("fileName=\"([^\"]+)\"");
  private static final String AUDIT = "logs/security_audit.log";

  @TempDir private static Path folder;

  private static final List<PageProgram> PROGRAMS = new ArrayList<>();
  private static String classPath = "";

  @BeforeAll
  static void paste() throws IOException, InterruptedException {
    MavenProject project = new MavenProject(folder);
    project.write("pom.xml", pom());
    for (Page page : Checkout.pages()) {
      PageProgram program = PageProgram.of(page);
      if (!program.snippets().isEmpty()) {
        PROGRAMS.add(program);
        for (JavaBlocks.Source source : program.sources()) {
          project.write("src/main/java/" + source.path(), source.text());
        }
        for (PageProgram.GivenFile file : program.files()) {
          if (file.name().startsWith(RESOURCES)) {
            project.write(file.name(), file.text());
          }
        }
      }
    }
    classPath = project.build();
  }

  /** That of the first steps, with the dependencies of the other pages. */
  private static String pom() throws IOException {
    String more =
        Checkout.pages().stream()
            .flatMap(page -> page.blocks().stream())
            .map(CodeBlock::text)
            .filter(text -> text.startsWith(DEPENDENCY) && !text.contains("dev.tocsin"))
            .distinct()
            .collect(Collectors.joining());
    String pom = Page.of("docs/getting-started.md").block("file pom.xml").text();
    assertThat(pom).contains(DEPENDENCIES);
    return pom.replace(DEPENDENCIES, more + DEPENDENCIES);
  }

  @TestFactory
  Stream<DynamicTest> snippetsOfAPageRunAndRecordWhatItShows() {
    assertThat(PROGRAMS)
        .extracting(program -> program.page().name())
        .contains("README.md", "docs/events.md", "docs/ways-in.md");
    return PROGRAMS.stream()
        .map(program -> DynamicTest.dynamicTest(program.page().name(), () -> run(program)));
  }

  private static void run(PageProgram program) throws Exception {
    Path work = Files.createDirectory(folder.resolve(program.name()));
    Run run = start(program, work, program.configuration());
    List<Integer> counts =
        run.out().lines().filter(COUNT.asMatchPredicate()).map(Integer::valueOf).toList();
    List<String> events =
        Files.readAllLines(work.resolve(AUDIT)).stream()
            .filter(line -> line.contains("\"event_id\""))
            .filter(line -> !line.contains("\"event_type\":\"audit_"))
            .toList();
    assertThat(counts).hasSameSizeAs(program.snippets());
    int from = 0;
    for (int i = 0; i < counts.size(); i++) {
      CodeBlock snippet = program.snippets().get(i);
      List<String> recorded = events.subList(from, counts.get(i));
      assertThat(recorded).as(snippet.where()).isNotEmpty();
      String name = JavaBlocks.recordOf(snippet);
      if (!name.isEmpty()) {
        new GeneratedPart(program.page().name(), name)
            .isCurrentButForTimes("```json\n" + Essentials.of(recorded, program.types()) + "```\n");
      }
      from = counts.get(i);
    }
    assertThat(from).isEqualTo(events.size());
  }

  private static Run start(PageProgram program, Path work, String configuration)
      throws IOException, InterruptedException {
    for (PageProgram.GivenFile file : program.files()) {
      if (!file.name().startsWith(RESOURCES)) {
        Files.writeString(work.resolve(file.name()), file.text());
      }
    }
    Files.writeString(work.resolve("log4j2.xml"), configuration);
    Run run =
        Run.java(
            work,
            classPath,
            List.of("-Dlog4j2.configurationFile=log4j2.xml", "shop." + program.name()));
    assertThat(run.exit()).as(run.err()).isZero();
    // A type that nobody registered is told once, and two pages show such types.
    assertThat(
            run.err()
                .lines()
                .filter(line -> !line.contains("nobody registered it"))
                .filter(line -> !line.contains(LoadedConfiguration.NO_KEYS)))
        .isEmpty();
    return run;
  }

  @TestFactory
  Stream<DynamicTest> appendersOfAPageWriteWhatItShows() {
    List<DynamicTest> tests = new ArrayList<>();
    for (PageProgram program : PROGRAMS) {
      for (CodeBlock block : program.page().blocks()) {
        if (block.mark().startsWith(WRITES)) {
          String part = block.mark().substring(WRITES.length());
          tests.add(DynamicTest.dynamicTest(part, () -> writes(program, block, part)));
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private static void writes(PageProgram program, CodeBlock block, String part) throws Exception {
    Path work = Files.createDirectory(folder.resolve(program.name() + "_" + part));
    String appenders = block.text();
    Matcher file = FILE_NAME.matcher(appenders);
    String written;
    if (appenders.contains("<Socket ")) {
      try (Receiver receiver = new Receiver()) {
        start(program, work, program.configurationWith(receiver.inPlaceOf(4560, appenders)));
        written = receiver.received();
      }
    } else if (file.find()) {
      start(program, work, program.configurationWith(appenders));
      written = Files.readString(work.resolve(file.group(1)));
    } else {
      Run run = start(program, work, program.configurationWith(appenders));
      written =
          run.out()
              .lines()
              .filter(COUNT.asMatchPredicate().negate())
              .map(line -> line + "\n")
              .collect(Collectors.joining());
    }
    String language = written.startsWith("{") ? "json" : "";
    new GeneratedPart(program.page().name(), part)
        .isCurrentButForTimes("```" + language + "\n" + written + "```\n");
  }
}
