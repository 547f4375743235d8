package dev.tocsin.spring;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@code /actuator/tocsin}: how each journal of this process does. It shows figures and file names,
 * and nothing of events. Thread-safe.
 */
@Endpoint(id = "tocsin")
final class TocsinEndpoint {
  TocsinEndpoint() {}

  /** How the audit log does now. */
  @ReadOperation
  Answer audit() {
    return new Answer(
        AuditRegistry.unserved(), AuditRegistry.health().stream().map(Journal::of).toList());
  }

  /**
   * What is answered.
   *
   * @param unserved events that found no audit log and were printed to standard error
   */
  record Answer(long unserved, List<Journal> journals) {}

  /** One journal; the figures are those of {@link AuditHealth}. */
  record Journal(
      String file,
      String id,
      boolean writable,
      @Nullable String failingSince,
      @Nullable String failure,
      long recorded,
      long notRecorded,
      long durableSeq,
      String lastCheckpoint,
      boolean keyed,
      boolean signed,
      int rules,
      boolean rulesLive,
      long alerts,
      int openAlerts,
      int blockedClients,
      long notificationsWaiting,
      long notificationsLost,
      long unsentEvents,
      long undeliveredEvents,
      @Nullable String bridgeTrouble,
      long segments,
      long bytes,
      long freeBytes) {
    static Journal of(AuditHealth health) {
      return new Journal(
          health.getJournal(),
          health.getJournalId(),
          health.isWritable(),
          health.getFailingSince(),
          health.getFailure(),
          health.getRecorded(),
          health.getNotRecorded(),
          health.getDurableSeq(),
          health.getLastCheckpoint(),
          health.isKeyed(),
          health.isSigned(),
          health.getRules(),
          health.isRulesLive(),
          health.getAlerts(),
          health.getOpenAlerts(),
          health.getBlockedClients(),
          health.getNotificationsWaiting(),
          health.getNotificationsLost(),
          health.getUnsentEvents(),
          health.getUndeliveredEvents(),
          health.getOutletTrouble(),
          health.getSegments(),
          health.getBytes(),
          health.getFreeBytes());
    }
  }
}
