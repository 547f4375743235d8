package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command writes: results on standard output, everything else on standard error. UTF-8
 * always. Results are buffered until {@link #flush}, and whoever waits for input or sleeps flushes
 * before. Not thread-safe, except for {@link #note} and {@link #error}.
 */
public final class Output {
  private static final int BUFFER = 1 << 16;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final OutputStream out;
  private final PrintStream err;
  private final Terminal terminal;

  Output(OutputStream out, OutputStream err, Terminal terminal) {
    this.out = new BufferedOutputStream(out, BUFFER);
    this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    this.terminal = terminal;
  }

  /** The streams of the process. */
  static Output ofProcess() {
    return new Output(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Terminal.of(System.getProperty(Terminal.PROPERTY), System.getenv()));
  }

  /**
   * The output a command was given, for commands of other modules: {@code Output.of(spec)} with
   * picocli's {@code @Spec}.
   *
   * @throws IllegalStateException if the command does not belong to {@code tocsin}
   */
  public static Output of(CommandSpec command) {
    if (command.root().userObject() instanceof TocsinCommand tocsin) {
      return tocsin.output();
    }
    throw new IllegalStateException(command.qualifiedName() + " is no command of tocsin");
  }

  /**
   * Writes a result. The text goes out as it is: values in it have been escaped by the encoder that
   * made it, or by {@link SafeText}.
   *
   * @throws OutputClosedException when nobody reads any more
   * @throws CliException when it can't be written for another reason
   */
  public void line(CharSequence text) {
    byte[] line = text.toString().getBytes(StandardCharsets.UTF_8);
    bytes(line, line.length);
  }

  /** Writes the first bytes of an array, a line in UTF-8; otherwise as {@link #line}. */
  public void bytes(byte[] line, int length) {
    try {
      out.write(line, 0, length);
      out.write('\n');
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Hands over what was written so far; throws as {@link #line} does. */
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** One line of information on standard error, escaped. */
  public void note(String text) {
    err.println(SafeText.oneLine(text));
  }

  /** One line on standard error that tells a failure: {@code tocsin: …}, escaped. */
  public void error(String message) {
    String line = "tocsin: " + SafeText.oneLine(message);
    err.println(terminal.colorsErr() ? "\u001b[31m" + line + "\u001b[0m" : line);
  }

  /** The stack of a failure, for {@code --debug}; escaped line by line. */
  void stack(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    text.toString().lines().map(line -> line.replace("\t", "    ")).forEach(this::note);
  }

  /** Shows how far the work is, in one line that the next one replaces; on a terminal only. */
  void progress(String text) {
    if (terminal.err()) {
      err.print(CLEAR_LINE + SafeText.oneLine(text));
      err.flush();
    }
  }

  /** Takes the line of {@link #progress} away. */
  void progressDone() {
    if (terminal.err()) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }

  /** Standard output for whoever wants a stream, picocli's help first of all. */
  OutputStream results() {
    return out;
  }

  /** Standard error for whoever wants a stream. */
  PrintStream errors() {
    return err;
  }

  /** What stands behind the streams. */
  Terminal terminal() {
    return terminal;
  }

  private static RuntimeException cannotWrite(IOException e) {
    String reason = String.valueOf(e.getMessage());
    // POSIX's EPIPE has no type of its own in Java, only its text.
    if (reason.toLowerCase(Locale.ROOT).contains("broken pipe")) {
      return new OutputClosedException(e);
    }
    return CliException.data(
        "standard output: " + reason + ": free space there or write to another place",
        new UncheckedIOException(e));
  }
}
