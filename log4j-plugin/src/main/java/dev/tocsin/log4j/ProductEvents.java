package dev.tocsin.log4j;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Severity;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.keys.PeriodKeys;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes events of the product's own, such as {@code audit_dropped}, into its journal. */
interface ProductEvents {
  /** The settings with which it opened the journal. */
  JournalConfig journalConfig();

  /** All its settings. */
  SettingsInForce settings();

  /** What these were read from. */
  ConfigurationOrigin origin();

  /** The keys of the pseudonyms that its events have; null if they have none. */
  @Nullable PeriodKeys pseudonymKeys();

  /**
   * Writes an event now, as {@code system}.
   *
   * @param severity null for the type's
   * @param fields sets what the event says
   */
  void record(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields);

  /**
   * The same for an event that is tried again, or given up, when it can't be written: it goes
   * nowhere else then, and is not counted.
   *
   * @return whether the journal has it
   */
  boolean offer(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields);
}
