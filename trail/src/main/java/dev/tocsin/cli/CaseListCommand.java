package dev.tocsin.cli;

import dev.tocsin.event.Status;
import dev.tocsin.trail.Cases;
import dev.tocsin.trail.SecurityCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin case list}. */
@Command(
    name = "list",
    header = "List cases, the oldest first.",
    customSynopsis = {
      "tocsin case list [--dir DIR]... [--status STATUS]... [--assignee USER] [--open]",
      "       [--overdue] [--format FORMAT]"
    },
    description = {"", "Who reads is recorded in security_cases.log beside the journal.%n"},
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin case list --open",
      "  tocsin case list --overdue --format json"
    })
final class CaseListCommand implements Callable<Integer> {
  private final Output output;

  @Mixin TrailFolders journals = new TrailFolders();

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description =
          "Only these, repeatable: detected, investigating, contained, resolved,"
              + " false_positive, escalated.")
  List<String> statusNames = new ArrayList<>();

  @Option(names = "--assignee", paramLabel = "USER", description = "Only those that are theirs.")
  @Nullable String assignee;

  @Option(names = "--open", description = "Only those that are not closed.")
  boolean open;

  @Option(
      names = "--overdue",
      description = "Only those that were escalated and have waited for longer than they should.")
  boolean overdue;

  @Mixin FormatOption format = new FormatOption();

  CaseListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    List<Status> statuses = statusNames.stream().map(CaseStatusCommand::parse).toList();
    Cases cases =
        journals.read(
            journals.types(), output, (trail, damage) -> Cases.read(journals.folders(), damage));
    Instant now = Instant.now();
    List<SecurityCase> shown =
        cases.all().stream()
            .filter(each -> statuses.isEmpty() || statuses.contains(each.status()))
            .filter(each -> assignee == null || assignee.equals(each.assignee()))
            .filter(each -> !open || each.isOpen())
            .filter(each -> !overdue || each.isOverdue(now))
            .toList();
    journals.record(shown.stream().mapToLong(each -> each.records().size()).sum(), output);
    if (json) {
      shown.forEach(each -> output.line(CaseJson.of(each, now)));
    } else if (!shown.isEmpty()) {
      print(shown, now);
    }
    if (shown.isEmpty()) {
      output.note("no cases");
    }
    return journals.exitCode();
  }

  private void print(List<SecurityCase> cases, Instant now) {
    TableText table =
        new TableText("CASE", "OPENED", "SEVERITY", "STATUS", "LEVEL", "DUE", "ASSIGNEE", "TITLE");
    for (SecurityCase each : cases) {
      SecurityCase.Escalation waits = each.status() == Status.ESCALATED ? each.escalation() : null;
      table.row(
          each.id(),
          AlertText.time(each.openedAt()),
          each.severity().text(),
          each.status().text() + (each.isOverdue(now) ? " (overdue)" : ""),
          waits == null ? "" : Integer.toString(waits.level()),
          waits == null ? "" : AlertText.time(waits.due()),
          each.assignee() == null ? "" : each.assignee(),
          each.title());
    }
    table.print(output);
  }
}
