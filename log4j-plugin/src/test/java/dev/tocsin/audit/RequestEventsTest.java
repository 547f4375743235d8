package dev.tocsin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventType;
import org.junit.jupiter.api.Test;

class RequestEventsTest {

  @Test
  void knowsWhatWasLoggedForItAndForNoOther() {
    RequestEvents one = RequestEvents.open();
    RequestEvents other = RequestEvents.open();
    RequestEvents.note(one.id(), EventType.AUTH_FAILURE);

    assertThat(one.has(EventType.AUTH_FAILURE::equals)).isTrue();
    assertThat(one.has(EventType.AUTH_SUCCESS::equals)).isFalse();
    assertThat(other.has(type -> true)).isFalse();
    one.close();
    other.close();
  }

  @Test
  void notesNothingOnceItIsClosed() {
    RequestEvents closed = RequestEvents.open();
    closed.close();

    RequestEvents.note(closed.id(), EventType.AUTH_FAILURE);
    RequestEvents.note("made up", EventType.AUTH_FAILURE);
    RequestEvents.note(null, EventType.AUTH_FAILURE);

    assertThat(closed.has(type -> true)).isFalse();
  }
}
