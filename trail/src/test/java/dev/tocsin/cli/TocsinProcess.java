package dev.tocsin.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command in a JVM of its own, as a user runs it; the script at the root left out. */
final class TocsinProcess {
  private TocsinProcess() {}

  /** Runs to the end, with empty standard input. */
  static ProcessRun run(Path directory, String... args) throws IOException, InterruptedException {
    return ProcessRun.of(builder(List.of(), directory, args).start());
  }

  /** The command, not yet started, behind another one that starts it. */
  static ProcessBuilder builder(List<String> wrapper, Path directory, String... args) {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().remove("OTEL_SERVICE_NAME");
    return builder;
  }
}
