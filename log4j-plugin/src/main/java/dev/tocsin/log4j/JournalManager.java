package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.AuditTally;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Severity;
import dev.tocsin.figures.MonitoringFigures;
import dev.tocsin.journal.FallbackFile;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalListener;
import dev.tocsin.journal.RecoveryReport;
import dev.tocsin.risk.SuspiciousAddresses;
import dev.tocsin.watch.Watcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.logging.log4j.core.appender.AbstractManager;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * An open journal, shared by all appenders of this JVM that write to the same file: by the old and
 * the new one of a reconfiguration, which follow each other without a gap. Log4j counts who uses it
 * and closes it with the last one.
 */
final class JournalManager extends AbstractManager implements EventStore, JournalListener {
  private static final int SUSPICIOUS_CAPACITY = 100_000;

  /** The active file; known before the journal is, whose threads call while it is being opened. */
  private final Path file;

  private final Journal journal;
  private final FallbackFile fallback;
  private final SuspiciousAddresses suspicious;
  private final SelfAudit selfAudit;
  private final Watcher watcher;
  private final HealthBean health;
  private final JournalOutlets outlets;
  private final MonitoringFigures figures = new MonitoringFigures();
  private final List<ProductEvents> recorders = new CopyOnWriteArrayList<>();
  private final AuditTally tally;
  private final UnregisteredTypes unregisteredTypes;
  private final SlowFallback slowFallback;
  private final AtomicLong dropped = new AtomicLong();
  private volatile @Nullable Instant droppedSince;
  private long droppedAndTold;
  private long lateAndTold;
  private volatile @Nullable String lastFailure;
  private final List<Early> early = new ArrayList<>();
  private boolean startTold;
  private volatile @Nullable ProductEvents lastRecorder;

