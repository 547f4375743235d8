package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.AUDIT_DROPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.fixture.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two audit files, of which one or both can't be written. */
class TwoDestinationsTest {
  private static final int CALLS = 500;

  /** Of the shortest line that a journal writes, some 200 bytes. */
  private static final int LINES_IN_A_PAGE = 20;

  @TempDir private Path folder;

  /** The small disk's is the first or the second to be asked. */
  private String xml(SmallDisk disk, String policy, String order) {
    return """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="small" fileName="SMALL/small.log" failurePolicy="POLICY"/>
            <SecurityAudit name="large" fileName="LARGE" failurePolicy="POLICY"/>
          </Appenders>
          <Loggers><Root level="error">REFERENCES</Root></Loggers>
        </Configuration>
        """
        .replace(
            "REFERENCES",
            order.equals("first")
                ? "<AppenderRef ref=\"small\"/><AppenderRef ref=\"large\"/>"
                : "<AppenderRef ref=\"large\"/><AppenderRef ref=\"small\"/>")
        .replace("SMALL", disk.folder().toString())
        .replace("LARGE", folder.resolve("large").resolve("large.log").toString())
        .replace("POLICY", policy);
  }

  @ParameterizedTest
  @CsvSource({"fail-closed, first", "fail-closed, second", "fail-open, first", "fail-open, second"})
  void oneThatIsFullIsEnoughForNobodyToFailAndIsToldOnceUntilItIsOverAndInItsFile(
      String policy, String order) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "256k");
        StatusLines lines = StatusLines.listen(Level.WARN);
        LogSetup log = LogSetup.start(folder, xml(disk, policy, order))) {
      Path ballast = disk.folder().resolve("ballast");
      disk.fill(ballast);
      String printed =
          Captured.standardError(
              () -> {
                for (int i = 0; i < CALLS; i++) {
                  log.security().authAttempt("sure", true);
                  log.logger().warn(Markers.AUTH_FAILURE, "plain {}", i);
                }
              });
      assertThat(printed.contains("event_id")).isEqualTo(policy.equals("fail-open"));
      Files.delete(ballast);
      await().until(() -> told(disk.folder()) != null);
      List<SecurityEvent> small = LogSetup.events(disk.folder());
      List<SecurityEvent> large = LogSetup.events(folder.resolve("large"));
      long missing = 2L * CALLS - (small.size() - 1);
      System.out.println(
          policy
              + ", the full one "
              + order
              + ": "
              + 2 * CALLS
              + " calls returned, "
              + large.size()
              + " in one file, "
              + missing
              + " not in the other");
      assertThat(large).hasSize(2 * CALLS);
      assertThat(missing).isPositive();
      assertThat(told(disk.folder())).isEqualTo(missing);
      await().until(() -> states(lines, disk).size() % 2 == 0);
      // What is left of the last page of the file can take a shorter line after one that failed.
      assertThat(states(lines, disk)).hasSizeLessThanOrEqualTo(2 * (1 + LINES_IN_A_PAGE));
      for (int i = 0; i < states(lines, disk).size(); i++) {
        assertThat(states(lines, disk).get(i))
            .isEqualTo(
                i % 2 == 0 ? "can't be written (No space left on device)" : "can be written again");
      }
    }
  }

  /** What was told of the small disk's file: that it fails, and that this is over. */
  private static List<String> states(StatusLines lines, SmallDisk disk) {
    String start = "tocsin: " + disk.folder().resolve("small.log") + ": ";
    return lines.heard().stream()
        .filter(line -> line.startsWith(start + "can"))
        .map(line -> line.substring(start.length()))
        .toList();
  }

  private static @Nullable Long told(Path journal) {
    return LogSetup.events(journal).stream()
        .filter(event -> event.type().equals(AUDIT_DROPPED))
        .map(event -> (Long) event.details().get("count"))
        .findFirst()
        .orElse(null);
  }

  @Test
  void whereBothAreFullTheCallerHearsOfIt() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "256k")) {
      String both =
          xml(disk, "fail-closed", "first")
              .replace(
                  folder.resolve("large").resolve("large.log").toString(),
                  disk.folder().resolve("large.log").toString());
      try (LogSetup log = LogSetup.start(folder, both)) {
        disk.fill(disk.folder().resolve("ballast"));
        String tooMuch = "x".repeat(5_000);
        assertThatThrownBy(() -> log.logger().warn(Markers.AUTH_FAILURE, tooMuch))
            .isInstanceOf(AuditNotRecordedException.class);
        assertThatThrownBy(() -> log.security().event("auth_failure").message(tooMuch).log())
            .isInstanceOf(AuditNotRecordedException.class);
        assertThat(LogSetup.events(disk.folder()))
            .allSatisfy(event -> assertThat(event.type()).isEqualTo(AUDIT_DROPPED));
      }
    }
  }
}
