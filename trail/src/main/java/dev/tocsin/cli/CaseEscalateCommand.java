package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import dev.tocsin.trail.SecurityCase;
import dev.tocsin.trail.SecurityCase.Escalation;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin case escalate}. */
@Command(
    name = "escalate",
    header = "Call for others to look at a case, until a time.",
    customSynopsis =
        "tocsin case escalate [--dir DIR] [--level LEVEL] --due TIME [--reason TEXT] CASE",
    description = {
      "",
      "It is escalated until somebody brings it to another status; from the time on it is shown as"
          + " overdue until then. Nobody is notified: watch tocsin case list --overdue.%n"
    },
    sortOptions = false,
    footer = {"", "Example:", "  tocsin case escalate SEC-42 --level 2 --due +4h"})
final class CaseEscalateCommand implements Callable<Integer> {
  private static final Pattern IN = Pattern.compile("\\+([1-9][0-9]{0,5})([smhd])");

  private final Output output;

  @Parameters(
      paramLabel = "CASE",
      description = "Its id, or the beginning of it, of 4 characters or more.")
  String id = "";

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "1, 2 or 3, never lower than before (default: the next one).")
  @Nullable String level;

  @Option(
      names = "--due",
      paramLabel = "TIME",
      required = true,
      description = "Until when: in how long, as +4h or +2d, or a time as RFC 3339.")
  String due = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
  @Nullable String reason;

  @Mixin CaseChange change = new CaseChange();

  CaseEscalateCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Integer wanted = level == null ? null : Integer.valueOf(parseLevel(level));
    Instant end = parseDue(due, Instant.now());
    SecurityCase before = change.make(output, book -> book.escalate(id, wanted, end, reason));
    output.line(
        "escalated "
            + before.id()
            + " to level "
            + (wanted == null ? Escalation.next(before.escalation()) : wanted)
            + ", due "
            + AlertText.time(end));
    return ExitCode.DONE;
  }

  private static int parseLevel(String text) {
    if (text.matches("[1-3]")) {
      return Integer.parseInt(text);
    }
    throw CliException.usage("--level " + SafeText.quoted(text) + ": use 1, 2 or 3");
  }

  /** A time to come. */
  static Instant parseDue(String text, Instant now) {
    Matcher in = IN.matcher(text);
    if (in.matches()) {
      return now.plus(TimeArgument.span(in.group(1), in.group(2)));
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw CliException.usage(
          "--due "
              + SafeText.quoted(text)
              + ": use in how long, as +4h or +2d, or RFC 3339, as 2026-01-10T14:30:45Z");
    }
  }
}
