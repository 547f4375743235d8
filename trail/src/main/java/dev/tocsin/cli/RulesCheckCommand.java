package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.rules.Rule;
import dev.tocsin.rules.RuleFile;
import dev.tocsin.text.SafeText;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin rules check}: whether a rules file can be used. */
@Command(
    name = "check",
    header = "Check a rules file.",
    customSynopsis = "tocsin rules check [--types FILE] FILE",
    description = {"", "Tells the first mistake with its line, its column and the way out.%n"},
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the file can be used", "1:it holds a mistake", "3:it is not there"})
final class RulesCheckCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(paramLabel = "FILE", description = "The rules file.")
  Path file = Path.of("");

  @Mixin OwnTypes ownTypes = new OwnTypes();

  RulesCheckCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    EventTypes types = ownTypes.read();
    GivenRules.requireFile(file);
    List<Rule> rules;
    try {
      rules = RuleFile.read(file, types).rules();
    } catch (IllegalArgumentException e) {
      output.line(SafeText.oneLine(String.valueOf(e.getMessage())));
      return ExitCode.FINDING;
    }
    long alerting = rules.stream().filter(rule -> rule.alerts() && rule.enabled()).count();
    long off = rules.stream().filter(rule -> rule.alerts() && !rule.enabled()).count();
    output.line(
        SafeText.oneLine(
            file
                + ": "
                + rules.size()
                + (rules.size() == 1 ? " rule, " : " rules, ")
                + alerting
                + " that alert, "
                + off
                + " switched off"));
    return ExitCode.DONE;
  }
}
