package dev.tocsin.test;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;

/** The coverage report for people. */
final class CoverageText {
  private static final String PCI = "pci-";

  private CoverageText() {}

  static String of(AuditCoverage coverage) {
    StringBuilder out = new StringBuilder();
    SortedMap<String, List<AuditCoverage.Type>> controls = coverage.tagged(PCI);
    long exercisedControls = controls.values().stream().filter(CoverageText::isExercised).count();
    out.append(
        "Audit coverage: %d of %d event types, %d of %d PCI DSS controls that types speak to%n"
            .formatted(
                coverage.exercised().size(),
                coverage.types().size(),
                exercisedControls,
                controls.size()));
    out.append(
        "%d %s, %s to %s%n"
            .formatted(
                coverage.runs(),
                coverage.runs() == 1 ? "run" : "runs",
                coverage.from().truncatedTo(ChronoUnit.SECONDS),
                coverage.to().truncatedTo(ChronoUnit.SECONDS)));
    out.append("%nPCI DSS controls%n".formatted());
    controls.forEach(
        (tag, types) ->
            out.append("  %-10s %s%n".formatted(tag.substring(PCI.length()), ofControl(types))));
    out.append("%nTypes exercised%n".formatted());
    for (AuditCoverage.Type type : coverage.exercised()) {
      out.append("  %-30s %d".formatted(type.name(), type.events()));
      if (!type.tests().isEmpty()) {
        out.append("  ").append(String.join(", ", type.tests()));
      }
      out.append("%n".formatted());
    }
    out.append("%nTypes not exercised%n".formatted());
    coverage.types().stream()
        .filter(type -> type.events() == 0)
        .forEach(type -> out.append("  %s%n".formatted(type.name())));
    return out.toString();
  }

  private static boolean isExercised(List<AuditCoverage.Type> types) {
    return types.stream().anyMatch(type -> type.events() > 0);
  }

  private static String ofControl(List<AuditCoverage.Type> types) {
    List<String> exercised =
        types.stream().filter(type -> type.events() > 0).map(AuditCoverage.Type::name).toList();
    return exercised.isEmpty()
        ? "not exercised: none of "
            + String.join(", ", types.stream().map(AuditCoverage.Type::name).toList())
        : "by " + String.join(", ", exercised);
  }
}
