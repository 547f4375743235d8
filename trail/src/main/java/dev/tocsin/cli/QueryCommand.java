package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.trail.AuditTrail.Recorded;
import dev.tocsin.trail.Cases;
import dev.tocsin.trail.EventQuery;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin query}: the events that meet some conditions. */
@Command(
    name = "query",
    header = "Find events, the newest first.",
    customSynopsis = {
      "tocsin query [--dir DIR]... [--type TYPE]... [--severity SEVERITY]...",
      "       [--user USER] [--ip ADDRESS] [--success BOOLEAN] [--from TIME]",
      "       [--to TIME] [--correlation ID] [--parent ID] [--target TEXT]",
      "       [--text TEXT] [--field NAME=VALUE]... [--any NAME=VALUE]...",
      "       [--all] [--limit N] [--count] [--format FORMAT] [--with-cases]",
      "       [--types FILE]"
    },
    description = {
      "",
      "An event is shown if it meets every condition. Who reads is recorded in security_cases.log"
          + " beside the journal. Values are compared with what is recorded: of pseudonymised"
          + " fields ask for what tocsin pseudonym prints.%n"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin query --ip 203.0.113.0/24 --from -7d",
      "  tocsin query --type auth_failure --user bob --format json --limit 1000"
    })
final class QueryCommand implements Callable<Integer> {
  private static final int MAX_LIMIT = 100_000;

  private final Output output;

  @Mixin TrailFolders journals = new TrailFolders();

  @Mixin EventConditions conditions = new EventConditions();

  @Option(names = "--to", paramLabel = "TIME", description = "That happened before then.")
  @Nullable String to;

  @Option(
      names = "--all",
      description = "Also starts, stops and settings of the audit system, and reads.")
  boolean all;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The newest so many, from 1 to 100000 (default: 100).")
  String limit = "100";

  @Option(names = "--count", description = "Print how many there are, and not which.")
  boolean count;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "table; json: the lines as they are recorded; csv: the main fields (default: table).")
  String format = "table";

  @Option(
      names = "--with-cases",
      description = {
        "With --format json: events that have a case get its present status, notes, actions and"
            + " audit trail. Such a line is not the recorded one any more."
      })
  boolean withCases;

  QueryCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    EventPrinter printer = EventPrinter.of(format, output);
    if (withCases && !format.equals("json")) {
      throw CliException.usage("--with-cases: goes with --format json only");
    }
    int wanted = NumberArgument.parse("--limit", limit, 1, MAX_LIMIT);
    EventTypes types = journals.types();
    EventQuery query = conditions.query(types, "--to", to, all);
    if (count) {
      long found = journals.read(types, output, (trail, damage) -> trail.count(query, damage));
      journals.record(found, output);
      output.line(Long.toString(found));
      return journals.exitCode();
    }
    List<Recorded> found =
        journals.read(types, output, (trail, damage) -> trail.newest(query, wanted, damage));
    Cases cases = withCases ? journals.cases(output) : null;
    journals.record(found.size(), output);
    if (cases == null) {
      printer.print(found);
    } else {
      found.forEach(each -> output.line(CaseJson.joined(each, cases)));
    }
    if (found.isEmpty()) {
      output.note("no such events");
    } else if (found.size() == wanted) {
      output.note("the newest " + wanted + "; there may be more: --limit shows up to " + MAX_LIMIT);
    }
    return journals.exitCode();
  }
}
