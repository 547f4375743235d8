package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is taken for one that may hold on to a message when its call is over. */
class MessageKeepersTest {
  @TempDir private Path folder;

  private LogSetup start(String appender, String root) {
    return LogSetup.start(
        folder,
        """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="shop">
              <Rules enabled="false"/>
            </SecurityAudit>
            %s
          </Appenders>
          <Loggers>%s</Loggers>
        </Configuration>
        """
            .formatted(appender, root));
  }

  private static String root(String more) {
    return "<Root level=\"info\"><AppenderRef ref=\"audit\"/>" + more + "</Root>";
  }

  private static boolean mayKeep(LogSetup log) {
    return MessageKeepers.of(log.context().getConfiguration()).mayKeep(1);
  }

  @Test
  void theAuditFileAndAppendersThatWriteAtOnceKeepNothing() {
    String file =
        "<File name=\"lines\" fileName=\"DIR/lines.txt\"><PatternLayout pattern=\"%m%n\"/>"
            + "<MarkerFilter marker=\"SECURITY\" onMatch=\"DENY\" onMismatch=\"NEUTRAL\"/></File>";
    try (LogSetup log = start(file, root("<AppenderRef ref=\"lines\"/>"))) {
      assertThat(mayKeep(log)).isFalse();
    }
  }

  @Test
  void aQueueKeeps() {
    String queue =
        "<File name=\"lines\" fileName=\"DIR/lines.txt\"><PatternLayout pattern=\"%m%n\"/></File>"
            + "<Async name=\"queue\"><AppenderRef ref=\"lines\"/></Async>";
    try (LogSetup log = start(queue, root("<AppenderRef ref=\"queue\"/>"))) {
      assertThat(mayKeep(log)).isTrue();
    }
    String logger =
        "<AsyncLogger name=\"quiet\" level=\"info\"><AppenderRef ref=\"audit\"/></AsyncLogger>";
    try (LogSetup log = start("", root("") + logger)) {
      assertThat(mayKeep(log)).isTrue();
    }
  }

  @Test
  void anAppenderThatAProgramAttachesIsSeenAtOnceOrWithinASecond() {
    try (LogSetup log = start("", root(""))) {
      MessageKeepers keepers = MessageKeepers.of(log.context().getConfiguration());
      assertThat(keepers.mayKeep(1)).isFalse();
      KeepingAppender attached = KeepingAppender.attachTo(log.context());
      assertThat(keepers.mayKeep(1)).isFalse();
      assertThat(keepers.mayKeep(2)).isTrue();
      attached.detachFrom(log.context());
      assertThat(keepers.mayKeep(3)).isFalse();
      KeepingAppender.addTo(log.context());
      assertThat(keepers.mayKeep(3)).isTrue();
    }
  }

  /** Until then it gets no other event's text. */
  @Test
  void whoAsksTooLateGetsTheIdAndIsToldAndLaterAllOfIt() {
    try (LogSetup log = start("", root(""));
        StatusLines status = StatusLines.listen(Level.WARN)) {
      await()
          .untilAsserted(
              () -> {
                // Attached in the middle of a second that was looked at before.
                log.security().event(EventType.AUTH_SUCCESS).user("warm").log();
                KeepingAppender attached = KeepingAppender.attachTo(log.context());
                String id = log.security().event(EventType.AUTH_SUCCESS).user("ada").log();
                log.security().event(EventType.AUTH_SUCCESS).user("grace").log();
                attached.detachFrom(log.context());
                assertThat(attached.messages().get(0))
                    .isEqualTo("event=auth_success | event_id=" + id + " | see the audit log");
                assertThat(status.heard()).anySatisfy(line -> assertThat(line).contains(id));
              });
      KeepingAppender attached = KeepingAppender.attachTo(log.context());
      log.security().event(EventType.AUTH_SUCCESS).user("ada").log();
      log.security().event(EventType.AUTH_SUCCESS).user("grace").log();
      assertThat(attached.messages()).anySatisfy(m -> assertThat(m).contains("user_id=ada"));
      assertThat(log.events())
          .extracting(event -> event.get(EventField.USER_ID))
          .contains("ada", "grace");
    }
  }
}
