package dev.tocsin.outlet;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.EventCounts;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Severity;
import dev.tocsin.journal.WriteTimes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A journal that is being written, for who follows it. Thread-safe. */
public interface AuditJournal {
  /** The active file, absolute. */
  Path file();

  /** The journal's id, 32 hexadecimal digits. */
  String id();

  /** The name of the application or service that its events come from. */
  String source();

  /** The types that its events are of, beside unregistered ones. */
  EventTypes types();

  /** Number of the last event recorded; 0 before the first. */
  long lastSeq();

  /**
   * Number of the last event that is as durable as {@code fsync} asks: what is behind it may not
   * leave the host, as a crash can still take it back.
   */
  long durableSeq();

  /** The last checkpoint that is that durable, a line without LF; empty before the first. */
  Optional<String> durableCheckpoint();

  /** How the journal does. */
  AuditHealth health();

  /** Its events since it was opened, by type, severity and outcome. */
  EventCounts counts();

  /** Has somebody hear how long writing takes. */
  void addTimes(WriteTimes listener);

  /** The contrary. */
  void removeTimes(WriteTimes listener);

  /**
   * Writes an event of the product's own into the journal; what can't be written is counted as any
   * other event is.
   *
   * @param severity null for the type's
   * @param fields sets what the event says
   */
  void record(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields);
}
