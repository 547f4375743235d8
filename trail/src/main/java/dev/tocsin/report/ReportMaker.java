package dev.tocsin.report;

import dev.tocsin.journal.Verification;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.Cases;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes reports. */
public final class ReportMaker {
  private ReportMaker() {}

  /**
   * Reads the folders once for the events, and once for the cases.
   *
   * @param verification of the same folders
   * @param damage hears of what can't be read, which the report tells too
   * @throws dev.tocsin.journal.JournalException if there is no such folder
   * @throws IOException if a file can't be read to its end, as the numbers would be wrong
   */
  public static Report make(
      ReportRequest request, Verification verification, AuditTrail.Damage damage)
      throws IOException {
    ReportRange range = ReportRange.of(request.from(), request.to());
    List<String> damaged = new ArrayList<>();
    AuditTrail.Damage told =
        what -> {
          damaged.add(what);
          damage.leftOut(what);
        };
    ReportCount count =
        new ReportCount(
            range,
            request.framework().map(Framework::controls).orElse(List.of()),
            request.now(),
            request.top());
    AuditTrail.of(request.folders(), request.types()).play(count::take, told);
    Cases cases = Cases.read(request.folders(), what -> {});
    QueryText queries =
        new QueryText(
            request.folders().stream().map(String::valueOf).toList(),
            request.typesFile() == null ? null : request.typesFile().toString(),
            range);
    TrafficSections traffic = new TrafficSections(count, queries);
    ResponseSections responses =
        new ResponseSections(count.alerts().all(), cases.all(), range, queries);
    TrustSections trust =
        new TrustSections(
            count,
            verification,
            damaged,
            queries,
            queries.of(request.verifyCommand().toArray(new String[0])));
    List<Section> sections = new ArrayList<>();
    sections.add(traffic.figures());
    sections.add(traffic.overTime());
    sections.add(traffic.heat());
    sections.add(traffic.byType());
    sections.add(traffic.bySeverity());
    sections.add(traffic.topAddresses());
    sections.add(traffic.topUsers());
    sections.add(responses.alertsByRule());
    sections.add(responses.alertList());
    sections.add(responses.caseList());
    Optional<Framework> framework = request.framework();
    framework.ifPresent(
        each -> sections.add(new ControlSection(each, count, responses, trust, queries).section()));
    sections.add(trust.completeness());
    sections.add(trust.losses());
    sections.add(trust.verification(request.demands()));
    return new Report(
        request.folders().stream().map(String::valueOf).toList(),
        request.from(),
        request.to(),
        request.now(),
        count.all().events(),
        framework,
        verdict(trust),
        verification.exitCode(),
        sections);
  }

  private static Cell.Mark verdict(TrustSections trust) {
    Cell.Mark intact = trust.intact();
    if (intact.kind() == Cell.Mark.Kind.BAD || trust.isComplete()) {
      return new Cell.Mark(intact.kind(), "Verification: " + intact.text() + ".");
    }
    return new Cell.Mark(
        Cell.Mark.Kind.OPEN,
        "Verification: " + intact.text() + "; not complete: " + trust.complete().text() + ".");
  }
}
