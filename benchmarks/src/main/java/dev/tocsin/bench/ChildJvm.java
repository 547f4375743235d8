package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A fresh JVM of the same Java with the same class path, for what must begin anew. */
final class ChildJvm {
  private ChildJvm() {}

  /**
   * Runs one to its end; what it tells on standard error goes where this one's goes.
   *
   * @param options of the JVM
   * @param arguments of the program
   * @return the lines that it printed
   * @throws IOException if its exit code is not 0
   */
  static List<String> run(List<String> options, Class<?> main, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(options);
    command.add("-D" + Folder.PROPERTY + "=" + System.getProperty(Folder.PROPERTY, "."));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return run(command);
  }

  /** The program {@code java} of this JVM. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Runs any command, as {@link #run(List, Class, List)} does. */
  static List<String> run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    // Who breaks it off leaves nothing running.
    Thread end = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      List<String> lines = reader.lines().toList();
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(
            String.join(" ", command) + ": ended with " + exit + ": " + String.join("\n", lines));
      }
      return lines;
    } finally {
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(end);
    }
  }
}
