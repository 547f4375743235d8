package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/investigation.md} shows is what the commands print, ids and times apart. */
class InvestigationDocTest {
  private static final Path PAGE = Path.of("..", "docs", "investigation.md");
  private static final String PROMPT = "$ tocsin ";
  private static final String USER = "ada";
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|\\S+");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String VARIABLE =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z|[0-9a-f]{32}|(?<=\"tag\":\")[\\w-]{22}";

  @TempDir private Path folder;

  private final String user = System.getProperty("user.name");

  @BeforeEach
  void be() {
    System.setProperty("user.name", USER);
  }

  @AfterEach
  void beAgain() {
    System.setProperty("user.name", user);
  }

  @Test
  void commandsPrintWhatThePageSays() throws IOException {
    Map<String, String> ids = new HashMap<>();
    StringBuilder printed = new StringBuilder();
    List<String> shown = consoleLines();
    for (int i = 0; i < shown.size(); i++) {
      if (!shown.get(i).startsWith(PROMPT)) {
        continue;
      }
      int end = i + 1;
      while (end < shown.size() && !shown.get(end).startsWith(PROMPT)) {
        end++;
      }
      String command = shown.get(i).substring(PROMPT.length());
      String output = run(ids.entrySet(), command);
      printed.append(shown.get(i)).append('\n').append(output);
      List<String> there = idsIn(output);
      List<String> here = idsIn(String.join("\n", shown.subList(i + 1, end)));
      for (int k = 0; k < Math.min(here.size(), there.size()); k++) {
        ids.putIfAbsent(here.get(k), there.get(k));
      }
    }
    assertThat(masked(printed.toString().strip()))
        .contains(PROMPT + "case show", PROMPT + "verify")
        .isEqualTo(masked(String.join("\n", shown)));
  }

  /** The page's ids stand for those that come up as it is run. */
  private String run(Iterable<Map.Entry<String, String>> ids, String command) {
    String line = command;
    for (Map.Entry<String, String> id : ids) {
      line = line.replace(id.getKey(), id.getValue());
    }
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group() : matcher.group(1));
    }
    words.addAll(List.of("--dir", folder.toString()));
    CommandLineRun run = CommandLineRun.of(words.toArray(new String[0]));
    assertThat(run.exitCode()).as(command + ": " + run.err()).isZero();
    return (run.out() + run.err()).replace(folder.toString(), "logs");
  }

  private static List<String> idsIn(String text) {
    return ID.matcher(text).results().map(MatchResult::group).toList();
  }

  private static String masked(String text) {
    return ID.matcher(text).replaceAll("ID").replaceAll(VARIABLE, "VARIABLE");
  }

  private static List<String> consoleLines() throws IOException {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("```")) {
        inside = line.equals("```console");
      } else if (inside) {
        lines.add(line);
      }
    }
    return lines;
  }
}
