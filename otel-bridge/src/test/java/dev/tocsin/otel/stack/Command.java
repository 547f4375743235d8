package dev.tocsin.otel.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that does something and ends. */
public final class Command {
  private static final long SECONDS = 180;

  private Command() {}

  /** How it ended, and what it said. */
  public record Result(int exitCode, String out, String error) {}

  /**
   * Runs it to its end.
   *
   * @param environment variables; all there are if {@code alone}, else in addition to the test's
   */
  public static Result run(List<String> command, Map<String, String> environment, boolean alone)
      throws IOException, InterruptedException {
    // Files and not pipes: what it leaves running in the background would hold a pipe open.
    Path out = Files.createTempFile("tocsin", ".out");
    Path error = Files.createTempFile("tocsin", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(error.toFile());
      if (alone) {
        builder.environment().clear();
      }
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        BackEnd.stop(process);
        throw new AssertionError(command + " does not end: " + Files.readString(error, UTF_8));
      }
      return new Result(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(error, UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(error);
    }
  }
}
