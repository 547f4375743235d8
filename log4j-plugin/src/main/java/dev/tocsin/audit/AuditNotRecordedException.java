package dev.tocsin.audit;

import java.io.Serial;
import org.apache.logging.log4j.LoggingException;
import org.jspecify.annotations.Nullable;

/**
 * A security event could not be recorded, and the failure policy is fail-closed: what the event is
 * about must not go on. The message is one line with the event's id, its type and the reason.
 *
 * <p>A {@link LoggingException}, because Log4j swallows any other exception of a logging call.
 */
public final class AuditNotRecordedException extends LoggingException {
  @Serial private static final long serialVersionUID = 1L;

  private final String eventId;

  public AuditNotRecordedException(String eventId, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.eventId = eventId;
  }

  /** The id the event would have had. */
  public String eventId() {
    return eventId;
  }
}
