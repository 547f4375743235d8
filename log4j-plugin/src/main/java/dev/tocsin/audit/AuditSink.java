package dev.tocsin.audit;

import dev.tocsin.event.EventTypes;
import dev.tocsin.privacy.Redactor;
import java.time.Duration;

/** Where audited events are recorded; implemented by the Log4j plugin. Thread-safe. */
public interface AuditSink {
  /** A name for messages, for example the appender's. */
  String name();

  /** Whether events of loggers of that context, an object compared by identity, go here. */
  boolean serves(Object loggerContext);

  /** The types known here, those that the user registered included. */
  EventTypes types();

  /** Whether a logging call may come back before this sink has seen the event. */
  boolean mayBeAsynchronous();

  /**
   * Whether the current thread is inside this sink, as when an event is logged from a parameter's
   * {@code toString()}. Such a call must not wait for an answer that only its own thread can give.
   */
  boolean isRecordingOnThisThread();

  /** What takes the secrets out of the events that go here. */
  Redactor redactor();

  /** What was counted of its journal since the JVM started, other sinks of it included. */
  AuditCounters counters();

  /** How long a caller waits for an asynchronous route. */
  Duration asyncTimeout();

  /**
   * Records a message that no route brought here: Log4j has stopped, or the call came from inside
   * another one. Tells the message the outcome, and does nothing if the sink has had it already or
   * its filter refuses it.
   */
  void recordDirectly(AuditMessage message);

  /** Hears that a message was asked for its event after the call had taken that back. */
  void messageWasKept(AuditMessage message);

  /** Whether a caller is to get an exception for an event that could not be recorded. */
  boolean isFailClosed();
}
