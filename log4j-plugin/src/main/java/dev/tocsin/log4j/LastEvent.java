package dev.tocsin.log4j;

import dev.tocsin.audit.AuditRegistry;
import org.apache.logging.log4j.core.LogEvent;

/**
 * What a thread recorded last, to know it again when a second route brings the same log event: an
 * additive logger, or two references to one appender. Log4j uses one object for event after event
 * of a thread, so the object alone tells nothing: message, time and number of the call must agree
 * too. Every call that lends its message to Log4j has a number of its own; one that brings its own
 * message has another message. For one thread.
 */
final class LastEvent {
  private int event;
  private int message;
  private long call = -1;
  private long second;
  private int nano;

  /** Whether this is the event that was remembered, on its second way. */
  boolean isSame(LogEvent other) {
    return event == System.identityHashCode(other)
        && call == AuditRegistry.callNumber()
        && message == System.identityHashCode(other.getMessage())
        && second == other.getInstant().getEpochSecond()
        && nano == other.getInstant().getNanoOfSecond();
  }

  /** Remembers an event that was recorded. */
  void remember(LogEvent recorded) {
    event = System.identityHashCode(recorded);
    message = System.identityHashCode(recorded.getMessage());
    // The number after recording: events logged from inside this one have counted on.
    call = AuditRegistry.callNumber();
    second = recorded.getInstant().getEpochSecond();
    nano = recorded.getInstant().getNanoOfSecond();
  }
}
