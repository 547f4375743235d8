package dev.tocsin.cli;

import dev.tocsin.trail.CaseBook;
import dev.tocsin.trail.SecurityCase;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin case link}. */
@Command(
    name = "link",
    header = "Add alerts and events to a case.",
    customSynopsis = {
      "tocsin case link [--dir DIR] [--alert ALERT]... [--event ID]... [--also DIR]...",
      "       [--types FILE] CASE"
    },
    description = {"", "Those that it has already are left out.%n"},
    sortOptions = false,
    footer = {"", "Example:", "  tocsin case link SEC-42 --alert 203.0.113.8"})
final class CaseLinkCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(
      paramLabel = "CASE",
      description = "Its id, or the beginning of it, of 4 characters or more.")
  String id = "";

  @Mixin CaseChange change = new CaseChange();

  @Mixin CaseSubjects subjects = new CaseSubjects();

  CaseLinkCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    if (subjects.isEmpty()) {
      throw CliException.usage("case link: give --alert or --event");
    }
    CaseBook.Links links = subjects.find(change.folder, output).links();
    SecurityCase before = change.make(output, book -> book.link(id, links));
    output.line("linked " + before.id());
    return ExitCode.DONE;
  }
}
