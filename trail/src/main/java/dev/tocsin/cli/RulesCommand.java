package dev.tocsin.cli;

import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tocsin rules}: what one does with a rules file. */
@Command(
    name = "rules",
    header = "Check, list, test and compile rules, and print their schema.",
    description = {"", "A rules file is YAML: Sigma rules and Sigma correlations.%n"})
final class RulesCommand implements Callable<Integer> {

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
        "rules: use rules check, rules list, rules schema or rules test, as --help tells");
  }
}
