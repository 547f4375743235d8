package dev.tocsin.otel;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventTypes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** A backlog as an outbox sees it: it ends where {@link Shipment#look} saw its end. Thread-safe. */
final class BacklogSource implements OutboxSource {
  private final Shipment.Backlog backlog;
  private final EventTypes types;
  private final Shipment.Listener listener;

  BacklogSource(Shipment.Backlog backlog, EventTypes types, Shipment.Listener listener) {
    this.backlog = backlog;
    this.types = types;
    this.listener = listener;
  }

  @Override
  public Path file() {
    return backlog.file();
  }

  @Override
  public String id() {
    return backlog.journal();
  }

  @Override
  public EventTypes types() {
    return types;
  }

  @Override
  public long sendableSeq() {
    return backlog.to().seq();
  }

  /** It goes first, and shows of a receiver that refuses an event whether it takes any. */
  @Override
  public Optional<String> checkpoint() {
    return backlog.checkpoint();
  }

  @Override
  public void tellUndelivered(Consumer<EventDraft> fields) {
    listener.undelivered(fields);
  }
}
