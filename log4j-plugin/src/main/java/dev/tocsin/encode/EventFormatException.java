package dev.tocsin.encode;

import java.io.Serial;

/**
 * Says in one line what is wrong with the bytes of an event: the member, its value, the way out.
 */
public final class EventFormatException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  EventFormatException(String message) {
    super(message);
  }

  EventFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
