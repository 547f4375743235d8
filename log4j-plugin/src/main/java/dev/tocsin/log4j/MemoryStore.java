package dev.tocsin.log4j;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.AuditTally;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.event.EventDraft;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers events and keeps none of them: what is to be known of them, the recording probe has seen.
 * No rules are evaluated, and nothing follows it. Touches no file. Thread-safe.
 */
final class MemoryStore implements EventStore {
  private final AuditTally tally;
  private final UnregisteredTypes unregisteredTypes;
  private final AtomicLong seq = new AtomicLong();

  /**
   * An empty one.
   *
   * @param file the audit file that it stands for
   */
  MemoryStore(Path file) {
    this.tally = AuditRegistry.tally(file);
    this.unregisteredTypes = new UnregisteredTypes(file, tally);
  }

  @Override
  public long append(JournalEntry entry) {
    return seq.incrementAndGet();
  }

  @Override
  public void recorded(EventDraft event, boolean cut, long number) {
    tally.recorded(event, cut);
    unregisteredTypes.seen(event.type());
  }

  @Override
  public void notRecorded(EventDraft event) {}

  @Override
  public void countDropped() {
    tally.notRecorded();
  }

  @Override
  public void keepElsewhere(ByteSink json, boolean hanging) {
    // There is no second place beside no file.
  }

  @Override
  public AuditTally tally() {
    return tally;
  }

  @Override
  public void giveUp(ProductEvents recorder) {}

  @Override
  public EventStore reopened(JournalConfig config) {
    return this;
  }

  @Override
  public void addAgain(ProductEvents recorder) {}
}
