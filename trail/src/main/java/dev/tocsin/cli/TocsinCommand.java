package dev.tocsin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code tocsin} itself: it holds what all commands share, and shows the help. */
@Command(
    name = "tocsin",
    header = "Security audit events: record, read and check them.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a finding (tampering, a bad input line, a configuration that would lose events)",
      "2:wrong usage",
      "3:data missing, unreadable or not writable",
      "4:a gap that is told and explained, nothing else wrong",
      "70:a fault of the program itself"
    },
    footer = {
      "",
      "tocsin COMMAND --help explains a command.",
      "Completion in bash or zsh: source <(tocsin generate-completion)"
    })
final class TocsinCommand implements Callable<Integer> {
  private final Output output;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(
      names = "--version",
      versionHelp = true,
      description = "Show the versions of tocsin and Java.")
  boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  boolean debug;

  TocsinCommand(Output output) {
    this.output = output;
  }

  Output output() {
    return output;
  }

  boolean isDebug() {
    return debug;
  }

  /** Without a command there is nothing to do but to say what there is. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
