package dev.tocsin.cli;

import dev.tocsin.rules.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin rules list}: the rules of a file that alert. */
@Command(
    name = "list",
    header = "List the rules that alert.",
    customSynopsis = "tocsin rules list [--types FILE] [--format FORMAT] [FILE]",
    description = {"", "Without a file: the rules that are shipped.%n"},
    sortOptions = false)
final class RulesListCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "The rules file.")
  @Nullable Path file;

  @Mixin OwnTypes ownTypes = new OwnTypes();

  @Mixin FormatOption format = new FormatOption();

  RulesListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    TableText table = new TableText("RULE", "SEVERITY", "STATE", "RESPONSE", "TITLE");
    for (Rule rule : GivenRules.read(file, ownTypes.read()).rules()) {
      if (rule.alerts() && json) {
        output.line(json(rule));
      } else if (rule.alerts()) {
        table.row(
            rule.name(),
            rule.severity().text(),
            rule.enabled() ? rule.simulate() ? "simulate" : "on" : "off",
            response(rule.response()),
            rule.title());
      }
    }
    if (!json) {
      table.print(output);
    }
    return ExitCode.DONE;
  }

  private static String response(Rule.Response response) {
    List<String> parts = new ArrayList<>();
    response.block().ifPresent(block -> parts.add("block"));
    response.suspiciousReason().ifPresent(reason -> parts.add("suspicious"));
    if (!response.receivers().isEmpty()) {
      parts.add("notify");
    }
    response.escalation().ifPresent(escalation -> parts.add("escalate"));
    return parts.isEmpty() ? "alert" : "alert, " + String.join(", ", parts);
  }

  private static String json(Rule rule) {
    return JsonLine.of(
        json -> {
          json.writeStringField("rule", rule.name());
          json.writeStringField("title", rule.title());
          json.writeStringField("description", rule.description());
          json.writeStringField("severity", rule.severity().text());
          json.writeBooleanField("enabled", rule.enabled());
          json.writeBooleanField("simulate", rule.simulate());
          json.writeArrayFieldStart("tags");
          for (String tag : rule.tags()) {
            json.writeString(tag);
          }
          json.writeEndArray();
          json.writeStringField("response", response(rule.response()));
        });
  }
}
