package dev.tocsin.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tocsin.trail.Statistics;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin stats}: what the events amount to. */
@Command(
    name = "stats",
    header = "Count events by type, severity, hour, outcome, address and user.",
    customSynopsis = {
      "tocsin stats [--dir DIR]... [--from TIME] [--to TIME] [--top N]",
      "       [--format FORMAT] [--types FILE]"
    },
    description = {
      "",
      "Every event counts, those of the audit system too. What is said of now (the last 24 hours,"
          + " blocked clients, the monitoring figures) does not depend on --from and --to. Who"
          + " reads is recorded in security_cases.log beside the journal.%n"
    },
    sortOptions = false)
final class StatsCommand implements Callable<Integer> {
  private static final int MAX_TOP = 1_000;

  private final Output output;

  @Mixin TrailFolders journals = new TrailFolders();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Only what happened then or later: RFC 3339, or how long ago, as -7d.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Only what happened before then.")
  @Nullable String to;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many addresses and users, from 0 to 1000 (default: 10).")
  String top = "10";

  @Mixin FormatOption format = new FormatOption();

  StatsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    int most = parseTop(top);
    Instant now = Instant.now();
    Instant begin = from == null ? null : TimeArgument.parse("--from", from, now);
    Instant end = to == null ? null : TimeArgument.parse("--to", to, now);
    TimeArgument.requireOrder(from, "--to", to, now);
    Statistics statistics =
        journals.read(
            journals.types(),
            output,
            (trail, damage) -> trail.statistics(begin, end, now, most, damage));
    journals.record(statistics.totalEvents(), output);
    if (json) {
      output.line(json(statistics));
    } else {
      print(statistics);
    }
    return journals.exitCode();
  }

  static int parseTop(String text) {
    return NumberArgument.parse("--top", text, 0, MAX_TOP);
  }

  /** The single numbers, by their names in JSON. */
  private static Map<String, Long> numbers(Statistics statistics) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    numbers.put("total_events", statistics.totalEvents());
    numbers.put("recent_activity_24h", statistics.recentActivity24h());
    numbers.put("blocked_ips", statistics.blockedIps());
    numbers.put("qr_sessions_last_hour", statistics.monitoring().qrSessionsLastHour());
    numbers.put("successful_logins_24h", statistics.monitoring().successfulLogins24h());
    numbers.put("failed_attempts_last_hour", statistics.monitoring().failedAttemptsLastHour());
    numbers.put("locked_sessions", statistics.monitoring().lockedSessions());
    return numbers;
  }

  private static Map<String, Long> outcomes(Statistics statistics) {
    Map<String, Long> outcomes = new LinkedHashMap<>();
    outcomes.put("success", statistics.successes());
    outcomes.put("failure", statistics.totalEvents() - statistics.successes());
    return outcomes;
  }

  private static Map<String, Long> hours(Statistics statistics) {
    Map<String, Long> hours = new LinkedHashMap<>();
    for (int hour = 0; hour < statistics.byHour().size(); hour++) {
      hours.put((hour < 10 ? "0" : "") + hour, statistics.byHour().get(hour));
    }
    return hours;
  }

  private static String json(Statistics statistics) {
    return JsonLine.of(
        json -> {
          for (Map.Entry<String, Long> each : numbers(statistics).entrySet()) {
            json.writeNumberField(each.getKey(), each.getValue());
          }
          write(json, "events_by_type", statistics.byType());
          write(json, "events_by_severity", statistics.bySeverity());
          write(json, "events_by_hour", hours(statistics));
          write(json, "events_by_outcome", outcomes(statistics));
          write(json, "top_addresses", "ip_address", statistics.topAddresses());
          write(json, "top_users", "user_id", statistics.topUsers());
          json.writeNumberField("left_out", statistics.leftOut());
        });
  }

  private static void write(JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> each : counts.entrySet()) {
      json.writeNumberField(each.getKey(), each.getValue());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, String key, List<Statistics.Top> all)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Statistics.Top each : all) {
      json.writeStartObject();
      json.writeStringField(key, each.name());
      json.writeNumberField("events", each.events());
      json.writeNumberField("failures", each.failures());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void print(Statistics statistics) {
    TableText table = new TableText("FIGURE", "VALUE");
    numbers(statistics).forEach((name, value) -> table.row(name, value.toString()));
    outcomes(statistics).forEach((name, value) -> table.row(name, value.toString()));
    table.print(output);
    print("TYPE", statistics.byType());
    print("SEVERITY", statistics.bySeverity());
    Map<String, Long> hours = hours(statistics);
    hours.values().removeIf(count -> count == 0);
    print("HOUR (UTC)", hours);
    print("CLIENT", statistics.topAddresses());
    print("USER", statistics.topUsers());
    if (statistics.leftOut() > 0) {
      output.note(
          statistics.leftOut()
              + " events are of more than "
              + Statistics.MOST_NAMES
              + " addresses or users, and not in their counts");
    }
  }

  private void print(String head, Map<String, Long> counts) {
    if (!counts.isEmpty()) {
      output.line("");
      TableText table = new TableText(head, "EVENTS");
      counts.forEach((name, value) -> table.row(name, value.toString()));
      table.print(output);
    }
  }

  private void print(String head, List<Statistics.Top> all) {
    if (!all.isEmpty()) {
      output.line("");
      TableText table = new TableText(head, "EVENTS", "FAILURES");
      for (Statistics.Top each : all) {
        table.row(each.name(), Long.toString(each.events()), Long.toString(each.failures()));
      }
      table.print(output);
    }
  }
}
