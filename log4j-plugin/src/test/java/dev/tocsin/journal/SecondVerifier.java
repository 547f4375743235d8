package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The verifier in {@code docs/verify.py}, as one process that answers many questions. Tests that
 * need it are passed over where there is no Python 3, but not in CI.
 */
final class SecondVerifier implements Closeable {
  private static final Path SCRIPT = Path.of("..", "docs", "verify.py");
  private static final Pattern EXIT = Pattern.compile("\\{\"exit\": (\\d+), .*");
  private static final Pattern KIND = Pattern.compile("\"kind\": \"([a-z ]+)\"");

  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  /**
   * What it says.
   *
   * @param exitCode as of {@code tocsin verify}
   * @param kinds the findings' kinds, in order
   * @param text the answer as it stands
   */
  record Answer(int exitCode, List<String> kinds, String text) {}

  private SecondVerifier(Process process) {
    this.process = process;
    this.in = process.outputWriter(UTF_8);
    this.out = process.inputReader(UTF_8);
  }

  static SecondVerifier start() {
    try {
      return new SecondVerifier(
          new ProcessBuilder("python3", SCRIPT.toString(), "--batch")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError("this test has to run, and needs python3", e);
      }
      assumeTrue(false, "needs python3: " + e.getMessage());
      throw new AssertionError(e);
    }
  }

  /** Asks with the arguments that {@code tocsin verify} would get. */
  Answer verify(List<String> arguments) throws IOException {
    in.write(
        arguments.stream()
            .map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(",", "[", "]\n")));
    in.flush();
    String answer = out.readLine();
    Matcher exit = EXIT.matcher(String.valueOf(answer));
    if (!exit.matches()) {
      throw new AssertionError(SCRIPT + " answered " + answer + " to " + arguments);
    }
    return new Answer(
        Integer.parseInt(exit.group(1)),
        KIND.matcher(answer).results().map(kind -> kind.group(1)).toList(),
        answer);
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
  }
}
