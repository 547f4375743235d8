package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.rules.Alert;
import dev.tocsin.rules.RuleSet;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin rules test}: what rules would have found in recorded events. */
@Command(
    name = "test",
    header = "Play recorded events to rules.",
    customSynopsis = {
      "tocsin rules test [--types FILE] [--expect FILE] [--format FORMAT]",
      "                         --events FILE|DIR|- [RULES]"
    },
    description = {
      "",
      "Plays events as fast as they can be read, on a clock of their own, and shows each alert."
          + " Without a rules file: the rules that are shipped. Reading a journal is recorded in"
          + " security_cases.log beside it.%n"
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, and the alerts are those that --expect tells of",
      "1:they are not",
      "3:a file is absent or wrong, or lines had to be left out"
    },
    footer = {
      "",
      "Examples:",
      "  tocsin rules test --events logs",
      "  tocsin rules test rules.yaml --events trace.ndjson --expect alerts.yaml"
    })
final class RulesTestCommand implements Callable<Integer> {
  private final InputStream input;
  private final Output output;

  @Parameters(paramLabel = "RULES", arity = "0..1", description = "The rules file.")
  @Nullable Path file;

  @Option(
      names = "--events",
      paramLabel = "FILE|DIR|-",
      description = {
        "NDJSON, plain or compressed (.gz), a folder of journals, or - for standard input."
      })
  @Nullable String events;

  @Option(
      names = "--expect",
      paramLabel = "FILE",
      description = "The alerts that have to come, YAML: alerts: with a list.")
  @Nullable Path expect;

  @Mixin OwnTypes ownTypes = new OwnTypes();

  @Mixin FormatOption format = new FormatOption();

  @Mixin AccessRecord access = new AccessRecord();

  RulesTestCommand(InputStream input, Output output) {
    this.input = input;
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    String from = events;
    if (from == null) {
      throw CliException.usage("--events is missing: name a file, a folder of journals, or -");
    }
    EventTypes types = ownTypes.read();
    RuleSet rules = GivenRules.read(file, types);
    ExpectedAlerts expected = expect == null ? null : ExpectedAlerts.read(expect);
    Progress progress = new Progress(output, System::nanoTime);
    Replay replay = new Replay(output, types, rules, progress);
    try {
      play(replay, from);
    } catch (IOException e) {
      throw CliException.data(
          from
              + ": can't be read ("
              + e.getMessage()
              + "): give NDJSON, plain or compressed as .gz",
          e);
    } finally {
      progress.done();
    }
    show(replay.alerts(), json);
    output.note(
        replay.played()
            + " events played, "
            + replay.alerts().size()
            + " alerts"
            + (replay.late() > 0 ? ", " + replay.late() + " events too late to be judged" : ""));
    List<String> amiss = expected == null ? List.of() : expected.compare(replay.alerts());
    amiss.forEach(output::error);
    if (!amiss.isEmpty()) {
      return ExitCode.FINDING;
    }
    return replay.bad() == 0 ? ExitCode.DONE : ExitCode.DATA;
  }

  private void play(Replay replay, String from) throws IOException {
    if (from.equals("-")) {
      replay.lines(input, "stdin");
      return;
    }
    Path path = Path.of(from);
    if (Files.isDirectory(path)) {
      replay.folder(path);
      if (!replay.isOfJournal()) {
        throw CliException.data(
            path + ": holds no journal: name the folder that the audit files are in", null);
      }
      access.record(path, replay.played(), false, output);
      return;
    }
    if (!Files.isReadable(path)) {
      throw CliException.data(
          SafeText.oneLine(from) + ": is not there or can't be read: name a file or a folder",
          null);
    }
    try (InputStream raw = Files.newInputStream(path);
        InputStream in = from.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw) {
      replay.lines(in, from);
    }
    if (replay.isOfJournal()) {
      access.record(
          Objects.requireNonNull(path.toAbsolutePath().getParent()),
          replay.played(),
          false,
          output);
    }
  }

  private void show(List<Alert> alerts, boolean json) {
    if (json) {
      alerts.forEach(alert -> output.line(AlertText.json(alert)));
      return;
    }
    if (alerts.isEmpty()) {
      return;
    }
    TableText table =
        new TableText("TIME", "RULE", "SEVERITY", "KEY", "COUNT", "FIRST", "LAST", "STATUS");
    for (Alert alert : alerts) {
      table.row(
          AlertText.time(alert.firedAt()),
          alert.rule().name(),
          alert.rule().severity().text(),
          alert.keyText(),
          Long.toString(alert.count()),
          AlertText.time(alert.firstEvent()),
          AlertText.time(alert.lastEvent()),
          AlertText.status(alert));
    }
    table.print(output);
  }
}
