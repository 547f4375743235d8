package dev.tocsin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tocsin alerts}: what rules alerted of, and what people did about it. */
@Command(
    name = "alerts",
    header = "List, show, acknowledge and resolve alerts.",
    description = {
      "",
      "Alerts stand in the journal of the application. What people do about them is recorded in"
          + " security_cases.log beside it, which the application follows.%n"
    })
final class AlertsCommand implements Callable<Integer> {

  /** The command with its own ones. */
  static CommandLine commandLine(Output output) {
    return new CommandLine(new AlertsCommand())
        .addSubcommand(new AlertsListCommand(output))
        .addSubcommand(new AlertsShowCommand(output))
        .addSubcommand(new AlertsAckCommand(output))
        .addSubcommand(new AlertsResolveCommand(output));
  }

  @Override
  public Integer call() {
    throw CliException.usage("alerts: use alerts list, show, ack or resolve, as --help tells");
  }
}
