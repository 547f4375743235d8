package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.Markers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tries the gaps that docs/not-protected.md admits. A test that fails here is good news: the gap is
 * closed; take its line out of the page, and turn the test round.
 */
class NotProtectedTest {
  private static final String AUDIT = "<SecurityAudit name=\"audit\" fileName=\"logs/a.log\"/>";
  private static final String GAP_CLOSED = "the gap is closed: mend docs/not-protected.md";

  @TempDir private Path folder;

  private static String configuration(String loggers) {
    return "<Appenders>" + AUDIT + "</Appenders><Loggers>" + loggers + "</Loggers>";
  }

  private long linesWith(String text) throws IOException {
    return Files.readAllLines(folder.resolve("a.log")).stream()
        .filter(line -> line.contains(text))
        .count();
  }

  private static void admitted(String words) {
    assertThat(Page.of("docs/not-protected.md").text().replaceAll("\\s+", " ")).contains(words);
  }

  @Test
  void levelOnTheReferenceSwallowsPlainMarkedCallsOnlyWhereItIsAllowedTo() throws IOException {
    admitted("With `allowSuppression=\"true\"`");
    String loggers = "<Root level=\"info\"><AppenderRef ref=\"audit\" level=\"error\"/></Root>";
    assertThatThrownBy(() -> LoadedConfiguration.start(configuration(loggers), folder))
        .hasMessageContaining("level=\"ERROR\" keeps security events back");
    String allowed = configuration(loggers).replace("a.log\"", "a.log\" allowSuppression=\"true\"");
    try (LoadedConfiguration loaded = LoadedConfiguration.start(allowed, folder)) {
      loaded.logger().info(Markers.LOGOUT, "plain");
      String id = loaded.audit();
      assertThat(linesWith("plain")).as(GAP_CLOSED).isZero();
      assertThat(linesWith(id)).isEqualTo(1);
    }
  }

  @Test
  void plainMarkedCallAfterTheStopIsRecordedAsSecurityLoggersIs() throws IOException {
    admitted("With other loggers they are recorded, as `SecurityLogger`'s are.");
    LoadedConfiguration loaded = LoadedConfiguration.start(AUDIT, folder);
    loaded.close();
    loaded.logger().info(Markers.LOGOUT, "plain");
    String id = loaded.audit();
    assertThat(linesWith("plain")).isEqualTo(1);
    assertThat(linesWith(id)).isEqualTo(1);
  }

  @Test
  void passwordInProseIsWrittenAsItComesButNotAfterItsName() throws IOException {
    admitted("`the password was hunter2` is written as it comes.");
    try (LoadedConfiguration loaded = LoadedConfiguration.start(AUDIT, folder)) {
      loaded.logger().info(Markers.LOGOUT, "the password was hunter2");
      loaded.logger().info(Markers.LOGOUT, "password=hunter3");
      assertThat(linesWith("hunter2")).as(GAP_CLOSED).isEqualTo(1);
      assertThat(linesWith("hunter3")).isZero();
    }
  }
}
