package dev.tocsin.audit;

import javax.management.MXBean;
import org.jspecify.annotations.Nullable;

/**
 * How one journal does, for whoever watches over it: the application by {@link
 * AuditRegistry#health()}, and tools by JMX, as the attributes of {@code
 * dev.tocsin:type=AuditHealth,journal="FILE"}.
 *
 * <p>Figures of events are of this process since it started, whoever wrote the journal in it, and
 * only ever grow. Times are RFC 3339 in UTC. What is read may be a moment old; reading waits for no
 * write, and for the file system at most a second. What each figure means for whoever is on duty is
 * written in {@code docs/operations.md}. Thread-safe.
 */
@MXBean
public interface AuditHealth {
  /** The active file, absolute. */
  String getJournal();

  /** The journal's id, 32 hexadecimal digits, as {@code tocsin verify} shows it. */
  String getJournalId();

  /** Whether the last attempt to write succeeded. It is tried at least once a second. */
  boolean isWritable();

  /** Since when it can't be written; null if it can. */
  @Nullable String getFailingSince();

  /** Why it can't be written, one line; null if it can. */
  @Nullable String getFailure();

  /** Events recorded, those of the product's own included. */
  long getRecorded();

  /** Events that the journal does not have. */
  long getNotRecorded();

  /** How many of {@link #getNotRecorded} an {@code audit_dropped} event in the journal tells. */
  long getNotRecordedTold();

  /** Events in the journal that their callers were told it does not have, as a write hung. */
  long getWrittenLate();

  /**
   * Recorded events of which something was cut, as they hit a bound: of the whole event, of a text
   * or a name, or of the depth and number of entries of details and headers.
   */
  long getTruncated();

  /** Values of recorded events that gave way to a mark, as they were or had a secret. */
  long getRedacted();

  /**
   * Users and addresses of recorded events that were to have pseudonyms and got marks that nobody
   * can restore, as there was no key or the value was too long.
   */
  long getUnrestorable();

  /** Values of recorded events that did not fit their field and were kept in the details. */
  long getInvalidValues();

  /** Recorded events of a marker that nobody registered as a type. */
  long getUnregisteredTypes();

  /** Those of them whose type was not told in Log4j's status log, as too many had been told. */
  long getUntoldTypes();

  /** Recorded events of a marker whose name is kept for the product. */
  long getReservedNames();

  /** Clients in the table of suspicious addresses now. */
  long getSuspiciousAddresses();

  /** Clients that had to leave that table while they were suspicious, as it was full. */
  long getEvictedAddresses();

  /** Rules that are on. */
  int getRules();

  /**
   * Whether each event is evaluated as soon as it is recorded. It is not for a moment after a
   * start, while the journal is read back, and where no rules are.
   */
  boolean isRulesLive();

  /** Events that rules evaluated since the journal was opened, those read back included. */
  long getEvaluated();

  /** Events that came more than a minute late, and were not evaluated. */
  long getLateEvents();

  /** Events from more than a minute ahead, evaluated as of now. */
  long getFutureEvents();

  /** Matches that lack a field by which their rule groups. */
  long getUngroupedMatches();

  /** Groups that rules count for now. */
  long getRuleGroups();

  /** Groups that had to go for others, as there were too many. */
  long getEvictedGroups();

  /** Alerts that began. */
  long getAlerts();

  /** Alerts that are not over. */
  int getOpenAlerts();

  /** Alerts that are no longer kept, as there were too many: they have no end and no escalation. */
  long getEvictedAlerts();

  /** Clients that are shut out now. */
  int getBlockedClients();

  /** Blocks that had to go before their end, as there were too many. */
  long getEvictedBlocks();

  /** Versions of the rules file that held a mistake, so that the rules stayed as they were. */
  long getRefusedRules();

  /** Notifications of alerts that receivers took. */
  long getNotified();

  /** Notifications that wait for their receivers now. */
  long getNotificationsWaiting();

  /**
   * Notifications that were lost: refused, given up after a day, or gone as too many waited or
   * there was no such receiver.
   */
  long getNotificationsLost();

  /** When the last checkpoint was written; before the first, when the journal was opened. */
  String getLastCheckpoint();

  /**
   * Number of the last event known to be on the disk (with {@code fsync="no"}, with the kernel), 0
   * before the first.
   */
  long getDurableSeq();

  /** When that was last seen to be so; while all is well that is at most about a second ago. */
  String getDurableTime();

  /** Files of the journal, the active one included; -1 if they can't be counted. */
  long getSegments();

  /** Bytes of these files together; -1 if they can't be counted. */
  long getBytes();

  /** Bytes that this process may still write to that file system; -1 if it does not tell. */
  long getFreeBytes();

  /** Whether tags are under a key. */
  boolean isKeyed();

  /** Whether checkpoints and seals are signed. */
  boolean isSigned();

  /** Whether the tag key moves on after each checkpoint. */
  boolean isEvolving();

  /**
   * QR codes that were generated in the last hour, by the events in the journal; it and the figures
   * after it outlive a restart, and are too low for a moment after one, while the journal is read.
   */
  long getQrSessionsLastHour();

  /** Distinct sign-ins in the last 24 hours: one for each session or correlation id. */
  long getSuccessfulLogins24h();

  /** Distinct sessions in which a PIN or a sign-in failed in the last hour. */
  long getFailedAttemptsLastHour();

  /** Lockouts that stand now: their time has not passed, and nobody has unlocked them. */
  long getLockedSessions();

  /** Events that are in none of these four figures, as there was no room to remember them. */
  long getFiguresLeftOut();

  /**
   * Events on the disk that a receiver behind a bridge has not confirmed; of several the most; 0
   * without a bridge.
   */
  long getUnsentEvents();

  /** Events that receivers behind bridges will not get: refused, damaged, or deleted before. */
  long getUndeliveredEvents();

  /** Why the last try to send failed, one line; null while all is well, or without a bridge. */
  @Nullable String getOutletTrouble();
}
