package dev.tocsin.audit;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import java.util.concurrent.atomic.LongAdder;

/** Counts the events of one journal while the JVM runs, whoever writes it. Thread-safe. */
public final class AuditTally {
  private final LongAdder recorded = new LongAdder();
  private final LongAdder notRecorded = new LongAdder();
  private final LongAdder truncated = new LongAdder();
  private final LongAdder invalidValues = new LongAdder();
  private final LongAdder unregisteredTypes = new LongAdder();
  private final LongAdder reservedNames = new LongAdder();
  private final LongAdder redacted = new LongAdder();
  private final LongAdder unrestorable = new LongAdder();

  private final LongAdder notRecordedTold = new LongAdder();
  private final LongAdder writtenLate = new LongAdder();
  private final LongAdder untoldTypes = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private final EventCounts events = new EventCounts();

  AuditTally() {}

  /**
   * Counts an event that the journal has.
   *
   * @param cut whether something of it was cut
   */
  public void recorded(EventDraft event, boolean cut) {
    recorded.increment();
    events.add(event);
    if (cut) {
      truncated.increment();
    }
    if (event.invalidValues() > 0) {
      invalidValues.add(event.invalidValues());
    }
    if (event.redactedValues() > 0) {
      redacted.add(event.redactedValues());
    }
    if (event.unrestorableValues() > 0) {
      unrestorable.add(event.unrestorableValues());
    }
    EventType type = event.type();
    if (type.origin() == EventType.Origin.UNREGISTERED) {
      (type.isOfReservedName() ? reservedNames : unregisteredTypes).increment();
    }
  }

  /** Counts an event that the journal does not have. */
  public void notRecorded() {
    notRecorded.increment();
  }

  /** Counts events that the journal does not have and that an event in it tells. */
  public void notRecordedTold(long events) {
    notRecordedTold.add(events);
  }

  /** See {@link AuditHealth#getNotRecordedTold}. */
  public long notRecordedTold() {
    return notRecordedTold.sum();
  }

  /** Counts a recorded event whose type nobody registered and nobody was told of. */
  public void untoldType() {
    untoldTypes.increment();
  }

  /** See {@link AuditHealth#getUntoldTypes}. */
  public long untoldTypes() {
    return untoldTypes.sum();
  }

  /**
   * Keeps what an open journal counted itself, as it closes.
   *
   * @param late events written after their calls had given up
   * @param addresses evicted from the table of suspicious ones
   */
  public void closed(long late, long addresses) {
    writtenLate.add(late);
    evicted.add(addresses);
  }

  /** Of {@link AuditHealth#getWrittenLate}, those of journals that were closed. */
  public long writtenLate() {
    return writtenLate.sum();
  }

  /** Of {@link AuditHealth#getEvictedAddresses}, those of journals that were closed. */
  public long evicted() {
    return evicted.sum();
  }

  /** Those that the journal has, by type, severity and outcome. */
  public EventCounts events() {
    return events;
  }

  /** The figures as they are now. */
  public AuditCounters counters() {
    return new AuditCounters(
        recorded.sum(),
        notRecorded.sum(),
        truncated.sum(),
        invalidValues.sum(),
        unregisteredTypes.sum(),
        reservedNames.sum(),
        redacted.sum(),
        unrestorable.sum());
  }
}
