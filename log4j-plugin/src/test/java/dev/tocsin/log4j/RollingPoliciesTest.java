package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.API_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.SecurityEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log4j's own triggering policies roll the journal. */
class RollingPoliciesTest {
  @TempDir private Path folder;

  private List<String> sealed() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("security_audit-.*\\.log(\\.gz)?"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void log(LogSetup log, int count) {
    for (int i = 0; i < count; i++) {
      log.security().event(API_ACCESS).detail("n", i).log();
    }
  }

  private void assertGapless(int count) {
    assertThat(LogSetup.events(folder)).hasSize(count);
    List<SecurityEvent> all = LogSetup.allEvents(folder);
    assertThat(all)
        .extracting(SecurityEvent::seq)
        .isEqualTo(LongStream.rangeClosed(1, all.size()).boxed().toList());
  }

  @Test
  void bySize() throws IOException {
    try (LogSetup log = LogSetup.audit(folder, "", "<SizeBasedTriggeringPolicy size=\"20 KB\"/>")) {
      log(log, 200);
      await().until(() -> sealed().stream().allMatch(name -> name.endsWith(".gz")));
      assertThat(sealed()).hasSizeBetween(3, 10);
      assertGapless(200);
      assertThat(Files.size(folder.resolve("security_audit.log"))).isLessThan(22_000);
    }
  }

  @Test
  void byTimeAlsoWhenNothingIsLogged() {
    String pattern = "filePattern=\"DIR/security_audit-%d{yyyy-MM-dd-HH-mm-ss}-%i.log\"";
    try (LogSetup log = LogSetup.audit(folder, pattern, "<TimeBasedTriggeringPolicy/>")) {
      log(log, 1);
      await().until(() -> sealed().size() >= 2);
      assertThat(sealed()).allMatch(name -> name.endsWith(".log"));
      assertGapless(1);
    }
  }

  @Test
  void byCron() {
    try (LogSetup log =
        LogSetup.audit(folder, "", "<CronTriggeringPolicy schedule=\"* * * * * ?\"/>")) {
      log(log, 3);
      await().until(() -> !sealed().isEmpty());
      log(log, 3);
      assertGapless(6);
    }
  }

  @Test
  void atTheStartOfAProcess() throws Exception {
    String policy = "<OnStartupTriggeringPolicy minSize=\"1\"/>";
    try (LogSetup log = LogSetup.audit(folder, "", policy)) {
      log(log, 1);
    }
    assertThat(sealed()).as("the file is younger than this process").isEmpty();
    try (OtherWriter other = OtherWriter.start(folder, policy)) {
      assertThat(other.pid()).isPositive();
      await().until(() -> sealed().equals(List.of(sealed().get(0))));
      assertThat(sealed().get(0)).as("and older than the other one").contains("-1.log");
    }
    assertGapless(2);
  }

  @Test
  void severalPoliciesTogetherAndTheDefaultOnes() {
    String policies =
        "<Policies><TimeBasedTriggeringPolicy/><SizeBasedTriggeringPolicy size=\"10 KB\"/>"
            + "</Policies>";
    try (LogSetup log = LogSetup.audit(folder, "", policies)) {
      log(log, 100);
      assertThat(sealed()).isNotEmpty();
      assertGapless(100);
      log.reconfigure(LogSetup.auditXml("", ""));
      // While one is compressed it has both names for a moment.
      await().until(() -> sealed().stream().allMatch(name -> name.endsWith(".gz")));
      int rolled = sealed().size();
      log(log, 100);
      assertThat(sealed()).as("10 MB are not reached").hasSize(rolled);
      assertGapless(200);
    }
  }

  @Test
  void aRestartGoesOnInTheSameFileAndNumbers() {
    IntStream.range(0, 3)
        .forEach(
            run -> {
              try (LogSetup log = LogSetup.audit(folder, "", "")) {
                log(log, 5);
              }
            });
    assertThat(sealed()).isEmpty();
    assertGapless(15);
  }
}
