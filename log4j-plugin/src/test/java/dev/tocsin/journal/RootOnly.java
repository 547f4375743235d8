package dev.tocsin.journal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What only root can set up for a test: small file systems and other users. Elsewhere such a test
 * is passed over, with the reason; where {@code TOCSIN_ROOT=required} or {@code CI=true} it fails.
 */
final class RootOnly {
  private RootOnly() {}

  /** Passes the test over if this is not Linux and root. */
  static void assumeRoot() {
    boolean isRoot =
        System.getProperty("os.name").equals("Linux")
            && "root".equals(System.getProperty("user.name"));
    if (!isRoot && isRequired()) {
      throw new AssertionError("this test has to run, and needs root on Linux");
    }
    assumeTrue(isRoot, "needs root on Linux, for a file system or a user of its own");
  }

  /** Runs a command of the system's; if it fails, the test does, or is passed over. */
  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    if (exit != 0 && isRequired()) {
      throw new AssertionError(List.of(command) + ": exit " + exit + ": " + said);
    }
    assumeTrue(exit == 0, () -> List.of(command) + ": exit " + exit + ": " + said);
  }

  private static boolean isRequired() {
    return "required".equals(System.getenv("TOCSIN_ROOT")) || "true".equals(System.getenv("CI"));
  }
}
