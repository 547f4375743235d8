package dev.tocsin.cli;

import dev.tocsin.event.Status;
import dev.tocsin.trail.SecurityCase;
import dev.tocsin.trail.SecurityCase.Remediation;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin case status}. */
@Command(
    name = "status",
    header = "Bring a case to another status.",
    customSynopsis = "tocsin case status [--dir DIR] [--reason TEXT] CASE STATUS",
    description = {
      "",
      "From detected a case becomes investigating or contained, from there contained or resolved,"
          + " or at any time a false_positive; a case that was escalated goes on as"
          + " investigating or contained. Who closes a case gives a reason, who takes it back to"
          + " investigating too. For escalated see tocsin case escalate.%n"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin case status SEC-42 investigating",
      "  tocsin case status SEC-42 resolved --reason \"keys rotated, client blocked\""
    })
final class CaseStatusCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(
      index = "0",
      paramLabel = "CASE",
      description = "Its id, or the beginning of it, of 4 characters or more.")
  String id = "";

  @Parameters(
      index = "1",
      paramLabel = "STATUS",
      description = "investigating, contained, resolved or false_positive.")
  String text = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
  @Nullable String reason;

  @Mixin CaseChange change = new CaseChange();

  CaseStatusCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Status status = parse(text);
    SecurityCase before = change.make(output, book -> book.status(id, status, reason));
    output.line(before.id() + ": from " + before.status().text() + " to " + status.text());
    long planned = before.remediations().stream().filter(each -> !each.done()).count();
    if (status == Status.RESOLVED && planned > 0) {
      output.note(
          planned
              + (planned == 1 ? " action is" : " actions are")
              + " still planned: "
              + String.join(
                  ", ",
                  before.remediations().stream()
                      .filter(each -> !each.done())
                      .map(Remediation::action)
                      .toList()));
    }
    return ExitCode.DONE;
  }

  /** The status of a text. */
  static Status parse(String text) {
    try {
      return Status.parse(text);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
  }
}
