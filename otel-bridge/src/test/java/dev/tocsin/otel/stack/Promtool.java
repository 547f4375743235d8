package dev.tocsin.otel.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' own tool, which is built together with it. */
public final class Promtool {
  private Promtool() {}

  /** How it ended, and all that it said. */
  public record Result(int exitCode, String output) {}

  /** Whether a file of rules can be loaded. */
  public static Result checkRules(Path rules) throws IOException, InterruptedException {
    return run("check", "rules", rules.toString());
  }

  /** Runs a file of rule tests; the files of rules that it names are searched beside it. */
  public static Result testRules(Path tests) throws IOException, InterruptedException {
    return run("test", "rules", tests.toString());
  }

  /** What is not as it should be in figures that are to be scraped, as Prometheus' text 0.0.4. */
  public static Result checkMetrics(String text) throws IOException, InterruptedException {
    return runWith(text, "check", "metrics");
  }

  static Result run(String... arguments) throws IOException, InterruptedException {
    return runWith("", arguments);
  }

  private static Result runWith(String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(BackEnd.find("prometheus").resolveSibling("promtool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }
}
