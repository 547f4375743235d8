package dev.tocsin.log4j;

import dev.tocsin.audit.AuditTally;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.event.EventDraft;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalException;
import org.apache.logging.log4j.core.config.ConfigurationException;

/** Where a sink puts its events. Thread-safe. */
interface EventStore {
  /**
   * Puts an event's line away.
   *
   * @return the event's number
   * @throws JournalException if the line is not kept; see {@link JournalException#isHanging}
   */
  long append(JournalEntry entry) throws JournalException;

  /**
   * Notes an event that was put away.
   *
   * @param cut whether something of it was cut
   */
  void recorded(EventDraft event, boolean cut, long seq);

  /** Notes an event that could not be put away. */
  void notRecorded(EventDraft event);

  /** Counts an event that could not be put away. */
  void countDropped();

  /**
   * Keeps what can't be put away in a second place.
   *
   * @param hanging whether the first one does not answer
   */
  void keepElsewhere(ByteSink json, boolean hanging);

  /** Counts what becomes of its events. */
  AuditTally tally();

  /** Ends its use by what writes the product's events. */
  void giveUp(ProductEvents recorder);

  /**
   * The store to go on with after it was given up, which may be another one.
   *
   * @param config what it is opened with
   * @throws ConfigurationException one line that says why it can't be had again
   */
  EventStore reopened(JournalConfig config);

  /** Its use again, after {@link #reopened}. */
  void addAgain(ProductEvents recorder);
}
