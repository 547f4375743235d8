package dev.tocsin.report;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Severity;
import dev.tocsin.report.Section.Shape;
import dev.tocsin.trail.Statistics;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened: the parts of a report that count events. */
final class TrafficSections {
  private final ReportCount count;
  private final QueryText queries;

  TrafficSections(ReportCount count, QueryText queries) {
    this.count = count;
    this.queries = queries;
  }

  Section figures() {
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(figure("events", count.all().events()));
    rows.add(figure("failures", count.all().failures(), "--success", "false"));
    rows.add(
        figure(
            "high or critical",
            count.severity(Severity.HIGH).events() + count.severity(Severity.CRITICAL).events(),
            "--severity",
            "high",
            "--severity",
            "critical"));
    rows.add(type("alerts raised", EventType.ALERT));
    rows.add(type("clients blocked", EventType.CLIENT_BLOCKED));
    rows.add(type("cases opened", EventType.CASE_OPENED));
    return new Section(
        "figures", "Figures", List.of(), List.of("figure", "number"), rows, Shape.FIGURES);
  }

  private List<Cell> figure(String name, long value, String... conditions) {
    return List.of(Cell.text(name), number(value, conditions));
  }

  private List<Cell> type(String name, EventType type) {
    return figure(name, count.type(type).events(), "--type", type.name());
  }

  private Cell.Count number(long value, String... conditions) {
    return new Cell.Count(value, queries.count(conditions));
  }

  Section overTime() {
    List<List<Cell>> rows = new ArrayList<>();
    ReportRange range = count.range();
    for (int i = 0; i < range.steps(); i++) {
      Instant begin = range.edges().get(i);
      Instant end = range.edges().get(i + 1);
      rows.add(
          List.of(
              new Cell.Time(begin),
              new Cell.Count(count.stepEvents(i), queries.count(begin, end)),
              new Cell.Count(
                  count.stepFailures(i), queries.count(begin, end, "--success", "false")),
              new Cell.Count(
                  count.stepAlerts(i),
                  queries.count(begin, end, "--type", EventType.ALERT.name()))));
    }
    long hours = range.step().toHours();
    String step =
        hours == 1 ? "an hour" : hours == 24 ? "a day" : hours == 168 ? "a week" : "four weeks";
    return new Section(
        "over_time",
        "Events over time",
        List.of("One row is " + step + ", in UTC; the first and the last may be cut short."),
        List.of("from", "events", "failures", "alerts"),
        rows,
        Shape.TIME);
  }

  Section byType() {
    List<List<Cell>> rows = new ArrayList<>();
    count.types().entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<EventType, Tally> each) -> each.getValue().events())
                .reversed()
                .thenComparing(each -> each.getKey().name()))
        .forEach(
            each -> {
              String[] condition = condition(each.getKey());
              rows.add(
                  List.of(
                      Cell.text(each.getKey().name()),
                      number(each.getValue().events(), condition),
                      number(
                          each.getValue().failures(),
                          condition[0],
                          condition[1],
                          "--success",
                          "false")));
            });
    return new Section(
        "by_type",
        "By type",
        List.of("Types that have two names are one here."),
        List.of("type", "events", "failures"),
        rows,
        Shape.BARS);
  }

  /** The name of a type that is registered nowhere is looked for as it is recorded. */
  private static String[] condition(EventType type) {
    return EventTypes.builtIn().find(type.name()) != null
        ? new String[] {"--type", type.name()}
        : new String[] {"--field", "event_type=" + type.name()};
  }

  Section bySeverity() {
    List<List<Cell>> rows = new ArrayList<>();
    Severity[] severities = Severity.values();
    for (int i = severities.length - 1; i >= 0; i--) {
      String name = severities[i].text();
      Tally tally = count.severity(severities[i]);
      rows.add(
          List.of(
              Cell.text(name),
              number(tally.events(), "--severity", name),
              number(tally.failures(), "--severity", name, "--success", "false")));
    }
    return new Section(
        "by_severity",
        "By severity",
        List.of(),
        List.of("severity", "events", "failures"),
        rows,
        Shape.BARS);
  }

  Section heat() {
    String query =
        queries.sql(
            "select isodow(timestamp) as weekday, hour(timestamp) as hour, count(*) as events"
                + " from security_events where timestamp >= '"
                + count.range().from()
                + "' and timestamp < '"
                + count.range().to()
                + "' group by all order by all");
    List<String> columns = new ArrayList<>(List.of("weekday"));
    for (int hour = 0; hour < 24; hour++) {
      columns.add(String.format(Locale.ROOT, "%02d", hour));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.text(day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH)));
      for (int hour = 0; hour < 24; hour++) {
        row.add(new Cell.Count(count.heat(day.getValue() - 1, hour), query));
      }
      rows.add(row);
    }
    return new Section(
        "by_hour",
        "By hour and weekday",
        List.of(
            "When events happened, in UTC. Nights and weekends that stand out are worth a look."),
        columns,
        rows,
        Shape.HEAT);
  }

  Section topAddresses() {
    return top(
        "top_addresses",
        "Addresses with most events",
        "ip_address",
        count.statistics().topAddresses());
  }

  Section topUsers() {
    return top("top_users", "Users with most events", "user_id", count.statistics().topUsers());
  }

  private Section top(String id, String title, String field, List<Statistics.Top> most) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Statistics.Top each : most) {
      rows.add(
          List.of(
              Cell.text(each.name()),
              new Cell.Count(each.events(), query(field, each.name())),
              new Cell.Count(each.failures(), query(field, each.name(), "--success", "false"))));
    }
    long leftOut = count.statistics().leftOut();
    return new Section(
        id,
        title,
        leftOut == 0
            ? List.of()
            : List.of(
                "More than "
                    + Statistics.MOST_NAMES
                    + " different ones were seen; "
                    + leftOut
                    + " events are in no list."),
        List.of(field, "events", "failures"),
        rows,
        Shape.BARS);
  }

  /** Null for a value that no argument of a program can be. */
  private @Nullable String query(String field, String value, String... more) {
    if (value.indexOf('\0') >= 0) {
      return null;
    }
    List<String> conditions = new ArrayList<>(List.of("--field", field + "=" + value));
    conditions.addAll(List.of(more));
    return queries.count(conditions.toArray(new String[0]));
  }
}
