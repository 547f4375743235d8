package dev.tocsin.otel;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalRecord;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A backlog as an outbox sees it: it ends where {@link Shipment#look} saw its end. Thread-safe. */
final class BacklogSource implements OutboxSource {
  private final Shipment.Backlog backlog;
  private final EventTypes types;
  private final Shipment.Listener listener;
  private final long checkpointLine;
  private final AtomicLong damaged = new AtomicLong();

  BacklogSource(Shipment.Backlog backlog, EventTypes types, Shipment.Listener listener) {
    this.backlog = backlog;
    this.types = types;
    this.listener = listener;
    this.checkpointLine = backlog.checkpoint().map(BacklogSource::lineOf).orElse(-1L);
  }

  private static long lineOf(String checkpoint) {
    try {
      return JournalRecord.parse(checkpoint).line();
    } catch (JournalException e) {
      throw new IllegalStateException("it was read before: " + checkpoint, e);
    }
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
  public boolean maySend(JournalRecord checkpoint, String line) {
    return checkpoint.line() <= checkpointLine;
  }

  @Override
  public void tellUndelivered(Consumer<EventDraft> fields) {
    EventDraft draft = new EventDraft().setType(EventType.AUDIT_UNDELIVERED);
    fields.accept(draft);
    if ("damaged".equals(draft.toEvent().details().get("reason"))) {
      damaged.incrementAndGet();
    }
    listener.undelivered(fields);
  }

  /** Lines that hold no event, so far. */
  long damaged() {
    return damaged.get();
  }
}
