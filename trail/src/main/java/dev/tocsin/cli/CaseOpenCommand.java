package dev.tocsin.cli;

import dev.tocsin.event.Severity;
import dev.tocsin.trail.CaseBook;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin case open}. */
@Command(
    name = "open",
    header = "Open a case; its id is printed.",
    customSynopsis = {
      "tocsin case open [--dir DIR] [--id ID] [--title TEXT] [--severity SEVERITY]",
      "       [--alert ALERT]... [--event ID]... [--also DIR]... [--format FORMAT]",
      "       [--types FILE]"
    },
    description = {
      "",
      "Without --title and --severity it has those of its alerts and events, the gravest"
          + " severity of them. Recorded in security_cases.log beside the journal, with the user"
          + " of the operating system.%n"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin case open --alert 203.0.113.7",
      "  tocsin case open --id SEC-42 --title \"odd exports\" --severity high --event ID"
    })
final class CaseOpenCommand implements Callable<Integer> {
  private final Output output;

  @Mixin CaseChange change = new CaseChange();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "An id of your own, as SEC-42; else one is made, as C-20261129-k3w9f7.")
  @Nullable String id;

  @Option(names = "--title", paramLabel = "TEXT", description = "What it is about, in some words.")
  @Nullable String title;

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      description =
          "info, low, medium, high or critical; medium where there is nothing to take it from.")
  @Nullable String severity;

  @Mixin CaseSubjects subjects = new CaseSubjects();

  @Mixin FormatOption format = new FormatOption();

  CaseOpenCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    Severity given = severity == null ? null : parseSeverity(severity);
    CaseSubjects.Found found = subjects.find(change.folder, output);
    String about =
        title != null
            ? title
            : found
                .title()
                .orElseThrow(
                    () ->
                        CliException.usage("--title: is missing: give it, or --alert or --event"));
    String opened =
        change.make(
            output,
            book ->
                book.open(
                    new CaseBook.Opening(
                        id,
                        about,
                        given != null ? given : found.severity().orElse(Severity.MEDIUM),
                        found.detectedAt(),
                        found.links())));
    output.line(
        json ? JsonLine.of(out -> out.writeStringField("case_id", opened)) : "opened " + opened);
    return ExitCode.DONE;
  }

  private static Severity parseSeverity(String text) {
    try {
      return Severity.parse(text);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--severity: " + e.getMessage());
    }
  }
}
