package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AlertRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin alerts list}. */
@Command(
    name = "list",
    header = "List alerts, the oldest first.",
    customSynopsis =
        "tocsin alerts list [--dir DIR] [--status STATUS] [--rule RULE] [--from TIME] [--to TIME] [--format FORMAT]",
    description = {"", "Who reads is recorded in security_cases.log beside the journal.%n"},
    sortOptions = false)
final class AlertsListCommand implements Callable<Integer> {
  private static final List<String> STATUSES = List.of("active", "acknowledged", "resolved");

  private final Output output;

  @Mixin ResponseJournals journals = new ResponseJournals();

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only these, repeatable: active, acknowledged, resolved.")
  List<String> statuses = new ArrayList<>();

  @Option(names = "--rule", paramLabel = "RULE", description = "Only those of this rule.")
  @Nullable String rule;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Only those raised then or later: RFC 3339, or how long ago, as -7d.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Only those raised before then.")
  @Nullable String to;

  @Mixin FormatOption format = new FormatOption();

  AlertsListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    for (String status : statuses) {
      if (!STATUSES.contains(status)) {
        throw CliException.usage(
            "--status " + SafeText.quoted(status) + ": use " + String.join(", ", STATUSES));
      }
    }
    Instant now = Instant.now();
    Instant begin = from == null ? Instant.MIN : TimeArgument.parse("--from", from, now);
    Instant end = to == null ? Instant.MAX : TimeArgument.parse("--to", to, now);
    TimeArgument.requireOrder(from, "--to", to, now);
    TableText table =
        new TableText("ALERT", "TIME", "RULE", "SEVERITY", "KEY", "COUNT", "STATUS", "ACTION");
    int shown = 0;
    for (AlertRecord alert : journals.alerts(output, true)) {
      if ((rule != null && !rule.equals(alert.rule()))
          || alert.firedAt().isBefore(begin)
          || !alert.firedAt().isBefore(end)
          || (!statuses.isEmpty() && !statuses.contains(alert.status()))) {
        continue;
      }
      shown++;
      if (json) {
        output.line(AlertText.json(alert));
      } else {
        var members = AlertText.members(alert);
        table.row(
            alert.id().toString(),
            AlertText.time(alert.firedAt()),
            alert.rule(),
            alert.severity().text(),
            String.valueOf(members.get("key")),
            String.valueOf(members.get("count")),
            alert.status(),
            members.getOrDefault("action", ""));
      }
    }
    if (!json && shown > 0) {
      table.print(output);
    }
    if (shown == 0) {
      output.note("no alerts");
    }
    return journals.exitCode();
  }
}
