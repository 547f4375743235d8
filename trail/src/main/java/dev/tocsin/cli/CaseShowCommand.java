package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.trail.CaseException;
import dev.tocsin.trail.CaseTimeline;
import dev.tocsin.trail.Cases;
import dev.tocsin.trail.SecurityCase;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin case show}. */
@Command(
    name = "show",
    header = "Show a case with all that happened around it, in order of time.",
    customSynopsis = {
      "tocsin case show [--dir DIR]... [--limit N] [--format FORMAT] [--types FILE]",
      "       CASE"
    },
    description = {
      "",
      "Beside what was done (case) come what its alerts tell (alert) and its events (direct), and"
          + " what is related to these: events that led to them (parent), that they led to"
          + " (child), and those with their correlation ids (correlated). Who reads is recorded in"
          + " security_cases.log beside the journal.%n"
    },
    sortOptions = false,
    footer = {"", "Example:", "  tocsin case show SEC-42 --dir /var/log/shop --dir /var/log/pay"})
final class CaseShowCommand implements Callable<Integer> {
  private static final int MAX_LIMIT = 1_000;

  private final Output output;

  @Parameters(
      paramLabel = "CASE",
      description = "Its id, or the beginning of it, of 4 characters or more.")
  String id = "";

  @Mixin TrailFolders journals = new TrailFolders();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "At most so many events of the case, and as many related ones, from 1 to 1000"
              + " (default: 100).")
  String limit = "100";

  @Mixin FormatOption format = new FormatOption();

  CaseShowCommand(Output output) {
    this.output = output;
  }

  /** A case and what is around it. */
  private record Found(SecurityCase of, CaseTimeline timeline) {}

  @Override
  public Integer call() {
    boolean json = format.isJson();
    int most = NumberArgument.parse("--limit", limit, 1, MAX_LIMIT);
    EventTypes types = journals.types();
    Found found =
        journals.read(
            types,
            output,
            (trail, damage) -> {
              SecurityCase of = require(Cases.read(journals.folders(), damage), id);
              return new Found(of, CaseTimeline.read(journals.folders(), of, types, most, damage));
            });
    journals.record(found.timeline().scanned(), output);
    CaseView view = new CaseView(found.of(), found.timeline(), types, Instant.now());
    if (json) {
      output.line(view.json());
    } else {
      view.print(output);
    }
    return journals.exitCode();
  }

  private static SecurityCase require(Cases cases, String id) {
    try {
      return cases.require(id);
    } catch (CaseException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
  }
}
