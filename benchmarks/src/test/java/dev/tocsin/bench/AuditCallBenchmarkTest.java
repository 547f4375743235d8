package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.bench.AuditCallBenchmark.AuditLog;
import dev.tocsin.bench.AuditCallBenchmark.Keyed;
import dev.tocsin.bench.AuditCallBenchmark.OnDisk;
import dev.tocsin.bench.AuditCallBenchmark.Unlimited;
import dev.tocsin.bench.AuditCallBenchmark.Unredacted;
import dev.tocsin.bench.AuditCallBenchmark.Watched;
import dev.tocsin.journal.Verification;
import dev.tocsin.journal.Verifier;
import dev.tocsin.keys.KeySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured is what the benchmarks say. */
class AuditCallBenchmarkTest {
  private static final int FEW = 1_000;

  @TempDir private Path folder;

  @BeforeEach
  void filesGoIntoTheTestsFolder() {
    System.setProperty(Folder.PROPERTY, folder.toString());
  }

  @AfterEach
  void forgetThat() {
    System.clearProperty(Folder.PROPERTY);
  }

  static Stream<Arguments> configurations() {
    return Stream.of(
        Arguments.of(new Keyed(), List.of("\"fsync\":\"no\"", "\"redaction\":\"on\"")),
        Arguments.of(new Unredacted(), List.of("\"fsync\":\"no\"", "\"redaction\":\"off\"")),
        Arguments.of(new Unlimited(), List.of("\"fsync\":\"no\"", "\"writeTimeoutMillis\":\"0\"")),
        Arguments.of(new OnDisk(), List.of("\"fsync\":\"always\"", "\"redaction\":\"on\"")),
        Arguments.of(
            new Watched(FEW),
            List.of("\"fsync\":\"no\"", "\"redaction\":\"on\"", "\"Rules.enabled\":\"true\"")));
  }

  /** What differs from event to event, in its length if that differs. */
  private static String comparable(String line) {
    return line.replaceAll("\"event_id\":\"[^\"]*\"", "")
        .replaceAll("\"timestamp\":\"[^\"]*\"", "")
        .replaceAll("\"session_id\":\"[^\"]*\"", "")
        .replaceAll("\"ip_address\":\"[^\"]*\"", "")
        .replaceAll(",\"seq\":.*", "");
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void everyConfigurationWritesTheWholeEventUnderTheKey(AuditLog log, List<String> settings)
      throws IOException {
    log.open();
    String id = log.typed("10.200.0.1");
    log.marked("10.200.0.2");
    log.stop();

    List<String> lines = Files.readAllLines(log.file(), UTF_8);
    assertThat(lines)
        .as("what it says of itself")
        .anySatisfy(line -> assertThat(line).contains("audit_configured").contains(settings));
    assertThat(lines)
        .filteredOn(line -> line.contains("\"10.200.0.1\""))
        .singleElement()
        .satisfies(AuditCallBenchmarkTest::isWhole)
        .asString()
        .contains("\"event_id\":\"" + id + "\"")
        .satisfies(line -> assertThat(comparable(line)).isEqualTo(comparable(Sample.openLine())));
    assertThat(lines)
        .filteredOn(line -> line.contains("\"10.200.0.2\""))
        .singleElement()
        .satisfies(AuditCallBenchmarkTest::isWhole);
    KeySet keys = KeySet.of(log.keys().toString(), name -> null);
    Verification verification =
        new Verifier()
            .tagKey(Objects.requireNonNull(keys.tagKey()))
            .verify(Objects.requireNonNull(log.file().getParent()));
    assertThat(verification.exitCode()).as(verification.findings().toString()).isZero();
    log.close();
    assertThat(folder).as("nothing is left behind").isEmptyDirectory();
  }

  private static void isWhole(String line) {
    assertThat(line)
        .contains(
            "\"event_type\":\"auth_failure\"",
            "\"severity\":\"low\"",
            "\"success\":false",
            "\"user_id\":\"grace\"",
            "\"session_id\":\"",
            "\"target_type\":\"endpoint\"",
            "\"target_id\":\"/login\"",
            "\"user_agent\":\"" + SignIn.AGENT + "\"",
            "\"request_method\":\"POST\"",
            "\"request_url\":\"" + SignIn.URL + "\"",
            "\"reason\":\"wrong_password\"",
            "\"attempt\":3",
            "\"message\":\"sign-in of grace failed\"",
            "\"risk_score\":",
            "\"tag\":\"")
        .doesNotContain(SignIn.SESSION);
  }

  @Test
  void theRulesAreAtWorkAndAnAttackIsNoMeasurement() throws IOException {
    Watched log = new Watched(FEW);
    log.open();
    for (int i = 0; i < 5; i++) {
      assertThat(log.typed("10.200.0.9")).isNotEmpty();
    }

    assertThatThrownBy(log::close).hasMessageContaining("alerts: what is measured is an attack");

    log.stop();
    assertThat(Files.readString(log.file(), UTF_8)).contains("\"event_type\":\"alert\"");
  }

  @Test
  void theFloorOfEncodingMakesTheBytesOfTheOtherFloors() {
    EncodeFloor.Encoding floor = new EncodeFloor.Encoding();

    assertThat(floor.encode()).as("cut").isFalse();
    assertThat(new String(floor.line.array(), 0, floor.line.length(), UTF_8))
        .isEqualTo(Sample.openLine());
  }
}
