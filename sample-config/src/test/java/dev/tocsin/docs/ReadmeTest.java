package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final String LEFT_OUT = "…\n";

  @TempDir private Path folder;

  @Test
  void outputOfTheDemoIsTheRealOne() throws Exception {
    Run run = Run.java(folder, LibraryClassPath.ofTests(), List.of("dev.tocsin.cli.Main", "demo"));
    assertThat(run.exit()).as(run.err()).isZero();
    String real = SameButForTimes.normalised(run.out()) + "\n";
    String shown = SameButForTimes.normalised(Page.of("README.md").block("demo").text()) + "\n";
    int from = 0;
    for (String part : shown.split(LEFT_OUT, -1)) {
      int at = real.indexOf(part, from);
      assertThat(at)
          .as("README.md shows, and the demo does not print here:\n" + part)
          .isNotNegative();
      from = at + part.length();
    }
    assertThat(real.substring(from)).isEmpty();
  }
}
