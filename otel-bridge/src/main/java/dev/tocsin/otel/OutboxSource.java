package dev.tocsin.otel;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventTypes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** A journal that an outbox empties: one that is being written, or one that was left behind. */
interface OutboxSource {
  /** The active file. */
  Path file();

  /** The journal's id. */
  String id();

  /** The types of its events. */
  EventTypes types();

  /** Number of the last event that may leave the host. */
  long sendableSeq();

  /**
   * The newest checkpoint that may leave the host, and with it everything before it, a line without
   * LF; empty for none.
   */
  Optional<String> checkpoint();

  /**
   * Records that the receiver will not get some events.
   *
   * @param fields sets the details
   */
  void tellUndelivered(Consumer<EventDraft> fields);
}
