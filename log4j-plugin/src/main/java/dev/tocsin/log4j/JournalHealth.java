package dev.tocsin.log4j;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditTally;
import dev.tocsin.figures.Figures;
import dev.tocsin.figures.MonitoringFigures;
import dev.tocsin.journal.Journal;
import dev.tocsin.notify.NotifierHealth;
import dev.tocsin.outlet.OutletFigures;
import dev.tocsin.risk.SuspiciousAddresses;
import dev.tocsin.watch.Watcher;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads off an open journal how it does. Thread-safe. */
final class JournalHealth implements AuditHealth {
  private final Journal journal;
  private final AuditTally tally;
  private final SuspiciousAddresses suspicious;
  private final Watcher watcher;
  private final MonitoringFigures figures;
  private final DiskFigures disk;
  private volatile @Nullable JournalOutlets outlets;

  JournalHealth(
      Journal journal,
      AuditTally tally,
      SuspiciousAddresses suspicious,
      Watcher watcher,
      MonitoringFigures figures) {
    this.figures = figures;
    this.watcher = watcher;
    this.journal = journal;
    this.tally = tally;
    this.suspicious = suspicious;
    Path folder = Objects.requireNonNull(journal.config().file().getParent());
    this.disk = new DiskFigures(folder, journal.id());
  }

  /** What follows the journal, from now on. */
  void follow(JournalOutlets following) {
    outlets = following;
  }

  @Override
  public String getJournal() {
    return journal.config().file().toString();
  }

  @Override
  public String getJournalId() {
    return journal.id();
  }

  @Override
  public boolean isWritable() {
    return journal.state().failingSince() == null;
  }

  @Override
  public @Nullable String getFailingSince() {
    Instant since = journal.state().failingSince();
    return since == null ? null : since.toString();
  }

  @Override
  public @Nullable String getFailure() {
    return journal.state().failure();
  }

  @Override
  public long getRecorded() {
    return tally.counters().recorded();
  }

  @Override
  public long getNotRecorded() {
    return tally.counters().notRecorded();
  }

  @Override
  public long getNotRecordedTold() {
    return tally.notRecordedTold();
  }

  @Override
  public long getWrittenLate() {
    return tally.writtenLate() + journal.writtenLate();
  }

  @Override
  public long getTruncated() {
    return tally.counters().truncated();
  }

  @Override
  public long getRedacted() {
    return tally.counters().redacted();
  }

  @Override
  public long getUnrestorable() {
    return tally.counters().unrestorable();
  }

  @Override
  public long getInvalidValues() {
    return tally.counters().invalidValues();
  }

  @Override
  public long getUnregisteredTypes() {
    return tally.counters().unregisteredTypes();
  }

  @Override
  public long getUntoldTypes() {
    return tally.untoldTypes();
  }

  @Override
  public long getReservedNames() {
    return tally.counters().reservedNames();
  }

  @Override
  public long getSuspiciousAddresses() {
    return suspicious.size();
  }

  @Override
  public long getEvictedAddresses() {
    return tally.evicted() + suspicious.evictions();
  }

  @Override
  public int getRules() {
    return watcher.figures().rules();
  }

  @Override
  public boolean isRulesLive() {
    return watcher.figures().live();
  }

  @Override
  public long getEvaluated() {
    return watcher.figures().evaluated();
  }

  @Override
  public long getLateEvents() {
    return watcher.figures().late();
  }

  @Override
  public long getFutureEvents() {
    return watcher.figures().future();
  }

  @Override
  public long getUngroupedMatches() {
    return watcher.figures().ungrouped();
  }

  @Override
  public long getRuleGroups() {
    return watcher.figures().groups();
  }

  @Override
  public long getEvictedGroups() {
    return watcher.figures().evictedGroups();
  }

  @Override
  public long getAlerts() {
    return watcher.figures().alerts();
  }

  @Override
  public int getOpenAlerts() {
    return watcher.figures().openAlerts();
  }

  @Override
  public long getEvictedAlerts() {
    return watcher.figures().evictedAlerts();
  }

  @Override
  public int getBlockedClients() {
    return watcher.figures().blocked();
  }

  @Override
  public long getEvictedBlocks() {
    return watcher.figures().evictedBlocks();
  }

  @Override
  public long getRefusedRules() {
    return watcher.figures().refusedRules();
  }

  @Override
  public long getNotified() {
    return watcher.figures().notifications().delivered();
  }

  @Override
  public long getNotificationsWaiting() {
    return watcher.figures().notifications().waiting();
  }

  @Override
  public long getNotificationsLost() {
    NotifierHealth.Counts counts = watcher.figures().notifications();
    return counts.refused() + counts.failed() + counts.dropped();
  }

  @Override
  public String getLastCheckpoint() {
    return journal.state().lastCheckpoint().toString();
  }

  @Override
  public long getDurableSeq() {
    return journal.state().durableSeq();
  }

  @Override
  public String getDurableTime() {
    return journal.state().durableTime().toString();
  }

  @Override
  public long getSegments() {
    return disk.get().segments();
  }

  @Override
  public long getBytes() {
    return disk.get().bytes();
  }

  @Override
  public long getFreeBytes() {
    return disk.get().freeBytes();
  }

  @Override
  public boolean isKeyed() {
    return journal.config().keys().tagKey() != null;
  }

  @Override
  public boolean isSigned() {
    return journal.config().keys().signingKey() != null;
  }

  @Override
  public boolean isEvolving() {
    return journal.config().evolve();
  }

  private Figures figuresNow() {
    return figures.now(journal.config().clock().instant());
  }

  @Override
  public long getQrSessionsLastHour() {
    return figuresNow().qrSessionsLastHour();
  }

  @Override
  public long getSuccessfulLogins24h() {
    return figuresNow().successfulLogins24h();
  }

  @Override
  public long getFailedAttemptsLastHour() {
    return figuresNow().failedAttemptsLastHour();
  }

  @Override
  public long getLockedSessions() {
    return figuresNow().lockedSessions();
  }

  @Override
  public long getFiguresLeftOut() {
    return figuresNow().leftOut();
  }

  private List<OutletFigures> outlets() {
    JournalOutlets running = outlets;
    return running == null ? List.of() : running.figures();
  }

  @Override
  public long getUnsentEvents() {
    return outlets().stream().mapToLong(OutletFigures::lagEvents).max().orElse(0);
  }

  @Override
  public long getUndeliveredEvents() {
    return outlets().stream().mapToLong(each -> each.setAside() + each.gone()).sum();
  }

  @Override
  public @Nullable String getOutletTrouble() {
    return outlets().stream()
        .filter(each -> !each.trouble().isEmpty())
        .map(each -> each.name() + ": " + each.trouble())
        .findFirst()
        .orElse(null);
  }
}
