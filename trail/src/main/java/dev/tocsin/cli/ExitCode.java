package dev.tocsin.cli;

/** What the program's exit code says. Scripts rely on these numbers. */
public final class ExitCode {
  /** Done. */
  public static final int DONE = 0;

  /** A finding: tampering, a bad input line, a configuration that would lose events. */
  public static final int FINDING = 1;

  /** Wrong usage of the command line. */
  public static final int USAGE = 2;

  /** Data missing, unreadable or not writable. */
  public static final int DATA = 3;

  /** A gap that is told and explained, nothing else wrong. */
  public static final int GAP = 4;

  /** A fault of the program itself. */
  public static final int FAULT = 70;

  private ExitCode() {}
}
