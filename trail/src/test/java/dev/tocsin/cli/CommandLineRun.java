package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;

/** One run of the command line inside the test's own JVM, and what came out of it. */
record CommandLineRun(int exitCode, String out, String err) {
  static CommandLineRun of(String... args) {
    return of(Terminal.NONE, List.of(), args);
  }

  static CommandLineRun of(Terminal terminal, List<CommandProvider> providers, String... args) {
    return of(InputStream.nullInputStream(), terminal, providers, args);
  }

  /** One that reads this from its standard input. */
  static CommandLineRun withInput(String input, String... args) {
    return of(new ByteArrayInputStream(input.getBytes(UTF_8)), Terminal.NONE, List.of(), args);
  }

  private static CommandLineRun of(
      InputStream input, Terminal terminal, List<CommandProvider> providers, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(args, input, new Output(out, err, terminal), providers);
    return new CommandLineRun(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
