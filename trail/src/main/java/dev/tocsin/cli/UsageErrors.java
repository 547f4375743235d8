package dev.tocsin.cli;

import dev.tocsin.event.Nearest;
import dev.tocsin.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Says in one line what is wrong with a command line, with the name that was probably meant. */
final class UsageErrors {
  private UsageErrors() {}

  static String describe(ParameterException error) {
    CommandLine command = error.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String help = name + " --help";
    // A name that is written wrong often shows as something else that is missing: say the cause.
    List<String> unknown = command.getUnmatchedArguments();
    if (!unknown.isEmpty()) {
      return unmatched(command, unknown.get(0), help);
    }
    return SafeText.oneLine(String.valueOf(error.getMessage())) + ": see " + help;
  }

  private static String unmatched(CommandLine command, String written, String help) {
    boolean option = written.startsWith("-") && written.length() > 1;
    String value = option ? written.replaceFirst("=.*", "") : written;
    List<String> candidates = option ? options(command) : commands(command);
    String kind;
    if (option) {
      kind = "unknown option ";
    } else if (candidates.isEmpty()) {
      kind = "unexpected argument ";
    } else {
      kind = "unknown command ";
    }
    String wayOut =
        Nearest.to(value, candidates).stream()
            .findFirst()
            .map(near -> "did you mean " + near + "? (" + help + " lists all)")
            .orElse("see " + help);
    return kind + SafeText.quoted(value) + ": " + wayOut;
  }

  private static List<String> options(CommandLine command) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden()) {
        names.addAll(List.of(option.names()));
      }
    }
    return names;
  }

  private static List<String> commands(CommandLine command) {
    return List.copyOf(command.getSubcommands().keySet());
  }
}
