package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/**
 * An event to be read: what encoders, rules and risk take. A view of an {@link EventDraft} changes
 * with the draft and must not be kept; {@link EventDraft#toEvent()} makes one to keep.
 */
public interface EventView {
  EventType type();

  /** Upper half of the event id, a UUID; both halves 0 if the event has none yet. */
  long idMsb();

  /** Lower half of the event id. */
  long idLsb();

  Severity severity();

  /** When it happened, in microseconds since 1970-01-01T00:00:00Z. */
  long timestampMicros();

  /** When it was logged, in microseconds; 0 if not told, being about the same. */
  long loggedAtMicros();

  /** When it was recorded, as far as it tells: when it was logged, else when it happened. */
  default long recordedMicros() {
    long logged = loggedAtMicros();
    return logged == 0 ? timestampMicros() : logged;
  }

  boolean success();

  /** The HTTP status answered, 0 if absent. */
  int responseStatus();

  /** The risk score in tenths, 0 to 100; -1 if absent. */
  int riskTenths();

  /** The journal's number of this event, 0 if it has none yet. */
  long seq();

  /** Bytes the whole event would have had, as read from a file; 0 if it is not a truncated one. */
  long originalSize();

  /** Bytes of JSON that were cut off values on their way into this event; 0 if nothing was. */
  long omittedBytes();

  /**
   * The family of {@code ip_address}: 4, 6, or 0 if absent. With {@link #addressHigh()} and {@link
   * #addressLow()} the address is at hand without parsing.
   */
  int addressFamily();

  /** Upper 64 bits of an IPv6 address, 0 for IPv4. */
  long addressHigh();

  /** Lower 64 bits of an IPv6 address, or the 32 bits of an IPv4 address. */
  long addressLow();

  /**
   * The value of any field, or null if it is absent: {@code CharSequence} for TEXT ({@code Number}
   * too for service_id), {@code List<String>} for TEXT_LIST, {@link Entries} for MAP, {@code
   * List<Change>} for CHANGES, the enum for ENUM; {@code Boolean}, {@code Long}, {@code Double} and
   * the text of a time for the others, which the methods above give without boxing.
   */
  @Nullable Object get(EventField field);

  /** The text of a field, or null if it is absent or no text. */
  default @Nullable CharSequence text(EventField field) {
    return get(field) instanceof CharSequence text ? text : null;
  }
}
