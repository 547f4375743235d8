package dev.tocsin.report;

import dev.tocsin.report.Section.Shape;
import dev.tocsin.trail.AlertRecord;
import dev.tocsin.trail.CaseRecord;
import dev.tocsin.trail.SecurityCase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What became of it: the parts of a report about alerts and cases. */
final class ResponseSections {
  private static final int MOST_ROWS = 200;

  private final List<SecurityCase> all;
  private final List<AlertRecord> alerts;
  private final List<SecurityCase> cases;
  private final ReportRange range;
  private final QueryText queries;

  /**
   * @param alerts all that are known; those of the range are taken
   * @param cases all that are known; those that were open at some time of the range are taken
   */
  ResponseSections(
      List<AlertRecord> alerts, List<SecurityCase> cases, ReportRange range, QueryText queries) {
    this.all = List.copyOf(cases);
    this.alerts = alerts.stream().filter(each -> range.contains(each.firedAt())).toList();
    this.cases = cases.stream().filter(each -> wasOpenIn(range, each)).toList();
    this.range = range;
    this.queries = queries;
  }

  private static boolean wasOpenIn(ReportRange range, SecurityCase each) {
    Instant closed = each.closedAt();
    return each.openedAt().isBefore(range.to())
        && (closed == null || !closed.isBefore(range.from()));
  }

  /** When a person took an alert on, ended it, or had it in a case; null if none did. */
  private @Nullable Instant answeredAt(AlertRecord alert) {
    Instant resolved = "rules".equals(alert.resolvedBy()) ? null : alert.resolvedAt();
    return Stream.of(alert.acknowledgedAt(), resolved, inCaseAt(alert))
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** The first thing done in one of its cases after it was raised. */
  private @Nullable Instant inCaseAt(AlertRecord alert) {
    String id = alert.id().toString();
    return all.stream()
        .filter(each -> each.alertIds().contains(id))
        .flatMap(each -> each.records().stream())
        .map(CaseRecord::at)
        .filter(at -> !at.isBefore(alert.firedAt()))
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  long alertCount() {
    return alerts.size();
  }

  long answeredCount() {
    return alerts.stream().filter(each -> answeredAt(each) != null).count();
  }

  Section alertsByRule() {
    Map<String, List<AlertRecord>> byRule = new TreeMap<>();
    alerts.forEach(each -> byRule.computeIfAbsent(each.rule(), r -> new ArrayList<>()).add(each));
    List<List<Cell>> rows = new ArrayList<>();
    byRule.forEach((rule, raised) -> rows.add(row(rule, raised)));
    if (!alerts.isEmpty()) {
      rows.add(row(null, alerts));
    }
    return new Section(
        "alerts_by_rule",
        "Alerts, and how fast they were answered",
        List.of(
            "An alert is answered when a person takes it on, ends it, or opens a case of it; ended"
                + " may also be what the rules ended by themselves when the attack was over. Medians,"
                + " from when it was raised."),
        List.of("rule", "raised", "answered", "ended", "open", "time_to_answer", "time_to_end"),
        rows,
        Shape.TABLE);
  }

  private List<Cell> row(@Nullable String rule, List<AlertRecord> raised) {
    String list =
        rule == null
            ? queries.of("alerts", "list", "--from", text(range.from()), "--to", text(range.to()))
            : queries.of(
                "alerts",
                "list",
                "--rule",
                rule,
                "--from",
                text(range.from()),
                "--to",
                text(range.to()));
    return List.of(
        Cell.text(rule == null ? "all" : rule),
        new Cell.Count(raised.size(), list),
        new Cell.Count(raised.stream().filter(each -> answeredAt(each) != null).count(), list),
        new Cell.Count(raised.stream().filter(AlertRecord::isResolved).count(), list),
        new Cell.Count(raised.stream().filter(each -> !each.isResolved()).count(), list),
        new Cell.Span(median(raised, true)),
        new Cell.Span(median(raised, false)));
  }

  private static String text(Instant time) {
    return time.toString();
  }

  private @Nullable Duration median(List<AlertRecord> raised, boolean answered) {
    List<Duration> times =
        raised.stream()
            .map(
                each -> {
                  Instant end = answered ? answeredAt(each) : each.resolvedAt();
                  return end == null ? null : Duration.between(each.firedAt(), end);
                })
            .filter(Objects::nonNull)
            .sorted()
            .toList();
    return times.isEmpty() ? null : times.get((times.size() - 1) / 2);
  }

  Section alertList() {
    List<List<Cell>> rows = new ArrayList<>();
    alerts.stream()
        .sorted(Comparator.comparing(AlertRecord::firedAt).reversed())
        .limit(MOST_ROWS)
        .forEach(
            each ->
                rows.add(
                    List.of(
                        new Cell.Time(each.firedAt()),
                        Cell.text(each.rule()),
                        Cell.text(each.severity().text()),
                        Cell.text(each.keyText()),
                        new Cell.Count(
                            each.count(), queries.of("alerts", "show", each.id().toString())),
                        Cell.text(each.status()),
                        Cell.text(each.acknowledgedBy()),
                        new Cell.Span(since(each.firedAt(), answeredAt(each))),
                        new Cell.Span(since(each.firedAt(), each.resolvedAt())))));
    return new Section(
        "alerts",
        "The alerts, newest first",
        more(alerts.size()),
        List.of(
            "raised",
            "rule",
            "severity",
            "about",
            "events",
            "status",
            "taken_by",
            "time_to_answer",
            "time_to_end"),
        rows,
        Shape.TABLE);
  }

  private static @Nullable Duration since(Instant begin, @Nullable Instant end) {
    return end == null ? null : Duration.between(begin, end);
  }

  private static List<String> more(int all) {
    return all > MOST_ROWS
        ? List.of("The newest " + MOST_ROWS + " of " + all + "; the command lists all.")
        : List.of();
  }

  Section caseList() {
    List<List<Cell>> rows = new ArrayList<>();
    cases.stream()
        .sorted(Comparator.comparing(SecurityCase::openedAt).reversed())
        .limit(MOST_ROWS)
        .forEach(
            each ->
                rows.add(
                    List.of(
                        Cell.text(each.id()),
                        Cell.text(each.title()),
                        Cell.text(each.severity().text()),
                        Cell.text(each.status().text()),
                        Cell.text(each.assignee()),
                        new Cell.Time(each.openedAt()),
                        new Cell.Span(since(each.detectedAt(), each.respondedAt())),
                        new Cell.Span(since(each.detectedAt(), each.containedAt())),
                        new Cell.Span(since(each.detectedAt(), each.closedAt())),
                        new Cell.Count(
                            each.records().size(), queries.of("case", "show", each.id())))));
    List<String> notes = new ArrayList<>(more(cases.size()));
    notes.add("Those that were open at some time of this report; times are from detection.");
    return new Section(
        "cases",
        "Cases",
        notes,
        List.of(
            "case",
            "title",
            "severity",
            "status",
            "assignee",
            "opened",
            "time_to_respond",
            "time_to_contain",
            "time_to_close",
            "records"),
        rows,
        Shape.TABLE);
  }
}
