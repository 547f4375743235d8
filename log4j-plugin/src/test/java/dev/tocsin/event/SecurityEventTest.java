package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecurityEventTest {
  private final SecurityEvent full = full();
  private final SecurityEvent bare = new EventDraft().setType(EventType.LOGOUT).toEvent();

  private static SecurityEvent full() {
    EventDraft draft = new EventDraft().setType(EventType.AUTH_FAILURE);
    EventDraftTest.fillEveryField(draft);
    return draft.toEvent();
  }

  @Test
  void answersByEachFieldsOwnType() {
    assertThat(full.eventId()).isEqualTo("00000000-0000-0001-0000-000000000002");
    assertThat(full.eventType()).isEqualTo(EventType.AUTH_FAILURE);
    assertThat(full.timestamp()).isEqualTo(Instant.ofEpochSecond(0, 3_000));
    assertThat(full.loggedAt()).isEqualTo(Instant.ofEpochSecond(0, 4_000));
    assertThat(full.actorType()).isEqualTo(ActorType.SERVICE);
    assertThat(full.ipAddress()).isEqualTo("1.2.3.4");
    assertThat(full.address()).isEqualTo(ClientAddress.parse("1.2.3.4"));
    assertThat(full.ipProvenance()).isEqualTo(Provenance.CALL);
    assertThat(full.riskScore()).isEqualTo(5.5);
    assertThat(full.threatLevel()).isEqualTo(ThreatLevel.LOW);
    assertThat(full.status()).isEqualTo(Status.ESCALATED);
    assertThat(full.changes()).containsExactly(new Change("f", 1L, List.of(2L)));
    assertThat(full.requestHeaders()).isEqualTo(Map.of("h", "v"));
    assertThat(full.indicators()).containsExactly("i");
    assertThat(full.complianceTags()).hasSize(4);
    assertThat(full.serviceId()).isEqualTo("service_id");
    assertThat(full.isTruncated()).isTrue();
  }

  @Test
  void answersNullOrEmptyForWhatIsAbsent() {
    assertThat(bare.eventId()).isNull();
    assertThat(bare.loggedAt()).isNull();
    assertThat(bare.userId()).isNull();
    assertThat(bare.address()).isNull();
    assertThat(bare.riskScore()).isNull();
    assertThat(bare.details()).isEmpty();
    assertThat(bare.changes()).isEmpty();
    assertThat(bare.isTruncated()).isFalse();
  }

  @Test
  void differsWhenAnyFieldDoes() {
    assertThat(full).isEqualTo(full()).isNotEqualTo(bare);
    for (EventField field : EventField.all()) {
      if (field == EventField.EVENT_TYPE || field == EventField.EVENT_ID) {
        continue;
      }
      SecurityEvent changed = full.toDraft().clear(field).toEvent();
      assertThat(changed).as(field.jsonName()).isNotEqualTo(full);
    }
  }

  @Test
  void cantBeChangedThroughWhatItGives() {
    assertThat(full.get(EventField.INDICATORS))
        .isInstanceOfSatisfying(
            List.class,
            list ->
                assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class));
    assertThatThrownBy(() -> full.details().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void showsNothingPrivateAsText() {
    assertThat(full)
        .hasToString(
            "auth_failure 00000000-0000-0001-0000-000000000002 1970-01-01T00:00:00.000003Z");
  }
}
