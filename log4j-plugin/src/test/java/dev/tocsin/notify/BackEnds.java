package dev.tocsin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The programs that {@code collector-config/install-back-ends} builds. Where one was not built, a
 * test that needs it is passed over, with the reason; where {@code TOCSIN_STACK=required} or {@code
 * CI=true} it fails.
 */
public final class BackEnds {
  private static final Path INSTALLER = Path.of("..", "collector-config", "install-back-ends");

  private BackEnds() {}

  /** The program, or the end of the test. */
  public static Path require(String program) throws IOException, InterruptedException {
    Process installer;
    try {
      installer = new ProcessBuilder("bash", INSTALLER.toString(), "--find", program).start();
    } catch (IOException e) {
      return missing("bash is needed to find " + program + ": " + e.getMessage());
    }
    String said = new String(installer.getInputStream().readAllBytes(), UTF_8);
    String reason = new String(installer.getErrorStream().readAllBytes(), UTF_8).strip();
    if (installer.waitFor() != 0) {
      return missing(reason);
    }
    return Path.of(said.strip());
  }

  private static Path missing(String reason) {
    boolean required =
        "required".equals(System.getenv("TOCSIN_STACK")) || "true".equals(System.getenv("CI"));
    if (required) {
      throw new AssertionError("this test has to run: " + reason);
    }
    assumeTrue(false, reason);
    throw new AssertionError(reason);
  }
}
