package dev.tocsin.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tocsin generate-completion}. */
@Command(
    name = "generate-completion",
    header = "Print the completion script for bash and zsh.",
    description = "Load it with: source <(tocsin generate-completion)")
final class CompletionCommand implements Callable<Integer> {
  private final Output output;

  @Spec private CommandSpec spec = CommandSpec.create();

  CompletionCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.line(AutoComplete.bash("tocsin", spec.root().commandLine()).stripTrailing());
    return ExitCode.DONE;
  }
}
