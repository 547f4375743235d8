package dev.tocsin.cli;

import org.jspecify.annotations.Nullable;

/**
 * Ends a command with an exit code and one line on standard error. The message names the thing, the
 * value and the way out; it needs no escaping, as {@link Output} does that for all.
 */
public final class CliException extends RuntimeException {
  private final int exitCode;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param message one line, without the program's name in front
   */
  public CliException(int exitCode, String message) {
    this(exitCode, message, null);
  }

  /**
   * @param exitCode one of {@link ExitCode}
   * @param message one line, without the program's name in front
   * @param cause what {@code --debug} shows the stack of
   */
  public CliException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Wrong usage: exit code 2. */
  public static CliException usage(String message) {
    return new CliException(ExitCode.USAGE, message);
  }

  /** Something to read or to write to is missing, unreadable or refused: exit code 3. */
  public static CliException data(String message, @Nullable Throwable cause) {
    return new CliException(ExitCode.DATA, message, cause);
  }

  /** One of {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }
}
