package dev.tocsin.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run to its end.
 *
 * @param exit its exit code
 * @param out its standard output
 * @param err its standard error
 */
record Run(int exit, String out, String err) {
  private static final int MINUTES = 3;

  /** Runs Java in a folder. */
  static Run java(Path folder, String classPath, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(classPath);
    command.addAll(arguments);
    return command(folder, command);
  }

  static Run command(Path folder, List<String> command) throws IOException, InterruptedException {
    File out = File.createTempFile("run", ".out");
    File err = File.createTempFile("run", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out)
              .redirectError(err)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(command + ": did not end within " + MINUTES + " minutes");
      }
      return new Run(
          process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
    } finally {
      Files.delete(out.toPath());
      Files.delete(err.toPath());
    }
  }
}
