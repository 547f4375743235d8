package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that are complete when they are logged, and callers that must know. */
class ReadyEventTest {
  @TempDir private Path folder;

  @Test
  void aCompleteEventKeepsItsIdItsTimeAndItsSource() {
    String id = "0192f1c0-1111-4222-8333-abcdefabcdef";
    EventDraft draft = new EventDraft();
    draft.setType(EventType.DATA_EXPORT);
    draft.set(EventField.EVENT_ID, id);
    draft.setTimestampMicros(1_700_000_000_123_456L);
    draft.set(EventField.SOURCE, "billing");
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      assertThat(log.security().log(draft.toEvent())).isEqualTo(id);
      SecurityEvent event = log.lastEvent();
      assertThat(event.eventId()).isEqualTo(id);
      assertThat(event.timestampMicros()).isEqualTo(1_700_000_000_123_456L);
      assertThat(event.source()).isEqualTo("billing");
      assertThat(event.loggedAt()).isAfter(event.timestamp());
    }
  }

  @Test
  void aCompleteEventGetsWhatItLacks() {
    EventDraft draft = new EventDraft();
    draft.setType(EventType.DATA_EXPORT);
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      String id = log.security().log(draft.toEvent());
      assertThat(UUID.fromString(id).version()).isEqualTo(7);
      assertThat(log.lastEvent().eventId()).isEqualTo(id);
      assertThat(log.lastEvent().source()).isEqualTo("shop");
      assertThat(log.lastEvent().timestampMicros()).isPositive();
    }
  }

  @Test
  void aCompleteEventOfATypeOfTheProductsOwnIsRefused() {
    EventDraft draft = new EventDraft();
    draft.setType(EventType.ALERT);
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      assertThatThrownBy(() -> log.security().log(draft.toEvent()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"alert\"");
    }
  }

  @Test
  void aCallerThatMustKnowIsToldWhereOthersGoOn() {
    String nothingRecorded =
        """
        <Configuration status="off">
          <Appenders><Null name="nothing"/></Appenders>
          <Loggers><Root level="info"><AppenderRef ref="nothing"/></Root></Loggers>
        </Configuration>
        """;
    try (LogSetup log = LogSetup.start(folder, nothingRecorded)) {
      SecurityLogger open = log.security();
      String err = Captured.standardError(() -> open.authAttempt("u1", false));
      assertThat(err).contains("\"user_id\":\"u1\"");
      assertThatThrownBy(() -> open.failClosed().authAttempt("u1", false))
          .isInstanceOf(AuditNotRecordedException.class)
          .hasMessageContaining("no SecurityAudit appender took it");
    }
  }
}
