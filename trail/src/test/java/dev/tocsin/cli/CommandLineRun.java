package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;

/** One run of the command line inside the test's own JVM, and what came out of it. */
record CommandLineRun(int exitCode, String out, String err) {
  static CommandLineRun of(String... args) {
    return of(Terminal.NONE, List.of(), args);
  }

  static CommandLineRun of(Terminal terminal, List<CommandProvider> providers, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(args, InputStream.nullInputStream(), new Output(out, err, terminal), providers);
    return new CommandLineRun(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
