package dev.tocsin.test;

import static dev.tocsin.test.AuditAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a run of tests has shown of an application's audit. */
class CoverageTest {
  private static final SecurityLogger SECURITY = SecurityLogger.getLogger(CoverageTest.class);

  @TempDir private Path folder;

  @ExtendWith(AuditExtension.class)
  static class Exercising {
    @Test
    void someTypes(AuditCapture audit) {
      SECURITY.event(EventType.INCIDENT_REPORTED).log();
      SECURITY.event(EventType.INCIDENT_REPORTED).log();
      SECURITY.event(EventType.ADMIN_ESCALATION).log();
      SECURITY.event(EventType.LOCKOUT).log();
      audit.failRecording();
      SECURITY.event(EventType.API_SIGNATURE_INVALID).log();
    }
  }

  private static AuditCoverage.Type type(AuditCoverage coverage, String name) {
    return coverage.types().stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void reportIsWrittenAtTheEndOfTheRun() throws IOException {
    Path report = folder.resolve("audit-coverage");
    Runs.Outcome outcome =
        Runs.run(Map.of("tocsin.coverage.report", report.toString()), Exercising.class);
    assertThat(outcome.failed()).isEmpty();

    AuditCoverage coverage = AuditCoverage.read(report);
    assertThat(coverage.runs()).isEqualTo(1);
    AuditCoverage.Type incident = type(coverage, "incident_reported");
    assertThat(incident.events()).isPositive().isEven();
    assertThat(incident.tests()).containsExactly(Exercising.class.getName() + "#someTypes");
    assertThat(incident.complianceTags()).isEqualTo(EventType.INCIDENT_REPORTED.complianceTags());
    assertThat(type(coverage, "auth_account_locked").events()).as("LOCKOUT").isPositive();
    assertThat(type(coverage, "api_signature_invalid").events()).as("not recorded").isZero();
    assertThat(coverage.types())
        .filteredOn(type -> EventTypes.builtIn().find(type.name()) != null)
        .as("58, four of them a second name")
        .hasSize(54);

    assertThat(Files.readString(report.resolve("audit-coverage.txt")))
        .isEqualTo(coverage.toString())
        .contains("\n1 run, ")
        .contains("\nPCI DSS controls\n")
        .contains("  incident_reported ")
        .contains("\nTypes not exercised\n");
    assertThat(Files.readString(report.resolve("audit-coverage.json")))
        .contains("\"type\" : \"incident_reported\"")
        .contains("\"tag\" : \"pci-10.2.1.4\"");
  }

  @Test
  void reportOfSeveralJvmsIsTheirSum() throws IOException {
    CoverageFolder all = new CoverageFolder(folder);
    Instant at = Instant.parse("2026-11-29T09:00:00Z");
    List<String> pci = List.of("pci-10.2.1.4");
    all.add(
        new AuditCoverage(
            1,
            at,
            at.plusSeconds(5),
            List.of(
                new AuditCoverage.Type("auth_failure", 3, pci, List.of("a.T#x")),
                new AuditCoverage.Type("data_access", 0, List.of("pci-10.2.1.1"), List.of()))));
    all.add(
        new AuditCoverage(
            1,
            at.plusSeconds(3),
            at.plusSeconds(9),
            List.of(
                new AuditCoverage.Type("auth_failure", 2, pci, List.of("b.T#y")),
                new AuditCoverage.Type("own_type", 1, List.of(), List.of()))));
    assertThat(AuditCoverage.read(folder).toString())
        .isEqualTo(
            """
            Audit coverage: 2 of 3 event types, 1 of 2 PCI DSS controls that types speak to
            2 runs, 2026-11-29T09:00:00Z to 2026-11-29T09:00:09Z

            PCI DSS controls
              10.2.1.1   not exercised: none of data_access
              10.2.1.4   by auth_failure

            Types exercised
              auth_failure                   5  a.T#x, b.T#y
              own_type                       1

            Types not exercised
              data_access
            """);
    assertThat(Files.readString(folder.resolve("audit-coverage.txt")))
        .isEqualTo(AuditCoverage.read(folder).toString());
  }

  @Test
  void whatIsNoReportIsSaidSo() throws IOException {
    assertThatThrownBy(() -> AuditCoverage.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder
                + ": holds no part of a run; have the tests run with tocsin.coverage.report set to"
                + " it first");
    for (String text : List.of("", "x\ty\tz\n", "tocsin-coverage 1\tnow\tthen\n")) {
      Files.writeString(folder.resolve("part-1"), text);
      assertThatThrownBy(() -> AuditCoverage.read(folder))
          .isInstanceOf(IOException.class)
          .hasMessage(
              folder.resolve("part-1") + ": is no part of a coverage report; delete the folder");
    }
  }

  @Test
  void requiredTypesAndControlsThatNothingExercisedFailTheRun() {
    Map<String, String> required =
        Map.of("tocsin.coverage.require", "incident_reported, api_signature_invalid");
    Runs.Outcome outcome = Runs.run(required, Exercising.class);
    assertThat(outcome.passed()).hasSize(1);
    assertThat(outcome.failed())
        .containsExactly(
            "JUnit Jupiter: tocsin.coverage.require: the tests recorded no event for"
                + " api_signature_invalid; test what logs it, or take it off the list");
  }

  @Test
  void requirementThatIsMetFailsNothing() {
    Map<String, String> required =
        Map.of("tocsin.coverage.require", "LOCKOUT,incident_reported,soc2-cc7.4");
    assertThat(Runs.run(required, Exercising.class).failed()).isEmpty();
  }

  @Test
  void wrongNameInARequirementIsToldBeforeTheTests() {
    Map<String, String> required = Map.of("tocsin.coverage.require", "auth_failur");
    Runs.Outcome outcome = Runs.run(required, Exercising.class);
    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failed())
        .singleElement()
        .asString()
        .contains(
            "tocsin.coverage.require: \"auth_failur\" is no event type and no compliance tag: did"
                + " you mean auth_failure");
  }

  @Test
  void assertionTellsWhatIsMissingAndTheReport() {
    Runs.run(Map.of(), Exercising.class);
    AuditCoverage coverage = AuditCoverage.soFar();
    assertThat(coverage).exercises("incident_reported", "LOCKOUT");
    assertThatThrownBy(() -> assertThat(coverage).exercises("api_signature_invalid"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("Nothing exercised api_signature_invalid.\n\n" + coverage);
  }
}
