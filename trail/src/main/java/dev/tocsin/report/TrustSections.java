package dev.tocsin.report;

import dev.tocsin.event.EventType;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.Finding;
import dev.tocsin.journal.Verification;
import dev.tocsin.report.Cell.Mark;
import dev.tocsin.report.Section.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether the log can be relied on: what is missing, and what verification finds. */
final class TrustSections {
  private static final int MOST_FINDINGS = 200;

  private final ReportCount count;
  private final Verification verification;
  private final List<String> damage;
  private final QueryText queries;
  private final String verifyQuery;

  /**
   * @param damage what could not be read, a line each
   * @param verifyQuery the command that verifies as this was verified
   */
  TrustSections(
      ReportCount count,
      Verification verification,
      List<String> damage,
      QueryText queries,
      String verifyQuery) {
    this.count = count;
    this.verification = verification;
    this.damage = damage;
    this.queries = queries;
    this.verifyQuery = verifyQuery;
  }

  /** Events that are not where their numbers say, over all journals. */
  private long missing() {
    return verification.journals().stream().mapToLong(TrustSections::missing).sum();
  }

  private static long missing(Verification.JournalSummary journal) {
    return journal.events() == 0
        ? 0
        : journal.lastSeq() - journal.firstSeq() + 1 - journal.events();
  }

  boolean isComplete() {
    return count.dropped() == 0
        && missing() == 0
        && damage.isEmpty()
        && count.type(EventType.AUDIT_SEGMENT_MISSING).events() == 0;
  }

  Mark intact() {
    int findings = verification.findings().size();
    return switch (verification.exitCode()) {
      case 0 -> new Mark(Mark.Kind.GOOD, "nothing was changed, removed or added");
      case 4 -> new Mark(Mark.Kind.OPEN, "a gap that is told and explained, nothing else wrong");
      case 3 -> new Mark(Mark.Kind.BAD, findings + " findings: files are absent or unreadable");
      default ->
          new Mark(
              Mark.Kind.BAD,
              (findings == 1 ? "1 finding" : findings + " findings")
                  + ": something was changed, removed or added, or does not hold as demanded");
    };
  }

  Mark complete() {
    return isComplete()
        ? new Mark(Mark.Kind.GOOD, "no event was dropped and no number is missing")
        : new Mark(
            Mark.Kind.BAD,
            count.dropped()
                + " events dropped, "
                + missing()
                + " numbers missing, "
                + damage.size()
                + " places damaged");
  }

  Mark retention(int days) {
    if (count.isEmpty() || days == 0) {
      return new Mark(Mark.Kind.OPEN, "no event to tell by");
    }
    var oldest = Timestamps.instant(count.oldestMicros());
    long held = Duration.between(oldest, count.range().to()).toDays();
    String text = "the oldest event is " + held + " days old, of " + days;
    return held >= days
        ? new Mark(Mark.Kind.GOOD, text)
        : new Mark(Mark.Kind.OPEN, text + "; younger logs can't show more");
  }

  Section completeness() {
    List<List<Cell>> rows = new ArrayList<>();
    for (Verification.JournalSummary journal : verification.journals()) {
      rows.add(
          List.of(
              Cell.text(journal.folder().toString()),
              Cell.text(journal.writer()),
              Cell.text(journal.journal()),
              new Cell.Count(journal.segments(), verifyQuery),
              new Cell.Count(journal.events(), verifyQuery),
              new Cell.Count(journal.firstSeq(), verifyQuery),
              new Cell.Count(journal.lastSeq(), verifyQuery),
              new Cell.Count(missing(journal), verifyQuery)));
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        "Each journal numbers its events without a gap. These are all that are there, whatever the"
            + " time of this report. Retention deletes from the oldest on, which tombstones tell.");
    for (int i = 0; i < Math.min(damage.size(), MOST_FINDINGS); i++) {
      notes.add("Left out: " + damage.get(i));
    }
    return new Section(
        "completeness",
        "Completeness",
        notes,
        List.of("folder", "writer", "journal", "files", "events", "first", "last", "missing"),
        rows,
        Shape.TABLE);
  }

  Section losses() {
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(
        List.of(
            Cell.text("events that could not be recorded"),
            new Cell.Count(
                count.dropped(),
                queries.of(
                    "query",
                    "--type",
                    EventType.AUDIT_DROPPED.name(),
                    "--format",
                    "json",
                    "--from",
                    count.range().from().toString(),
                    "--to",
                    count.range().to().toString()))));
    rows.add(told("times that recording failed", EventType.AUDIT_DROPPED));
    rows.add(told("recoveries of files", EventType.AUDIT_RECOVERED));
    rows.add(told("files that are missing", EventType.AUDIT_SEGMENT_MISSING));
    rows.add(told("files that retention deleted", EventType.AUDIT_SEGMENT_DELETED));
    rows.add(told("starts of a writer", EventType.AUDIT_STARTED));
    rows.add(told("stops of a writer", EventType.AUDIT_STOPPED));
    rows.add(told("times that settings were taken up", EventType.AUDIT_CONFIGURED));
    rows.add(told("changes of rules", EventType.AUDIT_RULES_CHANGED));
    rows.add(told("reads of the trail by command", EventType.AUDIT_ACCESSED));
    return new Section(
        "audit_system",
        "The audit system itself",
        List.of("What its own events of this time tell."),
        List.of("what", "number"),
        rows,
        Shape.TABLE);
  }

  private List<Cell> told(String what, EventType type) {
    return List.of(
        Cell.text(what),
        new Cell.Count(count.type(type).events(), queries.count("--type", type.name())));
  }

  Section verification(String demands) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Finding finding : verification.findings().stream().limit(MOST_FINDINGS).toList()) {
      rows.add(
          List.of(
              Cell.text(finding.kind().text()),
              Cell.text(finding.file() == null ? "" : finding.file().toString()),
              finding.line() < 0 ? Cell.text("") : new Cell.Count(finding.line(), verifyQuery),
              finding.seq() < 0 ? Cell.text("") : new Cell.Count(finding.seq(), verifyQuery),
              Cell.text(finding.message())));
    }
    List<String> notes = new ArrayList<>();
    notes.add(demands);
    long witnessed =
        verification.journals().stream().filter(each -> each.witnessedSeq() > 0).count();
    notes.add(
        witnessed == 0
            ? "No witness was asked: that the end of a journal was cut off can't be seen then."
            : "A witness vouches for " + witnessed + " of the journals.");
    if (verification.findings().size() > MOST_FINDINGS) {
      notes.add("The first " + MOST_FINDINGS + " of " + verification.findings().size() + ".");
    }
    return new Section(
        "verification",
        "Verification",
        notes,
        List.of("finding", "file", "line", "event", "what"),
        rows,
        Shape.TABLE);
  }
}
