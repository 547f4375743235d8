package dev.tocsin.encode;

import dev.tocsin.event.EventView;

/** Writes events in one form, each as one line of UTF-8. Immutable and thread-safe. */
public interface EventEncoder {
  /**
   * Appends one event, without a line feed.
   *
   * @param sink takes it; used by nobody else meanwhile
   */
  void encode(EventView event, ByteSink sink);
}
