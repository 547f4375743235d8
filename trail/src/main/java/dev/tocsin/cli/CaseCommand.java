package dev.tocsin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tocsin case}: investigations. */
@Command(
    name = "case",
    header = "Open, change, list and show cases: investigations of events and alerts.",
    description = {
      "",
      "What is done is recorded in security_cases.log beside the journal, with the user of the"
          + " operating system, the old value and the new one. Nothing that is recorded is ever"
          + " changed.%n"
    },
    footer = {
      "",
      "Example:",
      "  tocsin case open --id SEC-42 --alert 203.0.113.7",
      "  tocsin case assign SEC-42 ada",
      "  tocsin case status SEC-42 investigating",
      "  tocsin case show SEC-42"
    })
final class CaseCommand implements Callable<Integer> {

  /** The command with its own ones. */
  static CommandLine commandLine(Output output) {
    return new CommandLine(new CaseCommand())
        .addSubcommand(new CaseOpenCommand(output))
        .addSubcommand(new CaseNoteCommand(output))
        .addSubcommand(new CaseAssignCommand(output))
        .addSubcommand(new CaseStatusCommand(output))
        .addSubcommand(new CaseRemediateCommand(output))
        .addSubcommand(new CaseEscalateCommand(output))
        .addSubcommand(new CaseLinkCommand(output))
        .addSubcommand(new CaseListCommand(output))
        .addSubcommand(new CaseShowCommand(output));
  }

  @Override
  public Integer call() {
    throw CliException.usage(
        "case: use case open, note, assign, status, remediate, escalate, link, list or show, as"
            + " --help tells");
  }
}
