package dev.tocsin.otel;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.journal.Durability;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A journal that a test writes, as a source for an outbox. */
final class WrittenJournal implements OutboxSource, AutoCloseable {
  private final Journal journal;
  private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);
  private final List<String> undelivered = new ArrayList<>();
  private volatile long onDisk = Long.MAX_VALUE;

  private WrittenJournal(Journal journal) {
    this.journal = journal;
  }

  static WrittenJournal open(Path folder) throws JournalException {
    return open(folder, config -> config);
  }

  static WrittenJournal open(Path folder, UnaryOperator<JournalConfig.Builder> settings)
      throws JournalException {
    JournalConfig.Builder config =
        JournalConfig.builder(folder.resolve("security_audit.log").toAbsolutePath())
            .writer("test")
            .durability(Durability.EVERYSEC)
            .checkpointInterval(Duration.ofSeconds(1));
    return new WrittenJournal(Journal.open(settings.apply(config).build(), JournalListener.NONE));
  }

  Journal journal() {
    return journal;
  }

  /** Writes events, and tells their ids. */
  List<String> write(int count) throws JournalException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      ids.add(
          write(EventType.AUTH_FAILURE, draft -> draft.set(EventField.MESSAGE, "no " + number)));
    }
    return ids;
  }

  String write(EventType type, Consumer<EventDraft> fields) throws JournalException {
    EventDraft draft = new EventDraft().setType(type);
    dev.tocsin.audit.AuditRegistry.ids().next(draft);
    Instant now = Instant.now();
    draft.setTimestampMicros(now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000);
    fields.accept(draft);
    ByteSink bytes = new ByteSink();
    encoder.encodeOpen(draft, bytes);
    JournalEntry entry = new JournalEntry();
    entry.set(bytes.array(), bytes.length(), null);
    journal.append(entry);
    return EventIds.text(draft.idMsb(), draft.idLsb());
  }

  /** From now on no more than that is on the disk. */
  void onDisk(long seq) {
    onDisk = seq;
  }

  /** What the outbox told of events that were not delivered: their reasons, in order. */
  List<String> undelivered() {
    synchronized (undelivered) {
      return List.copyOf(undelivered);
    }
  }

  @Override
  public Path file() {
    return journal.config().file();
  }

  @Override
  public String id() {
    return journal.id();
  }

  @Override
  public EventTypes types() {
    return EventTypes.builtIn();
  }

  @Override
  public long sendableSeq() {
    return Math.min(onDisk, journal.state().durableSeq());
  }

  @Override
  public Optional<String> checkpoint() {
    return journal.durableCheckpoint();
  }

  @Override
  public void tellUndelivered(Consumer<EventDraft> fields) {
    EventDraft draft = new EventDraft().setType(EventType.AUDIT_UNDELIVERED);
    fields.accept(draft);
    synchronized (undelivered) {
      undelivered.add(String.valueOf(draft.get(EventField.DETAILS)));
    }
  }

  @Override
  public void close() throws JournalException {
    journal.close();
  }
}
