package dev.tocsin.sample.chromium;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running Chromium without a window. Where there is none the test is skipped, and says so; with
 * {@code TOCSIN_BROWSER=required} it fails.
 */
public final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final Process process;
  private final DevTools tools;

  private Chromium(Process process, DevTools tools) {
    this.process = process;
    this.tools = tools;
  }

  /**
   * Starts the one of this machine.
   *
   * @param scratch a folder for its profile and output
   */
  public static Chromium start(Path scratch) throws IOException {
    Path program = find();
    if (program == null) {
      String missing = "no Chromium on the PATH: install Debian's package chromium";
      if ("required".equals(System.getenv("TOCSIN_BROWSER"))) {
        fail(missing);
      }
      assumeTrue(false, "skipped: " + missing);
    }
    Path profile = scratch.resolve("profile");
    ProcessBuilder browser =
        new ProcessBuilder(
                Objects.requireNonNull(program).toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("browser.log").toFile());
    browser.environment().put("TMPDIR", scratch.toString());
    Process process = browser.start();
    try {
      return new Chromium(process, DevTools.connect(address(profile, process)));
    } catch (IOException | RuntimeException e) {
      end(process);
      throw e;
    }
  }

  /** The browser writes its port, and the path behind it, once it listens. */
  private static URI address(Path profile, Process process) throws IOException {
    Path port = profile.resolve("DevToolsActivePort");
    await()
        .atMost(LONGEST_START)
        .until(
            () ->
                !process.isAlive() || (Files.exists(port) && Files.readAllLines(port).size() > 1));
    if (!process.isAlive()) {
      throw new IOException("the browser ended with " + process.exitValue());
    }
    List<String> lines = Files.readAllLines(port);
    return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
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

  /** A tab of a person who shares no cookies with others. */
  public Tab newPerson() throws IOException, InterruptedException {
    String context =
        tools.send(null, "Target.createBrowserContext").path("browserContextId").asText();
    return Tab.open(tools, context);
  }

  @Override
  public void close() {
    tools.close();
    end(process);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
