package dev.tocsin.watch;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Severity;
import dev.tocsin.keys.PeriodKeys;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes events of the product's own into the journal that is watched. Thread-safe. */
public interface Recorder {
  /**
   * Writes an event now, as {@code system}; what can't be written is counted and kept elsewhere as
   * any other event is.
   *
   * @param severity null for the type's
   * @param fields sets what the event says
   */
  void record(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields);

  /** The types of the journal's events. */
  EventTypes types();

  /** The keys of the pseudonyms that its events have; null if they have none. */
  @Nullable PeriodKeys pseudonymKeys();
}