  /** An event that happened before there was anybody to write it. */
  private record Early(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {}

  private JournalManager(String name, JournalConfig config, Duration suspiciousWindow)
      throws JournalException {
    super(null, name);
    this.file = config.file();
    this.suspicious =
        new SuspiciousAddresses(SUSPICIOUS_CAPACITY, suspiciousWindow, config.clock());
    this.tally = AuditRegistry.tally(config.file());
    this.unregisteredTypes = new UnregisteredTypes(config.file(), tally);
    this.fallback = new FallbackFile(config.file());
    this.slowFallback = new SlowFallback(fallback);
    this.journal = Journal.open(config, this);
    this.selfAudit = new SelfAudit(journal, tally);
    this.watcher = new Watcher(journal);
    JournalHealth seen = new JournalHealth(journal, tally, suspicious, watcher, figures);
    this.health = HealthBean.add(seen);
    this.outlets = new JournalOutlets(journal, tally, seen);
    seen.follow(outlets);
  }

  /**
   * The manager of a file, opened if nobody has it open; to be closed once for each call.
   *
   * @param suspiciousWindow how long an address stays suspicious; one that is open keeps its own
   * @throws ConfigurationException one line that says why the journal can't be opened
   */
  static JournalManager get(JournalConfig config, Duration suspiciousWindow) {
    return getManager(
        "tocsin:" + config.file(),
        (name, settings) -> {
          try {
            return new JournalManager(name, settings, suspiciousWindow);
          } catch (JournalException e) {
            throw new ConfigurationException(e.getMessage(), e);
          }
        },
        config);
  }

  Journal journal() {
    return journal;
  }

  SuspiciousAddresses suspicious() {
    return suspicious;
  }

  @Override
  public long append(JournalEntry entry) throws JournalException {
    return journal.append(entry);
  }

  @Override
  public void recorded(EventDraft event, boolean cut, long seq) {
    tally.recorded(event, cut);
    unregisteredTypes.seen(event.type());
    suspicious.observe(event);
    figures.observe(event);
    watcher.offer(event, seq);
  }

  @Override
  public void notRecorded(EventDraft event) {
    // An attack is one whether or not it is recorded.
    watcher.offer(event, Long.MAX_VALUE);
  }

  @Override
  public void keepElsewhere(ByteSink json, boolean hanging) {
    try {
      if (hanging) {
        slowFallback.append(json.toByteArray());
      } else {
        fallback.append(json.array(), json.length());
      }
    } catch (IOException e) {
      System.err.println(new String(json.toByteArray(), UTF_8));
    }
  }

  @Override
  public AuditTally tally() {
    return tally;
  }

  @Override
  public void giveUp(ProductEvents recorder) {
    tellDropped();
    remove(recorder);
    close();
  }

  @Override
  public EventStore reopened(JournalConfig config) {
    return get(config, suspicious.window());
  }

  /** Events that are not in the journal, since it was opened. */
  long dropped() {
    return dropped.get();
  }

  @Override
  public void countDropped() {
    tally.notRecorded();
    if (droppedSince == null) {
      droppedSince = journal.config().clock().instant();
    }
    dropped.incrementAndGet();
  }

  /**
   * Takes what can write events of the product's own. The first one tells of the start and of what
   * was found there, each one of its settings.
   */
  synchronized void add(ProductEvents recorder) {
    boolean first = tellStart(recorder, false);
    watcher.configure(recorder.rules(), recorder);
    selfAudit.configured(recorder, first ? SelfAudit.Occasion.START : SelfAudit.Occasion.RELOAD);
    outlets.configure(recorder.outlets(), recorder);
  }

  /** The same for one that had given the journal up, and takes it up again as events still come. */
  @Override
  public synchronized void addAgain(ProductEvents recorder) {
    // The rules of an older configuration do not come back by it.
    if (tellStart(recorder, true)) {
      watcher.configure(recorder.rules(), recorder);
      outlets.configure(recorder.outlets(), recorder);
    }
  }

  private boolean tellStart(ProductEvents recorder, boolean again) {
    if (startTold) {
      recorders.add(recorder);
      return false;
    }
    startTold = true;
    new SuspiciousHistory(journal, suspicious, recorder).start();
    new PastFigures(journal, recorder.types(), figures).start();
    selfAudit.started(recorder, again);
    List<Early> waiting;
    synchronized (early) {
      recorders.add(recorder);
      lastRecorder = recorder;
      waiting = List.copyOf(early);
      early.clear();
    }
    RecoveryReport report = journal.recovery();
    if (!report.isClean()) {
      tellRecovery(report);
    }
    waiting.forEach(each -> recorder.record(each.type(), each.severity(), each.fields()));
    return true;
  }

  /**
   * The contrary. If it was the newest, its configuration was refused half-way or has ended: then
   * the settings of the one before are in force again, but for a key that only the newer one has: a
   * journal does not go back to none.
   */
  synchronized void remove(ProductEvents recorder) {
    boolean newest = recorder() == recorder;
    recorders.remove(recorder);
    ProductEvents before = recorder();
    lastRecorder = before == null ? recorder : before;
    if (newest && before != null) {
      try {
        journal.reconfigure(before.journalConfig());
        watcher.configure(before.rules(), before);
        selfAudit.configured(before, SelfAudit.Occasion.RETURN);
        outlets.configure(before.outlets(), before);
      } catch (JournalException e) {
        LOGGER.error("tocsin: the newer settings stay in force: {}", e.getMessage());
      }
    }
  }

  private void tellRecovery(RecoveryReport report) {
    LOGGER.warn("tocsin: {}: {}", file, String.join("; ", report.found()));
    tell(
        EventType.AUDIT_RECOVERED,
        report.linesLost() ? Severity.CRITICAL : null,
        draft -> {
          draft.putDetail("found", report.found());
          if (!report.setAside().isEmpty()) {
            draft.putDetail("set_aside", report.setAside());
          }
          if (report.linesLost()) {
            draft.setSuccess(false);
          }
          report.lostFrom().ifPresent(seq -> draft.putDetail("lost_from", seq));
          report.lostTo().ifPresent(seq -> draft.putDetail("lost_to", seq));
        });
  }

  /**
   * Writes an event. What happens before there is anybody to write it, since the journal looks
   * after its files as soon as it is open, waits for the first one; as the last one has gone it is
   * written if the journal still takes it.
   */
  private void tell(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {
    ProductEvents recorder;
    synchronized (early) {
      recorder = recorder();
      if (recorder == null && lastRecorder == null) {
        early.add(new Early(type, severity, fields));
        return;
      }
    }
    ProductEvents last = lastRecorder;
    if (recorder != null) {
      recorder.record(type, severity, fields);
    } else if (last != null) {
      var unused = last.offer(type, severity, fields);
    }
  }

  private @Nullable ProductEvents recorder() {
    int size = recorders.size();
    return size == 0 ? null : recorders.get(size - 1);
  }

  @Override
  public void segmentDeleted(Path file, long segment, long firstSeq, long lastSeq, String policy) {
    tell(
        EventType.AUDIT_SEGMENT_DELETED,
        null,
        draft ->
            draft
                .putDetail("file", String.valueOf(file.getFileName()))
                .putDetail("segment", segment)
                .putDetail("first_seq", firstSeq)
                .putDetail("last_seq", lastSeq)
                .putDetail("events", lastSeq - firstSeq + 1)
                .putDetail("policy", policy));
  }

  @Override
  public void segmentMissing(long segment, long nextSeq) {
    LOGGER.error("tocsin: {}: segment {} is missing", file, segment);
    tell(
        EventType.AUDIT_SEGMENT_MISSING,
        null,
        draft -> draft.putDetail("segment", segment).putDetail("next_seq", nextSeq));
  }

  @Override
  public void disturbed(RecoveryReport report) {
    tellRecovery(report);
  }

  @Override
  public void failed(String message, Throwable cause) {
    lastFailure = message;
    LOGGER.error("tocsin: {}", message);
  }

  @Override
  public void recovered(Instant since) {
    LOGGER.warn("tocsin: {}: can be written again", file);
    tellDropped();
  }

  /** A call may have failed before, and be counted after, the journal could be written again. */
  @Override
  public void working() {
    tellDropped();
  }

  /** Tells how many events are not in the journal, if that was not told yet. */
  synchronized void tellDropped() {
    ProductEvents recorder = recorder();
    if (recorder == null) {
      return;
    }
    long count = dropped.get();
    long late = journal.writtenLate();
    long missed = count - droppedAndTold;
    long foundLate = late - lateAndTold;
    if (missed == 0 && foundLate == 0) {
      return;
    }
    long untold = Math.max(0, missed - foundLate);
    Instant since = Objects.requireNonNullElseGet(droppedSince, journal.config().clock()::instant);
    String why = lastFailure;
    boolean told =
        recorder.offer(
            EventType.AUDIT_DROPPED,
            null,
            draft -> {
              draft
                  .putDetail("count", untold)
                  .putDetail("since", since.toString())
                  .putDetail("fallback", String.valueOf(fallback.path().getFileName()));
              if (why != null) {
                draft.putDetail("last_failure", why);
              }
              if (foundLate > 0) {
                draft.putDetail("written_late", foundLate);
              }
            });
    if (told) {
      LOGGER.warn("tocsin: {}: {} events are not in it", file, untold);
      tally.notRecordedTold(missed);
      droppedAndTold = count;
      lateAndTold = late;
      droppedSince = null;
    }
  }

  /** A reconfiguration: the file stays open, its settings change. */
  @Override
  public void updateData(Object data) {
    try {
      journal.reconfigure((JournalConfig) data);
    } catch (JournalException e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
  }

  @Override
  protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
    watcher.close();
    ProductEvents last = lastRecorder;
    if (last != null) {
      selfAudit.stopped(last);
    }
    // Behind the last event, so that it goes out as well.
    outlets.stop();
    health.remove();
    try {
      journal.close();
      return true;
    } catch (JournalException e) {
      LOGGER.error("tocsin: {}", e.getMessage());
      return false;
    } finally {
      tally.closed(journal.writtenLate(), suspicious.evictions());
    }
  }
}
