package dev.tocsin.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code benchmarks/run} is asked for.
 *
 * @param full whether to measure long
 * @param docs whether to write {@code docs/performance.md}
 * @param json where the figures are written for programs, or null
 * @param names of benchmarks and programs; none for the whole table
 */
record Options(boolean full, boolean docs, @Nullable Path json, List<String> names) {
  private static final String USE =
      "use --quick, --full, --docs, --json FILE or names of benchmarks and programs";

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException one line that says what is wrong and the way out
   */
  static Options parse(List<String> arguments) {
    boolean quick = false;
    boolean full = false;
    boolean docs = false;
    Path json = null;
    List<String> names = new ArrayList<>();
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      switch (argument) {
        case "--quick" -> quick = true;
        case "--full" -> full = true;
        case "--docs" -> docs = true;
        case "--json" -> {
          if (!rest.hasNext()) {
            throw new IllegalArgumentException("--json: name the file, as in --json results.json");
          }
          json = json(rest.next());
        }
        default -> {
          if (argument.startsWith("-")) {
            throw new IllegalArgumentException(argument + ": " + USE);
          }
          names.add(argument);
        }
      }
    }
    if (quick && full) {
      throw new IllegalArgumentException("--quick --full: use one of them");
    }
    if (docs && !names.isEmpty()) {
      throw new IllegalArgumentException(
          "--docs: the page has the whole table; leave out " + String.join(" ", names));
    }
    return new Options(full, docs, json, List.copyOf(names));
  }

  /** Looked at now, not after minutes of measuring. */
  private static Path json(String file) {
    Path json = Path.of(file).toAbsolutePath();
    Path folder = json.getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(json)) {
      throw new IllegalArgumentException(
          "--json " + file + ": can't be written; name a file in a folder that is there");
    }
    return json;
  }
}
