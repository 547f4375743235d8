package dev.tocsin.otel.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
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

  static Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(BackEnd.find("prometheus").resolveSibling("promtool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }
}
