package dev.tocsin.cli;

import dev.tocsin.text.SafeText;

/** A whole number on the command line. */
public final class NumberArgument {
  private NumberArgument() {}

  /**
   * Reads one.
   *
   * @param least the smallest that may be
   * @param most the largest
   * @throws CliException with code 2 if it is none, or out of range
   */
  public static long parse(String option, String text, long least, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw CliException.usage(
        option
            + " "
            + SafeText.quoted(text)
            + ": use a whole number from "
            + least
            + " to "
            + most);
  }

  /** The same of one that is no larger than an {@code int}. */
  public static int parse(String option, String text, int least, int most) {
    return (int) parse(option, text, (long) least, (long) most);
  }
}
