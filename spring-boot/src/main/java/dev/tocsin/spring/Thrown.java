package dev.tocsin.spring;

import dev.tocsin.audit.AuditEvent;

/**
 * Tells of an exception in an event's details, under the names that the core gives it. The
 * exception itself stays out of the logging call: whoever tries passwords would fill the
 * application's ordinary log with stack traces.
 */
final class Thrown {
  private Thrown() {}

  static void tell(AuditEvent event, Throwable thrown) {
    event
        .detail("exception", thrown.getClass().getName())
        .detail("exception_message", thrown.getMessage());
  }
}
