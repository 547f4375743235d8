package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin case assign}. */
@Command(
    name = "assign",
    header = "Give a case to somebody.",
    customSynopsis = "tocsin case assign [--dir DIR] [--reason TEXT] CASE (USER | --nobody)",
    description = {"", "The name is yours to choose: nothing looks it up.%n"},
    sortOptions = false,
    footer = {"", "Example:", "  tocsin case assign SEC-42 ada"})
final class CaseAssignCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(
      index = "0",
      paramLabel = "CASE",
      description = "Its id, or the beginning of it, of 4 characters or more.")
  String id = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "USER", description = "Whose it is then.")
  @Nullable String user;

  @Option(names = "--nobody", description = "It is nobody's then.")
  boolean nobody;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
  @Nullable String reason;

  @Mixin CaseChange change = new CaseChange();

  CaseAssignCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    if ((user == null) != nobody) {
      throw CliException.usage("case assign: give either a user or --nobody");
    }
    var before = change.make(output, book -> book.assign(id, user, reason));
    output.line(
        "assigned " + before.id() + " to " + (user == null ? "nobody" : SafeText.oneLine(user)));
    return ExitCode.DONE;
  }
}
