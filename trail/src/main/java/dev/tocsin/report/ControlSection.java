package dev.tocsin.report;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Timestamps;
import dev.tocsin.report.Cell.Mark;
import dev.tocsin.report.Framework.Check;
import dev.tocsin.report.Framework.Control;
import dev.tocsin.report.Section.Shape;
import java.util.ArrayList;
import java.util.List;

/** What of a framework's controls the log can show. */
final class ControlSection {
  private final Framework framework;
  private final ReportCount count;
  private final ResponseSections responses;
  private final TrustSections trust;
  private final QueryText queries;

  ControlSection(
      Framework framework,
      ReportCount count,
      ResponseSections responses,
      TrustSections trust,
      QueryText queries) {
    this.framework = framework;
    this.count = count;
    this.responses = responses;
    this.trust = trust;
    this.queries = queries;
  }

  Section section() {
    List<List<Cell>> rows = new ArrayList<>();
    int without = 0;
    int outside = 0;
    int against = 0;
    for (Control control : framework.controls()) {
      Mark mark = mark(control);
      without += mark.kind() == Mark.Kind.OPEN ? 1 : 0;
      outside += mark.kind() == Mark.Kind.OUTSIDE ? 1 : 0;
      against += mark.kind() == Mark.Kind.BAD ? 1 : 0;
      rows.add(row(control, mark));
    }
    int all = framework.controls().size();
    return new Section(
        "controls",
        framework.title(),
        List.of(
            "Source: " + framework.source() + ". The sentences are ours.",
            (all - without - outside - against)
                + " of "
                + all
                + " controls have evidence in this time, "
                + without
                + " have none, "
                + against
                + " are contradicted, "
                + outside
                + " are not for this log to show.",
            "Evidence is not compliance: whether it is enough is for the auditor to say."),
        List.of("control", "asks_for", "evidence", "judgement", "first", "last"),
        rows,
        Shape.TABLE);
  }

  private List<Cell> row(Control control, Mark mark) {
    Tally tally = count.evidence(control);
    boolean any = tally.events() > 0;
    return List.of(
        Cell.text(control.id()),
        Cell.text(control.title()),
        control.tags().isEmpty() && control.types().isEmpty()
            ? Cell.text("")
            : new Cell.Count(tally.events(), query(control)),
        mark,
        new Cell.Time(any ? Timestamps.instant(tally.firstMicros()) : null),
        new Cell.Time(any ? Timestamps.instant(tally.lastMicros()) : null));
  }

  /** Events by a type or a tag, each once. */
  private String query(Control control) {
    List<String> conditions = new ArrayList<>();
    EventTypes.builtIn().all().stream()
        .filter(type -> control.types().contains(type.canonical()))
        .map(EventType::name)
        .sorted()
        .forEach(
            type -> {
              conditions.add("--any");
              conditions.add("event_type=" + type);
            });
    control.tags().stream()
        .sorted()
        .forEach(
            tag -> {
              conditions.add("--any");
              conditions.add("compliance_tags=" + tag);
            });
    return queries.count(conditions.toArray(new String[0]));
  }

  private Mark mark(Control control) {
    if (control.outside().isPresent()) {
      return new Mark(Mark.Kind.OUTSIDE, control.outside().get());
    }
    List<Mark> marks = new ArrayList<>(control.checks().stream().map(this::mark).toList());
    if (!control.tags().isEmpty() || !control.types().isEmpty()) {
      marks.add(evidence(control));
    }
    Mark.Kind kind = Mark.Kind.OPEN;
    if (marks.stream().anyMatch(each -> each.kind() == Mark.Kind.BAD)) {
      kind = Mark.Kind.BAD;
    } else if (marks.stream().anyMatch(each -> each.kind() == Mark.Kind.GOOD)) {
      kind = Mark.Kind.GOOD;
    }
    return new Mark(kind, String.join("; ", marks.stream().map(Mark::text).toList()));
  }

  private Mark evidence(Control control) {
    long events = count.evidence(control).events();
    if (events > 0) {
      return new Mark(Mark.Kind.GOOD, events == 1 ? "1 event" : events + " events");
    }
    return new Mark(Mark.Kind.OPEN, control.absent().orElse("no event"));
  }

  private Mark mark(Check check) {
    return switch (check) {
      case INTACT -> trust.intact();
      case COMPLETE -> trust.complete();
      case RETENTION -> trust.retention(framework.retentionDays());
      case FIELDS -> fields();
      case READS -> reads();
      case ANSWERED -> answered();
    };
  }

  private Mark fields() {
    long all = count.all().events();
    if (all == 0) {
      return new Mark(Mark.Kind.OPEN, "no event to tell by");
    }
    return new Mark(
        count.withoutOrigin() + count.withoutTarget() == 0 ? Mark.Kind.GOOD : Mark.Kind.OPEN,
        "kind, time and outcome in all "
            + all
            + ", origin in "
            + (all - count.withoutOrigin())
            + ", user in "
            + (all - count.withoutUser())
            + ", object in "
            + (all - count.withoutTarget()));
  }

  private Mark reads() {
    long reads = count.type(EventType.AUDIT_ACCESSED).events();
    return reads == 0
        ? new Mark(Mark.Kind.OPEN, "no read of the trail is recorded")
        : new Mark(Mark.Kind.GOOD, reads == 1 ? "1 read recorded" : reads + " reads recorded");
  }

  private Mark answered() {
    long raised = responses.alertCount();
    long answered = responses.answeredCount();
    if (raised == 0) {
      return new Mark(Mark.Kind.OPEN, "no alert was raised");
    }
    String text = "people answered " + answered + " of " + raised + " alerts";
    Mark.Kind kind =
        answered == 0 ? Mark.Kind.BAD : answered < raised ? Mark.Kind.OPEN : Mark.Kind.GOOD;
    return new Mark(kind, text);
  }
}
