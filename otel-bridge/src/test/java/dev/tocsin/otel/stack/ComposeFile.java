package dev.tocsin.otel.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code collector-config/compose.yaml} as the library that docker compose itself uses reads it.
 */
public final class ComposeFile {
  /** The file. */
  public static final Path FILE = Path.of("..", "collector-config", "compose.yaml");

  private ComposeFile() {}

  /** What reading it says, with nothing but these variables in the environment. */
  public static Command.Result read(Map<String, String> environment)
      throws IOException, InterruptedException {
    return Command.run(
        List.of(BackEnd.find("compose").toString(), FILE.toString()), environment, true);
  }

  /** The project that it comes to. */
  public static Json project(Map<String, String> environment)
      throws IOException, InterruptedException {
    Command.Result result = read(environment);
    if (result.exitCode() != 0) {
      throw new AssertionError("not taken: " + result);
    }
    return Json.of(result.out());
  }
}
