package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A process that has ended, and what came out of it. */
record ProcessRun(int exitCode, String out, String err) {
  /** Runs to the end, with exactly the given environment. */
  static ProcessRun of(ProcessBuilder builder, Map<String, String> environment)
      throws IOException, InterruptedException {
    builder.environment().clear();
    builder.environment().putAll(environment);
    return of(builder.start());
  }

  /** Waits for a process that runs already; its standard input is closed. */
  static ProcessRun of(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new String(process.getErrorStream().readAllBytes(), UTF_8);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new ProcessRun(process.waitFor(), out, err.join());
  }

  List<String> outLines() {
    return out.lines().toList();
  }
}
