package dev.tocsin.cli;

import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tocsin rules}: what one does with a rules file. */
@Command(
    name = "rules",
    header = "Check, list, test and compile rules, and print their schema.",
    description = {"", "A rules file is YAML: Sigma rules and Sigma correlations.%n"})
final class RulesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command with its own ones. */
  static CommandLine commandLine(InputStream input, Output output) {
    return new CommandLine(new RulesCommand())
        .addSubcommand(new RulesCheckCommand(output))
        .addSubcommand(new RulesListCommand(output))
        .addSubcommand(new RulesSchemaCommand(output))
        .addSubcommand(new RulesTestCommand(input, output));
  }

  @Override
  public Integer call() {
    throw CliException.usage(
        "rules: say what to do with them, as --help tells: "
            + String.join(", ", spec.subcommands().keySet()));
  }
}
