package dev.tocsin.cli;

import dev.tocsin.event.AddressRange;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventTypes;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AuditTrail.Recorded;
import dev.tocsin.trail.Cases;
import dev.tocsin.trail.EventQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin query}: the events that meet some conditions. */
@Command(
    name = "query",
    header = "Find events, the newest first.",
    customSynopsis = {
      "tocsin query [--dir DIR]... [--type TYPE]... [--severity SEVERITY]...",
      "       [--user USER] [--ip ADDRESS] [--success BOOLEAN] [--from TIME]",
      "       [--to TIME] [--correlation ID] [--parent ID] [--target TEXT]",
      "       [--text TEXT] [--field NAME=VALUE]... [--any NAME=VALUE]...",
      "       [--all] [--limit N] [--count] [--format FORMAT] [--with-cases]",
      "       [--types FILE]"
    },
    description = {
      "",
      "An event is shown if it meets every condition. Who reads is recorded in security_cases.log"
          + " beside the journal. Values are compared with what is recorded: of pseudonymised"
          + " fields ask for what tocsin pseudonym prints.%n"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin query --ip 203.0.113.0/24 --from -7d",
      "  tocsin query --type auth_failure --user bob --format json --limit 1000"
    })
final class QueryCommand implements Callable<Integer> {
  private static final int MAX_LIMIT = 100_000;

  private final Output output;

  @Mixin TrailFolders journals = new TrailFolders();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      completionCandidates = TypeNames.class,
      description = "Of this type, repeatable; a type's other name counts as the same.")
  List<String> typeNames = new ArrayList<>();

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      description = "Of this severity, repeatable: info, low, medium, high, critical.")
  List<String> severities = new ArrayList<>();

  @Option(names = "--user", paramLabel = "USER", description = "With this user_id or user_name.")
  @Nullable String user;

  @Option(
      names = "--ip",
      paramLabel = "ADDRESS",
      description = "From this address, or one of a range, as in 203.0.113.0/24.")
  @Nullable String ip;

  @Option(names = "--success", paramLabel = "true|false", description = "With this outcome.")
  @Nullable String success;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "That happened then or later: RFC 3339, or how long ago, as -24h or -7d.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "That happened before then.")
  @Nullable String to;

  @Option(names = "--correlation", paramLabel = "ID", description = "With this correlation_id.")
  @Nullable String correlation;

  @Option(names = "--parent", paramLabel = "ID", description = "With this parent_event_id.")
  @Nullable String parent;

  @Option(
      names = "--target",
      paramLabel = "TEXT",
      description = "With this target_type or target_id.")
  @Nullable String target;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "With this text in some value, in whatever case.")
  @Nullable String text;

  @Option(
      names = "--field",
      paramLabel = "NAME=VALUE",
      description =
          "With exactly this value in a field, by its name in JSON; repeatable. Of a list, one of"
              + " its values.")
  List<String> fields = new ArrayList<>();

  @Option(
      names = "--any",
      paramLabel = "NAME=VALUE",
      description = "As --field, but one of those that are given by --any is enough.")
  List<String> anyOf = new ArrayList<>();

  @Option(
      names = "--all",
      description = "Also starts, stops and settings of the audit system, and reads.")
  boolean all;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The newest so many, from 1 to 100000 (default: 100).")
  String limit = "100";

  @Option(names = "--count", description = "Print how many there are, and not which.")
  boolean count;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "table; json: the lines as they are recorded; csv: the main fields (default: table).")
  String format = "table";

  @Option(
      names = "--with-cases",
      description = {
        "With --format json: events that have a case get its present status, notes, actions and"
            + " audit trail. Such a line is not the recorded one any more."
      })
  boolean withCases;

  QueryCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    EventPrinter printer = EventPrinter.of(format, output);
    if (withCases && !format.equals("json")) {
      throw CliException.usage("--with-cases: goes with --format json only");
    }
    int wanted = parseLimit(limit);
    EventTypes types = journals.types();
    EventQuery query = query(types);
    if (count) {
      long found = journals.read(types, output, (trail, damage) -> trail.count(query, damage));
      journals.record(found, output);
      output.line(Long.toString(found));
      return journals.exitCode();
    }
    List<Recorded> found =
        journals.read(types, output, (trail, damage) -> trail.newest(query, wanted, damage));
    Cases cases = withCases ? journals.cases(output) : null;
    journals.record(found.size(), output);
    if (cases == null) {
      printer.print(found);
    } else {
      found.forEach(each -> output.line(CaseJson.joined(each, cases)));
    }
    if (found.isEmpty()) {
      output.note("no such events");
    } else if (found.size() == wanted) {
      output.note("the newest " + wanted + "; there may be more: --limit shows up to " + MAX_LIMIT);
    }
    return journals.exitCode();
  }

  /** What is asked for. */
  EventQuery query(EventTypes types) {
    EventQuery.Builder query = EventQuery.builder();
    EventFilter filter = EventFilter.parse(types, typeNames, severities, all);
    filter.types().forEach(query::type);
    filter.severities().forEach(query::severity);
    if (!all) {
      EventFilter.ROUTINE.forEach(query::without);
    }
    Instant now = Instant.now();
    if (from != null) {
      query.from(TimeArgument.parse("--from", from, now));
    }
    if (to != null) {
      query.to(TimeArgument.parse("--to", to, now));
    }
    if (ip != null) {
      query.addresses(range(ip));
    }
    if (success != null) {
      query.success(parseSuccess(success));
    }
    if (user != null) {
      query.user(user);
    }
    if (correlation != null) {
      query.correlation(correlation);
    }
    if (parent != null) {
      query.parent(parent);
    }
    if (target != null) {
      query.target(target);
    }
    if (text != null) {
      query.text(text);
    }
    fields.forEach(each -> readField("--field", each, query::field));
    anyOf.forEach(each -> readField("--any", each, query::anyOf));
    return query.build();
  }

  private static void readField(
      String option, String text, BiConsumer<EventField, String> condition) {
    int equals = text.indexOf('=');
    EventField field = equals < 0 ? null : EventField.find(text.substring(0, equals));
    if (field == null) {
      throw CliException.usage(
          option
              + " "
              + SafeText.quoted(text)
              + ": use NAME=VALUE with a field's name, as in user_id=bob");
    }
    condition.accept(field, text.substring(equals + 1));
  }

  private static AddressRange range(String text) {
    try {
      ClientAddress address = ClientAddress.parse(text);
      if (address == null) {
        return AddressRange.parse(text);
      }
      return AddressRange.parse(address.text() + (address.family() == 4 ? "/32" : "/128"));
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "--ip "
              + SafeText.quoted(text)
              + ": use an address, or a range as in 203.0.113.0/24 or 2001:db8::/32");
    }
  }

  private static boolean parseSuccess(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw CliException.usage("--success " + SafeText.quoted(text) + ": use true or false");
    };
  }

  private static int parseLimit(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= MAX_LIMIT) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw CliException.usage(
        "--limit " + SafeText.quoted(text) + ": use a whole number from 1 to " + MAX_LIMIT);
  }
}
