package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AlertRecord;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin alerts show}. */
@Command(
    name = "show",
    header = "Show all that is known of an alert.",
    customSynopsis = "tocsin alerts show [--dir DIR] [--format FORMAT] ALERT",
    description = {"", "Who reads is recorded in security_cases.log beside the journal.%n"},
    sortOptions = false)
final class AlertsShowCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(paramLabel = "ALERT", description = "Its id, or the first 4 digits or more.")
  String id = "";

  @Mixin ResponseJournals journals = new ResponseJournals();

  @Mixin FormatOption format = new FormatOption();

  AlertsShowCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    AlertRecord alert = journals.alert(id, output, true);
    if (json) {
      output.line(AlertText.json(alert));
      return journals.exitCode();
    }
    AlertText.members(alert).forEach((name, value) -> line(name, value));
    alert.recommendations().forEach(sentence -> line("recommended", sentence));
    alert.eventIds().forEach(event -> line("event", event));
    return journals.exitCode();
  }

  private void line(String name, String value) {
    output.line(String.format("%-16s %s", name, SafeText.oneLine(value)));
  }
}
