package dev.tocsin.cli;

import dev.tocsin.event.EventType;
import dev.tocsin.trail.AlertRecord;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin alerts resolve}. */
@Command(
    name = "resolve",
    header = "End an alert by hand.",
    customSynopsis = "tocsin alerts resolve [--dir DIR] [--note TEXT] ALERT",
    description = {
      "",
      "Recorded in security_cases.log beside the journal, with the user of the operating system;"
          + " the application follows within a second. If the attack goes on, its next event is a"
          + " new alert. A block stays: tocsin ip unblock ends it.%n"
    },
    sortOptions = false)
final class AlertsResolveCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(paramLabel = "ALERT", description = "Its id, or the first 4 digits or more.")
  String id = "";

  @Mixin ResponseJournals journals = new ResponseJournals();

  @Mixin AlertChange change = new AlertChange();

  AlertsResolveCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    AlertRecord alert = journals.alert(id, output, false);
    if (alert.isResolved()) {
      throw CliException.data("alert " + alert.id() + ": is resolved already: nothing to do", null);
    }
    change.record(
        journals.folder,
        EventType.ALERT_RESOLVED,
        draft ->
            draft
                .putDetail("alert_id", alert.id().toString())
                .putDetail("rule", alert.rule())
                .putDetail("reason", "by_hand"));
    output.line("resolved " + alert.id());
    return ExitCode.DONE;
  }
}
