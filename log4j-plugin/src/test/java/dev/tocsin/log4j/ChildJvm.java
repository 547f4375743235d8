package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a program of the tests in a JVM of its own, with settings that a JVM takes only once. */
final class ChildJvm implements AutoCloseable {
  private static final long MOST_SECONDS = 60;
  private static final int SIGTERM = 128 + 15;

  private final String name;
  private final Process process;

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Runs it to its end.
   *
   * @param options of the JVM
   * @return the lines it printed
   */
  static List<String> run(Class<?> program, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    try (ChildJvm child = start(program, options, arguments)) {
      return child.outcome();
    }
  }

  /**
   * Starts it.
   *
   * @param options of the JVM
   */
  static ChildJvm start(Class<?> program, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return new ChildJvm(
        program.getName(),
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The next line that it prints; null if it has ended. */
  @Nullable String line() throws IOException {
    return process.inputReader(UTF_8).readLine();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM, as it is on every Unix. What it prints can still be read. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL, if it has not ended. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * Waits for its end.
   *
   * @return the lines it printed
   * @throws IOException if it failed
   */
  List<String> outcome() throws IOException, InterruptedException {
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    if (!ended || (process.exitValue() != 0 && process.exitValue() != SIGTERM)) {
      throw new IOException(name + " failed: " + printed);
    }
    return printed.lines().toList();
  }
}
