package dev.tocsin.log4j;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Severity;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.outlet.Outlet;
import dev.tocsin.watch.Recorder;
import dev.tocsin.watch.WatchSettings;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes events of the product's own, such as {@code audit_dropped}, into its journal. */
interface ProductEvents extends Recorder {
  /** The settings with which it opened the journal. */
  JournalConfig journalConfig();

  /** All its settings. */
  SettingsInForce settings();

  /** What these were read from. */
  ConfigurationOrigin origin();

  /** The rules that are evaluated over its events. */
  WatchSettings rules();

  /** What is to follow the journal. */
  List<Outlet> outlets();

  /**
   * Does what {@link #record} does for an event that is tried again, or given up, when it can't be
   * written: it goes nowhere else then, and is not counted.
   *
   * @return whether the journal has it
   */
  boolean offer(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields);
}
