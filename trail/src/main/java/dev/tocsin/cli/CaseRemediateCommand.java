package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import dev.tocsin.trail.CaseBook;
import dev.tocsin.trail.SecurityCase;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin case remediate}. */
@Command(
    name = "remediate",
    header = "Tell what is done about a case, or planned.",
    customSynopsis = {
      "tocsin case remediate [--dir DIR] [--planned] CASE ACTION",
      "       tocsin case remediate [--dir DIR] --done NUMBER [--reason TEXT] CASE"
    },
    description = {"", "An action has a number in its case, which is printed.%n"},
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin case remediate SEC-42 \"sessions of bob ended\"",
      "  tocsin case remediate SEC-42 --planned \"rotate the API keys\"",
      "  tocsin case remediate SEC-42 --done 2"
    })
final class CaseRemediateCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(
      index = "0",
      paramLabel = "CASE",
      description = "Its id, or the beginning of it, of 4 characters or more.")
  String id = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ACTION",
      description = "What was done, 1 to 2000 characters.")
  @Nullable String action;

  @Option(names = "--planned", description = "It is still to be done.")
  boolean planned;

  @Option(
      names = "--done",
      paramLabel = "NUMBER",
      description = "An action that was planned is done now.")
  @Nullable String done;

  @Option(names = "--reason", paramLabel = "TEXT", description = "How, for --done.")
  @Nullable String reason;

  @Mixin CaseChange change = new CaseChange();

  CaseRemediateCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    String what = action;
    String which = done;
    if (which != null) {
      if (what != null || planned) {
        throw CliException.usage("--done: goes without an action and --planned: give its number");
      }
      int number = parseNumber(which);
      SecurityCase before = change.make(output, book -> book.remediated(id, number, reason));
      output.line(before.id() + ": action " + number + " done");
      return ExitCode.DONE;
    }
    if (what == null || reason != null) {
      throw CliException.usage(
          what == null
              ? "case remediate: say what was done, or --done with an action's number"
              : "--reason: goes with --done only: say it in the action");
    }
    SecurityCase before = change.make(output, book -> book.remediate(id, what, !planned));
    output.line(
        before.id() + ": action " + CaseBook.nextNumber(before) + (planned ? " planned" : " done"));
    return ExitCode.DONE;
  }

  private static int parseNumber(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw CliException.usage(
        "--done " + SafeText.quoted(text) + ": use an action's number, as tocsin case show has it");
  }
}
