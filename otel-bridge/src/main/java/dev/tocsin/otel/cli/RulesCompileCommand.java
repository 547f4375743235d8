package dev.tocsin.otel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.cli.CliException;
import dev.tocsin.cli.ExitCode;
import dev.tocsin.cli.GivenRules;
import dev.tocsin.cli.Output;
import dev.tocsin.cli.OwnTypes;
import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.compile.RuleCompiler;
import dev.tocsin.otel.compile.Target;
import dev.tocsin.rules.RuleSet;
import dev.tocsin.rules.Timespan;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tocsin rules compile}: configuration of the collector, Prometheus and Loki. */
@Command(
    name = "compile",
    header = "Make configuration for the collector, Prometheus and Loki of rules.",
    customSynopsis = {
      "tocsin rules compile [FILE] --target NAME [--out DIR] [--without RULE]...",
      "                   [--sub-window TIME] [--evaluation TIME] [--selector TEXT]",
      "                   [--runbooks URL] [--types FILE]"
    },
    description = {
      "",
      "Rules that a target can't express are told with the reason, and nothing is written then:"
          + " leave them out by --without. Rules that are off are left out.%n"
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the target can't express a rule; nothing was written",
      "2:wrong usage",
      "3:the rules can't be read, or the files not be written"
    },
    footer = {
      "",
      "Examples:",
      "  tocsin rules compile rules.yaml --target prometheus --out prometheus",
      "  tocsin rules compile --target collector-tumbling"
    })
final class RulesCompileCommand implements Callable<Integer> {
  private static final Duration MAX_SUB_WINDOW = Duration.ofMinutes(5);
  private static final Duration MAX_EVALUATION = Duration.ofHours(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The rules file (default: the rules that are shipped).")
  @Nullable Path file;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      required = true,
      description = "collector, collector-tumbling, prometheus or loki.")
  String target = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where the files go (default: standard output; loki makes two, and wants a folder).")
  @Nullable Path out;

  @Option(names = "--without", paramLabel = "RULE", description = "A rule that is left out.")
  List<String> without = List.of();

  @Option(
      names = "--sub-window",
      paramLabel = "TIME",
      description = "What the collector counts for one sample (default: 15s).")
  String subWindow = "15s";

  @Option(
      names = "--evaluation",
      paramLabel = "TIME",
      description = "How often Loki's ruler looks (default: 15s).")
  String evaluation = "15s";

  @Option(
      names = "--selector",
      paramLabel = "TEXT",
      description = "Loki's streams (default: {service_name=~\".+\"}).")
  String selector = RuleCompiler.Options.DEFAULT.selector();

  @Option(
      names = "--runbooks",
      paramLabel = "URL",
      description = "Where your pages on alerts are; #RULE is put behind it.")
  String runbooks = RuleCompiler.Options.DEFAULT.runbooks();

  @Mixin OwnTypes ownTypes = new OwnTypes();

  @Override
  public Integer call() {
    Target chosen = target();
    EventTypes types = ownTypes.read();
    RuleSet rules = GivenRules.read(file, types);
    RuleCompiler compiler = new RuleCompiler(rules, types, options(rules));
    List<RuleCompiler.Refused> refused = compiler.refused(chosen);
    Output output = Output.of(spec);
    for (RuleCompiler.Refused each : refused) {
      output.error(
          each.rule()
              + ": "
              + chosen.text()
              + " can't express it: "
              + each.reason()
              + ": leave it to the process by --without "
              + each.rule());
    }
    if (!refused.isEmpty()) {
      return ExitCode.FINDING;
    }
    Map<String, String> files;
    try {
      files = new TreeMap<>(compiler.files(chosen));
    } catch (IllegalArgumentException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
    if (out == null && files.size() > 1) {
      throw CliException.usage(
          "--target "
              + target
              + ": makes "
              + String.join(" and ", files.keySet())
              + ": name a folder for them in --out, as in --out "
              + target);
    }
    write(files, output);
    return ExitCode.DONE;
  }

  private Target target() {
    for (Target each : Target.values()) {
      if (each.text().equals(target)) {
        return each;
      }
    }
    throw CliException.usage(
        "--target "
            + SafeText.quoted(target)
            + ": use one of "
            + String.join(", ", Target.names()));
  }

  private RuleCompiler.Options options(RuleSet rules) {
    Set<String> left = new LinkedHashSet<>(without);
    for (String each : left) {
      if (rules.find(each) == null) {
        throw CliException.usage(
            "--without "
                + SafeText.quoted(each)
                + ": there is no such rule: see tocsin rules list");
      }
    }
    if (!selector.startsWith("{") || !selector.endsWith("}") || selector.contains("\n")) {
      throw CliException.usage(
          "--selector "
              + SafeText.quoted(selector)
              + ": write it in braces, as in {service_name=\"shop\"}");
    }
    if (runbooks.chars().anyMatch(c -> c <= ' ' || c == '{')) {
      throw CliException.usage(
          "--runbooks "
              + SafeText.quoted(runbooks)
              + ": has spaces or braces: name a page, as in https://wiki.example.com/alerts");
    }
    Path name = file == null ? null : file.getFileName();
    return new RuleCompiler.Options(
        name == null ? RuleCompiler.Options.DEFAULT.from() : name.toString(),
        time("--sub-window", subWindow, MAX_SUB_WINDOW),
        time("--evaluation", evaluation, MAX_EVALUATION),
        selector,
        runbooks,
        left);
  }

  private static Duration time(String option, String text, Duration max) {
    try {
      return Timespan.parse(option, text, max);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
  }

  private void write(Map<String, String> files, Output output) {
    for (Map.Entry<String, String> each : files.entrySet()) {
      if (out == null) {
        output.line("# " + each.getKey());
        each.getValue().lines().forEach(output::line);
        continue;
      }
      Path path = out.resolve(each.getKey());
      try {
        Path parent = path.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.write(path, each.getValue().getBytes(UTF_8));
      } catch (IOException e) {
        throw CliException.data(
            SafeText.oneLine(path.toString())
                + ": can't be written ("
                + e.getClass().getSimpleName()
                + "): name a folder that can, in --out",
            e);
      }
      output.line(SafeText.oneLine(path.toString()));
    }
  }
}
