package dev.tocsin.encode;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The schemas of others, which are no part of the project: in the folder that {@code
 * TOCSIN_SCHEMAS} names, by default {@code ../shared/data}, seen from the project's root. Where
 * there is none, a test that needs it is passed over, with the reason; where {@code TOCSIN_SCHEMAS}
 * is set it fails.
 */
public final class Schemas {
  private static final Path ROOT = Path.of("..");

  private Schemas() {}

  /** A folder of schemas, or the end of the test. */
  public static Path require(String name) {
    String told = System.getenv("TOCSIN_SCHEMAS");
    Path all = ROOT.resolve(told == null ? "../shared/data" : told);
    Path folder = all.resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    String reason = "no schemas at " + all;
    if (told != null) {
      throw new AssertionError("this test has to run: " + reason + "; set TOCSIN_SCHEMAS right");
    }
    assumeTrue(false, "skipped: " + reason);
    throw new AssertionError(reason);
  }
}
