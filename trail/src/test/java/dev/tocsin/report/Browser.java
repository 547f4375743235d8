package dev.tocsin.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Chromium without a window. Where there is none the test is skipped, and says so; with
 * {@code TOCSIN_BROWSER=required} it fails.
 */
public final class Browser {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final long LONGEST_SECONDS = 120;

  private final Path program;
  private final Path scratch;

  /**
   * What a page came to.
   *
   * @param dom the document after its scripts ran, as HTML
   * @param console lines that the page or the browser about the page wrote: errors, for one
   */
  public record Opened(String dom, List<String> console) {}

  private Browser(Path program, Path scratch) {
    this.program = program;
    this.scratch = scratch;
  }

  /**
   * The one of this machine.
   *
   * @param scratch a folder for its profile and output
   */
  public static Browser inFolder(Path scratch) {
    Path program = find();
    if (program == null) {
      String missing = "no Chromium on the PATH: install Debian's package chromium";
      if ("required".equals(System.getenv("TOCSIN_BROWSER"))) {
        fail(missing);
      }
      assumeTrue(false, "skipped: " + missing);
    }
    return new Browser(Objects.requireNonNull(program), scratch);
  }

  private static @Nullable Path find() {
    for (String folder : String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1)) {
      for (String name : NAMES) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return program;
        }
      }
    }
    return null;
  }

  /** Opens a page and waits until its scripts have run. */
  public Opened open(Path page, String... more) throws IOException, InterruptedException {
    Path out = scratch.resolve("dom.html");
    Path err = scratch.resolve("browser.log");
    List<String> command = command(more);
    command.addAll(List.of("--dump-dom", page.toUri().toString()));
    run(command, out, err);
    List<String> console =
        Files.readAllLines(err, UTF_8).stream().filter(line -> line.contains("CONSOLE")).toList();
    return new Opened(Files.readString(out), console);
  }

  /** Makes a picture of a page's upper part. */
  public void picture(Path page, Path png, int width, int height, String... more)
      throws IOException, InterruptedException {
    List<String> command = command(more);
    command.add("--hide-scrollbars");
    command.add("--window-size=" + width + "," + height);
    command.add("--screenshot=" + png);
    command.add(page.toUri().toString());
    run(command, scratch.resolve("picture.out"), scratch.resolve("picture.log"));
  }

  private List<String> command(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--user-data-dir=" + scratch.resolve("profile"),
                "--enable-logging=stderr",
                "--v=0",
                "--virtual-time-budget=5000"));
    command.addAll(List.of(more));
    return command;
  }

  private static void run(List<String> command, Path out, Path err)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        fail(command + " failed: " + Files.readString(err));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
