package dev.tocsin.cli;

import dev.tocsin.rules.RuleFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tocsin rules schema}: the JSON Schema by which editors check rules files. */
@Command(
    name = "schema",
    header = "Print the JSON Schema of a rules file, for editors.",
    customSynopsis = "tocsin rules schema",
    description = {
      "",
      "Save it beside the rules file, and begin that with%n"
          + "# yaml-language-server: $schema=tocsin-rules.schema.json%n"
    })
final class RulesSchemaCommand implements Callable<Integer> {
  private final Output output;

  RulesSchemaCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    RuleFile.schema().lines().forEach(output::line);
    return ExitCode.DONE;
  }
}
