package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.doctor.Demands;
import dev.tocsin.doctor.Doctor;
import dev.tocsin.doctor.Finding;
import dev.tocsin.doctor.JvmFacts;
import dev.tocsin.log4j.AuditInspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.async.AsyncLoggerConfig;
import org.apache.logging.log4j.core.config.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts an application with each of the configurations that are ready to copy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleConfigTest {
  private static final String AUDIT = "security_audit.log";
  private static final String[] AUDIT_FILES = {
    AUDIT,
    AUDIT + ".head",
    AUDIT + ".lock",
    AUDIT + ".rules",
    AUDIT + ".settings",
    "tocsin-session.key"
  };
  private static final String[] JACKSON = {
    "jackson-databind-", "jackson-annotations-", "jackson-dataformat-yaml-", "snakeyaml-"
  };
  private static final String OWNER_ONLY = "rw-------";

  @TempDir private static Path runs;

  @TempDir private Path folder;
  private final Map<String, SampleRun> ran = new HashMap<>();

  /** The application's run with a use: one for all tests. */
  private SampleRun run(String use) throws IOException, InterruptedException {
    SampleRun run = ran.get(use);
    if (run == null) {
      Path own = Files.createDirectory(runs.resolve(use));
      run = SampleRun.of(own, use, SampleApp.class, libraries(use));
      assertThat(run.run().exit()).isZero();
      ran.put(use, run);
    }
    return run;
  }

  private static String[] libraries(String use) {
    return switch (use) {
      case "yaml", "json" -> JACKSON;
      case "async" -> new String[] {"disruptor-"};
      default -> new String[0];
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full", "text-lines", "async", "properties", "yaml", "json"})
  void auditFileHoldsEverySecurityEventAtAnyLevelAndNoOrdinaryLine(String use) throws Exception {
    SampleRun ran = run(use);
    assertThat(ran.eventTypes(AUDIT))
        .containsExactly(
            "auth_failure", "pin_failed", "auth_success", "suspicious", "logout", "data_export");
    assertThat(ran.log(AUDIT))
        .contains("marked warn, sign-in of ada failed", "marked trace", "marked info while off")
        .doesNotContain("ordinary");
    for (String name : AUDIT_FILES) {
      assertThat(ran.rights(name)).as(name).isEqualTo(OWNER_ONLY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "properties", "yaml", "json"})
  void minimalMakesTheFolderForItsOwnerOnlyAndNoFileButThoseOfTheAudit(String use)
      throws Exception {
    SampleRun ran = run(use);
    assertThat(ran.rights("")).isEqualTo("rwx------");
    assertThat(ran.filesMade()).containsExactlyInAnyOrder(AUDIT_FILES);
    assertThat(ran.run().out()).isEmpty();
  }

  @Test
  void fullKeepsOrdinaryLinesInFilesOfTheirOwn() throws Exception {
    SampleRun ran = run("full");
    TreeSet<String> expected = new TreeSet<>(List.of(AUDIT_FILES));
    expected.add("application.log");
    expected.add("error.log");
    assertThat(ran.filesMade()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(ran.log("application.log"))
        .contains("ordinary info", "ordinary error", "java.lang.IllegalStateException: no stock")
        .doesNotContain("ordinary debug", "while off", "marked", "auth_success");
    assertThat(ran.log("error.log"))
        .contains("ordinary error", "java.lang.IllegalStateException: no stock")
        .doesNotContain("ordinary info", "marked", "SUSPICIOUS");
  }

  @Test
  void fullShowsSecurityEventsOnTheConsoleAsLinesForPeople() throws Exception {
    String console = run("full").run().out();
    assertThat(console)
        .containsPattern(
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\| WARNING \\| event=auth_failure")
        .contains(" | INFO | event=auth_success | success=true | user_id=ada\n")
        .contains(
            " | ERROR | SUSPICIOUS | ip=192.168.1.3 | reason=high_failure_rate"
                + " | details={'failures': 15}\n")
        .containsPattern("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Orders - ordinary info\n");
    assertThat(console).doesNotContain("ordinary debug", "{\"event_id\"");
  }

  @Test
  void fullLetsNoLineFeedInAMessageForgeALine() throws Exception {
    SampleRun ran = run("full");
    assertThat(ran.run().out()).contains("two\\nlines\n");
    assertThat(ran.log("application.log")).contains("two\\nlines\n");
  }

  @Test
  void textLinesHoldTheSameEventsAndNothingElseForTheirOwnerOnly() throws Exception {
    SampleRun ran = run("text-lines");
    assertThat(ran.log("security.txt").lines())
        .allMatch(
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\| .*").asMatchPredicate())
        .map(line -> line.substring(line.indexOf('|')))
        .containsExactly(
            "| WARNING | event=auth_failure | success=false",
            "| WARNING | event=pin_failed | success=false",
            "| INFO | event=auth_success | success=true | user_id=ada",
            "| ERROR | SUSPICIOUS | ip=192.168.1.3 | reason=high_failure_rate"
                + " | details={'failures': 15}",
            "| INFO | event=logout | success=true",
            "| WARNING | event=data_export | success=true | user_id=ada"
                + " | details={'rows': 1000}");
    assertThat(ran.rights("security.txt")).isEqualTo(OWNER_ONLY);
    assertThat(ran.rights("")).isEqualTo("rwx------");
  }

  @Test
  void asyncKeepsOrdinaryLinesInAFileOfTheirOwn() throws Exception {
    assertThat(run("async").log("application.log"))
        .contains("ordinary info", "java.lang.IllegalStateException: no stock", "two\\nlines\n")
        .doesNotContain("marked", "SUSPICIOUS");
  }

  @Test
  void asyncHasAQueueBeforeTheApplicationLogAndNoneBeforeTheAudit() throws Exception {
    String xml = Files.readString(SampleRun.configuration("async"));
    try (LoadedConfiguration loaded = LoadedConfiguration.start(xml, folder)) {
      Configuration configuration = loaded.configuration();
      assertThat(configuration.getLoggerConfig("shop.Orders"))
          .isInstanceOf(AsyncLoggerConfig.class)
          .matches(logger -> logger.getAppenders().containsKey("application"));
      assertThat(configuration.getRootLogger())
          .isNotInstanceOf(AsyncLoggerConfig.class)
          .matches(logger -> logger.getAppenders().containsKey("audit"));
      assertThat(loaded.complaints()).isEmpty();
    }
  }

  @Test
  void otelRecordsAlsoWhileNoCollectorIsThere() throws Exception {
    String xml =
        Files.readString(SampleRun.configuration("otel"))
            .replace("<OpenTelemetry/>", "<OpenTelemetry endpoint=\"http://127.0.0.1:9\"/>");
    try (LoadedConfiguration loaded = LoadedConfiguration.start(xml, folder)) {
      String id = loaded.audit();
      String file = folder.resolve(AUDIT).toString();
      assertThat(AuditRegistry.health())
          .filteredOn(health -> health.getJournal().equals(file))
          .singleElement()
          .satisfies(
              health ->
                  await()
                      .atMost(Duration.ofSeconds(20))
                      .until(
                          () ->
                              String.valueOf(health.getOutletTrouble())
                                  .startsWith("otel: http://127.0.0.1:9: no connection")));
      assertThat(Files.readString(Path.of(file))).contains(id);
      assertThat(loaded.complaints()).isEmpty();
    }
  }

  @Test
  void asyncHasEveryEventWhoseCallReturnedWhenTheJvmIsHalted() throws Exception {
    SampleRun ran = SampleRun.of(folder, "async", HaltingApp.class, libraries("async"));
    assertThat(ran.run().exit()).isEqualTo(HaltingApp.EXIT);
    String out = ran.run().out();
    List<String> returned = out.substring(0, out.lastIndexOf('\n')).lines().toList();
    assertThat(returned).hasSizeGreaterThanOrEqualTo(HaltingApp.CALLS);
    assertThat(returned).anyMatch(call -> call.startsWith("plain call"));
    String audit = ran.log(AUDIT);
    assertThat(audit).doesNotContain("\"record\":\"checkpoint\"");
    assertThat(returned).allMatch(call -> audit.contains("\"" + call + "\""));
  }

  @Test
  void twoRetentionsPutEachEventIntoExactlyOneJournal() throws Exception {
    SampleRun ran = SampleRun.of(folder, "two-retentions", PaymentsApp.class);
    assertThat(ran.run().exit()).isZero();
    assertThat(ran.eventTypes("payments_audit.log"))
        .containsExactly("payment_processing", "payment_failure", "payment_fraud_detected");
    assertThat(ran.eventTypes(AUDIT)).containsExactly("auth_success", "payment_failure", "logout");
    assertThat(ran.log(AUDIT)).contains("by its type only");
    assertThat(List.of("payments_audit.log", AUDIT))
        .allSatisfy(name -> assertThat(ran.log(name)).contains("\"seq\":1,", "\"seq\":6,"));
  }

  @Test
  void rulesOfOnesOwnAlert() throws Exception {
    Path rules = SampleRun.configuration("rules").resolveSibling("rules.yaml");
    Files.copy(rules, folder.resolve("rules.yaml"));
    SampleRun ran = SampleRun.of(folder, "rules", SampleApp.class);
    assertThat(ran.run().exit()).isZero();
    assertThat(ran.eventTypes(AUDIT)).contains("alert").doesNotContain("client_blocked");
    assertThat(ran.log(AUDIT))
        .contains("\"rule\":\"large_export\"")
        .contains("\"action\":\"simulate\"");
  }

  @Test
  void slf4jMarkersAreTypesAndMdcAndKeyValuesFillFields() throws Exception {
    SampleRun ran =
        SampleRun.of(folder, "slf4j", Slf4jApp.class, "log4j-slf4j2-impl-", "slf4j-api-");
    assertThat(ran.run().exit()).isZero();
    assertThat(ran.eventTypes(AUDIT)).containsExactly("auth_failure", "data_export", "logout");
    assertThat(
            ran.log(AUDIT)
                .lines()
                .filter(line -> line.contains("event_id") && !line.contains("\"audit_")))
        .allMatch(line -> line.contains("\"ip_address\":\"203.0.113.7\""))
        .satisfiesExactly(
            line -> assertThat(line).contains("sign-in of ada failed"),
            line -> assertThat(line).contains("\"user_id\":\"ada\"", "\"message\":\"exported\""),
            line -> assertThat(line).contains("\"event_type\":\"logout\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full", "text-lines", "async", "properties", "yaml", "json"})
  void doctorFindsNothingThatLosesEventsBeforeAndAfterARun(String use) throws Exception {
    assertThat(doctor(use, folder.resolve("logs"))).containsExactly("no-keys");
    assertThat(doctor(use, run(use).folder().resolve("logs")))
        .containsExactlyInAnyOrder("no-keys", "retention");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-retentions", "slf4j"})
  void doctorFindsNothingThatLosesEventsInTheOthers(String use) throws Exception {
    assertThat(doctor(use, folder.resolve("logs"))).containsOnly("no-keys");
  }

  /** The ids of what doctor finds, none of it an error, with the audit files in that folder. */
  private List<String> doctor(String use, Path logs) throws IOException {
    Path sample = SampleRun.configuration(use);
    Path copy = folder.resolve(sample.getFileName().toString());
    Files.writeString(copy, Files.readString(sample).replaceAll("\\blogs\\b", logs.toString()));
    Doctor doctor = new Doctor(Clock.systemUTC(), Demands.NONE);
    doctor.examine(AuditInspection.of(copy), new JvmFacts(Map.of(), Map.of(), null));
    assertThat(doctor.findings()).noneMatch(finding -> finding.level() == Finding.Level.ERROR);
    return doctor.findings().stream().map(Finding::id).toList();
  }

  @Test
  void everyFolderIsInTheTableAndHasAReadmeOfAboutFiveLines() throws IOException {
    String table = Page.of("sample-config/README.md").text();
    try (Stream<Path> folders = Files.list(Checkout.ROOT.resolve("sample-config"))) {
      List<Path> uses =
          folders
              .filter(Files::isDirectory)
              .filter(each -> !List.of("src", "target").contains(each.getFileName().toString()))
              .toList();
      assertThat(uses).hasSizeGreaterThanOrEqualTo(9);
      for (Path use : uses) {
        assertThat(table).contains("(" + use.getFileName() + "/README.md)");
        assertThat(Page.read(use.resolve("README.md")).lines()).hasSizeBetween(3, 7);
      }
    }
  }
}
