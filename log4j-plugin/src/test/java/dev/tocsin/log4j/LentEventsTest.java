package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event that a call lends and takes back never has anything of another one's in it. */
class LentEventsTest {
  @TempDir private Path folder;

  private static SecurityEvent of(LogSetup log, String user) {
    return log.events().stream()
        .filter(event -> user.equals(event.get(EventField.USER_ID)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aValueThatAnotherThreadAddsTooLateIsInNoOtherEvent() throws Exception {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().event(EventType.DATA_EXPORT).user("warm").log();
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch logged = new CountDownLatch(1);
      Object slow =
          new Object() {
            @Override
            public String toString() {
              asked.countDown();
              try {
                logged.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return "alice-secret";
            }
          };
      AuditEvent alice = log.security().event(EventType.AUTH_FAILURE).user("alice");
      Thread late = new Thread(() -> alice.detail("lookup", slow));
      late.start();
      asked.await();
      alice.log();
      AuditEvent bob = log.security().event(EventType.DATA_EXPORT).user("bob");
      logged.countDown();
      late.join();
      bob.log();

      assertThat(of(log, "bob").details()).isEmpty();
    }
  }

  @Test
  void aValueThatLogsTheEventItBelongsToAddsNothingToTheNextOne() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().event(EventType.DATA_EXPORT).user("warm").log();
      AuditEvent alice = log.security().event(EventType.AUTH_FAILURE).user("alice");
      List<AuditEvent> begun = new ArrayList<>();
      Object logging =
          new Object() {
            @Override
            public String toString() {
              alice.log();
              begun.add(log.security().event(EventType.DATA_EXPORT).user("bob"));
              return "alice-secret";
            }
          };
      alice.detail("lookup", logging);
      begun.get(0).log();

      assertThat(of(log, "bob").details()).isEmpty();
    }
  }

  @Test
  void theWideLimitsOfAnImportedEventAreNotLentOn() throws Exception {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      byte[] line = "{\"event_type\":\"data_access\",\"user_id\":\"imported\"}".getBytes(UTF_8);
      SecurityEvent imported =
          JsonEventReader.lenient().read(line, 0, line.length, EventTypes.builtIn());
      for (int round = 0; round < 3; round++) {
        // So that none of the ordinary ones is lent first.
        for (int i = 0; i < 200; i++) {
          var unused = log.security().event(EventType.DATA_EXPORT);
        }
        log.security().log(imported);
        AuditEvent next = log.security().event(EventType.DATA_EXPORT).user("next");
        for (int i = 0; i < 200; i++) {
          next.detail("d" + i, "v");
        }
        assertThat(detailsOf(next)).as("entries, of which an event takes 128").hasSizeLessThan(200);
        next.log();
      }
    }
  }

  /** What was collected, before an encoder cuts it. */
  private static Map<?, ?> detailsOf(AuditEvent event) throws ReflectiveOperationException {
    Field field = AuditEvent.class.getDeclaredField("draft");
    field.setAccessible(true);
    EventDraft draft = (EventDraft) field.get(event);
    return (Map<?, ?>) Objects.requireNonNull(draft.get(EventField.DETAILS));
  }

  /** Its layout can't be had. */
  private static final class Odd extends AbstractAppender {
    Odd() {
      super("odd", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      // Nothing.
    }

    @Override
    public Layout<? extends Serializable> getLayout() {
      throw new UnsupportedOperationException("no layout");
    }
  }

  @Test
  void anAppenderThatCannotBeAskedMakesNoEventLost() {
    try (LogSetup log = LogSetup.audit(folder, "failurePolicy=\"fail-closed\"", "")) {
      Odd odd = new Odd();
      odd.start();
      Configuration configuration = log.context().getConfiguration();
      configuration.addAppender(odd);
      configuration.getRootLogger().addAppender(odd, null, null);
      String id = log.security().event(EventType.DATA_EXPORT).user("carol").log();

      assertThat(of(log, "carol").get(EventField.EVENT_ID)).isEqualTo(id);
      assertThat(log.events())
          .extracting(event -> event.type().name())
          .doesNotContain("audit_dropped");
    }
  }

  @Test
  void aSecondAuditFileBehindAQueueGetsAllEvents() {
    String xml =
        """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="a" fileName="DIR/a/a.log"><Rules enabled="false"/></SecurityAudit>
            <SecurityAudit name="b" fileName="DIR/b/b.log"><Rules enabled="false"/></SecurityAudit>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="a"/></Root></Loggers>
        </Configuration>
        """;
    try (LogSetup log = LogSetup.start(folder, xml)) {
      log.security().event(EventType.DATA_EXPORT).user("warm").log();
      Configuration configuration = log.context().getConfiguration();
      AsyncAppender queue =
          AsyncAppender.newBuilder()
              .setName("queue")
              .setConfiguration(configuration)
              .setAppenderRefs(new AppenderRef[] {AppenderRef.createAppenderRef("b", null, null)})
              .build();
      queue.start();
      configuration.getRootLogger().addAppender(queue, null, null);
      for (int i = 0; i < 200; i++) {
        log.security().event(EventType.DATA_EXPORT).detail("n", Map.of("i", i)).log();
      }
      queue.stop();

      assertThat(LogSetup.events(folder.resolve("b")))
          .filteredOn(event -> event.type().equals(EventType.DATA_EXPORT))
          .hasSize(200);
    }
  }
}
