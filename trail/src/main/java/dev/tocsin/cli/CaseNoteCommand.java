package dev.tocsin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin case note}. */
@Command(
    name = "note",
    header = "Add a note to a case.",
    customSynopsis = "tocsin case note [--dir DIR] CASE TEXT",
    description = {
      "",
      "It stays as it is: what turns out to be wrong is set right by another one. Secrets that are"
          + " found in it are redacted, as in events.%n"
    },
    sortOptions = false,
    footer = {"", "Example:", "  tocsin case note SEC-42 \"203.0.113.7 is no partner of ours\""})
final class CaseNoteCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(
      index = "0",
      paramLabel = "CASE",
      description = "Its id, or the beginning of it, of 4 characters or more.")
  String id = "";

  @Parameters(index = "1", paramLabel = "TEXT", description = "1 to 8000 characters.")
  String text = "";

  @Mixin CaseChange change = new CaseChange();

  CaseNoteCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.line("noted " + change.make(output, book -> book.note(id, text)).id());
    return ExitCode.DONE;
  }
}
