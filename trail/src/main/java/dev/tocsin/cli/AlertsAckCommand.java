package dev.tocsin.cli;

import dev.tocsin.event.EventType;
import dev.tocsin.trail.AlertRecord;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin alerts ack}. */
@Command(
    name = "ack",
    header = "Take an alert on: it does not escalate any more.",
    customSynopsis = "tocsin alerts ack [--dir DIR] [--note TEXT] ALERT",
    description = {
      "",
      "Recorded in security_cases.log beside the journal, with the user of the operating system;"
          + " the application follows within a second.%n"
    },
    sortOptions = false)
final class AlertsAckCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(paramLabel = "ALERT", description = "Its id, or the first 4 digits or more.")
  String id = "";

  @Mixin ResponseJournals journals = new ResponseJournals();

  @Mixin AlertChange change = new AlertChange();

  AlertsAckCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    AlertRecord alert = journals.alert(id, output, false);
    if (!alert.status().equals("active")) {
      throw CliException.data(
          "alert " + alert.id() + ": is " + alert.status() + " already: nothing to do", null);
    }
    change.record(
        journals.folder,
        EventType.ALERT_ACKNOWLEDGED,
        draft ->
            draft.putDetail("alert_id", alert.id().toString()).putDetail("rule", alert.rule()));
    output.line("acknowledged " + alert.id());
    return ExitCode.DONE;
  }
}
