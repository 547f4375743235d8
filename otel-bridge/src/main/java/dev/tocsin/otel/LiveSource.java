package dev.tocsin.otel;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.outlet.AuditJournal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The journal that this process writes. Thread-safe. */
final class LiveSource implements OutboxSource {
  private final AuditJournal journal;

  LiveSource(AuditJournal journal) {
    this.journal = journal;
  }

  @Override
  public Path file() {
    return journal.file();
  }

  @Override
  public String id() {
    return journal.id();
  }

  @Override
  public EventTypes types() {
    return journal.types();
  }

  @Override
  public long sendableSeq() {
    return journal.durableSeq();
  }

  @Override
  public Optional<String> checkpoint() {
    return journal.durableCheckpoint();
  }

  @Override
  public void tellUndelivered(Consumer<EventDraft> fields) {
    journal.record(EventType.AUDIT_UNDELIVERED, null, fields);
  }
}
