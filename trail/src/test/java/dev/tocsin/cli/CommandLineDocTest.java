package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/command-line.md} shows is what the command prints, ids apart. */
class CommandLineDocTest {
  private static final String PROMPT = "$ tocsin ";
  private static final String ID =
      "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|(?<=: key )[0-9a-f]{8}";

  @TempDir private Path folder;

  @Test
  void examplesPrintWhatTheySay() throws Exception {
    List<String> shown = consoleLines();
    StringBuilder printed = new StringBuilder();
    for (String line : shown) {
      if (line.startsWith(PROMPT)) {
        ProcessRun run = TocsinProcess.run(folder, line.substring(PROMPT.length()).split(" "));
        printed.append(line).append('\n').append(run.out()).append(run.err());
      }
    }
    assertThat(printed.toString().strip().replaceAll(ID, "ID"))
        .contains(PROMPT + "emit", PROMPT + "tail", PROMPT + "verify")
        .isEqualTo(String.join("\n", shown).replaceAll(ID, "ID"));
  }

  private static List<String> consoleLines() throws Exception {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("..", "docs", "command-line.md"))) {
      if (line.startsWith("```")) {
        inside = line.equals("```console");
      } else if (inside) {
        lines.add(line);
      }
    }
    return lines;
  }
}
