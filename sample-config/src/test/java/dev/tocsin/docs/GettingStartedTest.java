package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/getting-started.md says, with the files that it shows. */
class GettingStartedTest {
  private static final String NAME = "docs/getting-started.md";
  private static final String SOURCE = "src/main/java/";
  private static final String RESOURCES = "src/main/resources";
  private static final String FILE = "file ";
  private static final Page PAGE = Page.of(NAME);

  @TempDir private Path project;
  private String console = "";

  @BeforeEach
  void followTheSteps() throws IOException, InterruptedException {
    String main = "";
    Path classes = Files.createDirectories(project.resolve("target/classes"));
    for (CodeBlock block : PAGE.blocks()) {
      if (block.mark().startsWith(FILE)) {
        String name = block.mark().substring(FILE.length());
        assertThat(PAGE.text()).contains("`" + name + "`");
        Path file = project.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, block.text());
        if (name.startsWith(SOURCE)) {
          JavaBlocks.Source source = JavaBlocks.source(block);
          assertThat(name).isEqualTo(SOURCE + source.path());
          assertThat(JavaBlocks.compile(source, classes, LibraryClassPath.with())).isEmpty();
          main = source.path().replace(".java", "").replace('/', '.');
        }
      }
    }
    assertThat(PAGE.text()).contains("-Dexec.mainClass=" + main + "\n");
    Run run =
        Run.java(
            project, LibraryClassPath.with(classes, project.resolve(RESOURCES)), List.of(main));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    console = run.out();
  }

  @Test
  void consoleShowsWhatThePageShows() {
    assertThat(SameButForTimes.normalised(console))
        .isEqualTo(SameButForTimes.normalised(PAGE.block("output").text()));
  }

  @Test
  void auditFileHasWhatThePageShows() throws IOException {
    new GeneratedPart(NAME, "audit file")
        .isCurrentButForTimes(
            "```json\n" + Files.readString(project.resolve("logs/security_audit.log")) + "```\n");
  }
}
