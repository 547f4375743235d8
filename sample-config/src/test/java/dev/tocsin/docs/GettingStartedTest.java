package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what docs/getting-started.md says, with the files that it shows, in an empty Maven project.
 * The program is started as {@code exec:java} would start it, whose plugin may not be at hand.
 */
class GettingStartedTest {
  private static final String NAME = "docs/getting-started.md";
  private static final String SOURCE = "src/main/java/";
  private static final String FILE = "file ";
  private static final Page PAGE = Page.of(NAME);

  @TempDir private static Path folder;

  private static String console = "";

  @BeforeAll
  static void followTheSteps() throws IOException, InterruptedException {
    String main = "";
    MavenProject project = new MavenProject(folder);
    for (CodeBlock block : PAGE.blocks()) {
      if (block.mark().startsWith(FILE)) {
        String name = block.mark().substring(FILE.length());
        assertThat(PAGE.text()).contains("`" + name + "`");
        project.write(name, block.text());
        if (name.startsWith(SOURCE)) {
          main = name.substring(SOURCE.length()).replace(".java", "").replace('/', '.');
        }
      }
    }
    assertThat(PAGE.text()).contains("-Dexec.mainClass=" + main + "\n");
    Run run = Run.java(folder, project.build(), List.of(main));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err().lines())
        .as("the word about missing keys, and no other")
        .singleElement()
        .asString()
        .contains(LoadedConfiguration.NO_KEYS);
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
            Files.readAllLines(folder.resolve("logs/security_audit.log")).stream()
                .filter(line -> !line.contains("\"event_type\":\"audit_"))
                .collect(Collectors.joining("\n", "```json\n", "\n```\n")));
  }
}
