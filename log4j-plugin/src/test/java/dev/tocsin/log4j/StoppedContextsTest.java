package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.SecurityEvent;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.message.StringMapMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain marked calls after their context has stopped. */
class StoppedContextsTest {
  @TempDir private Path folder;

  private LogSetup audit(String name) {
    return LogSetup.start(folder.resolve(name), LogSetup.auditXml("", ""));
  }

  @Test
  void markedCallsAreRecordedAndOthersAreNot() {
    LogSetup log = audit("a");
    Logger logger = log.logger();
    log.close();
    logger.warn(Markers.AUTH_FAILURE, "sign-in of {} failed", "zoë");
    logger.trace(Markers.AUTH_FAILURE, "quiet");
    logger.atInfo().withMarker(Markers.LOGOUT).log("fluent");
    logger.error(new StringMapMessage().with("event_type", "lockout").with("user_id", "u1"));
    log.context().getLogger("late").info(Markers.LOGOUT, "by a late logger");
    logger.error("ordinary");
    logger.error(new StringMapMessage().with("event_type", "none"));
    assertThat(log.events())
        .extracting(event -> event.type().name(), SecurityEvent::message)
        .containsExactly(
            tuple("auth_failure", "sign-in of zoë failed"),
            tuple("auth_failure", "quiet"),
            tuple("logout", "fluent"),
            tuple("lockout", null),
            tuple("logout", "by a late logger"));
  }

  @Test
  void eachContextsEventsGoToItsOwnJournalAlsoNestedOnes() {
    LogSetup one = audit("one");
    LogSetup two = audit("two");
    LogSetup without =
        LogSetup.start(
            folder, "<Configuration><Loggers><Root level=\"error\"/></Loggers></Configuration>");
    one.close();
    Object nosy =
        new Object() {
          @Override
          public String toString() {
            assertThat(one.logger().isInfoEnabled(Markers.LOGOUT)).isTrue();
            two.logger().info(Markers.AUTH_FAILURE, "inner");
            return "nosy";
          }
        };
    one.logger().info(Markers.LOGOUT, "while the other lives: {}", nosy);
    two.close();
    one.logger().info(Markers.LOGOUT, "after both: {}", nosy);
    without.close();
    without.logger().info(Markers.LOGOUT, "nobody asked for it");
    assertThat(one.events())
        .extracting(SecurityEvent::message)
        .containsExactly("while the other lives: nosy", "after both: nosy");
    assertThat(two.events()).extracting(SecurityEvent::message).containsExactly("inner", "inner");
  }

  @Test
  void aContextThatIsStartedAgainIsServedByItsNewConfigurationAndAfterItsStopAgain() {
    LogSetup log = audit("a");
    log.close();
    log.logger().info(Markers.LOGOUT, "stopped");
    log.restart(LogSetup.auditXml("", ""));
    log.logger().info(Markers.LOGOUT, "started again");
    log.close();
    log.logger().info(Markers.LOGOUT, "stopped again");
    assertThat(log.events())
        .extracting(SecurityEvent::message)
        .containsExactly("stopped", "started again", "stopped again");
  }

  @Test
  void theAppendersFilterDecidesAfterTheStopToo() {
    String filter = "<MarkerFilter marker=\"ATTACK\" onMatch=\"ACCEPT\" onMismatch=\"DENY\"/>";
    LogSetup log = LogSetup.audit(folder, "allowSuppression=\"true\"", filter);
    log.close();
    log.logger().info(Markers.LOGOUT, "not for this file");
    log.logger().info(Markers.XSS_ATTEMPT, "for this file");
    assertThat(log.events()).extracting(SecurityEvent::message).containsExactly("for this file");
  }

  @Test
  void underFailClosedAMarkedCallThrowsAfterTheStopToo() throws Exception {
    LogSetup log = LogSetup.audit(folder, "failurePolicy=\"fail-closed\"", "");
    log.close();
    try (OtherWriter other = OtherWriter.start(folder)) {
      assertThat(other.pid()).isPositive();
      assertThatThrownBy(() -> log.logger().info(Markers.LOGOUT, "m"))
          .isInstanceOf(AuditNotRecordedException.class)
          .hasMessageContaining("(logout) was not recorded: ");
    }
  }

  @Test
  void whereAllLoggersAreAsynchronousTheStartWarnsThatItCantBePromised() {
    try (StatusLines lines = StatusLines.listen(Level.WARN);
        LogSetup log =
            LogSetup.start(folder, new AsyncLoggerContext("w"), LogSetup.auditXml("", ""))) {
      assertThat(log.context()).isNotNull();
      assertThat(lines.heard())
          .filteredOn(line -> line.contains("all loggers of \"w\" are asynchronous"))
          .hasSize(1);
    }
  }
}
